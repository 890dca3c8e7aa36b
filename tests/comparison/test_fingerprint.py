"""Fingerprints of parameters and data."""

import os
import pickle
import re
import subprocess
import sys
from collections import OrderedDict, namedtuple
from decimal import Decimal
from functools import cached_property, lru_cache, partial, singledispatch, wraps
from threading import Lock

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.stats import loguniform
from sklearn import config_context
from sklearn.base import BaseEstimator, clone
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, get_scorer
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.metaestimators import available_if

from imbgan import DOSampler, NeuralClassifier
from imbgan.comparison._fingerprint import fingerprint

# Made in two processes, with other addresses and other hashes of texts.
OBJECTS = """[
    {"b": 1, "a": {"x", "y", "z"}, None: frozenset("letters")},
    np.arange(6).reshape(2, 3)[:, ::2],
    np.array(["a", None, ("b", 2.5)], dtype=object),
    np.array(["some", "text"], dtype=object),
    make_pipeline(StandardScaler(), SVC(kernel=RBF(0.5), random_state=RandomState(3))),
    StratifiedKFold(3, shuffle=True),
    partial(np.quantile, q=0.3),
    [np.mean, np.exp, len, print, SVC, str.upper, np.float32],
    (lambda x, y=2: [x + y, {"inner", "set"}, lambda z: z + 1]),
    sparse.eye_array(3),
    np.random.default_rng(1),
    Fraction(1, 3),
    Path("here"),
]"""
SCRIPT = f"""
from fractions import Fraction
from functools import partial
from pathlib import Path
import numpy as np
from numpy.random import RandomState
from scipy import sparse
from scipy.stats import loguniform
from sklearn.gaussian_process.kernels import RBF
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from imbgan.comparison._fingerprint import fingerprint
for it in {OBJECTS}:
    print(fingerprint(it))
"""


def in_process(hash_seed):
    command = [sys.executable, "-c", SCRIPT]
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_fingerprints_are_the_same_in_every_process():
    first, second = in_process("1"), in_process("2")
    assert first == second
    assert len(set(first)) == OBJECTS.count("\n") - 1


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner),
    max_leaves=8,
)


@given(PLAIN, PLAIN)
def test_plain_objects_have_the_same_fingerprint_only_if_they_are_alike(one, other):
    # repr tells 1, 1.0 and True apart, and finds NaN equal to NaN.
    assert (fingerprint(one) == fingerprint(other)) == (repr(one) == repr(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        ("1", 1),
        ("a", b"a"),
        ([1, 2], (1, 2)),
        ([["a"], "b"], [["a", "b"]]),
        ("ab", ["a", "b"]),
        (np.zeros(4), np.zeros((2, 2))),
        (np.zeros(4), np.zeros(4, dtype=np.float32)),
        (np.zeros(4), [0.0] * 4),
        (np.array(["ab", "c"], object), np.array(["a", "bc"], object)),
        (np.ma.array([1, 2], mask=[0, 1]), np.array([1, 2])),
        (sparse.csr_array(np.eye(2)), sparse.csc_array(np.eye(2))),
        (LogisticRegression(C=1.0), LogisticRegression(C=1.0 + 1e-12)),
        (LogisticRegression(), LogisticRegression),
        (make_pipeline(StandardScaler()), make_pipeline(StandardScaler(with_std=False))),
        (DOSampler(), DOSampler(max_epochs=3)),
        (np.mean, np.median),
        (partial(np.quantile, q=0.1), partial(np.quantile, q=0.2)),
        (lambda x: x + 1, lambda x: x + 2),
        (torch.nn.Linear, torch.nn.ReLU),
        (torch.zeros(2), torch.ones(2)),
        (torch.float32, torch.float64),
        (Decimal("1.0"), Decimal("1.00")),
        (np.datetime64("2020-01-01"), np.datetime64("2020-01-02")),
    ],
)
def test_what_differs_has_another_fingerprint(one, other):
    assert fingerprint(one) != fingerprint(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (float("nan"), float("nan")),
        (np.float64(0.5), 0.5),
        (np.arange(6).reshape(2, 3), np.asfortranarray(np.arange(6).reshape(2, 3))),
        (np.arange(10)[::2], np.array([0, 2, 4, 6, 8])),
        (sparse.csr_array(([1, 2], ([0, 0], [1, 0]))), sparse.csr_array([[2, 1]])),
        (OrderedDict(a=1), OrderedDict(a=1)),
        (torch.nn.Parameter(torch.ones(2)), torch.ones(2, requires_grad=True)),
    ],
)
def test_what_is_alike_has_the_same_fingerprint(one, other):
    assert fingerprint(one) == fingerprint(other)


def test_local_functions_count_by_what_they_do():
    def adding(amount):
        return lambda x: x + amount

    def transformer(amount):
        return FunctionTransformer(adding(amount))

    assert fingerprint(transformer(1)) == fingerprint(transformer(1))
    assert fingerprint(transformer(1)) != fingerprint(transformer(2))


def test_named_tuples_count_by_their_class_too():
    Pair = namedtuple("Pair", "a b")
    assert fingerprint(Pair(1, 2)) == fingerprint(Pair(1, 2)) != fingerprint((1, 2))


def test_an_object_may_hold_itself():
    one, other = [1], [2]
    one.append(one)
    other.append(other)
    assert fingerprint(one) != fingerprint(other)


def test_networks_count_by_their_weights():
    torch.manual_seed(0)
    one, other = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    assert fingerprint(one) != fingerprint(other)
    other.load_state_dict(one.state_dict())
    assert fingerprint(one) == fingerprint(other)


def test_an_object_that_cannot_be_pickled_is_refused():
    with pytest.raises(
        ValueError,
        match="no fingerprint.*cannot pickle .generator",
    ):
        fingerprint([(i for i in range(3))])


def frame(**columns):
    return pytest.importorskip("pandas").DataFrame(columns)


def test_frames_count_by_names_dtypes_values_and_index():
    given = {"a": [1.0, 2.0], "b": ["x", None]}
    others = [
        frame(a=[1.0, 2.0], c=["x", None]),
        frame(a=[1, 2], b=["x", None]),
        frame(a=[1.0, 2.0], b=["x", "y"]),
        frame(**given).set_axis([5, 6]),
        frame(**given).set_axis([("r", 1), ("r", 2)]),
        frame(**given)[["b", "a"]],
        frame(**given).astype({"b": "category"}),
        frame(**given)["a"],
    ]
    assert len({fingerprint(it) for it in [*others, frame(**given)]}) == 9
    assert fingerprint(frame(**given)) == fingerprint(frame(**given))


def test_equal_frames_are_equal_however_their_columns_lie_in_memory():
    at_once = frame(a=[1.0, 2.0], b=[3.0, 4.0], c=["x", None])
    bit_by_bit = at_once[["a", "b"]].copy()
    bit_by_bit["c"] = ["x", None]
    assert fingerprint(at_once) == fingerprint(bit_by_bit)


def test_equal_columns_that_can_lack_values_are_equal():
    pd = pytest.importorskip("pandas")
    column = pd.Series([1, None], dtype="Int64")
    assert fingerprint(column) == fingerprint(column.copy())
    assert fingerprint(column) != fingerprint(column.fillna(0))
    assert fingerprint(pd.Series(["x", None])) != fingerprint(pd.Series([None, "x"]))


def test_categories_count_even_where_no_row_has_them():
    pd = pytest.importorskip("pandas")
    some, more = pd.Categorical(["x"], ["x"]), pd.Categorical(["x"], ["x", "y"])
    assert fingerprint(pd.Series(some)) != fingerprint(pd.Series(more))
    assert fingerprint(some) != fingerprint(more)
    assert fingerprint(pd.Series(more)) != fingerprint(pd.Series(more.as_ordered()))


def test_indices_of_several_levels_have_a_fingerprint():
    pd = pytest.importorskip("pandas")
    one, other = (pd.MultiIndex.from_tuples([("a", i)]) for i in range(2))
    assert fingerprint(one) != fingerprint(other)


def test_frozen_estimators_count_by_what_they_have_learned():
    frozen = [FrozenEstimator(LogisticRegression().fit([[0], [1]], y)) for y in ([0, 1], [1, 0])]
    assert fingerprint(frozen[0]) != fingerprint(frozen[1])
    assert fingerprint(make_pipeline(frozen[0])) != fingerprint(make_pipeline(frozen[1]))
    again = FrozenEstimator(LogisticRegression().fit([[0], [1]], [0, 1]))
    assert fingerprint(again) == fingerprint(frozen[0])


def test_frozen_networks_count_by_their_weights_and_not_by_how_long_they_took():
    X, y = [[0.0], [1.0]] * 6, [0, 1] * 6
    model = NeuralClassifier(max_epochs=1, early_stopping=False, random_state=0)
    one, again, other = (clone(model).set_params(lr=lr).fit(X, y) for lr in (0.1, 0.1, 0.2))
    loaded = pickle.loads(pickle.dumps(one))
    found = [fingerprint(FrozenEstimator(it)) for it in (one, again, loaded, other)]
    assert found[0] == found[1] == found[2] != found[3]


def test_a_frozen_search_counts_without_its_seconds():
    X, y = [[0.0], [1.0]] * 6, [0, 1] * 6
    searches = [GridSearchCV(LogisticRegression(), {"C": [1, 2]}, cv=2).fit(X, y) for _ in "ab"]
    assert fingerprint(FrozenEstimator(searches[0])) == fingerprint(FrozenEstimator(searches[1]))


def test_what_an_estimator_has_learned_does_not_count_where_a_clone_forgets_it():
    assert fingerprint(StandardScaler()) == fingerprint(StandardScaler().fit([[0.0], [1.0]]))


def test_numpy_s_global_random_state_counts_as_no_seed():
    one, other = loguniform(1, 2), loguniform(1, 3)
    before = fingerprint(one)
    np.random.random()
    assert fingerprint(one) == before != fingerprint(other)


def test_settings_that_a_clone_keeps_count():
    scaler = StandardScaler()
    with config_context(enable_metadata_routing=True):
        asking = StandardScaler().set_fit_request(sample_weight=True)
        other = StandardScaler().set_fit_request(sample_weight=False)
    framed = StandardScaler().set_output(transform="pandas")
    found = {fingerprint(one) for one in (scaler, asking, other, framed)}
    assert len(found) == 4
    assert fingerprint(clone(asking)) == fingerprint(asking)
    assert fingerprint(framed) == fingerprint(StandardScaler().set_output(transform="pandas"))


def test_classes_within_a_function_are_refused():
    class Local(LogisticRegression):
        pass

    for it in (Local, Local(), make_pipeline(Local()), lambda: Local()):
        with pytest.raises(ValueError, match="Local has no fingerprint.* at the top level"):
            fingerprint(it)


WRITTEN = """
from dataclasses import dataclass
from enum import Enum
from sklearn.linear_model import LogisticRegression
class Base:
    word = {0!r}
    @property
    def twice(self):
        return 2 * self.word
class Derived(Base, LogisticRegression):
    def __init__(self, extra={1!r}, C=1.0):
        super().__init__(C=C)
        self.extra = extra
    def fit(self, X, y):
        return super().fit(X, y)
@dataclass
class Data:
    width: int | None = {0!r}
class Kind(Enum):
    one = {0!r}
made = [Base, Derived, Derived(3), Data, Data(3), Kind.one]
"""


def written(*values):
    """Fingerprints of classes of a script, in which these values are written."""
    exec(WRITTEN.format(*values), names := {"__name__": "__main__"})
    return [fingerprint(it) for it in names["made"]]


def test_classes_of_a_script_count_by_what_is_written_in_them_and_their_bases():
    first = written(1, 2)
    assert len(set(first)) == len(first)
    assert written(1, 2) == first
    assert not set(written(2, 2)).intersection(first)
    changed = [one != other for one, other in zip(written(1, 3), first, strict=True)]
    assert changed == [False, True, True, False, False, False]


def test_wrapped_functions_count_by_what_wraps_them():
    def times(factor):
        def wrap(function):
            @wraps(function)
            def wrapped(x):
                return factor * function(x)

            return wrapped

        return wrap

    assert fingerprint(times(2)(np.median)) == fingerprint(times(2)(np.median))
    assert fingerprint(times(2)(np.median)) != fingerprint(times(3)(np.median))


def having(member, annotation=int):
    """A class of a script, with a member."""
    members = {"held": member, "__module__": "__main__", "__annotations__": {"held": annotation}}
    return type("Mine", (BaseEstimator,), members)


def saying(word):
    """Functions and other members that say a word."""

    def function(self=None):
        return word

    return {
        "cached property": cached_property(function),
        "available if": available_if(lambda self: True)(function),
        "available where": available_if(lambda self: word == "a")(len),
        "lru cache": lru_cache(function),
        "property": property(function),
        "static": staticmethod(function),
        "partial": partial(function, word),
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (LogisticRegression, DecisionTreeClassifier),
        (np.float64(1), np.float64(2)),
        (np.zeros(2), np.ones(2)),
        (LogisticRegression(C=1), LogisticRegression(C=2)),
        (range(2), range(3)),
        *zip(saying("a").values(), saying("b").values(), strict=True),
    ],
)
def test_classes_of_a_script_count_by_whatever_they_hold(one, other):
    assert fingerprint(having(one)) == fingerprint(having(one)) != fingerprint(having(other))


def test_what_has_no_fingerprint_counts_by_its_type():
    assert fingerprint(having(Lock())) == fingerprint(having(Lock()))
    assert fingerprint(having(Lock())) != fingerprint(having(len))
    assert fingerprint(having([re.compile("a")])) != fingerprint(having([re.compile("b")]))


def test_what_python_notes_of_a_class_does_not_count():
    one = having(1, int | None)
    before = fingerprint(one)
    one.__firstlineno__ = 7
    assert fingerprint(one) == before == fingerprint(having(1, "int | None"))


def memoized(function):
    cache = {}

    @wraps(function)
    def wrapped(x):
        return cache.setdefault(x, function(x))

    return wrapped


@memoized
def found_here(x):
    return x + 1


@singledispatch
def dispatched(x):
    return x


def test_a_cached_function_may_have_no_name():
    one, other = (lru_cache(partial(found_here, x)) for x in (1, 2))
    assert fingerprint(one) == fingerprint(one) != fingerprint(other)


def test_functions_that_are_found_under_their_path_count_by_it():
    before = fingerprint(found_here)
    found_here(3)
    assert fingerprint(found_here) == before
    assert fingerprint(dispatched) != before
    assert fingerprint(accuracy_score) == fingerprint(get_scorer("accuracy")._score_func)


CODE_SCRIPT = """
from sklearn.base import BaseEstimator
from imbgan.comparison._fingerprint import fingerprint
class Mine(BaseEstimator):
    def predict(self, X):
        return {}
def mine(x):
    return {}
print(fingerprint(Mine()), fingerprint(mine))
"""


def test_what_stands_in_a_script_counts_by_its_code():
    def found(*values):
        command = [sys.executable, "-c", CODE_SCRIPT.format(*values)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    first, same, other = found(1, 1), found(1, 1), found(2, 1)
    assert first == same
    assert first[0] != other[0] and first[1] == other[1]

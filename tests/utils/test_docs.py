"""Claims about the table of parameters: signatures, constraints and docstrings agree with it."""

import ast
import inspect
import re
import sys

import pytest
import torch
from numpydoc.docscrape import ClassDoc
from sklearn.base import BaseEstimator
from sklearn.utils._param_validation import StrOptions, validate_parameter_constraints

from imbgan import all_estimators
from imbgan.utils import _docs
from imbgan.utils._attributes import ATTRIBUTES
from imbgan.utils._cyclegan_parameters import CYCLEGAN_PARAMETERS
from imbgan.utils._docs import PARAMETERS, documented, parameter_of
from imbgan.utils._game_parameters import GAME_PARAMETERS
from imbgan.utils._generative_parameters import GENERATIVE_PARAMETERS
from imbgan.utils._guided_parameters import GUIDED_PARAMETERS
from imbgan.utils._method_parameters import METHOD_PARAMETERS
from imbgan.utils._parameters import NET_PARAMETERS, SET_FIRST, Parameter
from imbgan.utils._translation_parameters import TRANSLATION_PARAMETERS

ESTIMATORS = dict(all_estimators())
GAMES = [name for name, kind in ESTIMATORS.items() if getattr(kind, "_method", None)]
every_estimator = pytest.mark.parametrize("name", ESTIMATORS)


def signature_of(kind):
    return inspect.signature(kind).parameters


def rows_of(kind):
    """The rows of the table for the parameters of a class, in the order of its signature."""
    return {name: parameter_of(kind, name) for name in signature_of(kind)}


def entries_of(kind):
    """The entries of both sections on parameters: by name, the line of the type and the text."""
    docs = ClassDoc(kind)
    entries = docs["Parameters"] + docs["Other Parameters"]
    return {entry.name: (entry.type, "\n".join(entry.desc).strip()) for entry in entries}


def written(default):
    """How a docstring writes a default."""
    if isinstance(default, type):
        return f"torch.optim.{default.__name__}"
    return f'"{default}"' if isinstance(default, str) else str(default)


def auto_of(kind, name):
    """What "auto" means for a parameter in a method, as text, or None where it is no setting."""
    defaults = getattr(getattr(kind, "_method", None), "defaults", {})
    return str(defaults[name]) if name in defaults else None


@every_estimator
def test_every_parameter_has_a_row_with_constraints_type_and_text(name):
    rows = rows_of(ESTIMATORS[name])
    assert rows.keys() == ESTIMATORS[name]().get_params(deep=False).keys()
    for row in rows.values():
        assert row.allowed
        assert row.type.strip()
        assert inspect.cleandoc(row.text).endswith(".")


@every_estimator
def test_the_constraints_of_an_estimator_are_those_of_the_table(name):
    kind = ESTIMATORS[name]
    assert "_parameter_constraints" in vars(kind)
    expected = {parameter: row.allowed for parameter, row in rows_of(kind).items()}
    assert list(kind._parameter_constraints.items()) == list(expected.items())


@every_estimator
def test_a_docstring_has_the_parameters_in_order_with_type_default_and_text(name):
    kind = ESTIMATORS[name]
    entries, signature = entries_of(kind), signature_of(kind)
    first = [at for at in signature if at in SET_FIRST and len(signature) > 14]
    assert list(entries) == list(dict.fromkeys(first + list(signature)))
    for parameter, row in rows_of(kind).items():
        heading, text = entries[parameter]
        assert heading == f"{row.type}, default={written(signature[parameter].default)}"
        filled = row.text.replace("{auto}", auto_of(kind, parameter) or "")
        assert text == inspect.cleandoc(filled).strip()


@every_estimator
def test_every_default_passes_the_constraint_of_its_parameter(name):
    kind = ESTIMATORS[name]
    defaults = {at: it.default for at, it in signature_of(kind).items()}
    required = [at for at, default in defaults.items() if default is inspect.Parameter.empty]
    assert not required
    validate_parameter_constraints(kind._parameter_constraints, defaults, caller_name=name)
    assert kind().get_params(deep=False) == defaults


@every_estimator
@pytest.mark.parametrize("which", ["paper_params", "released_params"])
def test_settings_of_a_paper_pass_the_constraints(name, which):
    kind = ESTIMATORS[name]
    params = getattr(kind, which, {})
    assert params.keys() <= signature_of(kind).keys()
    validate_parameter_constraints(
        {at: kind._parameter_constraints[at] for at in params}, params, caller_name=name
    )
    kind().set_params(**params)


@pytest.mark.parametrize("name", GAMES)
def test_what_auto_stands_for_in_a_method_passes_the_constraint_too(name):
    kind = ESTIMATORS[name]
    defaults = kind._method.defaults
    assert "auto" not in defaults.values()
    for parameter, value in defaults.items():
        if parameter in signature_of(kind):
            assert signature_of(kind)[parameter].default == "auto", parameter
            constraints = {parameter: kind._parameter_constraints[parameter]}
            validate_parameter_constraints(constraints, {parameter: value}, caller_name=name)


@every_estimator
def test_no_docstring_has_a_gap_left(name):
    doc = ESTIMATORS[name].__doc__
    assert "{auto}" not in doc
    assert not re.search(r"^\s*<\w+>\s*$", doc, re.MULTILINE)


@every_estimator
def test_the_meaning_of_auto_is_filled_in_where_the_table_leaves_it_open(name):
    kind = ESTIMATORS[name]
    for parameter, row in rows_of(kind).items():
        if "{auto}" in row.text:
            meaning = auto_of(kind, parameter)
            assert meaning is not None, f"{parameter} has no setting"
            assert meaning in entries_of(kind)[parameter][1]


def test_every_row_of_the_table_is_used():
    used = {id(row) for kind in ESTIMATORS.values() for row in rows_of(kind).values()}
    assert [key for key, row in PARAMETERS.items() if id(row) not in used] == []


def test_every_name_that_people_set_first_is_a_parameter():
    assert set().union(*(signature_of(kind) for kind in ESTIMATORS.values())) >= SET_FIRST


def test_every_paragraph_on_attributes_is_used():
    sources = {inspect.getsource(kind) for kind in ESTIMATORS.values()}
    assert all(any(line in source for source in sources) for line in ATTRIBUTES)


def test_no_row_stands_in_two_parts_of_the_table():
    parts = NET_PARAMETERS, GAME_PARAMETERS, METHOD_PARAMETERS
    parts += CYCLEGAN_PARAMETERS, TRANSLATION_PARAMETERS
    parts += GUIDED_PARAMETERS, GENERATIVE_PARAMETERS
    assert sum(map(len, parts)) == len(PARAMETERS)


@pytest.mark.parametrize("key", [key for key, row in PARAMETERS.items() if row.type[0] == "{"])
def test_the_words_in_a_type_are_those_that_are_allowed(key):
    row = PARAMETERS[key]
    words = ast.literal_eval(re.match(r"\{.*?\}", row.type).group())
    allowed = [it.options for it in row.allowed if isinstance(it, StrOptions)]
    assert words == set().union(*allowed)


class Base(BaseEstimator):
    """Summary.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <attributes>
    """

    def __init__(self, *, lr=0.1, optimizer=torch.optim.SGD, mode="a"):
        self.lr, self.optimizer, self.mode = lr, optimizer, mode


@pytest.fixture
def table(monkeypatch):
    """A table in which the mode means something of its own in one class and those below it."""
    rows = {
        "lr": PARAMETERS["lr"],
        "optimizer": PARAMETERS["optimizer"],
        "mode": Parameter([StrOptions({"a"})], "str", "Of all."),
        "Special.mode": Parameter([StrOptions({"a", "b"})], "str", "Of some."),
    }
    monkeypatch.setattr(_docs, "PARAMETERS", rows)
    return rows


def test_a_row_of_a_class_holds_for_it_and_for_those_derived_from_it(table):
    class Special(Base):
        pass

    class Below(Special):
        pass

    assert parameter_of(Base, "mode") is table["mode"]
    assert parameter_of(Special, "mode") is parameter_of(Below, "mode") is table["Special.mode"]
    assert parameter_of(Below, "lr") is table["lr"]


def test_a_parameter_without_a_row_is_an_error_when_the_class_is_made(table):
    class Unknown(Base):
        """Summary."""

        def __init__(self, *, lr=0.1, patience=3):
            self.lr, self.patience = lr, patience

    with pytest.raises(KeyError, match="patience"):
        documented(Unknown)


def test_a_class_gets_its_paragraphs_where_its_docstring_asks_for_them(table):
    class Special(Base):
        __doc__ = Base.__doc__

    assert documented(Special) is Special
    headings = [heading for heading, _ in entries_of(Special).values()]
    assert headings == ["float, default=0.1", "type, default=torch.optim.SGD", 'str, default="a"']
    assert entries_of(Special)["mode"][1] == "Of some."
    assert ATTRIBUTES["<attributes>"] in Special.__doc__
    assert Base.__doc__.count("<parameters>") == 1  # the other class stays as it was


@every_estimator
def test_a_parameter_that_there_is_not_is_refused_by_the_name_of_the_class(name):
    message = rf"^{name}\.__init__\(\) got an unexpected keyword argument 'max_epoch'"
    if sys.version_info >= (3, 13) and "max_epochs" in signature_of(ESTIMATORS[name]):
        message += ". Did you mean 'max_epochs'"
    with pytest.raises(TypeError, match=message):
        ESTIMATORS[name](max_epoch=3)
    with pytest.raises(TypeError, match=rf"^{name}\.__init__\(\) takes"):
        ESTIMATORS[name](3, 4)


def test_a_class_of_the_users_own_keeps_the_parameters():
    class Mine(ESTIMATORS["DOClassifier"]):
        pass

    assert Mine(fake_weight=0.5).get_params() == {
        **ESTIMATORS["DOClassifier"]().get_params(),
        "fake_weight": 0.5,
    }

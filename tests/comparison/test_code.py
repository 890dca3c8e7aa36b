"""Functions and classes, where a path does not tell which they are."""

import re
import subprocess
import sys
from dataclasses import dataclass
from enum import Enum, Flag
from functools import cached_property, lru_cache, partial, singledispatch, wraps
from threading import Lock

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, get_scorer
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.metaestimators import available_if

from imbgan.comparison._fingerprint import fingerprint


def test_local_classes_count_by_what_is_written_in_them():
    def saying(label, np=np):  # closes over a module too
        class Saying(BaseEstimator):
            def predict(self, X):
                return [label] * len(super().__repr__()) + np.zeros(1)

        return Saying()

    assert fingerprint(saying(1)) == fingerprint(saying(1)) != fingerprint(saying(2))
    assert fingerprint(type(saying(1))) != fingerprint(type(saying(2)))


def test_local_classes_count_by_their_values_and_local_bases():
    def kind(value, inherited):
        class Base:
            word = inherited

            @property
            def twice(self):
                return 2 * self.word

        class Derived(Base):
            number = value

        return Derived

    assert fingerprint(kind(1, "a")) == fingerprint(kind(1, "a"))
    assert len({fingerprint(kind(*given)) for given in [(1, "a"), (2, "a"), (1, "b")]}) == 3


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
    """A class that is found nowhere, with a member."""

    class Local(BaseEstimator):
        held: annotation = member

    return Local


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
def test_local_classes_count_by_whatever_they_hold(one, other):
    assert fingerprint(having(one)) == fingerprint(having(one)) != fingerprint(having(other))


def test_what_has_no_fingerprint_counts_by_its_type():
    assert fingerprint(having(Lock())) == fingerprint(having(Lock()))
    assert fingerprint(having(Lock())) != fingerprint(having(len))
    assert fingerprint(having([re.compile("a")])) != fingerprint(having([re.compile("b")]))


def test_what_python_notes_of_a_class_does_not_count():
    one = having(1, int | None)
    before = fingerprint(one)
    assert one.__annotations__
    one.__firstlineno__ = 7
    assert fingerprint(one) == before == fingerprint(having(1, "int | None"))


def test_local_data_classes_and_enumerations_count_by_their_members():
    def made(value):
        @dataclass
        class Data:
            width: int | None = value

        class Kind(Enum):
            one = value

        class Bits(Flag):
            a = 1
            b = 2 * value

        return Data(), Kind.one, Bits

    assert len({fingerprint(it) for value in (1, 2) for it in made(value)}) == 6
    bits = made(1)[2]
    before = fingerprint(bits)
    assert bits.a | bits.b
    assert fingerprint(bits) == before


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


SCRIPT = """
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
        command = [sys.executable, "-c", SCRIPT.format(*values)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    first, same, other = found(1, 1), found(1, 1), found(2, 1)
    assert first == same
    assert first[0] != other[0] and first[1] == other[1]

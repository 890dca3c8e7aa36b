"""How deep the estimators are derived, and that no hook of theirs is overridden twice."""

import pytest

from imbgan import all_estimators

ESTIMATORS = dict(all_estimators())
every_estimator = pytest.mark.parametrize("name", ESTIMATORS)
# Those of which the fit asks what is trained.
NETWORKS = [name for name, kind in ESTIMATORS.items() if hasattr(kind, "_plan")]
GAMES = [name for name in NETWORKS if ESTIMATORS[name]._method is not None]
SAMPLERS = [name for name, _ in all_estimators("sampler")]

# The most classes in the method resolution order, those of Python and of the libraries included.
MOST = {"DOSampler": 13, "DOClassifier": 13, "ADSOSampler": 14, "NeuralClassifier": 11}
MOST_OF_ANY = 14


def levels_of(kind, name):
    """The classes of a method resolution order that define a name, the nearest first."""
    return [each.__name__ for each in kind.__mro__ if name in vars(each)]


def private_methods(kind):
    """The private functions that this package defines in the classes of an estimator."""
    return {
        name
        for each in kind.__mro__
        if each.__module__.partition(".")[0] == "imbgan"
        for name, it in vars(each).items()
        if name.startswith("_") and not name.startswith("__") and _is_method(it)
    }


def _is_method(it):
    return callable(it) or isinstance(it, (classmethod, staticmethod, property))


@pytest.mark.parametrize(("name", "most"), MOST.items())
def test_the_method_resolution_orders_are_no_longer_than_was_set(name, most):
    assert len(ESTIMATORS[name].__mro__) <= most


@every_estimator
def test_no_method_resolution_order_is_longer_than_the_longest_that_was_set(name):
    assert len(ESTIMATORS[name].__mro__) <= MOST_OF_ANY


@every_estimator
def test_no_private_method_is_overridden_on_two_levels(name):
    kind = ESTIMATORS[name]
    levels = {method: levels_of(kind, method) for method in private_methods(kind)}
    assert {method: found for method, found in levels.items() if len(found) > 2} == {}


@pytest.mark.parametrize(
    ("hook", "names"), [("_plan", NETWORKS), ("_strategy", GAMES), ("_generate", SAMPLERS)]
)
def test_each_hook_is_defined_once(hook, names):
    assert names
    levels = {name: levels_of(ESTIMATORS[name], hook) for name in names}
    assert {name: found for name, found in levels.items() if len(found) != 1} == {}


def test_what_is_looked_for_is_found():
    class First:
        def _hook(self):
            pass

    class Second(First):
        def _hook(self):
            pass

    First.__module__ = Second.__module__ = "imbgan.new"
    third = type("Third", (Second,), {"_hook": First._hook, "__module__": "imbgan.new"})
    assert private_methods(third) == {"_hook"}
    assert levels_of(third, "_hook") == ["Third", "Second", "First"]

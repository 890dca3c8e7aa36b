"""What the public docstrings must have: sections, all parameters in order, examples that run."""

import ast
import importlib
import inspect
import re

import pytest
import torch
from numpydoc.docscrape import ClassDoc, FunctionDoc

from imbgan import all_estimators
from imbgan.utils.testing import tiny

ESTIMATORS = dict(all_estimators())
# Those that train a network; the others wrap any classifier.
NETWORKS = [name for name, kind in ESTIMATORS.items() if hasattr(kind(), "max_epochs")]
# What users import; estimators have rules of their own.
FOR_USERS = (
    "imbgan",
    "imbgan.metrics",
    "imbgan.datasets",
    "imbgan.inspection",
    "imbgan.comparison",
    "imbgan.utils",
    "imbgan.utils.testing",
)
# What those read who extend the package.
FOR_DEVELOPERS = (
    "imbgan.base",
    "imbgan.encoding",
    "imbgan.engine",
    "imbgan.losses",
    "imbgan.networks",
    "imbgan.persistence",
)


def public(*modules):
    """The public functions and classes of modules by path, without estimators and warnings."""
    found = {}
    for module in map(importlib.import_module, modules):
        names = getattr(module, "__all__", [name for name in vars(module) if name[0] != "_"])
        for name in names:
            it = getattr(module, name)
            ours = getattr(it, "__module__", "").startswith("imbgan")
            special = isinstance(it, type) and issubclass(it, Warning) or name in ESTIMATORS
            if callable(it) and ours and not special:
                found[f"{module.__name__}.{name}"] = it
    return found


FUNCTIONS = {path: it for path, it in public(*FOR_USERS).items() if inspect.isfunction(it)}
EXTENSION_POINTS = public(*FOR_DEVELOPERS)
METHODS = {
    f"{name}.{method}": getattr(estimator, method)
    for name, estimator in ESTIMATORS.items()
    for method in ("fit", "predict", "predict_proba", "sample", "save")
    if hasattr(estimator, method)
}


def docs_of(it):
    return ClassDoc(it) if isinstance(it, type) else FunctionDoc(it)


def documented(section):
    """Names in a section; several may share a line."""
    return [name.strip(" *") for entry in section for name in entry.name.split(",")]


def signature(it):
    """Names of the parameters."""
    return [name for name in inspect.signature(it).parameters if name != "self"]


def defaults_said(docs):
    """What the docstring says of each default, as text."""
    for entry in docs["Parameters"] + docs["Other Parameters"]:
        said = re.search(r"default=(.*)$", entry.type)
        for name in entry.name.split(","):
            yield name.strip(" *"), said and said.group(1)


def value_of(text):
    """The default that a text means."""
    if text.startswith("torch.optim."):
        return getattr(torch.optim, text.rpartition(".")[2])
    return ast.literal_eval(text)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_estimators_have_all_sections(name):
    docs = docs_of(ESTIMATORS[name])
    assert len(docs["Summary"]) == 1, "the summary is one line"
    assert docs["Summary"][0].endswith(".")
    sections = ["Extended Summary", "Parameters", "Attributes", "Examples"]
    if ESTIMATORS[name].__module__.split(".")[1] != "guided":  # whose samplers no paper has
        sections.append("References")
    for section in sections:
        assert docs[section], section


@pytest.mark.parametrize("name", ESTIMATORS)
def test_estimators_document_their_parameters_in_order(name):
    docs, expected = docs_of(ESTIMATORS[name]), signature(ESTIMATORS[name])
    groups = [documented(docs[section]) for section in ("Parameters", "Other Parameters")]
    assert sorted(sum(groups, [])) == sorted(expected)
    for group in groups:
        assert group == [name for name in expected if name in group]


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_parameters_that_people_set_first_are_some_dozen(name):
    first = documented(docs_of(ESTIMATORS[name])["Parameters"])
    assert len(first) <= 20
    if len(signature(ESTIMATORS[name])) > 14:
        assert {"random_state", "max_epochs", "lr", "device"} <= set(first)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_estimators_check_each_of_their_parameters_and_nothing_else(name):
    estimator = ESTIMATORS[name]
    assert estimator._parameter_constraints.keys() == set(signature(estimator))


@pytest.mark.parametrize("name", ESTIMATORS)
def test_estimators_document_the_defaults_that_they_have(name):
    estimator = ESTIMATORS[name]
    parameters = inspect.signature(estimator).parameters
    said = dict(defaults_said(docs_of(estimator)))
    assert all(said.values()), "a parameter without a default"
    wrong = {at: text for at, text in said.items() if value_of(text) != parameters[at].default}
    assert not wrong


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")
def test_estimators_document_the_attributes_that_fit_sets(name, mixed_frame):
    estimator = tiny(ESTIMATORS[name]).set_params(max_epochs=1)
    if getattr(estimator, "validation_fraction", None) == "auto":
        estimator.set_params(n_members=4)  # which hold out rows in turn
    (estimator.fit_resample if hasattr(estimator, "sample") else estimator.fit)(*mixed_frame)
    known = {at for at in dir(estimator) if at.endswith("_") and not at.startswith("_")}
    said = set(documented(docs_of(type(estimator))["Attributes"]))
    assert said - known == set(), "documented, but not there"
    assert known - said == set(), "there, but not documented"


@pytest.mark.parametrize("name", ESTIMATORS)
def test_examples_of_estimators_show_the_estimator(name):
    example = "\n".join(docs_of(ESTIMATORS[name])["Examples"])
    assert ">>> " in example
    assert f"{name}(" in example
    assert f"from imbgan import {name}" in example


@pytest.mark.parametrize("path", [*METHODS, *FUNCTIONS])
def test_methods_and_functions_document_their_parameters_in_order(path):
    it = METHODS.get(path) or FUNCTIONS[path]
    docs = docs_of(it)
    assert docs["Summary"] and docs["Summary"][0].endswith(".")
    assert documented(docs["Parameters"]) == signature(it)
    for entry in docs["Parameters"]:
        assert entry.type or entry.name.startswith("**"), f"{entry.name} has no type"
    wrong = {
        at: text
        for at, text in defaults_said(docs)
        if text and value_of(text) != inspect.signature(it).parameters[at].default
    }
    assert not wrong


@pytest.mark.parametrize("path", FUNCTIONS)
def test_functions_have_an_example_and_say_what_they_return(path):
    docs = docs_of(FUNCTIONS[path])
    assert ">>> " in "\n".join(docs["Examples"])
    returns = "return " in inspect.getsource(FUNCTIONS[path]).split('"""')[-1]
    assert bool(docs["Returns"]) == returns


@pytest.mark.parametrize("path", EXTENSION_POINTS)
def test_extension_points_document_their_parameters_in_order_where_they_do(path):
    it = EXTENSION_POINTS[path]
    docs = docs_of(it)
    assert docs["Summary"] and docs["Summary"][0].endswith((".", ","))
    if docs["Parameters"]:
        assert documented(docs["Parameters"]) == signature(it)

"""Claims about the list of methods."""

from imbgan import all_estimators
from imbgan.comparison.command_line._inputs import KNOWN
from imbgan.comparison.command_line._method_list import method_list
from imbgan.comparison.command_line._named_methods import named_methods


def test_every_method_is_listed_by_name_and_class():
    text = method_list()
    for method in named_methods().values():
        assert method.name in text and method.kind.__name__ in text
    assert all(name in text for name, _ in all_estimators())


def test_faces_of_a_method_share_a_line_and_its_paper_stands_below():
    lines = method_list().splitlines()
    at = lines.index("  do (sampler DOSampler), do-classifier (classifier DOClassifier)")
    assert lines[at + 1].strip().startswith("T. Dam et al.")


def test_baselines_and_data_sets_are_named():
    text = method_list()
    assert "nothing, tuned-threshold, prior-correction" in text
    assert ", ".join(KNOWN) in text


def test_lines_fit_a_terminal():
    assert max(map(len, method_list().splitlines())) <= 100

"""Claims about the report."""

import re
from types import SimpleNamespace

import pytest

from imbgan.comparison._scoring import SCORES
from imbgan.comparison.command_line._report import MEANING, write_report

pd = pytest.importorskip("pandas")
pytestmark = pytest.mark.usefixtures("pyplot")

SCORED = {
    "d1": {"nothing": [0.5, 0.6], "smote": [0.7, 0.8], "do": [0.7, 0.7]},
    "d2": {"nothing": [0.4, 0.6], "smote": [0.7, None], "do": [0.9, 0.8]},
}


@pytest.fixture
def written(make_result, tmp_path):
    """Write a report on scores and read it."""

    def write(scores=SCORED, control=None, **options):
        inputs = {
            data: SimpleNamespace(
                X=pd.DataFrame({"a": [1.0]}),
                y=[0, 1],
                counts={"no": 15, "yes": 5},
                imbalance_ratio=3.0,
                n_categorical=0,
                missing=0.25,
                notes=("the column 'id' is left out",),
            )
            for data in scores
        }
        write_report(
            tmp_path / "report.html",
            make_result(scores, **options),
            inputs,
            score="acsa",
            control=control,
            settings=["folds: 2"],
            command=["compare", "d1", "--target", "a b"],
        )
        return (tmp_path / "report.html").read_text(encoding="utf-8")

    return write


def test_the_report_asks_for_nothing_from_outside(written):
    html = written()
    addresses = set(re.findall(r"https?://[^\s\"'<]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"<(script|link|iframe|img)|@import|url\((?!#)", html)


def test_all_parts_are_there(written):
    html = written()
    for heading in ("Summary", "By data set", "Differences", "Figures", "Data", "Protocol"):
        assert f"<h2>{heading}</h2>" in html
    assert html.count("<svg") == 2 and html.count("Not drawn: ") == 2  # too few methods
    assert "d1: the column &#39;id&#39; is left out" in html
    assert "25.0%" in html and "no: 15, yes: 5" in html
    assert "python -m imbgan compare d1 --target &#39;a b&#39;" in html


def test_a_method_that_lacks_a_fit_is_named_with_its_error(written):
    html = written()
    assert "because they lack fits: smote." in html
    assert "Failed fits (1)" in html and "ValueError: too few rows" in html
    assert "Best by acsa: do, with an average rank of 1.00 among 2 methods" in html


def test_a_comparison_that_was_stopped_says_so(written):
    assert "is not complete" in written(n_splits={"d1": 5, "d2": 5})
    assert "is not complete" not in written()


def test_methods_without_a_single_fit_do_no_harm(written):
    scores = {"d1": {"nothing": [0.5, 0.6]}}
    html = written(scores, methods=["nothing", "do"])
    assert "because they lack fits: do." in html


def test_one_data_set_has_a_report_too(written):
    html = written({"d1": SCORED["d1"]})
    assert "Comparison on d1" in html and "Nadeau and Bengio" in html


def test_every_score_of_ours_is_explained():
    assert list(MEANING) == list(SCORES)

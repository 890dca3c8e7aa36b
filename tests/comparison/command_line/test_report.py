"""Claims about the report."""

import base64
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from imbgan.comparison._scoring import SCORES
from imbgan.comparison.command_line._report import figures_of, is_thinned, tests_of, write_report

pd = pytest.importorskip("pandas")
tests_of.__test__ = False
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
        request = SimpleNamespace(
            inputs=inputs, score="acsa", control=control, settings=["folds: 2"]
        )
        path, command = tmp_path / "report.html", ["compare", "d1", "--target", "a b"]
        write_report(path, make_result(scores, **options), request, command)
        return path.read_text(encoding="utf-8")

    return write


def test_the_report_asks_for_nothing_from_outside(written):
    html = written()
    assert not re.search(r"https?://|<(script|link|iframe)|@import|url\(", html)
    assert set(re.findall(r'src="(.{10})', html)) == {"data:image"}
    assert "default-src 'none'" in html


def test_all_parts_are_there(written):
    html = written()
    for heading in ("Summary", "By data set", "Differences", "Figures", "Data", "Protocol"):
        assert f"<h2>{heading}</h2>" in html
    assert html.count("<img") == 2 and html.count("Not drawn: ") == 2  # too few methods
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


def test_before_all_fits_are_done_nothing_is_called_the_best(written):
    html = written({"d1": {"nothing": [0.5], "smote": [0.7]}}, n_splits={"d1": 25})
    assert "2 of 50 fits are done, so no method is called the best" in html
    assert "Best by" not in html and 'class="best"' not in html
    assert "Best by" in written({"d1": {"nothing": [0.5], "smote": [0.7]}})


def test_the_legend_of_a_figure_is_an_image_beside_its_frame(written):
    html = written()
    figure = html[html.index("<figure>") : html.index("</figure>")]
    legend, frame = figure.split('<div class="scroll"')
    assert 'alt="legend"' in legend and "<img" in frame
    drawn = base64.b64decode(re.search(r"base64,([^\"]+)", legend).group(1)).decode()
    ElementTree.fromstring(drawn)


def test_methods_without_a_single_fit_do_no_harm(written):
    scores = {"d1": {"nothing": [0.5, 0.6]}}
    html = written(scores, methods=["nothing", "do"])
    assert "because they lack fits: do." in html


def test_one_data_set_has_a_report_too(written):
    html = written({"d1": SCORED["d1"]})
    assert "Comparison on d1" in html and "Nadeau and Bengio" in html


def test_every_score_of_ours_is_defined(written):
    html = written(scoring=SCORES)
    definitions = html[html.index("Definitions of the scores") :].partition("</ul>")[0]
    assert definitions.count("<li>") == len(SCORES)


class _Balance(HTMLParser):
    """Checks that what is opened is closed, in order."""

    void = {"meta", "br", "img"}

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in self.void:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_names_from_the_data_cannot_become_part_of_the_page(written):
    bad = "<script>alert('x')</script>&"
    html = written({bad: {bad: [0.5, None], "b": [0.6, 0.7], "c": [0.5, 0.6]}})
    assert "<script" not in html and "&lt;script&gt;" in html
    parser = _Balance()
    parser.feed(html)
    assert not parser.open


def test_the_best_cell_is_marked(written):
    html = written({"d1": {"a": [0.1, 0.2], "b": [0.8, 0.8]}})
    assert '<td class="best">0.800 ± 0.000</td>' in html
    assert '<td class="best">0.150' not in html


def test_sections_can_be_reached_from_the_top(written):
    html = written()
    assert '<a href="#section-1">Summary</a>' in html
    assert '<section id="section-1"><h2>Summary</h2>' in html


def table_of(n_datasets, *, gap=0.2, name="d{}"):
    spread = [0.01 * at for at in range(n_datasets)]
    return {
        name.format(at): {
            "nothing": [0.5, 0.52, 0.51],
            "good": [0.5 + gap + more, 0.52 + gap, 0.52 + gap + more],
            "like": [0.51, 0.51, 0.51 + (-1) ** at * 0.01],
        }
        for at, more in enumerate(spread)
    }


def test_over_many_data_sets_a_clear_difference_is_called_one(written):
    html = written(table_of(10))
    assert "so the methods differ by more than chance" in html and "(p &lt; 0.001)" in html
    assert html.count(">differs<") == html.count(">no difference shown<") == 1
    assert "<td>good</td><td>nothing</td>" in html


def test_over_two_data_sets_nothing_can_be_shown(written):
    html = written(table_of(2))
    assert "no evidence of a difference" in html and ">differs<" not in html


def test_two_methods_have_no_friedman_test_but_a_pair(make_result):
    two = {
        data: {name: one[name] for name in ("nothing", "good")}
        for data, one in table_of(8).items()
    }
    tests = tests_of(make_result(two), "acsa")
    assert "needs at least 3 methods" in tests["friedman"]
    assert list(tests["wilcoxon"].index) == [("good", "nothing")]


def test_one_data_set_is_tested_by_its_splits(written):
    html = written(table_of(1), control="good")
    assert "Nadeau and Bengio" in html and "<td>like</td><td>good</td>" in html


def test_variants_of_a_data_set_are_tested_one_by_one(make_result, written):
    scores = table_of(3, name="d @ {}")
    assert is_thinned(make_result(scores)) and not is_thinned(make_result(table_of(3)))
    html = written(scores)
    assert "not independent" in html and "Friedman" not in html
    assert all(f">d @ {at}</p>" in html for at in range(3))


def test_one_method_is_not_tested(written):
    assert "nothing to test" in written({"d": {"a": [0.5]}})


def test_a_single_fold_is_said_to_be_too_few(written):
    assert "d: no tests." in written({"d": {"a": [0.5], "b": [0.6]}})


@pytest.mark.parametrize(
    "methods, asked, control",
    [
        (["a", "nothing"], None, "nothing"),
        (["a, b", "nothing, b", "nothing, c"], None, "nothing, b"),
        (["a", "b"], None, "a"),
        (["a", "nothing"], "a", "a"),
    ],
)
def test_the_control_is_what_was_asked_for_or_nothing_or_the_first(
    make_result, methods, asked, control
):
    result = make_result({"d": dict.fromkeys(methods, [0.5])})
    assert tests_of(result, "acsa", asked)["control"] == control


def scores(*datasets):
    return {data: {"a": [0.5, 0.7], "b": [0.8, 0.8], "c": [0.1, 0.2]} for data in datasets}


def titles(figures):
    return {one["title"]: "source" in one for one in figures}


def test_several_data_sets_are_ranked(make_result):
    drawn = titles(figures_of(make_result(scores("d1", "d2", "d3")), "acsa"))
    assert drawn == {"Average ranks": True, "Score against time": True, "Calibration": False}


def test_variants_of_one_data_set_are_not_ranked_but_drawn_over_their_ratios(make_result):
    drawn = titles(figures_of(make_result(scores("d", "d @ 5", "e")), "acsa"))
    assert drawn["Scores by imbalance ratio"] and "Average ranks" not in drawn


def test_a_figure_that_cannot_be_drawn_says_why(make_result):
    figures = figures_of(make_result(scores("d")), "acsa")
    (one,) = (one for one in figures if one["title"] == "Calibration")
    assert "source" not in one and one["error"].startswith("no method has probabilities")


def test_the_image_is_well_formed_svg_within_the_page(make_result):
    for one in figures_of(make_result(scores("d1", "d2", "d3")), "acsa"):
        if "source" in one:
            kind, _, data = one["source"].partition(",")
            assert kind == "data:image/svg+xml;base64"
            assert ElementTree.fromstring(base64.b64decode(data)).tag.endswith("svg")


def test_the_figures_are_the_same_in_every_report(make_result):
    first, again = (figures_of(make_result(scores("d1", "d2")), "acsa") for _ in range(2))
    assert first == again


def test_no_figure_stays_open(make_result, pyplot):
    pyplot.close("all")
    figures_of(make_result(scores("d1", "d2", "d3")), "acsa")
    assert not pyplot.get_fignums()

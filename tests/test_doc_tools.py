"""The tools that make the documentation: tables of results, times, links, widths of pages."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

DOC = Path(__file__).parent.parent / "doc"


def load(path):
    """Import a file of the documentation."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, DOC / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_the_readme_is_what_the_results_say():
    readme = load("readme.py")
    text = readme.README.read_text(encoding="utf-8")
    assert readme.with_table(text) == text, "run python doc/readme.py"


def test_the_picture_of_the_readme_is_there_and_small():
    assert load("readme.py").PICTURE.stat().st_size < 150_000


def test_differences_in_the_table_are_those_to_smote_in_the_same_place():
    rows = list(load("readme.py").rows())
    assert [row[0] for row in rows if row[2] == "0"] == [
        "SMOTE and ``NeuralClassifier``",
        "SMOTE before each of the six",
    ]
    for start, stop, smote in ((0, 7, 1), (7, 11, 8)):
        for _, acsa, difference, _ in rows[start:stop]:
            assert float(difference) == pytest.approx(
                float(acsa) - float(rows[smote][1]), abs=0.1001
            )


@pytest.fixture
def tables():
    pytest.importorskip("sphinx")
    return load("_ext/measured_table.py")


def test_the_best_of_some_cells_is_bold_line_by_line(tables):
    rows = [["a", "| 1.5\n| 20"], ["b", "| 2.5 (+1.0)\n| 10"], ["c", "not fitted"]]
    cells = [list(row) for row in rows]
    tables.mark(rows, cells, max, [(at, 1) for at in range(3)])
    assert [row[1] for row in cells] == ["| 1.5\n| **20**", "| **2.5** (+1.0)\n| 10", "not fitted"]


def test_equal_best_values_are_all_bold_and_no_others(tables):
    rows = [["a", "0.2"], ["b", "0.1"], ["c", "0.1"]]
    cells = [list(row) for row in rows]
    tables.mark(rows, cells, min, [(0, 1), (1, 1), (2, 1)])
    assert [row[1] for row in cells] == ["0.2", "**0.1**", "**0.1**"]


def test_times_are_those_of_the_results():
    pytest.importorskip("docutils")
    times = load("_ext/fit_times.py")
    assert times.of_sampler("UnknownSampler") == times.of_classifier("UnknownClassifier") == []
    said = times.of_sampler("DOSampler")
    assert len(said) == 5 and "23 tables" in said[0] and "a million rows" in said[-1]
    assert len(times.of_classifier("NeuralClassifier")) == 1
    assert (times.rounded(0.94), times.rounded(12.4)) == ("0.9", "12")


def test_every_sampler_has_a_time():
    pytest.importorskip("docutils")
    from imbgan import all_estimators

    times = load("_ext/fit_times.py")
    samplers = [name for name, _ in all_estimators() if name.endswith("Sampler")]
    assert [name for name in samplers if not times.of_sampler(name)] == []


def test_every_method_has_a_figure_and_every_page_of_a_sampler_a_time():
    without = {"index", "measured", "image_metadata"}
    for page in DOC.glob("methods/*.rst"):
        text = page.read_text(encoding="utf-8")
        if page.stem not in without:
            assert ".. plot::" in text, page.name
            assert "Sampler(random_state" not in text or ".. fit-time::" in text, page.name


@pytest.mark.skipif(
    "IMBGAN_DOC_HTML" not in os.environ or not shutil.which("chromium"),
    reason="needs chromium, and IMBGAN_DOC_HTML, the folder of a built documentation",
)
def test_no_page_scrolls_sideways_and_no_code_is_clipped():
    seen, found = load("check_width.py").look(Path(os.environ["IMBGAN_DOC_HTML"]))
    assert seen > 100
    assert found == []


def test_inherited_methods_and_properties_have_their_place_in_the_module_of_their_class():
    pytest.importorskip("sphinx")
    links = load("_ext/inherited_source.py")
    for member, module in (("fit", "_sampler"), ("history_", "_estimator")):
        found = links.follow(None, "imbgan", f"DOSampler.{member}")
        assert found == f"imbgan.base.{module}"
        code, places = links.source(None, found)
        _, first, last = places[f"DOSampler.{member}"]
        assert f"def {member}(self" in "\n".join(code.splitlines()[first - 1 : last])


def test_what_others_define_is_left_to_sphinx():
    pytest.importorskip("sphinx")
    links = load("_ext/inherited_source.py")
    for name in ("DOSampler", "DOSampler.get_params", "DOSampler.nothing", "nothing.fit"):
        assert links.follow(None, "imbgan", name) is None
    assert links.source(None, "sklearn.base") is None

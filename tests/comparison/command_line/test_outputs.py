"""Claims about what the command line leaves."""

from types import SimpleNamespace

import pytest

from imbgan.comparison.command_line._outputs import summary_text, write_outputs

pd = pytest.importorskip("pandas")

SCORED = {"d": {"one": [0.5, 0.7], "two": [0.8, None], "three": [None, None]}}


def test_the_summary_names_each_failure_once(make_result):
    lines = summary_text(make_result(SCORED), "acsa").splitlines()
    assert lines[0].split() == ["method", "acsa", "rank", "fit", "s"]
    assert lines[1].startswith("one") and "0.600 ± 0.141*" in lines[1]
    assert lines[-2:] == [
        "two failed 1 times on d: ValueError: too few rows",
        "three failed 2 times on d: ValueError: too few rows",
    ]


def test_without_a_failure_the_summary_is_the_table_alone(make_result):
    text = summary_text(make_result({"d": {"one": [0.5], "two": [0.6]}}), "acsa")
    assert len(text.splitlines()) == 3


def test_tables_and_report_are_written(make_result, pyplot, tmp_path):
    request = SimpleNamespace(folder=tmp_path, score="acsa", control=None, inputs={}, settings=())
    result = make_result({"d": {"one": [0.5, 0.7], "two": [0.8, 0.8]}})
    report = write_outputs(request, result, ["compare"])
    assert report == tmp_path / "report.html" and "<h2>Summary</h2>" in report.read_text("utf-8")
    assert len(pd.read_csv(tmp_path / "fits.csv")) == 4
    assert pd.read_csv(tmp_path / "summary.csv")["mean"].tolist() == [0.6, 0.8]
    assert "| two" in (tmp_path / "tables.md").read_text("utf-8")

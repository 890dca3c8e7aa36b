"""Tests of the report of the ARConvL benchmark: ranks, tests, targets, tables."""

import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
from arconvl import statistics  # noqa: E402
from arconvl.paper import ABLATIONS, COLUMNS, RATIOS, figure  # noqa: E402
from arconvl.ranking import ranking  # noqa: E402
from arconvl.report import report  # noqa: E402
from arconvl.sheets import sheets  # noqa: E402

sys.path.remove(FOLDER)

MACHINE = {"device": "cpu", "cores": 2, "threads": 1, "quick": False}


def a_record(method="ARConvL", data="mnist", ratio=100, gm=0.9, **changes):
    """A finished fit whose recalls are a point better than their geometric mean."""
    record = {"method": method, "data": data, "ratio": ratio, "repeat": 0, "n_iter": 50}
    return record | MACHINE | {"gm": gm, "acsa": gm + 0.01, "fit_seconds": 100} | changes


def test_the_ranks_of_the_papers_figures_are_those_that_it_prints():
    printed = np.array([[figure(a, m) for m in COLUMNS] for a in statistics.ADDRESSES])
    ranks = statistics.average_ranks(printed)
    # Its own are of figures that were not rounded.
    assert ranks == pytest.approx([6.45, 6.825, 3.5, 5.2, 3.25, 6.175, 3.2, 1.4], abs=0.15)


def test_ranks_are_means_over_the_sets_and_equals_share_them():
    means = np.array([[90.0, 80.0, 70.0], [60.0, 75.0, 75.0]])
    assert statistics.average_ranks(means).tolist() == [2.0, 1.75, 2.25]


def test_friedman_is_as_computed_by_hand():
    # Rank sums 3, 6 and 9 of three columns in three rows: chi squared is 6 with two degrees.
    means = np.array([[3.0, 2.0, 1.0]] * 3)
    assert statistics.friedman(means) == pytest.approx(np.exp(-3))
    assert statistics.friedman(means[:1]) is None
    assert statistics.friedman(means[:, :2]) is None
    assert statistics.friedman(np.ones((3, 3))) == 1.0


def test_the_signed_rank_test_takes_the_sets_that_both_have():
    ours = np.array([5.0, 6.0, 7.0, 8.0, 9.5, 11.0, np.nan])
    theirs = np.array([4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 3.0])
    # All six differences have one sign: 2 of the 64 ways to give signs are as far out.
    assert statistics.signed_rank(ours, theirs) == (pytest.approx(2 / 64), 6)
    assert statistics.signed_rank(ours, ours) == (1.0, 6)
    assert statistics.signed_rank(ours[:0], theirs[:0]) == (None, 0)


def scored(levels, ratios=RATIOS, data=("mnist", "fashion_mnist")):
    """Records of these methods, worse with the ratio, all in the same order."""
    return [
        a_record(method, name, ratio, level - 0.0001 * ratio - 0.01 * at, repeat=repeat)
        for method, level in levels.items()
        for at, name in enumerate(data)
        for ratio in ratios
        for repeat in (0, 1)
    ]


def test_ranks_and_tests_are_over_the_sets_with_all_methods():
    records = scored({"ARConvL": 0.98, "LA": 0.97, "CPL": 0.9}) + scored({"GCPL": 0.95}, (100,))
    n_sets, p_value, rows = ranking(statistics.Scores(records))
    assert n_sets == 2 and p_value is not None
    assert [row[:2] for row in rows] == [
        ("CPL", "4.00"),
        ("GCPL", "3.00"),
        ("LA", "2.00"),
        ("ARConvL", "1.00"),
    ]
    by_method = {row[0]: row for row in rows}
    # Of the paper's figures in MNIST-100 and Fashion-100.
    assert by_method["LA"][2] == "2.00" and by_method["CPL"][2] == "3.00"
    assert by_method["LA"][3] == "3.20"
    # Ten pairs of one sign: 2 / 1024, times three; of GCPL two pairs: 1/2.
    assert by_method["CPL"][4:] == ("0.0059", "10") and by_method["GCPL"][4:] == ("0.5000", "2")
    assert by_method["ARConvL"][4:] == ("", "")


def test_the_report_holds_every_target_against_the_means():
    records = scored({"ARConvL": 0.983, "LA": 0.975, "Focal": 0.96}, (100, 10), ("mnist",))
    text = report(records, "- head")
    assert "| mnist-100 | ARConvL | 97.3 | 2 | 97.3 ± 0.0 | +0.0 | met |" in text
    assert "| mnist-10 | ARConvL | 99.1 | 2 | 98.2 ± 0.0 | -0.9 | missed |" in text
    assert "| fashion_mnist-100 | ARConvL | 82.3 | 0 | - | - | open |" in text
    assert "| mnist-100 | 3 | LA | 96.5 | +0.8 | met |" in text
    assert "| fashion_mnist-10 | 0 | - | - | - | open |" in text
    assert "| mnist-100 | LA | 96.0 | 2 | 96.5 ± 0.0 | +0.5 | met |" in text
    assert "| fashion_mnist-100 | Focal | 77.5 | 0 | - | - | open |" in text


def test_too_good_a_rival_is_not_near_the_papers_figure():
    text = report([a_record("Focal", gm=0.98)], "- head")
    assert "| mnist-100 | Focal | 94.8 | 1 | 98.0 (1 run) | +3.2 | missed |" in text


def test_both_scores_and_the_papers_figures_stand_in_the_tables():
    records = [
        a_record(gm=0.97),
        a_record(gm=0.99, repeat=1),
        a_record("beta 0", gm=0.95),
        a_record("CPL", error="ValueError: too few rows"),
    ]
    del records[-1]["acsa"]
    text = report(records, "- head")
    start, end = "| **mnist-100** | here | NA |", "| - | - | - | 98.0 ± 1.4 |"
    line = next(line for line in text.splitlines() if line.startswith(start))
    assert line.endswith(end)
    assert "|  | paper | 92.3 ± 0.8 | 89.0 ± 1.3 |" in text
    assert "| **mnist-100** | here | NA | - | - | - | - | - | - | 99.0 ± 1.4 |" in text
    assert "| **mnist-100** | here | 98.0 ± 1.4 | 95.0 (1 run) |" in text
    assert "| beta 0 | 1.00 | 2.00 | -3.00 | 1.0000 | 1 |" in text
    assert "| **mnist-100** | 50 | - | - |" in text
    assert "- mnist-100, CPL: ValueError: too few rows" in text


def test_sheets_have_our_figures_above_the_papers():
    tables = sheets([a_record(gm=0.97), a_record(gm=0.99, repeat=1)])
    assert tables["table1"][0] == ["", *COLUMNS]
    assert tables["table1"][1][0] == "mnist-100"
    assert tables["table1"][1][-1] == "| 98.0 ± 1.4\n| 97.3"
    assert tables["table1"][1][1] == "| -\n| 92.3"
    assert tables["table2"][0] == ["", "ARConvL", *ABLATIONS]
    assert tables["recall"][1][-1] == "99.0 ± 1.4"
    assert tables["ranks"][1] == ["ARConvL", "1.00", "1.00", "1.40", "", ""]


def test_an_empty_report_can_be_written():
    assert "All methods run have scores in 0 sets" in report([], "- head")
    assert sheets([])["table1"] == [["", *COLUMNS]]

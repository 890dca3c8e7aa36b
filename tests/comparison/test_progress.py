"""What is printed of each fit."""

from dataclasses import replace

import numpy as np

from imbgan.comparison._plan import Task
from imbgan.comparison._progress import Progress
from imbgan.comparison._splits import Split

TASKS = [
    Task("k", data, method, Split(0, 0, [], [], ""), 0)
    for data in ("pima", "yeast")
    for method in ("do", "smote")
]


def test_a_line_tells_place_score_and_time(record, capsys):
    progress = Progress(TASKS, 1, verbose=1)
    progress.add(record("pima", "do", 7, 0.7312, fit_seconds=1.26))
    assert capsys.readouterr().out.splitlines() == [
        "1 of 4 fits are in the store already",
        "[2/4] pima   do     repeat 1 fold 2  acsa 0.731  1.3 s",
    ]


def test_a_line_tells_the_error(record, capsys):
    failed = replace(record("yeast", "smote", 0, None), scores={"acsa": np.nan})
    Progress(TASKS, 0, verbose=1).add(failed)
    assert capsys.readouterr().out == (
        "[1/4] yeast  smote  repeat 0 fold 0  ERROR ValueError: too few rows\n"
    )


def test_nothing_is_printed_unasked(record, capsys):
    Progress(TASKS, 1, verbose=0).add(record("pima", "do", 0, 0.5))
    assert capsys.readouterr().out == ""

"""Claims about what is said while fits are made."""

import re
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.naive_bayes import GaussianNB

from imbgan.comparison import _progress
from imbgan.comparison._datasets import read_datasets
from imbgan.comparison._plan import plan
from imbgan.comparison._progress import Progress, span
from imbgan.comparison._scoring import Scoring
from imbgan.comparison._splits import make_splits, read_cv

X, Y = np.random.default_rng(0).normal(size=(120, 2)), np.arange(120) % 2


@pytest.fixture
def jobs():
    """Jobs of two methods on two data sets, a fold each."""
    datasets = read_datasets({"pima": (X, Y), "yeast": (X + 1, Y)})
    cv = read_cv([(range(60), range(60, 120))])
    splits = {name: make_splits(cv, data, None, 0) for name, data in datasets.items()}
    return plan({"do": GaussianNB(), "smote": DummyClassifier()}, datasets, splits, Scoring(), 0)


@pytest.fixture
def done(jobs, record):
    """Make the record of a job that took so many seconds."""

    def make(at, seconds):
        job = jobs[at]
        made = record(job.data.name, job.method, 0, 0.7312, fit_seconds=seconds)
        return replace(made, key=job.key, predict_seconds=0.0)

    return make


def test_before_the_first_fit_is_done_it_is_named(jobs, capsys):
    Progress(jobs, [], verbose=1).begin(jobs[:1])
    said = "fitting do on pima: 0 of 4 fits done, end known after the first"
    assert capsys.readouterr().out.splitlines() == [said]


def test_a_line_tells_place_score_time_and_the_expected_end(jobs, done, capsys, monkeypatch):
    now = iter([0.0, 0.0, 100.0, 150.0, 150.0, 150.0])
    monkeypatch.setattr(_progress.time, "monotonic", lambda: next(now))
    progress = Progress(jobs, [], verbose=1)
    progress.begin(jobs[:1])
    progress.add(done(0, 100.0))
    progress.add(done(1, 50.0))
    assert capsys.readouterr().out.splitlines()[1:] == [
        "[1/4] pima   do     repeat 0 fold 0  acsa 0.731  100.0 s  about 5 min left",
        # A fit of do takes 100 s and one of smote 50 s, of which pima has told those of yeast.
        "[2/4] pima   smote  repeat 0 fold 0  acsa 0.731  50.0 s  about 2 min left",
    ]


def test_fits_in_the_store_tell_how_long_the_others_will_take(jobs, done, capsys):
    progress = Progress(jobs, [done(0, 600.0), done(1, 600.0)], verbose=1)
    progress.begin(jobs[2:3])
    assert capsys.readouterr().out.splitlines() == [
        "2 of 4 fits are in the store already",
        "fitting do on yeast: 2 of 4 fits done, about 20 min left",
    ]


def test_the_last_line_tells_how_long_all_took(jobs, done, capsys):
    progress = Progress(jobs, [done(at, 1.0) for at in range(3)], verbose=1)
    progress.add(done(3, 1.0))
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.search(r"^\[4/4\] yeast  smote .* after \d+ s$", last)


def test_a_line_tells_the_error(jobs, record, capsys):
    failed = replace(record("yeast", "smote", 0, None), key=jobs[3].key, scores={"acsa": np.nan})
    Progress(jobs, [], verbose=1).add(failed)
    assert "[1/4] yeast  smote  repeat 0 fold 0  ERROR ValueError: too few rows" in (
        capsys.readouterr().out
    )


def test_nothing_is_printed_unasked(jobs, done, capsys):
    with closing(Progress(jobs, [done(0, 1.0)], verbose=0)) as progress:
        progress.begin(jobs[1:2])
        progress.add(done(1, 1.0))
    assert capsys.readouterr() == ("", "")


def test_in_a_notebook_there_is_a_bar_with_what_is_fitted(jobs, done, capsys, monkeypatch):
    kernel = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=None))
    monkeypatch.setitem(_progress.sys.modules, "IPython", kernel)
    with closing(Progress(jobs, [done(0, 1.0)], verbose=1)) as progress:
        progress.begin(jobs[1:3])
        progress.add(done(1, 1.0))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "smote on pima and 1 more" in shown.err
    assert "do on yeast" in shown.err and "2/4 fits" in shown.err


def test_a_terminal_always_says_what_is_being_fitted(in_terminal):
    shown = in_terminal(
        "from imbgan.comparison import compare; from sklearn.naive_bayes import GaussianNB; "
        "compare({'bayes': GaussianNB()}, ['iris'], cv=2, scoring='acsa', verbose=1)"
    )
    lines = re.split("[\r\n]+", shown)
    assert max(map(len, lines)) <= 80
    said = [line for line in lines if line.startswith("fitting bayes on iris: ")]
    assert "0 of 2 fits done" in said[0]
    assert re.search(r"1 of 2 fits done, about \d+ s left, \d+ s so far", said[1])
    assert sum(line.startswith("[2/2] iris  bayes") for line in lines) == 1


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (99, "99 s"), (150, "2 min"), (7200, "2.0 h")]
)
def test_a_time_is_said_in_its_unit(seconds, said):
    assert span(seconds) == said

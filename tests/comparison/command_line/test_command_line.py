"""Claims about the command line: what it prints, writes and returns."""

import os
import signal
import sqlite3
import warnings
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier

from imbgan.comparison.command_line import _command_line, _named_methods
from imbgan.comparison.command_line._command_line import (
    FAILED_FITS,
    FINISHED,
    INTERRUPTED,
    OUT_OF_TIME,
    UNUSABLE,
    WRONG,
    main,
    summary_text,
    write_outputs,
)
from imbgan.utils import ImbalanceWarning

pd = pytest.importorskip("pandas")
pytestmark = pytest.mark.usefixtures("pyplot")


class Interrupting(DummyClassifier):
    """A classifier during whose fit somebody presses Ctrl-C; it takes that as its cue to stop."""

    def fit(self, X, y):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            pass
        return super().fit(X, y)


class Failing(DummyClassifier):
    """A classifier that never works."""

    def fit(self, X, y):
        raise ValueError("not today")


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Run `compare` into a folder; returns status, what was printed, and the folder."""
    extra = (DummyClassifier, Interrupting, Failing)
    monkeypatch.setattr(_named_methods, "_OTHERS", (*_named_methods._OTHERS, *extra))

    def call(*arguments, out="out"):
        words = ["compare", *arguments, "--classifier", "logistic-regression"]
        words += [] if "--folds" in words else ["--folds", "2"]
        words += ["--repeats", "1", "--out", str(tmp_path / out)]
        status = main(words)
        printed = capsys.readouterr()
        return status, printed.out + printed.err, tmp_path / out

    return call


def n_fits(folder):
    with sqlite3.connect(folder / "results.sqlite") as connection:
        return connection.execute("SELECT COUNT(*) FROM fits").fetchone()[0]


def test_a_table_is_compared_and_everything_is_written(run, tmp_path):
    rng = np.random.default_rng(0)
    label = np.repeat(["no", "yes"], [60, 20])
    frame = pd.DataFrame({"a": rng.normal(label == "yes"), "b": rng.choice(["u", None], 80)})
    frame.assign(label=label).to_csv(tmp_path / "t.csv.gz", index=False)
    status, printed, out = run(
        str(tmp_path / "t.csv.gz"), "--target", "label", "--methods", "smote"
    )
    assert status == FINISHED
    assert "t: 80 rows, 2 columns, classes no: 60, yes: 20" in printed
    assert "[4/4] t  nothing" in printed and f"Report: {out / 'report.html'}" in printed
    names = {path.name for path in out.iterdir()}
    assert names >= {"results.sqlite", "fits.csv", "summary.csv", "tables.md", "report.html"}


def test_a_file_of_another_format_is_read_by_its_options(run, tmp_path):
    rows = [f"1.00{at % 10},5;ä{at % 3};{'ja' if at % 4 else 'nein'}" for at in range(40)]
    (tmp_path / "t.csv").write_text("\n".join(["a;b;label", *rows]), encoding="latin-1")
    options = ["--separator", ";", "--decimal", ",", "--thousands", ".", "--encoding", "latin-1"]
    words = [str(tmp_path / "t.csv"), "--target", "label", "--methods", "dummy"]
    status, printed, out = run(*words, *options)
    assert status == FINISHED and "t: 40 rows, 2 columns, classes ja: 30, nein: 10" in printed
    assert "2, 1 of them categories" in (out / "report.html").read_text("utf-8")
    status, printed, _ = run(*words, "--encoding", "latin-1", out="other")
    assert status == UNUSABLE and "is --separator right?" in printed


def test_the_same_command_again_makes_no_fit(run):
    run("iris", "--methods", "dummy")
    status, printed, out = run("iris", "--methods", "dummy", "--resume")
    assert status == FINISHED and "4 of 4 fits are in the store already" in printed
    assert n_fits(out) == 4
    run("iris", "--methods", "dummy,smote", "--quiet")
    assert n_fits(out) == 6


def test_other_scores_to_rank_by_need_no_new_fit(run):
    run("iris", "--methods", "dummy")
    _, printed, out = run("iris", "--methods", "dummy", "--score", "geometric_mean")
    assert n_fits(out) == 4 and "geometric mean" in printed


def test_failed_fits_have_a_status_of_their_own(run):
    status, printed, out = run("iris", "--methods", "failing", "--baselines", "nothing")
    assert status == FAILED_FITS
    assert "failing failed 2 times on iris: ValueError: not today" in printed
    assert "not today" in (out / "report.html").read_text("utf-8")


def test_where_every_fit_fails_the_errors_are_all_there_is(run):
    status, printed, out = run("iris", "--methods", "failing", "--baselines", "none")
    assert status == FAILED_FITS
    assert "No fit has the score" in printed and "ValueError: not today" in printed
    assert (out / "fits.csv").exists() and not (out / "report.html").exists()


def test_ctrl_c_reports_what_is_finished_and_nothing_half_done(run):
    before = signal.getsignal(signal.SIGINT)
    status, printed, out = run("iris", "--methods", "dummy,interrupting")
    assert status == INTERRUPTED and "Interrupted; this is what is finished." in printed
    assert "The same command again continues from here." in printed
    assert n_fits(out) == 1
    assert "is not complete" in (out / "report.html").read_text("utf-8")
    assert signal.getsignal(signal.SIGINT) is before


def test_ctrl_c_before_the_first_fit_leaves_no_report(run):
    status, printed, out = run("iris", "--methods", "interrupting", "--baselines", "none")
    assert status == INTERRUPTED and "No fit was finished." in printed
    assert not (out / "report.html").exists()


def test_ctrl_c_while_the_report_is_written_is_no_traceback(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_command_line, "write_outputs", interrupted)
    status, printed, _ = run("iris", "--methods", "dummy", "--baselines", "none")
    assert status == INTERRUPTED and "command again continues" in printed


def test_the_time_limit_ends_the_run(run):
    run("iris", "--methods", "dummy", "--baselines", "none")
    status, printed, out = run("iris", "--methods", "dummy,smote", "--time-limit", "0.000001")
    assert status == OUT_OF_TIME and "continues from here" in printed
    status, printed, _ = run("wine", "--time-limit", "0.000001", out="other")
    assert status == OUT_OF_TIME and "No fit was finished." in printed


def test_to_resume_there_must_be_fits_of_this_very_command(run):
    run("iris", "--methods", "dummy", "--baselines", "none")
    status, printed, out = run("iris", "--methods", "dummy", "--seed", "1", "--resume")
    assert status == UNUSABLE and "is of this command" in printed and n_fits(out) == 2
    status, _, _ = run("iris", "--methods", "dummy", "--baselines", "none", "--resume")
    assert status == FINISHED


def test_failed_fits_are_made_again_if_so_asked(run, monkeypatch):
    command = ["iris", "--methods", "failing", "--baselines", "nothing"]
    assert run(*command)[0] == FAILED_FITS
    monkeypatch.setattr(Failing, "fit", DummyClassifier.fit)
    assert run(*command)[0] == FAILED_FITS
    status, printed, out = run(*command, "--retry-errors", "--resume")
    assert status == FINISHED and "2 of 4 fits are in the store already" in printed
    assert n_fits(out) == 4


def test_folds_without_the_score_are_said_in_all_that_is_written(run, tmp_path):
    label = np.repeat(["no", "yes"], [30, 1])
    frame = pd.DataFrame({"a": np.random.default_rng(0).normal(size=31), "label": label})
    pd.concat([frame, frame.tail(1)]).to_csv(tmp_path / "t.csv", index=False)
    arguments = ["--target", "label", "--methods", "dummy", "--score", "roc_auc", "--folds", "3"]
    status, printed, out = run(str(tmp_path / "t.csv"), *arguments)
    said = "1 of 3 folds of 't' have no 'roc_auc' of any method."
    assert status == FINISHED and said in printed and said in (out / "tables.md").read_text()
    assert said.replace("'", "&#39;") in (out / "report.html").read_text("utf-8")


def test_ctrl_c_while_data_are_read_is_no_traceback(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_command_line, "read_request", interrupted)
    status, printed, _ = run("iris")
    assert status == INTERRUPTED and "nothing was begun" in printed


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["no.csv", "--target", "a"], "imbgan: there is no file no.csv"),
        (["irish"], "Did you mean iris?"),
        (["iris", "--methods", "smoet"], "Did you mean smote"),
        (["iris", "--score", "accurate"], "there is no score 'accurate'"),
        (["iris", "--score", "balanced_acuracy"], "Did you mean balanced_accuracy"),
        (["iris", "--baselines", "noting"], "Did you mean nothing?"),
        (["iris", "--methods", "smote,do", "--control", "smoet"], "Did you mean smote?"),
        (["iris", "--resume"], "nothing to continue"),
        (["iris", "--thin", "1000"], "leaves no row of the smallest class"),
        (["iris", "--folds", "1"], "cv must be at least 2 folds"),
        (["iris", "--gpu-jobs", "0"], "'gpu_jobs' parameter of compare must be"),
        (["iris", "--seed", "-1"], "'random_state' parameter of compare must be"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(run, arguments, said):
    status, printed, _ = run(*arguments)
    assert status == UNUSABLE and said in printed and "Traceback" not in printed


def test_a_folder_that_cannot_be_made_is_said(run, tmp_path):
    (tmp_path / "file").write_text("")
    status, printed, _ = run("iris", out="file/out")
    assert status == UNUSABLE and "imbgan: " in printed


def test_a_store_that_is_none_is_said(run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.sqlite").write_text("no data base at all, but long enough")
    status, printed, _ = run("iris", "--methods", "dummy")
    assert status in (UNUSABLE, WRONG) and "results.sqlite" in printed


def test_list_prints_the_methods(capsys):
    assert main(["list"]) == FINISHED
    assert "imbgan: DOClassifier" in capsys.readouterr().out


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


def a_file(path, cells, labels=("no", "no", "yes")):
    """A file of a column of these cells, one of numbers, and a label; 60 rows."""
    rows = [f'"{cells[at % len(cells)]}",{at / 7:.3f},{labels[at % 3]}' for at in range(60)]
    path.write_text("\n".join(["a,b,label", *rows]))
    return str(path)


def test_what_is_read_as_numbers_is_said_and_the_rest_refused_by_name(run, tmp_path):
    path = a_file(tmp_path / "t.csv", ["1,234", "17", "-", "2,000", "3"])
    status, printed, _ = run(path, "--target", "label", "--methods", "dummy-classifier")
    assert status == FINISHED
    assert "the column 'a' is numbers: '1,234' is 1234" in printed
    assert "12 cells of 'a' such as '-' count as missing" in printed
    path = a_file(tmp_path / "t.csv", ["1.5", "17", "<0.1", "2", "3"])
    status, printed, out = run(path, "--target", "label", out="refused")
    assert status == UNUSABLE
    assert "t.csv: the column 'a' holds numbers in 80 % of its cells, but also '<0.1'" in printed
    assert not out.exists()


def test_labels_that_only_blanks_tell_apart_are_said_once(run, tmp_path):
    path = a_file(tmp_path / "t.csv", ["1", "3", "5"], labels=["good", "good ", "bad"])
    with warnings.catch_warnings():
        warnings.simplefilter("error", ImbalanceWarning)
        status, printed, _ = run(
            path, "--target", "label", "--methods", "dummy-classifier", "--thin", "2"
        )
    assert status == FINISHED
    assert printed.count("differ in blanks only") == 1


def test_a_score_that_cannot_be_had_is_said_before_the_first_fit(run, tmp_path):
    path = a_file(tmp_path / "t.csv", ["1", "3", "5"])
    status, printed, out = run(path, "--target", "label", "--score", "f1")
    assert status == UNUSABLE
    assert "'f1' cannot score the data set 't'" in printed and "'f1_macro'" in printed
    assert not (out / "results.sqlite").exists()

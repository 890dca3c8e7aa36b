"""Tests of the benchmark of samplers: its tables, one resampling, the store, the report."""

import json
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from imblearn import FunctionSampler
from imblearn.over_sampling import RandomOverSampler
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

import imbgan

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import sampler_suite  # noqa: E402
from harness.fingerprint import fingerprint  # noqa: E402
from harness.fits import Split  # noqa: E402
from samplers import protocol  # noqa: E402
from samplers.development import TABLES  # noqa: E402
from samplers.methods import CLASSIFIERS, SAMPLERS, build  # noqa: E402
from samplers.protocol import GROUPS, MEASURES, measured, run_fit, split  # noqa: E402
from samplers.report import report, sheets  # noqa: E402
from samplers.statistics import Scores  # noqa: E402

sys.path.remove(FOLDER)

QUICK = ["--device", "cpu", "--only", "moons", "wine", "--repeats", "2"]
PRINTS = {"LogisticRegression": "a", "SVC": "b"}


@pytest.fixture
def small(monkeypatch):
    """Small tables in the place of two of the development group."""
    for seed, name in enumerate(("moons", "wine")):
        table = make_classification(90 + 20 * seed, weights=[0.8], flip_y=0, random_state=seed)
        monkeypatch.setitem(protocol.TABLES, name, lambda table=table: table)
    forget = protocol.load.cache_clear, protocol.split.cache_clear
    for clear in forget:
        clear()
    yield
    for clear in forget:
        clear()


def run(file, *options):
    """Run the benchmark and return what is on file."""
    sampler_suite.main([*QUICK, "--results", str(file), *options])
    return [json.loads(line) for line in file.read_text().splitlines()]


class Fixed:
    """A classifier with known answers."""

    def __init__(self, predicted, **answers):
        self.predicted = np.array(predicted)
        for name, found in answers.items():
            setattr(self, name, partial(self._answer, np.array(found)))

    @staticmethod
    def _answer(found, X):
        return found

    def predict(self, X):
        return self.predicted


@pytest.mark.parametrize("name", TABLES)
def test_a_development_table_is_the_same_each_time_and_imbalanced(name):
    X, y = TABLES[name]()
    again = TABLES[name]()
    assert np.array_equal(X, again[0]) and np.array_equal(y, again[1])
    counts = np.bincount(y)
    assert 100 <= len(y) <= 3000
    assert counts.min() >= 8
    assert counts.max() >= 4.5 * counts.min()
    assert np.isfinite(X).all()


def test_there_are_enough_tables_and_none_of_the_papers():
    assert len(GROUPS["development"]) >= 18
    assert set(GROUPS["papers"]) == {"secom", "pima", "haberman", "wafer", "credit", "yeast"}
    assert not set(GROUPS["papers"]) & set(GROUPS["development"])


def test_every_sampler_of_the_package_takes_part():
    for name, kind in imbgan.all_estimators("sampler"):
        assert SAMPLERS[name.removesuffix("Sampler")] is kind
    rivals = {"None", "RandomOver", "SMOTE", "BorderlineSMOTE", "ADASYN", "SVMSMOTE"}
    assert rivals | {"KMeansSMOTE"} < set(SAMPLERS)


@pytest.mark.parametrize("kinds", [SAMPLERS, CLASSIFIERS])
def test_estimators_have_their_defaults_and_the_seed(kinds):
    assert len({fingerprint(build(kind)) for kind in kinds.values()}) == len(kinds)
    for kind in kinds.values():
        parameters = build(kind, "cpu", seed=7).get_params(deep=False)
        assert parameters.get("random_state", 7) == 7
        assert fingerprint(build(kind, "cpu", seed=7)) == fingerprint(kind())


def test_columns_are_scaled_by_the_training_rows(small):
    rows = split("development", "moons", 0, 3000)
    assert np.allclose(rows.X_train.mean(axis=0), 0)
    assert np.allclose(rows.X_train.std(axis=0), 1)
    assert not np.allclose(rows.X_test.mean(axis=0), 0)
    assert (len(rows.y_train), len(rows.y_test)) == (63, 27)


def test_larger_tables_are_thinned_before_the_split(small):
    rows = split("development", "moons", 0, 50)
    assert (len(rows.y_train), len(rows.y_test)) == (35, 15)


def test_scores_of_two_classes_are_of_the_rarest():
    y, proba = np.array([1, 1, 0, 0]), np.array([0.8, 0.1, 0.4, 0.3])
    known = Fixed([1, 0, 0, 0], predict_proba=np.column_stack([1 - proba, proba]))
    found = measured(known, y, y, np.array([9, 3]))
    assert found["acsa"] == 0.75
    assert found["gm"] == round(np.sqrt(0.5), 5)
    assert found["ap"] == round(0.5 * 1 + 0.5 * 2 / 4, 5)
    assert found["auc"] == 0.5
    assert found["brier"] == round((0.04 + 0.81 + 0.16 + 0.09) / 4, 5)


def test_scores_of_three_classes_are_means_over_the_classes():
    y = np.array([0, 1, 2, 2])
    proba = [[0.6, 0.2, 0.2], [0.1, 0.8, 0.1], [0.7, 0.0, 0.3], [0.0, 0.1, 0.9]]
    found = measured(Fixed([0, 1, 0, 2], predict_proba=proba), y, y, np.array([9, 5, 3]))
    assert found["acsa"] == round(2.5 / 3, 5)
    assert found["gm"] == round(0.5 ** (1 / 3), 5)
    assert found["ap"] == round((0.5 + 1 + 1) / 3, 5)
    assert found["auc"] == round((2 / 3 + 1 + 1) / 3, 5)
    assert found["brier"] == round((0.24 + 0.06 + 0.98 + 0.02) / 4, 5)


def test_without_probabilities_there_is_no_brier_score():
    y, decision = np.array([1, 0, 0]), [0.2, -3.0, 0.5]
    found = measured(Fixed([1, 0, 1], decision_function=decision), y, y, np.array([5, 2]))
    assert found["brier"] is None
    assert (found["ap"], found["auc"]) == (0.5, 0.5)


def a_split():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 2)), np.repeat([0, 1], [30, 10])
    return Split(X, y, X, y)


def test_rows_are_resampled_once_for_all_classifiers():
    fits = []
    sampler = FunctionSampler(func=lambda X, y: (fits.append(1), (X[:35], y[:35]))[1])
    classifiers = {"LogisticRegression": LogisticRegression(), "SVC": SVC()}
    found = run_fit(sampler, classifiers, a_split())
    assert len(fits) == 1
    assert (found["n_train"], found["n_resampled"]) == ([30, 10], [30, 5])
    assert set(found["scores"]) == set(classifiers)
    assert all(set(MEASURES) < set(scores) for scores in found["scores"].values())
    seconds = [scores["fit_seconds"] for scores in found["scores"].values()]
    assert found["fit_seconds"] >= sum(seconds) - 1e-2


def test_a_sampler_that_fails_leaves_its_error_and_no_scores():
    sampler = RandomOverSampler(sampling_strategy={0: 1})
    found = run_fit(sampler, {"SVC": SVC()}, a_split())
    assert found["error"].startswith("ValueError")
    assert "scores" not in found


def test_a_classifier_that_fails_does_not_stop_the_others():
    classifiers = {"SVC": SVC(C=-1), "LogisticRegression": LogisticRegression()}
    scores = run_fit(FunctionSampler(), classifiers, a_split())["scores"]
    assert "InvalidParameterError" in scores["SVC"]["error"]
    assert 0 <= scores["LogisticRegression"]["acsa"] <= 1


def test_a_later_run_adds_only_what_is_missing(small, tmp_path, capsys):
    file, options = tmp_path / "a.jsonl", ["--samplers", "None", "SMOTE", "--classifiers"]
    assert len(run(file, *options, "SVC")) == 8
    records = run(file, *options, "SVC", "DecisionTree")
    assert [list(record["classifiers"]) for record in records[8:]] == [["DecisionTree"]] * 8
    capsys.readouterr()
    assert run(file, *options, "DecisionTree", "SVC") == records
    assert "0 fits to do" in capsys.readouterr().out
    text = file.with_suffix(".md").read_text()
    assert "DecisionTree, SVC on 2 tables" in text
    for name in ("means", "ranks", "classifiers", "tables"):
        assert (tmp_path / f"a_{name}.csv").exists()


def test_other_classifiers_see_the_same_rows(small, tmp_path):
    one, two = (tmp_path / f"{name}.jsonl" for name in "ab")
    options = ["--samplers", "SMOTE", "--classifiers"]
    run(one, *options, "SVC")
    later = run(one, *options, "SVC", "DecisionTree")[-1]
    together = run(two, *options, "SVC", "DecisionTree")[-1]
    scores = [record["scores"]["DecisionTree"] for record in (later, together)]
    assert [scores[0][name] for name in MEASURES] == [scores[1][name] for name in MEASURES]


def test_a_diagram_is_drawn_of_three_samplers(small, tmp_path):
    file, options = tmp_path / "a.jsonl", ["--classifiers", "LogisticRegression"]
    run(file, *options, "--samplers", "None", "SMOTE")
    assert not file.with_suffix(".png").exists()
    run(file, *options, "--samplers", "RandomOver")
    assert file.with_suffix(".png").stat().st_size > 0


def test_a_table_of_another_group_is_refused(capsys):
    with pytest.raises(SystemExit):
        sampler_suite.arguments(["--only", "pima"])
    assert "pima not among breast_cancer" in capsys.readouterr().err


def test_each_group_has_a_file_of_its_own():
    names = [sampler_suite.arguments(["--group", group]).results.name for group in GROUPS]
    assert names == ["sampler_suite_development.jsonl", "sampler_suite_papers.jsonl"]


def a_record(table, sampler, *acsa, repeat=0, **changes):
    """A record with an ACSA of each classifier, its other scores the half of that."""
    record = {"table": table, "sampler": sampler, "repeat": repeat, "classifiers": PRINTS}
    scores = {
        name: {**dict.fromkeys(MEASURES, value / 2), "acsa": value}
        for name, value in zip(PRINTS, acsa, strict=False)
    }
    return record | {"scores": scores, "resample_seconds": 2.0} | changes


def some_records():
    return [
        a_record("moons", "SMOTE", 0.6, 0.8),
        a_record("moons", "DO", 0.7, 0.9),
        a_record("wine", "SMOTE", 0.5, 0.7),
        a_record("wine", "DO", 0.5, 0.5),
    ]


def test_means_are_over_classifiers_then_tables():
    scores = Scores(PRINTS, some_records())
    assert scores.by_table("acsa").loc["moons"].tolist() == pytest.approx([0.7, 0.8])
    assert scores.by_classifier("acsa")["DO"].tolist() == pytest.approx([0.6, 0.7])
    gaps = scores.by_classifier("acsa", against="SMOTE")["DO"]
    assert gaps.tolist() == pytest.approx([0.05, -0.05])
    rows = {cells[0]: cells for cells in sheets(PRINTS, some_records())["means"]}
    assert rows["DO"][:3] == ["DO", "2", "65.00 (+0.00)"]
    assert rows["DO"][-3:] == ["1 of 2", "wine -10.00", "2.00"]


def test_a_sampler_with_a_failed_fit_has_no_mean_there_and_no_rank():
    failed = a_record("wine", "DO", error="ValueError: too few")
    del failed["scores"], failed["resample_seconds"]
    records = [*some_records()[:3], failed]
    scores = Scores(PRINTS, records)
    assert np.isnan(scores.by_table("acsa").loc["wine", "DO"])
    assert scores.by_classifier("acsa", against="SMOTE")["DO"].tolist() == pytest.approx(
        [0.1, 0.1]
    )
    tables = sheets(PRINTS, records)
    assert tables["tables"][1] == ["wine", "**60.0**", "NA"]
    assert tables["ranks"][-1][:2] == ["DO", "-"]
    assert "- wine, DO: resampling: ValueError: too few" in report(PRINTS, records, "")


def test_failures_alone_make_a_report_without_means():
    failed = a_record("wine", "DO", error="ValueError: too few")
    text = report(PRINTS, [failed], "")
    assert "No sampler has a mean yet" in text and "too few" in text
    assert sheets(PRINTS, [failed]) == {}


def test_without_smote_there_are_no_differences():
    rows = sheets(PRINTS, [some_records()[1], some_records()[3]])
    assert rows["means"][1][:3] == ["DO", "2", "65.00"]
    assert rows["means"][1][-3:-1] == ["-", "-"]
    assert rows["ranks"][1][-4:] == [""] * 4
    assert rows["classifiers"][1] == ["LogisticRegression", "60.00"]


def test_a_repeat_that_is_not_run_yet_is_no_failure():
    records = [*some_records(), a_record("wine", "SMOTE", 0.5, 0.7, repeat=1)]
    assert sheets(PRINTS, records)["tables"][1] == ["wine", "**60.0**", "-"]


def test_scores_of_classifiers_with_other_parameters_are_left_out():
    old = {"LogisticRegression": "a", "SVC": "of yesterday"}
    scores = Scores(PRINTS, [a_record("moons", "SMOTE", 0.6, 0.8, classifiers=old)])
    assert scores.names("classifier") == ["LogisticRegression"]
    assert "No sampler has a mean yet" in report({"SVC": "c"}, some_records(), "")


def test_ranks_and_tests_are_over_the_tables():
    tables = GROUPS["development"][:8]
    records = [a_record(t, "SMOTE", 0.5, 0.5 + at / 100) for at, t in enumerate(tables)]
    records += [a_record(t, "DO", 0.6, 0.6 + at / 90) for at, t in enumerate(tables)]
    records += [a_record(t, "AO", 0.5, 0.5 + at / 100) for at, t in enumerate(tables)]
    rows = {cells[0]: cells for cells in sheets(PRINTS, records)["ranks"]}
    assert [rows[name][1] for name in ("DO", "SMOTE", "AO")] == ["1.00", "2.50", "2.50"]
    # The brier score is the one of which less is better.
    assert [rows[name][5] for name in ("DO", "SMOTE", "AO")] == ["3.00", "1.50", "1.50"]
    assert rows["DO"][-3:] == ["0.0078", "0.0156", "8"]
    assert rows["AO"][-3:] == ["1.0000", "1.0000", "8"]

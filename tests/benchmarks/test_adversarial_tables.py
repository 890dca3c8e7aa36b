"""Tests of the harness behind the AO/DO paper's table: what is stored, resumed and reported."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import adversarial_tables  # noqa: E402
from harness.epochs import watch  # noqa: E402
from harness.store import ResultStore, key_of  # noqa: E402
from table2 import methods, protocols  # noqa: E402
from table2.methods import METHODS, Setting, build, fingerprint, methods_of  # noqa: E402
from table2.paper import COLUMNS, PAPER  # noqa: E402
from table2.protocols import run_fit, split  # noqa: E402
from table2.report import report  # noqa: E402
from table2.statistics import Scores  # noqa: E402

sys.path.remove(FOLDER)

TINY = {"n_members": 1, "hidden_layer_sizes": (4,), "max_epochs": 3}
QUICK = ["logistic regression", "gradient boosting"]


def a_record(**changes):
    """A finished fit."""
    record = dict.fromkeys(("max_rows", "fingerprint", "device"))
    record |= {"protocol": "honest", "table": "pima", "method": "DO", "params": "default"}
    record |= {"repeat": 0, "seed": 0, "threads": 1, "versions": {"torch": "2"}}
    return record | {"acsa": 0.5, "gm": 0.25} | changes


@pytest.fixture
def haberman(tmp_path, monkeypatch):
    """A made-up Haberman table in the place of the real ones."""
    rng = np.random.default_rng(0)
    y = rng.permutation(np.repeat([0, 1], [225, 81]))
    table = pd.DataFrame(rng.normal(y[:, None], size=(306, 3)), columns=["age", "year", "nodes"])
    table.assign(target=y).to_csv(tmp_path / "haberman.csv.gz", index=False)
    monkeypatch.setenv("IMBGAN_DATA", str(tmp_path))
    protocols.load.cache_clear()
    protocols.split.cache_clear()
    yield tmp_path
    protocols.load.cache_clear()
    protocols.split.cache_clear()


def test_the_papers_table_is_complete():
    assert list(PAPER) == ["secom", "pima", "haberman", "wafer", "credit", "yeast"]
    assert all(tuple(PAPER[table]) == COLUMNS for table in PAPER)
    assert PAPER["yeast"]["ADASYN+Q"] == (None, None)
    assert PAPER["wafer"]["DO"] == (99.44, 99.44)


@pytest.mark.parametrize("name", ["table", "seed", "threads", "fingerprint", "max_rows"])
def test_each_part_of_the_key_makes_another_fit(name):
    key = adversarial_tables.KEY
    assert key_of(a_record(**{name: "other"}), key) != key_of(a_record(), key)


@pytest.mark.parametrize("method", METHODS)
def test_a_fingerprint_knows_parameters_but_not_seeds(method):
    setting = Setting("honest", "default", device="cpu", seed=0)
    other = Setting("honest", "default", device="cuda", seed=1)
    assert fingerprint(build(method, setting)) == fingerprint(build(method, other))


def test_fingerprints_differ_between_parameters_and_methods():
    setting = Setting("honest", "default")
    estimator = build("DO", setting)
    first = fingerprint(estimator)
    assert fingerprint(estimator.set_params(lr=0.123)) != first
    assert fingerprint(build("DO, game off", setting)) != first
    assert fingerprint(build("AO", setting)) != first
    assert fingerprint(build("DO", Setting("honest", "paper"))) != first


def test_parameters_of_images_have_no_say_in_the_fingerprint_of_a_table():
    estimator = build("DO", Setting("honest", "default"))
    first = fingerprint(estimator)
    assert fingerprint(estimator.set_params(n_channels=5, max_shift=2, flip=True)) == first
    assert (estimator.max_epochs, estimator.dropout) == (100, 0.1)


def test_no_result_on_file_is_of_other_parameters():
    # A parameter that is new and changes nothing on tables belongs into NOT_OF_TABLES.
    path = adversarial_tables.RESULTS / "adversarial_tables.jsonl"
    args = adversarial_tables.arguments(["--summary", "--device", "cpu"])
    records = ResultStore(path, adversarial_tables.KEY).records()
    settings = {(r["method"], r["protocol"], r["params"]): r for r in records}
    assert len(settings) > 2 * len(methods.GAMES)
    stale = [name for name, r in settings.items() if not adversarial_tables._is_current(args, r)]
    assert stale == []


@pytest.mark.parametrize("method", [m for m in METHODS if m.endswith(", game off")])
def test_game_off_differs_from_the_game_in_the_weight_of_fakes_only(method):
    setting = Setting("honest", "default")
    on = build(method.removesuffix(", game off"), setting)
    off = build(method, setting)
    assert fingerprint(on.set_params(fake_weight=0)) == fingerprint(off)


def test_the_protocols_decide_about_stopping():
    honest = build("SMOTE+Q", Setting("honest", "default")).named_steps["classifier"]
    published = build("DO", Setting("published", "paper"))
    assert honest.early_stopping
    assert not published.early_stopping and published.max_epochs == 100


def test_with_the_papers_parameters_q_is_the_network_of_the_do_game():
    setting = Setting("published", "paper")
    game, alone = build("DO", setting), build("Q", setting)
    assert alone.n_members == game.n_members
    assert alone.hidden_layer_sizes == game.hidden_layer_sizes


def test_the_published_protocol_has_no_baselines_of_ours():
    assert set(methods_of("honest")) - set(methods_of("published")) == {
        *methods.WEIGHTED_Q,
        *methods.BASELINES,
    }


@pytest.mark.parametrize("rows, expected", [(20, 5), (4, 3), (2, 1), (1, 1)])
def test_neighbours_are_lowered_to_the_smallest_class(rows, expected):
    pipeline = Pipeline([("sampler", SMOTE())])
    assert methods.lower_neighbors(pipeline, np.repeat([0, 1], [40, rows])) == expected
    assert pipeline.named_steps["sampler"].k_neighbors == expected


@pytest.mark.parametrize("protocol, n_test", [("honest", 92), ("published", 91)])
def test_splits_follow_the_protocol_and_the_seed(haberman, protocol, n_test):
    rows = split("haberman", protocol, 0, None)
    assert rows.X_test.shape == (n_test, 3)
    assert not np.array_equal(split("haberman", protocol, 1, None).X_test, rows.X_test)


@pytest.mark.parametrize("method", ["Q", "SMOTE+Q", "DO"])
def test_test_scores_are_recorded_at_every_epoch(haberman, method):
    rows = split("haberman", "published", 0, None)
    estimator = build(method, Setting("published", "default", device="cpu"))
    network = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    network.set_params(**TINY)
    watched = watch(estimator, rows, protocols.scores)
    estimator.fit(rows.X_train, rows.y_train)
    assert watched.scores_["acsa"].shape == watched.scores_["gm"].shape == (3,)
    last = protocols.scores(rows.y_test, estimator.predict(rows.X_test))
    assert {name: s[-1] for name, s in watched.scores_.items()} == pytest.approx(last)


def test_a_published_fit_has_the_neighbours_and_the_best_and_last_scores(haberman):
    rows = split("haberman", "published", 0, None)
    estimator = build("SMOTE+Q", Setting("published", "default", device="cpu"))
    estimator.named_steps["classifier"].set_params(**TINY)
    record = run_fit(estimator, rows, "published")
    assert record["n_neighbors"] == 5 and record["n_iter"] == len(record["acsa_by_epoch"]) == 3
    assert record["acsa"] >= record["last_acsa"] and record["best_gm"] >= record["gm"]


def test_a_second_run_does_only_what_is_left(haberman, capsys):
    results = haberman / "results.jsonl"
    common = ["--only", "haberman", "--protocol", "honest", "--methods", *QUICK, "--threads", "1"]
    common += ["--results", str(results)]
    adversarial_tables.main([*common, "--repeats", "1"])
    assert "2 fits to do" in capsys.readouterr().out
    adversarial_tables.main([*common, "--repeats", "2"])
    assert "2 fits to do" in capsys.readouterr().out
    adversarial_tables.main([*common, "--repeats", "2", "--rerun"])
    assert "4 fits to do" in capsys.readouterr().out
    records = [json.loads(line) for line in results.read_text().splitlines()]
    assert len(records) == 8
    assert all(record["fit_seconds"] > 0 for record in records)


def test_a_summary_runs_nothing_and_leaves_out_other_parameters(haberman, capsys):
    results = haberman / "results.jsonl"
    ResultStore(results, adversarial_tables.KEY).append(
        a_record(
            fingerprint="old", cores=1, commit="c", device="cpu", method="DO", table="haberman"
        )
    )
    adversarial_tables.main(["--summary", "--results", str(results)])
    text = (haberman / "results.md").read_text()
    assert "1 records of other parameters or sizes are left out" in text
    assert "fits to do" not in capsys.readouterr().out


def test_the_report_shows_means_targets_and_gains():
    records = [
        a_record(method=method, table=table, repeat=repeat, acsa=acsa + 0.02 * repeat, gm=acsa)
        for table in PAPER
        for repeat in (0, 1)
        for method, acsa in {
            "DO": 0.9,
            "DO, game off": 0.85,
            "SMOTE+Q": 0.8,
            "Q, logit-adjusted": 0.95,
        }.items()
    ]
    text = report(records, "- head")
    assert "| **DO** | 91.00 ± 1.41 / 90.00 ± 0.00 | 68.84 / 65.73 |" in text
    assert "6 of 6 tables compared: **met**" in text
    assert "| Q, logit-adjusted | 91.00 / 90.00 | 96.00 / 95.00 | -5.00 / -5.00 | missed |" in text
    assert "| DO | +5.00 / +5.00 | +5.00 / +5.00 |" in text


def test_published_scores_are_held_against_the_papers():
    records = [
        a_record(protocol="published", params="paper", table="pima", acsa=0.78, gm=0.77),
        a_record(protocol="published", params="paper", table="wafer", acsa=0.995, gm=0.9944),
    ]
    text = report(records, "- head")
    assert "| pima | DO | 78.00 / 77.00 | 78.00 / 77.00 | 77.46 / 77.45 | +0.54 / -0.45 |" in text
    assert "| +0.06 / +0.00 | met |" in text


def test_a_method_that_failed_is_na_and_one_that_did_not_run_is_open():
    failed = {k: v for k, v in a_record(table="yeast").items() if k not in ("acsa", "gm")}
    scores = Scores([failed | {"error": "ValueError: no"}])
    assert scores.cell(("honest", "default"), "yeast", "DO") == "NA"
    assert scores.cell(("honest", "default"), "pima", "DO") == "-"

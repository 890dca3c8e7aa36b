"""Tests of the benchmark of the image games: what is run, stored and reported."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import slppl_images  # noqa: E402
from harness.fingerprint import fingerprint  # noqa: E402
from harness.store import ResultStore  # noqa: E402
from slppl import protocols  # noqa: E402
from slppl.methods import (  # noqa: E402
    BAYESIAN,
    GAME_OFF,
    GAMES,
    METHODS,
    PAPER_METHODS,
    TRANSLATED,
    Setting,
    build,
    methods_of,
)
from slppl.paper import MEASURES, PAPER  # noqa: E402
from slppl.protocols import run_fit, scores, split  # noqa: E402
from slppl.report import report  # noqa: E402

sys.path.remove(FOLDER)

COUNTS = (20, 10, 6)
MACHINE = {"device": "cpu", "cores": 2, "threads": 1}


def a_record(score=0.9, **changes):
    """A finished fit with the same number for every score."""
    record = {"protocol": "honest", "data": "mnist", "method": "ADSO", "repeat": 0, "n_iter": 15}
    return record | MACHINE | dict.fromkeys(MEASURES, score) | {"fit_seconds": 100} | changes


@pytest.fixture
def tiny(monkeypatch):
    """Made-up images of three classes in the place of the real ones."""

    def images(data, *, subset, return_X_y):
        rng = np.random.default_rng(len(subset))
        y = rng.permutation(np.repeat([0, 1, 2], 25 if subset == "train" else 8))
        shades = np.array([40, 120, 200])[y, None, None, None]
        return rng.integers(shades - 40, shades + 40, (len(y), 1, 28, 28)).astype(np.uint8), y

    def forget():
        protocols.load.cache_clear()
        protocols.split.cache_clear()

    monkeypatch.setattr(protocols, "fetch_images", images)
    monkeypatch.setattr(protocols, "COUNTS", COUNTS)
    forget()
    yield
    forget()


def small(method, protocol):
    """An estimator that is fitted in a moment."""
    estimator = build(method, Setting(protocol, max_epochs=2, device="cpu"))
    network = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    network.set_params(n_channels=4)
    if "autoencoder_epochs" in network.get_params():
        network.set_params(autoencoder_epochs=1)
    if method == TRANSLATED:
        estimator.set_params(sampler__n_channels=4, sampler__max_epochs=1)
    return estimator


def test_the_papers_tables_are_complete():
    assert list(PAPER) == ["mnist", "fashion_mnist"]
    for figures in PAPER.values():
        assert set(figures) == set(PAPER_METHODS) - {"Q"}
        assert all(tuple(row) == MEASURES for row in figures.values())
    assert PAPER["mnist"]["ADSO"]["r_min"] == 0.8840
    assert PAPER["fashion_mnist"]["ADSO"]["p_maj"] == 0.7885


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("protocol", ["honest", "published"])
def test_stopping_epochs_and_augmentation_are_the_same_for_all(method, protocol):
    def shared(method):
        estimator = build(method, Setting(protocol, max_epochs=7, device="cpu", seed=3))
        network = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
        names = ("early_stopping", "max_epochs", "max_shift", "flip", "n_channels")
        names += ("batch_size", "scoring", "device", "random_state")
        if not is_linear:  # with a schedule of its own, which is what "auto" is on images
            names += ("lr_schedule",)
        if not is_bayesian and not is_linear:  # a prior takes the place of these
            names += ("lr", "weight_decay")
        if not is_bayesian and not is_dgc:  # whose codes have noise enough
            names += ("dropout",)
        return {name: getattr(network, name) for name in names}

    is_bayesian, is_dgc, is_linear = method in BAYESIAN, method == "DGC", method == "DFBS"
    assert shared(method) == shared("Q")
    assert shared(method)["early_stopping"] == ("auto" if protocol == "honest" else False)


@pytest.mark.parametrize("game", GAMES)
def test_a_game_that_is_off_is_the_logit_adjusted_network(tiny, game):
    rows = split("mnist", 0)
    off, alone = small(game, "honest").set_params(fake_weight=0), small(GAME_OFF, "honest")
    proba = (
        clf.fit(rows.X_train, rows.y_train).predict_proba(rows.X_test) for clf in (off, alone)
    )
    assert np.array_equal(*proba)


def test_no_two_methods_are_the_same():
    assert len({fingerprint(build(method, Setting("honest"))) for method in METHODS}) == len(
        METHODS
    )


def test_no_result_on_file_is_of_other_parameters():
    args = slppl_images.arguments(["--summary", "--device", "cpu"])
    records = ResultStore(args.results, slppl_images.KEY).records()
    assert len(records) > len(METHODS)
    assert all(slppl_images._is_current(args, record) for record in records)


def test_the_published_protocol_has_one_subset_and_no_companions():
    assert set(methods_of("honest")) == set(METHODS)
    assert set(methods_of("published")) == set(PAPER_METHODS)
    args = slppl_images.arguments(["--device", "cpu", "--only", "mnist"])
    fits = list(slppl_images.planned(args))
    counts = {p: sum(fit["protocol"] == p for fit in fits) for p in ("honest", "published")}
    assert counts == {"honest": 5 * len(METHODS), "published": len(PAPER_METHODS)}
    assert {fit["seed"] for fit in fits if fit["protocol"] == "published"} == {0}


def test_a_subset_has_the_counts_and_the_test_rows_are_whole(tiny):
    rows = split("mnist", 0)
    assert np.bincount(rows.y_train).tolist() == list(COUNTS)
    assert rows.X_train.shape[1:] == (1, 28, 28) and rows.X_train.dtype == np.uint8
    assert np.bincount(rows.y_test).tolist() == [8, 8, 8]
    assert not np.array_equal(split("mnist", 1).X_train, rows.X_train)


def test_recall_and_precision_are_of_the_ends_of_the_training_rows():
    found = scores([0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 2, 1], minority=2, majority=0)
    assert tuple(found) == MEASURES
    assert found["r_min"] == 0.5 and found["p_maj"] == pytest.approx(2 / 3)


@pytest.mark.parametrize("method", ["Q", "DSO+Q", "GAMO", "BAGAN", "ADSO"])
def test_each_epoch_is_scored_on_the_test_rows(tiny, method):
    record = run_fit(small(method, "published"), split("mnist", 0), "published")
    assert "error" not in record
    assert len(record["acsa_by_epoch"]) == record["n_iter"] == 2
    # The scores of the epochs come from the net, the last ones from predict.
    assert record["last_acsa"] == pytest.approx(record["acsa_by_epoch"][-1], abs=1e-4)
    assert record["acsa"] == max(record["acsa"], record["last_acsa"])


@pytest.mark.parametrize("method", ["DSO+Q", "Q, logit-adjusted"])
def test_an_honest_fit_scores_the_test_rows_once_only(tiny, method):
    record = run_fit(small(method, "honest"), split("mnist", 0), "honest")
    assert set(MEASURES) <= set(record) and not {"best_epoch", "acsa_by_epoch"} & set(record)
    assert (record["n_train"], record["n_test"]) == (sum(COUNTS), 24)


def test_a_second_run_does_only_what_is_left(tiny, tmp_path, capsys):
    results = tmp_path / "results.jsonl"
    common = ["--only", "mnist", "--protocol", "honest", "--methods", "Q", "--epochs", "1"]
    common += ["--threads", "1", "--device", "cpu", "--results", str(results)]
    slppl_images.main([*common, "--repeats", "1"])
    assert "1 fits to do" in capsys.readouterr().out
    slppl_images.main([*common, "--repeats", "2"])
    assert "1 fits to do" in capsys.readouterr().out
    records = [json.loads(line) for line in results.read_text().splitlines()]
    assert [(r["seed"], r["max_epochs"], r["n_iter"]) for r in records] == [(0, 1, 1), (1, 1, 1)]
    assert "| **Q** | honest | 2 | " in results.with_suffix(".md").read_text()
    slppl_images.main(["--summary", "--device", "cpu", "--results", str(results)])
    text = results.with_suffix(".md").read_text()
    assert "2 records of other parameters or sizes are left out" in text


def test_the_report_holds_every_target_against_the_means():
    records = [
        a_record(score=score + 0.01 * repeat, method=method, data=data, repeat=repeat)
        for data in PAPER
        for repeat in (0, 1)
        for method, score in {"ADSO": 0.96, "DSO+Q": 0.957, "Q, logit-adjusted": 0.95}.items()
    ]
    text = report(records, "- head")
    assert "| 0.9650 (+0.0037) | 0.9650 (+0.0041) | 0.9650 (-0.0131) |" in text
    assert "| missed: G_macro |" in text
    assert "| mnist | DSO+Q | 2 | +0.0030 ± 0.0000 | missed |" in text
    assert "| mnist | Q, logit-adjusted | 2 | +0.0100 ± 0.0000 | met |" in text
    assert "| mnist | 0.9850 | 2 | 0.9650 ± 0.0071 | -0.0200 | missed |" in text
    assert "| fashion_mnist | 0.9000 | 2 | 0.9650 ± 0.0071 | +0.0650 | met |" in text
    assert "| cpu | 2 | 1 | 2 | 100 | met |" in text
    assert "| mnist | ADSO | 2 | +0.0100 ± 0.0000 |" in text
    assert "| mnist | AMO | 0 | - | - | - | - | - | open |" in text


def test_both_protocols_and_the_papers_figures_stand_together():
    text = report([a_record(), a_record(score=0.97, protocol="published", n_iter=30)], "- head")
    at = text.index("| **ADSO** | honest | 1 | 0.9000 |")
    lines = text[at:].splitlines()
    assert lines[1].startswith("| **ADSO** | best epoch on test rows, as published | 1 | 0.9700 |")
    assert lines[1].endswith("| 100 | 30 |")
    assert lines[2].startswith("| **ADSO** | paper |  | 0.9613 | 0.9609 | 0.9781 | 0.8840 |")


def test_slow_fits_are_told_from_fast_ones_by_machine():
    slow = {"data": "fashion_mnist", "fit_seconds": 1000}
    text = report([a_record(**slow), a_record(**slow, repeat=1, device="cuda")], "- head")
    assert "| cpu | 2 | 1 | 1 | 1000 | missed |" in text
    assert "| cuda | 2 | 1 | 1 | 1000 | missed |" in text

"""Tests of the benchmark of images with metadata: what is split, run, stored and reported."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import image_metadata  # noqa: E402
from harness.fingerprint import fingerprint  # noqa: E402
from xray import data, methods  # noqa: E402
from xray.methods import METHODS, SETTINGS, Setting, build, methods_of  # noqa: E402
from xray.paper import PAPER  # noqa: E402
from xray.protocol import best_threshold, run_fit, scores  # noqa: E402
from xray.report import ALL, report, sheets  # noqa: E402

sys.path.remove(FOLDER)


@pytest.fixture
def files(monkeypatch, tmp_path):
    """Made-up X-rays in the place of the real ones."""
    rng, folder = np.random.default_rng(0), tmp_path / "chest_xray"
    folder.mkdir()
    n = 200
    sick = rng.random(n) < 0.4
    images = rng.integers(0, 100, (n, 16, 16)) + 80 * sick[:, None, None]
    table = {"image": range(n), "patient_id": np.arange(n) // 2, "target": sick.astype(int)}
    table |= {"age": rng.integers(20, 80, n), "sex": rng.choice(["F", "M"], n), "view": "PA"}
    effusion = (sick & (np.arange(n) % 2 == 0)).astype(int)
    for name, column in (("nih", {"effusion": effusion, "infiltration": effusion}), ("covid", {})):
        pd.DataFrame(table | column).to_csv(folder / f"{name}_metadata.csv", index=False)
        np.savez(folder / f"{name}_64.npz", images=images.astype(np.uint8))
    parts = {}
    for part, counts in (("train", (900, 900)), ("val", (120, 120)), ("test", (20, 30))):
        parts[f"{part}_labels"] = np.repeat([[0], [1]], counts, axis=0)
        parts[f"{part}_images"] = rng.integers(0, 256, (sum(counts), 8, 8), dtype=np.uint8)
    np.savez(folder / "pneumoniamnist.npz", **parts)
    monkeypatch.setenv("IMBGAN_DATA", str(tmp_path))
    monkeypatch.setattr(methods.tempfile, "gettempdir", lambda: str(tmp_path))
    clear = data.load.cache_clear, methods._remembered.cache_clear
    for forget in clear:
        forget()
    yield
    for forget in clear:
        forget()


def small(method):
    """An estimator that is fitted in a moment."""
    estimator = build(method, Setting("auto", max_epochs=1, device="cpu", seed=0))
    estimator.set_params(n_channels=2, n_features=8)
    if method == SETTINGS[2]:
        estimator.set_params(synthetic__max_epochs=1, synthetic__n_channels=2)
    return estimator


@pytest.mark.parametrize("name", ["effusion", "covid"])
def test_no_patient_is_in_two_parts(files, name):
    X, _, patients = data.load(name)
    parts = data.split(name, 0)
    rows = [part.index for part in (parts.X_train, parts.X_validation, parts.X_test)]
    assert sorted(np.concatenate(rows)) == list(range(len(X)))
    of_part = [set(patients[at]) for at in rows]
    assert not of_part[0] & of_part[1] and not of_part[0] & of_part[2]
    assert not of_part[1] & of_part[2]
    assert len(rows[2]) == pytest.approx(0.3 * len(X), abs=0.1 * len(X))


def test_other_repeats_have_other_rows(files):
    first, second = (data.split("effusion", seed).X_test.index for seed in (0, 1))
    assert list(first) != list(second)


def test_effusion_is_set_against_images_without_any_finding(files):
    _, y, _ = data.load("effusion")
    whole = pd.read_csv(data.folder() / "nih_metadata.csv")
    assert y.sum() == whole["effusion"].sum()
    assert (y == 0).sum() == (whole["target"] == 0).sum()


def test_pneumonia_is_as_rare_as_in_the_paper(files):
    parts = data.split("pneumonia", 0)
    assert np.bincount(parts.y_train).tolist() == [700, 212]
    assert np.bincount(parts.y_validation).tolist() == [100, 30]
    assert np.bincount(parts.y_test).tolist() == [20, 30]


def test_no_two_methods_are_the_same():
    prints = {fingerprint(build(method, Setting("auto", 5))) for method in METHODS}
    assert len(prints) == len(METHODS)


def test_images_without_metadata_have_one_setting_less():
    assert set(methods_of("effusion")) - set(methods_of("pneumonia")) == {"image + metadata"}


@pytest.mark.parametrize("method", METHODS)
def test_each_method_can_be_fitted_and_scored(files, method):
    parts = data.split("effusion", 0)
    found = run_fit(small(method), parts)
    assert "error" not in found
    assert all(0 <= found[name] <= 1 for name in ALL)
    counts = np.bincount(parts.y_train)
    is_larger = method in (SETTINGS[2], "repetition, moved and mirrored", "SMOTE on pixels")
    added = min(counts.max() // 2, counts.max() - counts.min())
    assert found["n_synthetic"] == (added if is_larger else 0)


def test_translations_are_made_once_for_all_backbones(files, monkeypatch):
    parts, made = data.split("effusion", 0), []
    monkeypatch.setattr(
        methods.CycleGANSampler,
        "_after_training",
        lambda self, run, before=methods.CycleGANSampler._after_training: (
            made.append(1),
            before(self, run),
        ),
    )
    for n_channels in (2, 3):
        run_fit(small(SETTINGS[2]).set_params(n_channels=n_channels), parts)
    assert len(made) == 1


def test_an_error_is_written_down(files):
    found = run_fit(small(SETTINGS[1]).set_params(n_features=-1), data.split("effusion", 0))
    assert "n_features" in found["error"]


def test_the_threshold_has_the_best_balanced_accuracy():
    y, proba = np.array([0, 0, 0, 1, 1]), np.array([0.1, 0.2, 0.6, 0.3, 0.9])
    assert best_threshold(y, proba) == pytest.approx(0.25)


def test_scores_are_those_of_the_class_one():
    found = scores(np.array([1, 1, 1, 0, 0]), np.array([True, True, False, True, False]), "_x")
    assert found["recall_x"] == pytest.approx(2 / 3)
    assert found["specificity_x"] == 0.5
    assert found["precision_x"] == pytest.approx(2 / 3)
    assert found["balanced_accuracy_x"] == pytest.approx(7 / 12)


def test_nothing_found_has_the_precision_zero():
    assert scores(np.array([1, 0]), np.array([False, False]), "")["precision"] == 0


def test_the_papers_figures_are_those_of_its_table():
    assert PAPER["vgg16"] == (0.6, 0.8667, 0.7857)
    assert [round(PAPER["resnet50"][i] / PAPER["resnet50"][1] - 1, 2) for i in (2,)] == [0.12]


def a_record(method, recall, **changes):
    record = {"data": "effusion", "backbone": "vgg16", "method": method, "repeat": 0}
    return record | dict.fromkeys(ALL, 0.5) | {"recall": recall, "fit_seconds": 3} | changes


def test_the_target_wants_more_recall_at_equal_balanced_accuracy():
    records = [a_record(SETTINGS[0], 0.5), a_record(SETTINGS[2], 0.6)]
    assert "recall +0.100, balanced accuracy +0.000: met" in report(records, "")
    records[1]["balanced_accuracy"] = 0.4
    assert "balanced accuracy -0.100: missed" in report(records, "")


def test_the_tables_have_a_row_for_each_method():
    rows = sheets([a_record(SETTINGS[0], 0.5)])
    assert len(rows["effusion"]) == 1 + len(METHODS)
    assert rows["effusion"][1][:3] == ["vgg16", "image", "1"]
    assert rows["effusion"][1][-2:] == ["0.600", "3"]
    assert len(rows["covid"]) == 1


def test_a_run_goes_on_where_it_ended(files, tmp_path, monkeypatch):
    monkeypatch.setattr(image_metadata, "build", lambda method, setting: small(method))
    options = ["--only", "effusion", "--backbones", "auto", "--methods", "image"]
    options += ["--repeats", "2", "--device", "cpu", "--results", str(tmp_path / "a.jsonl")]
    image_metadata.main([*options[:-4], "--device", "cpu", *options[-2:], "--repeats", "1"])
    image_metadata.main(options)
    records = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert [record["repeat"] for record in records] == [0, 1]
    assert (tmp_path / "a_effusion.csv").exists()


def test_the_default_network_alone_is_run_on_the_second_table():
    args = image_metadata.arguments(["--device", "cpu"])
    pairs = {(fit["data"], fit["backbone"]) for fit in image_metadata.planned(args)}
    assert {name for name, network in pairs if network != "auto"} == {"effusion"}
    assert len(pairs) == 4 + 2

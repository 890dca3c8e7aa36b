"""Tests of the benchmark of ARConvL: what is run, how, and what is stored."""

import csv
import dataclasses
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.base import clone

from imbgan.datasets._image_files import write_idx
from imbgan.datasets._image_sets import IMAGE_SETS
from imbgan.losses import ClassBalancedLoss, FocalLoss, LogitAdjustedLoss

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import arconvl_images  # noqa: E402
from arconvl import protocols  # noqa: E402
from arconvl.methods import Setting, build, named  # noqa: E402
from arconvl.paper import ABLATIONS, COLUMNS, METHODS, PAPER, RATIOS  # noqa: E402
from harness.fingerprint import fingerprint  # noqa: E402

sys.path.remove(FOLDER)

COUNTS = {"train": (12, 12, 12, 12, 0, 0, 0, 0, 0, 0), "test": (3, 3, 3, 3, 0, 0, 0, 0, 0, 0)}


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """Files with made-up images of four classes, as if no more had been published."""
    (tmp_path / "mnist").mkdir()
    rng = np.random.default_rng(0)
    for part, start in (("train", "train"), ("test", "t10k")):
        y = rng.permutation(np.repeat(np.arange(10), COUNTS[part])).astype(np.uint8)
        shades = np.array([30, 90, 150, 210])[y, None, None]
        X = rng.integers(shades - 30, shades + 30, (len(y), 28, 28)).astype(np.uint8)
        write_idx(tmp_path / "mnist" / f"{start}-images-idx3-ubyte.gz", X)
        write_idx(tmp_path / "mnist" / f"{start}-labels-idx1-ubyte.gz", y)
    info = dataclasses.replace(IMAGE_SETS["mnist"], class_counts=COUNTS)
    monkeypatch.setitem(IMAGE_SETS, "mnist", info)
    monkeypatch.setenv("IMBGAN_DATA", str(tmp_path))
    protocols.load.cache_clear(), protocols.split.cache_clear()
    yield tmp_path
    protocols.load.cache_clear(), protocols.split.cache_clear()


def test_the_papers_tables_are_complete():
    assert all(list(of_ratio) == list(RATIOS) for of_ratio in PAPER.values())
    cells = [cells for of_ratio in PAPER.values() for cells in of_ratio.values()]
    assert len(cells) == 20 and all(tuple(row) == METHODS for row in cells)
    assert PAPER["mnist"][100]["ARConvL"] == (97.3, 0.6)
    assert PAPER["fashion_mnist"][100]["Affinity"] == (55.4, 20.2)
    assert PAPER["svhn"][10]["ARC-C"] == (54.1, 34.8)
    assert PAPER["cifar10"][100]["margin 1"] == (69.3, 3.1)


@pytest.mark.parametrize("method", METHODS)
def test_backbone_training_and_stopping_are_those_of_the_released_code_for_all(method):
    estimator = build(method, Setting("mnist", device="cpu", seed=3))
    expected = {
        "n_features": 64,
        "batch_size": 128,
        "lr": 0.1,
        "lr_schedule": "step",
        "optimizer": torch.optim.SGD,
        "weight_decay": 0.0,
        "max_epochs": 50,
        "early_stopping": True,
        "validation_fraction": 0.1,
        "scoring": "geometric_mean",
        "random_state": 3,
        "max_shift": 0,
        "flip": False,
        "random_erasing": 0.0,
        "raw_pixels": True,
    }
    assert {name: getattr(estimator, name) for name in expected} == expected
    momentum = getattr(estimator, "momentum", None)
    assert momentum == 0.0 or estimator.net_params == {"optimizer__momentum": 0.0}


def test_no_two_methods_are_the_same():
    for data in ("mnist", "cifar10"):
        prints = {fingerprint(build(method, Setting(data))) for method in METHODS}
        assert len(prints) == len(METHODS) == 15


def test_parts_of_arconvl_are_switched_off_one_at_a_time():
    whole = build("ARConvL", Setting("mnist")).get_params()
    changed = {
        method: {
            name: value
            for name, value in build(method, Setting("mnist")).get_params().items()
            if value != whole[name]
        }
        for method in ABLATIONS
    }
    assert changed["beta 0.5"] == {"beta": 0.5} and changed["margin 1"] == {"margin": 1.0}
    assert changed["ARC-C"] == {"center_loss": False}
    assert [len(names) for names in changed.values()] == [1] * 7


def test_fewer_epochs_shorten_the_warm_up_of_the_radii_alike():
    def warm_up(data, epochs):
        return build("ARConvL", Setting(data, epochs)).radius_warm_up

    assert [warm_up("mnist", epochs) for epochs in (None, 50, 25, 15, 2)] == [3, 3, 2, 1, 1]
    assert (warm_up("cifar10", None), warm_up("cifar10", 100)) == (3, 3)


def test_colour_images_have_augmentation_and_cifar_twice_the_epochs():
    affinity = build("Affinity", Setting("cifar10"))
    assert (affinity.max_shift, affinity.flip, affinity.random_erasing) == (3, True, 1.0)
    assert (affinity.margin, affinity.max_epochs) == (0.43, 100)
    assert build("Affinity", Setting("mnist")).margin == 0.75
    assert build("LA", Setting("svhn")).max_epochs == 50


@pytest.mark.parametrize(
    "method, loss",
    [
        ("Focal", FocalLoss(2.0)),
        ("CB", ClassBalancedLoss([30, 10], 0.9999)),
        ("CB Focal", ClassBalancedLoss([30, 10], 0.9999, 2.0)),
        ("LA", LogitAdjustedLoss([30, 10])),
    ],
)
def test_known_losses_read_minus_the_squared_distances(method, loss):
    criterion = build(method, Setting("mnist"))._loss(np.array([30, 10]))()
    distances, labels = torch.tensor([[1.0, 4.0], [9.0, 2.0]]), torch.tensor([0, 0])
    weight = torch.tensor([0.5, 1.5])
    found = criterion((distances, torch.zeros(2, 3)), labels, weight)
    assert found == loss(-distances, labels, weight) and found > 0


def test_with_even_classes_the_logit_adjusted_column_has_the_loss_of_cpl():
    output = torch.tensor([[1.0, 4.0], [9.0, 2.0]]), torch.zeros(2, 3)
    labels = torch.tensor([0, 1])
    losses = [
        build(method, Setting("mnist"))._loss(np.array([10, 10]))()(output, labels)
        for method in ("LA", "CPL")
    ]
    assert losses[0].item() == pytest.approx(losses[1].item(), rel=1e-6)


def test_groups_and_methods_are_named_in_the_order_of_the_tables():
    assert named(["ablations", "LA"]) == ["LA", *ABLATIONS]
    assert named(["columns", "ablations"]) == list(METHODS)


def test_even_classes_are_reduced_and_of_svhn_the_odd_digits(tiny):
    rows = protocols.split("mnist", 10, 0)
    assert np.bincount(rows.y_train).tolist() == [1, 12, 1, 12]
    assert np.bincount(rows.y_test).tolist() == [3, 3, 3, 3]
    assert rows.X_train.shape == (26, 1, 28, 28) and rows.X_train.dtype == np.uint8
    assert not np.array_equal(protocols.split("mnist", 10, 1).X_train, rows.X_train)
    assert protocols.MINORITY == {"svhn": (1, 3, 5, 7, 9)}


def test_quick_runs_have_few_rows_of_each_class(tiny, monkeypatch):
    monkeypatch.setattr(protocols, "QUICK_ROWS", {"train": 10, "test": 2})
    rows = protocols.split("mnist", 1, 0, quick=True)
    assert np.bincount(rows.y_train).tolist() == [10] * 4
    assert np.bincount(rows.y_test).tolist() == [2] * 4


def test_colour_images_are_run_where_their_files_are(tiny):
    def default():
        return arconvl_images.arguments(["--device", "cpu"]).only

    assert default() == ["mnist", "fashion_mnist"]
    (tiny / "svhn").mkdir()
    assert default() == ["mnist", "fashion_mnist", "svhn"]


def test_all_methods_are_run_on_one_subset_before_the_next(tiny):
    args = arconvl_images.arguments(["--device", "cpu", "--repeats", "2"])
    fits = list(arconvl_images.planned(args))
    assert len(fits) == 2 * 5 * 2 * 15
    assert [fit["method"] for fit in fits[:15]] == list(METHODS)
    assert [(f["repeat"], f["ratio"], f["data"]) for f in fits[::15]][:3] == [
        (0, 100, "mnist"),
        (0, 100, "fashion_mnist"),
        (0, 50, "mnist"),
    ]


@pytest.mark.parametrize("method", ["Focal", "Affinity", "ARConvL"])
def test_a_fit_scores_the_test_rows_once(tiny, method):
    estimator = build(method, Setting("mnist", max_epochs=2, device="cpu"))
    record = protocols.run_fit(estimator, protocols.split("mnist", 1, 0))
    assert "error" not in record
    assert {"gm", "acsa", "fit_seconds"} <= set(record) and record["n_iter"] == 2
    assert (record["n_train"], record["n_test"]) == (48, 12)
    assert 0 <= record["gm"] <= record["acsa"] <= 1
    by_epoch, chosen = record["valid_score_by_epoch"], record["chosen_epoch"]
    assert by_epoch == [round(row["valid_score"], 4) for row in estimator.history_]
    # The later one of equals.
    assert len(by_epoch) == 2 and chosen == max((1, 2), key=lambda e: (by_epoch[e - 1], e))
    json.loads(json.dumps(record))


def test_without_validation_rows_or_numbers_or_a_fit_no_epoch_is_told(tiny):
    rows = protocols.split("mnist", 1, 0)
    estimator = build("CPL", Setting("mnist", max_epochs=1, device="cpu"))
    whole = protocols.run_fit(clone(estimator).set_params(early_stopping=False), rows)
    broken = protocols.run_fit(clone(estimator).set_params(batch_size=1), rows)
    assert "error" in broken and "error" not in whole
    for record in (whole, broken):
        assert not {"valid_score_by_epoch", "chosen_epoch"} & set(record)
    never = clone(estimator).set_params(scoring=lambda y, proba: float("nan"))
    record = protocols.run_fit(never, rows)
    assert (record["valid_score_by_epoch"], record["chosen_epoch"]) == ([None], None)


def test_a_class_without_recall_makes_the_geometric_mean_zero():
    found = protocols.scores([0, 0, 1, 1], [0, 0, 0, 0])
    assert found == {"gm": 0.0, "acsa": 0.5}
    assert protocols.scores([0, 0, 1, 1], [0, 1, 1, 1])["gm"] == pytest.approx(0.5**0.5)


def test_a_second_run_does_only_what_is_left(tiny, tmp_path, capsys):
    results = tmp_path / "results.jsonl"
    common = ["--only", "mnist", "--ratios", "10", "--methods", "CPL", "ARConvL", "--epochs", "1"]
    common += ["--threads", "1", "--device", "cpu", "--results", str(results)]
    arconvl_images.main([*common, "--repeats", "1"])
    assert "2 fits to do" in capsys.readouterr().out
    arconvl_images.main([*common, "--repeats", "2"])
    assert "2 fits to do" in capsys.readouterr().out
    records = [json.loads(line) for line in results.read_text().splitlines()]
    assert [(r["seed"], r["ratio"], r["max_epochs"]) for r in records] == [
        (0, 10, 1),
        (0, 10, 1),
        (1, 10, 1),
        (1, 10, 1),
    ]
    assert {"commit", "cores", "fit_seconds"} <= set(records[0])
    assert all(len(r["valid_score_by_epoch"]) == r["chosen_epoch"] == 1 for r in records)
    # Records of the time before these were kept are the same fits.
    for record in records:
        del record["valid_score_by_epoch"], record["chosen_epoch"]
    results.write_text("".join(json.dumps(record) + "\n" for record in records))
    arconvl_images.main([*common, "--repeats", "2"])
    assert "0 fits to do" in capsys.readouterr().out
    text = results.with_suffix(".md").read_text()
    assert "| mnist-10 | ARConvL | 99.1 | 2 | " in text
    with open(tmp_path / "results_table1.csv", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["", *COLUMNS] and rows[1][0] == "mnist-10" and len(rows) == 2
    arconvl_images.main(["--summary", "--device", "cpu", "--results", str(results)])
    text = results.with_suffix(".md").read_text()
    assert "4 records of other parameters or sizes are left out" in text


def test_quick_figures_have_a_file_of_their_own():
    quick = arconvl_images.arguments(["--device", "cpu", "--quick"])
    assert quick.results.name == "arconvl_images_quick.jsonl" and quick.epochs == 2
    whole = arconvl_images.arguments(["--device", "cpu"])
    assert whole.results.name == "arconvl_images.jsonl" and whole.epochs is None
    short = arconvl_images.arguments(["--device", "cpu", "--epochs", "15"])
    assert short.results.name == "arconvl_images_15_epochs.jsonl"

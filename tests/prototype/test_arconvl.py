"""Claims about ARConvL: how it is trained, and what its parts do."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.metrics import recall_score
from sklearn.model_selection import train_test_split
from skorch.callbacks import Callback

from imbgan import ARConvLClassifier, CPLClassifier
from imbgan.datasets import imbalanced_subset
from imbgan.utils.testing import tiny


class Rates(Callback):
    """Write down the rates of the radii and of the rest in each epoch, as they are at its end."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, net, **kwargs):
        self.seen.append([group["lr"] for group in net.optimizer_.param_groups])


def rates(X, y, **params):
    watcher = Rates()
    params = {"max_steps_per_epoch": 1, "early_stopping": False, **params}
    fitted = tiny(ARConvLClassifier).set_params(callbacks=[("rates", watcher)], **params).fit(X, y)
    return fitted, np.array(watcher.seen).T


def test_the_rate_drops_at_the_paper_s_epochs(tabular):
    _, (_, others) = rates(*tabular, lr=0.1, max_epochs=50)
    assert others[:25] == pytest.approx(0.1)  # the 26th epoch is the first with a lower rate
    assert others[25:40] == pytest.approx(0.01)
    assert others[40:] == pytest.approx(0.001)


def test_the_radii_have_a_rate_of_their_own_and_a_slow_start(tabular):
    _, (radii, _) = rates(*tabular, max_epochs=20)
    assert radii == pytest.approx([1e-3] * 3 + [1e-2] * 17)
    _, (radii, _) = rates(*tabular, max_epochs=5, radius_lr=0.5, radius_warm_up=1)
    assert radii == pytest.approx([0.05] + [0.5] * 4)


def test_a_cycle_of_the_rate_leaves_the_radii_alone(tabular):
    _, (radii, others) = rates(*tabular, max_epochs=20, lr_schedule="one_cycle")
    assert radii == pytest.approx([1e-3] * 3 + [1e-2] * 17)
    assert others[0] < others[5] > others[-1]


@pytest.mark.parametrize("optimizer", [torch.optim.SGD, torch.optim.AdamW])
def test_momentum_and_decay_reach_an_optimiser_that_has_them_and_never_the_radii(
    optimizer, tabular
):
    fitted = tiny(ARConvLClassifier).set_params(
        optimizer=optimizer, momentum=0.7, weight_decay=0.1, max_epochs=1
    )
    radii, others = fitted.fit(*tabular).net_.optimizer_.param_groups
    assert others.get("momentum") == (0.7 if optimizer is torch.optim.SGD else None)
    assert (radii["weight_decay"], others["weight_decay"]) == (0.0, 0.1)
    assert [p.shape for p in radii["params"]] == [(3,)]


def test_it_runs_to_the_end_of_its_schedule(tabular):
    fitted = tiny(ARConvLClassifier).set_params(
        n_iter_no_change=1, max_epochs=12, scoring=lambda y, proba: -len(y)
    )
    assert fitted.fit(*tabular).n_iter_ == 12
    constant = fitted.set_params(lr_schedule="constant", scoring=_falling())
    assert constant.fit(*tabular).n_iter_ == 2


def _falling():
    scores = iter(range(0, -100, -1))
    return lambda y, proba: next(scores)


def test_radii_follow_the_rows(tabular):
    X, y = tabular
    fitted = tiny(ARConvLClassifier).set_params(max_epochs=60, early_stopping=False).fit(X, y)
    distances = np.sqrt(((fitted.transform(X)[:, None] - fitted.centers_) ** 2).sum(axis=2))
    for k in range(3):
        inside = np.mean(distances[y == k, k] <= fitted.radii_[k])
        assert inside > 0.5
        # They neither stay where they start nor leave the rows behind.
        assert 2 * 0.1 < fitted.radii_[k] < 2 * distances[y == k, k].max()


def test_radii_are_told_without_their_sign(tabular):
    fitted = tiny(ARConvLClassifier).set_params(max_epochs=2).fit(*tabular)
    lengths = fitted.radii_
    with torch.no_grad():
        fitted.net_.module_.head.radii.neg_()
    assert fitted.net_.module_.head.radii.max() < 0
    assert np.array_equal(fitted.radii_, lengths)


@pytest.mark.parametrize(
    "params",
    [
        {"beta": 0.0},
        {"beta": 0.7},
        {"margin": 0.0},
        {"margin": 1.0},
        {"center_loss": False},
        {"alpha": "mean"},
        {"alpha": 1.0},
        {"gamma": 1.0},
        {"prior": False},
        {"radius_lr": 1.0},
    ],
)
def test_each_part_can_be_changed(params, tabular):
    X, y = tabular
    settings = {"max_epochs": 8, "early_stopping": False}
    plain = tiny(ARConvLClassifier).set_params(**settings).fit(X, y)
    other = tiny(ARConvLClassifier).set_params(**settings, **params).fit(X, y)
    assert not np.array_equal(other.radii_, plain.radii_)


def test_without_all_that_it_adds_it_learns_what_cpl_learns(tabular):
    X, y = tabular
    training = {
        "optimizer": torch.optim.SGD,
        "lr": 0.01,
        "lr_schedule": "constant",
        "weight_decay": 0.0,
        "early_stopping": False,
        "max_epochs": 3,
    }
    off = {"beta": 0.0, "margin": 0.0, "center_loss": False, "alpha": 1.0, "prior": False}
    ours = tiny(ARConvLClassifier).set_params(**training, momentum=0.0, **off).fit(X, y)
    theirs = tiny(CPLClassifier).set_params(**training).fit(X, y)
    assert ours.centers_ == pytest.approx(theirs.centers_, abs=1e-5)
    assert ours.predict_proba(X) == pytest.approx(theirs.predict_proba(X), abs=1e-4)


def recalls(clf, X, y, counts):
    """Recalls on the rest of data of which a part was thinned and trained on."""
    X_pool, X_test, y_pool, y_test = train_test_split(
        X, y, test_size=0.4, stratify=y, random_state=0
    )
    rows = imbalanced_subset(y_pool, counts, random_state=0)
    clf.fit(X_pool[rows], y_pool[rows])
    return recall_score(y_test, clf.predict(X_test), average=None)


def test_it_learns_a_small_table_with_its_defaults():
    X, y = load_breast_cancer(return_X_y=True)
    found = recalls(ARConvLClassifier(random_state=0), X, y, [24, 200])
    assert found.min() > 0.85


def test_it_learns_rare_digits_with_its_defaults_better_than_cpl():
    X, y = load_digits(return_X_y=True)
    ours = recalls(ARConvLClassifier(max_epochs=60, random_state=0), X, y, [12, 100] * 5)
    theirs = recalls(CPLClassifier(max_epochs=60, random_state=0), X, y, [12, 100] * 5)
    assert ours.mean() > 0.85
    assert ours[::2].mean() > theirs[::2].mean()


def test_it_learns_rare_digits_as_images():
    X, y = load_digits(return_X_y=True)
    clf = ARConvLClassifier(image_shape=(8, 8), n_channels=8, max_epochs=30, random_state=0)
    assert recalls(clf, X, y, [12, 100] * 5).mean() > 0.8


def test_the_sets_of_the_paper_and_of_the_released_code_differ_in_three_points():
    paper, released = ARConvLClassifier.paper_params, ARConvLClassifier.released_params
    differing = {name for name in paper if paper[name] != released[name]}
    assert differing == {"alpha", "momentum", "raw_pixels"}

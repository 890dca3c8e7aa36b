"""Claims about margins by class and late weights."""

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback

from imbgan import LDAMClassifier, load
from imbgan.losses import effective_number_weights
from imbgan.networks import ConvClassifier, CosineLinear
from imbgan.utils.testing import tiny

HIDDEN = {"hidden_layer_sizes": (16,), "lr": 0.02}


class Weights(Callback):
    """Callback that writes down the loss's class weights in each epoch."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, net, **kwargs):
        self.seen.append(net.criterion_.class_weight.tolist())


def weights_seen(trained, X, y, **params):
    """Fit and return the class weights of each epoch."""
    watcher = Weights()
    trained(LDAMClassifier, X, y, callbacks=[watcher], **HIDDEN | params)
    return watcher.seen


@pytest.mark.parametrize(
    ("n_epochs", "share", "n_plain"),
    [
        (10, 0.8, 8),
        (10, 0.0, 0),
        (10, 1.0, 10),
        (1, 0.5, 1),
        (3, 0.8, 3),
        (5, 0.5, 3),
        (5, 0.8, 4),
        (15, 0.8, 12),
        (50, 0.8, 40),
    ],
)
def test_weights_come_when_their_share_of_the_epochs_is_over(
    n_epochs, share, n_plain, three, trained
):
    X, y = three
    seen = weights_seen(trained, X, y, max_epochs=n_epochs, reweight_from=share, beta=0.99)
    wanted = effective_number_weights(np.bincount(y), 0.99).tolist()
    assert seen[:n_plain] == [[1.0, 1.0, 1.0]] * n_plain
    assert len(seen) == n_epochs
    for weights in seen[n_plain:]:
        assert weights == pytest.approx(wanted)


def test_a_second_fit_begins_without_weights(three, trained):
    watcher = Weights()
    fitted = trained(LDAMClassifier, *three, callbacks=[watcher], max_epochs=5, **HIDDEN)
    fitted.fit(*three)
    assert watcher.seen[:5] == watcher.seen[5:]
    assert watcher.seen[5] == [1.0, 1.0, 1.0]


def test_with_validation_rows_a_fit_still_runs_to_its_end(three, trained):
    options = {"early_stopping": True, "n_iter_no_change": 1, "max_epochs": 12}
    seen = weights_seen(trained, *three, **options)
    assert len(seen) == 12
    assert seen[-1] != [1.0, 1.0, 1.0]


def test_weights_raise_the_recall_of_the_minority(overlapping, trained, recall):
    X, y = overlapping
    never, late = (
        trained(LDAMClassifier, X, y, reweight_from=share, **HIDDEN) for share in (1.0, 0.5)
    )
    assert recall(never, X, y) + 0.2 < recall(late, X, y)


def test_margins_move_the_boundary_away_from_the_minority(trained):
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [300, 20])
    X = rng.uniform(-0.8, 0.8, (320, 2))
    X[:, 0] += np.where(y == 1, 2, -2)
    line = np.column_stack([np.linspace(-2, 2, 81), np.zeros(81)])
    n_common = [
        (trained(LDAMClassifier, X, y, max_margin=margin, **HIDDEN).predict(line) == 0).sum()
        for margin in (0.0, 0.5)
    ]
    assert n_common[0] > n_common[1] > 20


def test_logits_are_cosines_times_the_scale(three, trained):
    X, y = three
    fitted = trained(LDAMClassifier, X, y, scale=12.0, n_members=2, max_epochs=5, **HIDDEN)
    module, rows = fitted.net_.module_, torch.from_numpy(fitted.encoder_.transform(X))
    with torch.no_grad():
        logits, features = module(rows), module.trunk(rows)
    layer = module.head[-1]
    assert isinstance(layer, CosineLinear)
    lengths = features.norm(dim=2, keepdim=True) * layer.weight.norm(dim=1, keepdim=True)
    cosines = torch.bmm(features, layer.weight) / lengths.clamp_min(1e-6)
    torch.testing.assert_close(logits, 12 * cosines, atol=1e-4, rtol=1e-4)
    assert fitted.predict_proba(X) == pytest.approx(
        torch.softmax(logits, dim=-1).mean(dim=0).numpy(), abs=1e-6
    )


def test_images_have_the_same_last_layer(images):
    fitted = tiny(LDAMClassifier).set_params(max_epochs=3).fit(*images)
    assert isinstance(fitted.net_.module_, ConvClassifier)
    assert isinstance(fitted.net_.module_.head[-1], CosineLinear)
    assert fitted.score(*images) > 0.9


def test_a_network_of_one_s_own_keeps_its_last_layer(three, trained):
    def factory(spec):
        return torch.nn.Linear(spec.n_features, spec.n_classes)

    fitted = trained(LDAMClassifier, *three, classifier=factory, max_epochs=3)
    assert isinstance(fitted.net_.module_, torch.nn.Linear)


def test_one_of_late_weights_can_be_saved(three, trained, tmp_path):
    X, y = three
    fitted = trained(LDAMClassifier, X, y, max_epochs=3, **HIDDEN)
    fitted.save(tmp_path / "model")
    again = load(tmp_path / "model")
    assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert type(again.net_) is type(fitted.net_)

"""Claims about the net that all estimators hold, on networks of a few weights."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split
from torch import nn
from torch.nn import functional as F

from imbgan.engine import ImbalanceNet, TensorRows, _data, block_rows
from imbgan.networks import SeededDropout, SeededErasing, SeededShift


class Loss(nn.Module):
    """Mean cross-entropy that remembers what it was called with."""

    def __init__(self):
        super().__init__()
        self.calls = []

    def forward(self, logits, y, weight):
        loss = F.cross_entropy(logits, y, reduction="none")
        loss = (loss if weight is None else loss * weight).mean()
        self.calls.append((loss.item(), len(y), weight, torch.is_grad_enabled()))
        return loss


class Noisy(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 8), SeededDropout(0.5), nn.Linear(8, 2))

    def forward(self, x):
        return self.layers(x)


class Members(nn.Module):
    def __init__(self):
        super().__init__()
        self.members = nn.ModuleList([nn.Linear(2, 3), nn.Linear(2, 3)])

    def forward(self, x):
        return torch.stack([member(x) for member in self.members])


def linear():
    return nn.Linear(2, 2)


def rows(n_rows=10, seed=0, **options):
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n_rows, 2, generator=generator)
    return TensorRows(X, (X[:, 0] > 0).long(), **options)


def make(module=linear, **options):
    defaults = {"max_epochs": 3, "batch_size": 4, "lr": 0.1, "train_split": None}
    return ImbalanceNet(module, Loss, **{**defaults, **options})


def weights(net):
    return [p.detach().clone() for p in net.module_.parameters()]


def same(first, second):
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_the_history_has_the_row_weighted_mean_of_the_losses_of_each_epoch():
    net = make().fit(rows(11), None)
    calls = iter(net.criterion_.calls)
    for epoch in net.history:
        of_epoch = [next(calls) for _ in range(3)]
        assert [n for _, n, _, _ in of_epoch] == [4, 4, 3]
        expected = sum(loss * n for loss, n, _, _ in of_epoch) / 11
        assert epoch["train_loss"] == pytest.approx(expected, rel=1e-6)
        assert epoch["train_batch_count"] == 3
    assert len(net.history) == 3


def test_validation_losses_are_recorded_beside_and_teach_nothing():
    valid = rows(6, seed=1)
    net = make(train_split=predefined_split(valid)).fit(rows(8), None)
    epochs = groupby(net.criterion_.calls, key=lambda call: call[-1])
    of_valid = [[call[:2] for call in calls] for learns, calls in epochs if not learns]
    expected = [sum(loss * n for loss, n in calls) / 6 for calls in of_valid]
    assert net.history[:, "valid_loss"] == pytest.approx(expected, rel=1e-6)
    alone = make().fit(rows(8), None)
    assert same(weights(net), weights(alone))


def test_after_an_epoch_the_probabilities_of_the_validation_rows_are_kept_in_order():
    valid = rows(7, seed=1)
    net = make(train_split=predefined_split(valid)).fit(rows(8), None)
    np.testing.assert_allclose(net.valid_proba, net.predict_proba(valid.X), rtol=1e-6)


def test_a_fit_on_whole_batches_is_plain_gradient_descent():
    data = rows(10)
    net = make(batch_size=100, max_epochs=4)
    net.initialize()
    start = weights(net)
    net.partial_fit(data, None)
    weight, bias = (w.double().requires_grad_(True) for w in start)
    for _ in range(4):
        loss = F.cross_entropy(data.X.double() @ weight.T + bias, data.y)
        for parameter, slope in zip(
            (weight, bias), torch.autograd.grad(loss, (weight, bias)), strict=True
        ):
            parameter.data -= 0.1 * slope
    for reached, expected in zip(weights(net), (weight, bias), strict=True):
        torch.testing.assert_close(reached.double(), expected.detach(), rtol=1e-5, atol=1e-6)


def test_sample_weights_reach_the_loss_with_their_rows():
    data = rows(5, weight=torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]))
    net = make(batch_size=5, max_epochs=1).fit(data, None)
    _, _, weight, _ = net.criterion_.calls[0]
    assert sorted(weight.tolist()) == [1, 2, 3, 4, 5]


def test_an_epoch_has_at_most_max_steps():
    net = make(max_steps_per_epoch=2).fit(rows(40), None)
    assert [epoch["train_batch_count"] for epoch in net.history] == [2, 2, 2]
    assert len(net.criterion_.calls) == 6


def test_a_last_batch_of_one_row_is_never_fed_alone():
    net = make().fit(rows(9), None)
    assert [n for _, n, _, _ in net.criterion_.calls] == [4, 5] * 3


def test_optimizer_options_and_the_learning_rate_are_those_given():
    net = make(optimizer=torch.optim.AdamW, optimizer__weight_decay=0.25, lr=0.5).initialize()
    group = net.optimizer_.param_groups[0]
    assert (group["lr"], group["weight_decay"]) == (0.5, 0.25)


def test_two_fits_of_one_seed_are_bit_identical_and_of_two_seeds_differ():
    first, again, other = (weights(make(Noisy, seed=s).fit(rows(), None)) for s in (0, 0, 1))
    assert same(first, again)
    assert not same(first, other)


def test_fits_in_four_threads_are_bit_identical_to_fits_alone():
    def fit(seed):
        return weights(make(Noisy, seed=seed, max_epochs=10).fit(rows(40), None))

    alone = [fit(seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(fit, range(4)))
    assert all(same(a, b) for a, b in zip(alone, together, strict=True))


def test_a_fit_leaves_the_global_state_alone():
    before = torch.get_rng_state()
    make(Noisy).fit(rows(), None)
    assert torch.equal(torch.get_rng_state(), before)


def test_layers_that_draw_share_one_stream():
    def two():
        return nn.Sequential(SeededDropout(0.5), nn.Linear(2, 2), SeededDropout(0.5))

    first, _, second = make(two).initialize().module_
    x = torch.ones(50)
    assert not torch.equal(first(x), second(x))


@pytest.mark.parametrize("layer", [SeededDropout(0.5), SeededShift(2, True), SeededErasing(1.0)])
def test_every_layer_that_draws_draws_from_the_stream_of_the_fit(layer):
    images = torch.randn(20, 1, 6, 6, generator=torch.Generator().manual_seed(0))
    net = make(lambda: nn.Sequential(layer, nn.Flatten(), nn.Linear(36, 2)))
    before, drawn = torch.get_rng_state(), []
    for seed in (0, 0, 1):
        net.set_params(seed=seed).initialize()
        drawn.append(layer.train()(images))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert not torch.equal(drawn[0], images)
    assert torch.equal(torch.get_rng_state(), before)
    net.release()
    assert layer.random_generator is None


def test_a_prediction_averages_the_softmax_of_the_members():
    net = make(Members).initialize()
    X = rows(6).X
    expected = sum(torch.softmax(m(X), dim=1) for m in net.module_.members) / 2
    np.testing.assert_allclose(net.predict_proba(X), expected.detach().numpy(), rtol=1e-6)


def test_a_prediction_in_blocks_is_that_of_all_rows_at_once(monkeypatch):
    net = make().fit(rows(), None)
    X = rows(50, seed=2).X.numpy()
    whole = net.predict_proba(X)
    monkeypatch.setattr(_data, "BLOCK_BYTES", 64)
    assert block_rows(net.module_, 2) < 50
    np.testing.assert_allclose(net.predict_proba(X), whole, rtol=1e-6)


def test_a_prediction_is_made_without_dropout_and_gradients():
    net = make(Noisy).fit(rows(), None)
    X = rows().X
    assert np.array_equal(net.predict_proba(X), net.predict_proba(X))
    assert not net.evaluation_step((X,)).requires_grad


def test_rows_may_be_predicted_as_they_were_trained_on():
    data = rows()
    net = make().fit(data, None)
    assert np.array_equal(net.predict_proba(data), net.predict_proba(data.X.numpy()))


class Watcher(Callback):
    """Callback of a user that reads the losses of batches and looks at gradients."""

    def __init__(self):
        self.seen, self.gradients = [], 0

    def on_batch_end(self, net, batch=None, training=False, **kwargs):
        self.seen.append(net.history[-1, "batches", -1, "train_loss"])

    def on_grad_computed(self, net, named_parameters, **kwargs):
        self.gradients += sum(p.grad is not None for _, p in named_parameters)


def test_callbacks_of_the_user_find_the_losses_of_batches():
    watcher = Watcher()
    net = make(callbacks=[("watch", watcher)], user_callbacks=True).fit(rows(), None)
    assert watcher.seen == [loss for loss, *_ in net.criterion_.calls]
    assert watcher.gradients == 2 * len(watcher.seen)


def test_without_callbacks_of_the_user_no_batch_is_written_down():
    net = make().fit(rows(), None)
    assert all(not epoch["batches"] for epoch in net.history)


def test_callbacks_of_the_user_do_not_change_what_is_learned():
    watched = make(callbacks=[("watch", Watcher())], user_callbacks=True).fit(rows(), None)
    assert same(weights(watched), weights(make().fit(rows(), None)))


def test_a_released_net_can_be_pickled_and_holds_no_rows():
    sizes = []
    for n_rows in (1000, 9000):
        split = predefined_split(rows(n_rows, seed=1))
        net = make(Noisy, train_split=split, optimizer=torch.optim.Adam, max_epochs=1)
        net.fit(rows(n_rows), None).release()
        net.criterion_.calls.clear()
        sizes.append(len(pickle.dumps(net)))
    assert sizes[1] - sizes[0] < 100


def test_a_net_read_from_a_pickle_predicts_alike():
    net = make(Noisy).fit(rows(), None).release()
    copy = pickle.loads(pickle.dumps(net))
    X = rows(seed=3).X
    assert np.array_equal(copy.predict_proba(X), net.predict_proba(X))


def test_a_released_net_predicts_without_the_streams_of_the_fit():
    net = make(Noisy).fit(rows(), None).release()
    assert not net.module_.training
    assert not net.optimizer_.state
    assert net.device == "cpu"


def test_a_network_of_which_nothing_learns_is_refused():
    def frozen():
        return nn.Linear(2, 2).requires_grad_(False)

    with pytest.raises(ValueError, match="No weight of the network learns, as all are frozen"):
        make(frozen).fit(rows(), None)


def test_the_history_says_in_which_epochs_a_loss_was_the_lowest_so_far():
    net = make(train_split=predefined_split(rows(6, seed=1)), lr=3.0, max_epochs=8)
    history = net.fit(rows(8), None).history
    for part in ("train", "valid"):
        losses = history[:, f"{part}_loss"]
        lowest = [loss < min(losses[:place], default=np.inf) for place, loss in enumerate(losses)]
        assert history[:, f"{part}_loss_best"] == lowest


def test_arrays_do_for_skorch_s_own_outputs():
    net = make().fit(rows(), None)
    X = rows(seed=3).X.numpy()
    np.testing.assert_allclose(net.forward(X), net.predict_proba(X), rtol=1e-6)


@pytest.mark.parametrize(("module", "shape", "work"), [(linear, (2,), 6), (Members, (2,), 18)])
def test_the_work_of_a_row_is_the_number_of_weights(module, shape, work):
    assert make(module).initialize().work_of(shape) == work


def test_the_work_of_an_image_uses_the_weights_of_convolutions_at_each_place():
    net = make(lambda: nn.Conv2d(2, 3, 3, bias=False)).initialize()
    assert net.work_of((2, 5, 4)) == 2 * 3 * 9 * 20


def test_a_full_device_is_told_in_training_by_what_to_lower(falling):
    class Full(falling.Scale):
        def forward(self, x):
            raise torch.OutOfMemoryError("tried to allocate")

    with pytest.raises(MemoryError, match="cpu is full: lower batch_size, which is 8, .*tried to"):
        falling.make(module=Full).fit(falling.rows, None)

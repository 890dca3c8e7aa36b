"""Claims about nets whose module returns something else than logits, on centres of two classes."""

import numpy as np
import torch
from skorch.helper import predefined_split
from torch import nn
from torch.nn import functional as F

from imbgan.engine import ImbalanceNet, TensorRows, _data


def rows(n_rows, seed=0):
    generator = torch.Generator().manual_seed(seed)
    X = torch.randn(n_rows, 2, generator=generator)
    return TensorRows(X, (X[:, 0] > 0).long())


class Centres(nn.Module):
    """Network that gives a pair, of distances and centres, and says how to read it."""

    def __init__(self):
        super().__init__()
        self.features = nn.Linear(2, 3)
        self.centers = nn.Parameter(torch.randn(2, 3))

    def forward(self, x):
        return torch.cdist(self.features(x), self.centers), self.centers

    def probabilities(self, output):
        return torch.softmax(-3 * output[0], dim=1)


class DistanceLoss(nn.Module):
    def forward(self, output, y, weight):
        distances, centers = output
        return F.cross_entropy(-distances, y) + centers.square().mean()


def centres(**options):
    defaults = {"max_epochs": 3, "batch_size": 4, "lr": 0.1, "train_split": None}
    return ImbalanceNet(Centres, DistanceLoss, **{**defaults, **options})


def test_a_module_may_say_how_its_output_becomes_probabilities():
    valid = rows(7, seed=1)
    net = centres(train_split=predefined_split(valid)).fit(rows(8), None)
    expected = torch.softmax(-3 * net.module_(valid.X)[0], dim=1).detach()
    np.testing.assert_allclose(net.predict_proba(valid.X), expected, rtol=1e-5)
    np.testing.assert_allclose(net.valid_proba, expected, rtol=1e-5)


def test_features_are_those_of_the_module_in_blocks_too(monkeypatch):
    net, X = centres().fit(rows(8), None), rows(50, seed=2).X
    whole = net.outputs(X, "features")
    np.testing.assert_allclose(whole, net.module_.features(X).detach(), rtol=1e-6)
    monkeypatch.setattr(_data, "BLOCK_BYTES", 64)
    np.testing.assert_allclose(net.outputs(X.numpy(), "features"), whole, rtol=1e-6)


class Members(Centres):
    """Network whose way to read its output leaves members side by side."""

    def probabilities(self, output):
        one = super().probabilities(output)
        return torch.stack([one, one.flip(1), one])


def test_members_are_averaged_however_the_output_is_read():
    net = ImbalanceNet(Members, DistanceLoss, max_epochs=1, lr=0.1, train_split=None)
    net.fit(rows(8), None)
    X = rows(7, seed=1).X
    one = torch.softmax(-3 * net.module_(X)[0], dim=1).detach()
    np.testing.assert_allclose(net.predict_proba(X), (2 * one + one.flip(1)) / 3, rtol=1e-5)


class Told(nn.Module):
    """Network that writes down the labels that it is told."""

    def __init__(self, reads_labels=True):
        super().__init__()
        self.reads_labels, self.met = reads_labels, []
        self.layer = nn.Linear(2, 2)

    def forward(self, x, y=None):
        self.met.append((self.training, y))
        return self.layer(x)


class Plain(nn.Module):
    def forward(self, output, y, weight):
        return F.cross_entropy(output, y)


def test_a_module_that_reads_labels_is_told_them_in_training_alone():
    train, valid = rows(8), rows(7, seed=1)
    for reads_labels in (True, False):
        net = ImbalanceNet(
            Told,
            Plain,
            module__reads_labels=reads_labels,
            train_split=predefined_split(valid),
            max_epochs=1,
            batch_size=8,
        )
        net.fit(train, None).predict_proba(valid.X)
        (told,) = [y for training, y in net.module_.met if training]
        assert (told is not None) == reads_labels
        if reads_labels:
            assert torch.equal(told.bincount(), train.y.bincount())
        assert all(y is None for training, y in net.module_.met if not training)


def test_outputs_are_those_of_the_module_in_blocks_too(monkeypatch):
    net = ImbalanceNet(Told, Plain, max_epochs=2, lr=0.1, train_split=None).fit(rows(8), None)
    X = rows(50, seed=2).X
    whole = net.outputs(X)
    np.testing.assert_allclose(whole, net.module_(X).detach(), rtol=1e-6)
    np.testing.assert_allclose(net.predict_proba(X), torch.from_numpy(whole).softmax(1), rtol=1e-6)
    monkeypatch.setattr(_data, "BLOCK_BYTES", 64)
    np.testing.assert_allclose(net.outputs(X.numpy()), whole, rtol=1e-6)


class Ensemble(nn.Module):
    """Three linear members, which remember how many rows they are given."""

    def __init__(self):
        super().__init__()
        self.weight, self.seen = nn.Parameter(torch.randn(3, 2, 2)), []

    def forward(self, x):
        self.seen.append(x.shape)
        return x @ self.weight


class MemberLoss(nn.Module):
    def forward(self, output, y, weight):
        loss = F.cross_entropy(output.mT, y.expand(len(output), -1), reduction="none")
        return (loss * weight).mean(dim=1).sum()


def test_members_are_asked_about_the_rows_that_they_validate_only():
    held = torch.tensor([[3.0, 0, 0, 0, 0.6], [0, 3, 3, 0, 2.4], [0, 0, 0, 3, 0]])
    valid, train = rows(5, seed=1), rows(8)
    valid.weight, train.weight = held, torch.ones(3, 8)
    options = {"max_epochs": 1, "train_split": predefined_split(valid), "lr": 0.1, "batch_size": 8}
    net = ImbalanceNet(Ensemble, MemberLoss, **options).fit(train, None)
    assert net.module_.seen[1] == (3, 3, 2)  # of no member more than the three rows of the second
    logits = net.module_(valid.X).detach()
    expected = (torch.softmax(logits, dim=2) * (held / held.sum(dim=0)).unsqueeze(2)).sum(dim=0)
    np.testing.assert_allclose(net.valid_proba, expected, rtol=1e-5)
    np.testing.assert_allclose(net.validated_proba(valid, held), expected, rtol=1e-5)
    loss = MemberLoss()(logits, valid.y, held).item()
    np.testing.assert_allclose(net.history[-1, "valid_loss"], loss, rtol=1e-5)

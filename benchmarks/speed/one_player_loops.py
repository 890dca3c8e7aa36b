"""Training loops of classifiers with one network and a loss, as one writes them by hand.

As in ``hand_loops.py`` they have the networks, batches, losses and updates of the estimators. The
losses are the public ones, which are made for such loops.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from imbgan.losses import (
    AffinityLoss,
    ARConvLLoss,
    ClassBalancedLoss,
    ComplementEntropy,
    DistanceCrossEntropy,
    EvidenceLoss,
    FocalLoss,
    LDAMLoss,
    LogitAdjustedLoss,
    RowLoss,
)
from imbgan.networks import (
    AffinityHead,
    BayesianNet,
    CenterHead,
    FeatureMLP,
    PrototypeNet,
    RegionHead,
)

from .hand_loops import COMMON, HIDDEN, LR, Start, adamw

FOCAL_EXPONENT, BETA, SCALE, MAX_MARGIN, REWEIGHT_FROM = 2.0, 0.9999, 30.0, 0.5, 0.8
N_FEATURES, SIGMA, AFFINITY_MARGIN, PULL = 64, 64 / 3, 0.75, 0.1
# Of ARConvL.
SGD_LR, MOMENTUM, RADIUS_LR, FIRST_RADIUS_LR, WARM_UP = 1e-2, 0.9, 1e-2, 1e-3, 3
DROPS = (0.5, 0.8)
# Of networks with Gaussian weights.
BAYESIAN_LR, PRIOR_STD, TEMPERATURE, WARM_UP_SHARE = 5e-3, 0.1, 0.01, 0.25


def train(start, n_epochs, step, begin_epoch=None):
    """Make a step with every batch of every epoch.

    Returns
    -------
    losses : dict of str to float
        Mean of each loss in the last epoch.

    n_batches : int
        Number of batches.
    """
    n_batches = 0
    for epoch in range(n_epochs):
        if begin_epoch is not None:
            begin_epoch(epoch)
        totals = {}
        for rows in start.batches():
            for name, loss in step(start.X[rows], start.y[rows]).items():
                totals[name] = totals.get(name, 0.0) + loss.detach() * len(rows)
            n_batches += 1
        means = {name: total.item() / len(start.X) for name, total in totals.items()}
    return means, n_batches


def update(model, loss_of, optimizer, x, y):
    """Lower a loss of a batch."""
    loss = loss_of(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


@dataclass
class Packed:
    """A loss of logits, and the ensemble of tables.

    Parameters
    ----------
    make_loss : callable
        Builds the loss from the rows of each class.

    settings : dict
        Parameters of the estimator that say the same.
    """

    make_loss: callable
    settings: dict

    def __call__(self, Z, codes, *, n_members, n_epochs):
        """Train; what comes back is as in ``hand_loops.train_alone``."""
        start = Start(Z, codes)
        with start.building():
            model = start.classifier(n_members)
        loss_of, optimizer = self.make_loss(np.bincount(codes)), adamw(model)
        losses, n_batches = train(
            start, n_epochs, lambda x, y: {"loss": update(model, loss_of, optimizer, x, y)}
        )
        return model, losses, n_batches


@dataclass
class Cosines:
    """Margins of cosines, and weights of classes in the last epochs: LDAM."""

    settings: dict

    def __call__(self, Z, codes, *, n_members, n_epochs):
        """Train; what comes back is as in ``hand_loops.train_alone``."""
        start = Start(Z, codes)
        with start.building():
            model = start.classifier(n_members, cosine_scale=SCALE)
        loss_of = LDAMLoss(np.bincount(codes), MAX_MARGIN * SCALE, scale=1.0)
        optimizer = adamw(model)

        def begin_epoch(epoch):
            if epoch / n_epochs >= REWEIGHT_FROM:
                loss_of.reweight(BETA)

        losses, n_batches = train(
            start,
            n_epochs,
            lambda x, y: {"loss": update(model, loss_of, optimizer, x, y)},
            begin_epoch,
        )
        return model, losses, n_batches


@dataclass
class TwoUpdates:
    """Cross-entropy and complement entropy alternately: COT."""

    settings: dict

    def __call__(self, Z, codes, *, n_members, n_epochs):
        """Train; what comes back is as in ``hand_loops.train_alone``."""
        start = Start(Z, codes)
        with start.building():
            model = start.classifier(n_members)
        first, second = (RowLoss(), adamw(model)), (ComplementEntropy(), adamw(model))

        def step(x, y):
            return {
                "loss": update(model, *first, x, y),
                "second_loss": update(model, *second, x, y),
            }

        losses, n_batches = train(start, n_epochs, step)
        return model, losses, n_batches


@dataclass
class Prototypes:
    """Centres in a latent space of a table.

    Parameters
    ----------
    head : callable
        Builds the head from the number of classes and of features.

    make_loss : callable
        Builds the loss from the rows of each class.

    settings : dict
        Parameters of the estimator that say the same.
    """

    head: callable
    make_loss: callable
    settings: dict

    def __call__(self, Z, codes, *, n_members, n_epochs):
        """Train; what comes back is as in ``hand_loops.train_alone``."""
        start = Start(Z, codes)
        options = {"n_features": N_FEATURES, "hidden_layer_sizes": HIDDEN}
        head = partial(self.head, n_features=N_FEATURES)
        with start.building():
            model = PrototypeNet(start.spec, backbone=partial(FeatureMLP, **options), head=head)
        model.train()
        loss_of = self.make_loss(np.bincount(codes))
        optimizer, begin_epoch = self.optimizer(model, n_epochs)
        losses, n_batches = train(
            start,
            n_epochs,
            lambda x, y: {"loss": update(model, loss_of, optimizer, x, y)},
            begin_epoch,
        )
        return model, losses, n_batches

    def optimizer(self, model, n_epochs):
        """Return the optimiser and what happens to it when an epoch begins."""
        return adamw(model), None


class Regions(Prototypes):
    """Regions, whose radii have a rate of their own, and a rate that falls in steps: ARConvL."""

    def optimizer(self, model, n_epochs):
        radii = model.head.radii
        others = [p for p in model.parameters() if p is not radii]
        groups = [{"params": [radii], "lr": RADIUS_LR}, {"params": others}]
        optimizer = torch.optim.SGD(groups, lr=SGD_LR, momentum=MOMENTUM, fused=True)

        def begin_epoch(epoch):
            n_drops = sum(epoch / n_epochs >= share for share in DROPS)
            of_radii, of_others = optimizer.param_groups
            of_radii["lr"] = FIRST_RADIUS_LR if epoch < WARM_UP else RADIUS_LR
            of_others["lr"] = SGD_LR * 0.1**n_drops

        return optimizer, begin_epoch


@dataclass
class GaussianWeights:
    """The evidence lower bound of a network with Gaussian weights, whose temperature rises."""

    settings: dict

    def __call__(self, Z, codes, *, n_members, n_epochs):
        """Train; what comes back is as in ``hand_loops.train_alone``."""
        start = Start(Z, codes)
        with start.building():
            model = BayesianNet(start.spec, hidden_layer_sizes=HIDDEN)
        start.seeded(model)
        loss_of = EvidenceLoss(RowLoss(), len(codes), PRIOR_STD, TEMPERATURE)
        optimizer = torch.optim.Adam(model.parameters(), lr=BAYESIAN_LR, fused=True)

        def begin_epoch(epoch):
            share = (epoch + 1) / max(WARM_UP_SHARE * n_epochs, 1)
            loss_of.temperature = min(1.0, share) * TEMPERATURE

        losses, n_batches = train(
            start,
            n_epochs,
            lambda x, y: {"loss": update(model, loss_of, optimizer, x, y)},
            begin_epoch,
        )
        return model, losses, n_batches


# Passed to the estimators, so that another default there does not change what is compared.
_CENTRES = {**COMMON, "dropout": 0.0, "n_features": N_FEATURES, "lr_schedule": "constant"}
_REGIONS = {
    **_CENTRES,
    "optimizer": torch.optim.SGD,
    "lr": SGD_LR,
    "momentum": MOMENTUM,
    "weight_decay": 0.0,
    "lr_schedule": "step",
    "radius_lr": RADIUS_LR,
    "radius_warm_up": WARM_UP,
}
_BAYESIAN = {
    "batch_size": COMMON["batch_size"],
    "max_steps_per_epoch": COMMON["max_steps_per_epoch"],
    "hidden_layer_sizes": HIDDEN,
    "lr": BAYESIAN_LR,
    "lr_schedule": "constant",
    "prior_std": PRIOR_STD,
    "temperature": TEMPERATURE,
    "warm_up": WARM_UP_SHARE,
}
_LDAM = {"max_margin": MAX_MARGIN, "scale": SCALE, "beta": BETA, "reweight_from": REWEIGHT_FROM}
_AFFINITY = {"sigma": SIGMA, "margin": AFFINITY_MARGIN, "n_centers": 1, "spread_weight": 1.0}

PACKED = {
    "FocalClassifier": Packed(
        lambda counts: FocalLoss(FOCAL_EXPONENT), {**COMMON, "focal_exponent": FOCAL_EXPONENT}
    ),
    "ClassBalancedClassifier": Packed(
        lambda counts: ClassBalancedLoss(counts, BETA), {**COMMON, "beta": BETA}
    ),
    "LogitAdjustedClassifier": Packed(LogitAdjustedLoss, COMMON),
    "LDAMClassifier": Cosines({**COMMON, **_LDAM}),
    "COTClassifier": TwoUpdates({**COMMON, "loss": "cross_entropy", "complement_lr": LR}),
}
WITH_CENTRES = {
    "CPLClassifier": Prototypes(CenterHead, lambda counts: DistanceCrossEntropy(), _CENTRES),
    "GCPLClassifier": Prototypes(
        CenterHead,
        lambda counts: DistanceCrossEntropy(prototype_weight=PULL),
        {**_CENTRES, "prototype_weight": PULL},
    ),
    "AffinityClassifier": Prototypes(
        partial(AffinityHead, sigma=SIGMA),
        lambda counts: AffinityLoss(AFFINITY_MARGIN, SIGMA, 1.0),
        {**_CENTRES, **_AFFINITY},
    ),
    "ARConvLClassifier": Regions(RegionHead, ARConvLLoss, _REGIONS),
}
VARIATIONAL = {"BayesianClassifier": GaussianWeights(_BAYESIAN)}

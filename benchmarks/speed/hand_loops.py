"""Training loops as one writes them by hand in PyTorch.

They have the networks, batches, losses and updates of the estimators, take encoded rows, check and
watch nothing, and know one loss and one game. Random numbers come in the same order from the same
streams as in the estimators, so that both end with the same weights.
"""

from contextlib import contextmanager

import numpy as np
import torch

from imbgan.encoding import DataSpec
from imbgan.engine import stream_seeds
from imbgan.losses import Wasserstein, complement_cross_entropy, cross_entropy
from imbgan.networks import ConvexGenerator, MLPCritic, PackedMLP

BATCH_SIZE = 128
MAX_STEPS = 200
LR, WEIGHT_DECAY = 2e-3, 1e-3
GAME_ADAM = {"lr": 1e-3, "betas": (0.5, 0.9), "fused": True}
HIDDEN, DROPOUT = (96, 96), 0.1
LATENT_DIM, MAX_ANCHORS = 32, 512
FAKE_WEIGHT, CLASSIFIER_WEIGHT, PENALTY_WEIGHT = 0.1, 0.1, 10.0
# Passed to the estimators too, so that another default there does not change what is compared.
COMMON = {
    "batch_size": BATCH_SIZE,
    "max_steps_per_epoch": MAX_STEPS,
    "lr": LR,
    "weight_decay": WEIGHT_DECAY,
    "optimizer": torch.optim.AdamW,
    "hidden_layer_sizes": HIDDEN,
    "dropout": DROPOUT,
}
ALONE = {**COMMON, "loss": "cross_entropy"}
DO = {
    **COMMON,
    "loss": "logit_adjusted",
    "fake_weight": FAKE_WEIGHT,
    "fake_labels": "real_batch",
    "fake_class_weight": "capped",
    "generator_classifier_weight": CLASSIFIER_WEIGHT,
    "real_rows": "original",
    "critic_steps": 1,
    "penalty_weight": PENALTY_WEIGHT,
    "latent_dim": LATENT_DIM,
    "max_anchors": MAX_ANCHORS,
    "generator_lr": GAME_ADAM["lr"],
    "critic_lr": GAME_ADAM["lr"],
}


class Start:
    """The encoded rows as tensors, what networks know of them, and the random streams."""

    def __init__(self, Z, codes, n_to_draw=None, random_state=0):
        self.X, self.y = torch.from_numpy(Z), torch.from_numpy(codes)
        counts = np.bincount(codes)
        self.spec = DataSpec(Z.shape[1:], counts, n_to_draw or (0,) * len(counts))
        self.seeds = stream_seeds(np.random.RandomState(random_state).randint(2**31 - 1))
        self.order = self.stream("batches")

    def stream(self, name):
        """Return a random stream."""
        return torch.Generator().manual_seed(self.seeds[name])

    @contextmanager
    def building(self):
        """Let networks draw their weights from the seed of the fit."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.seeds["weights"])
            yield

    def classifier(self, n_members, **options):
        """Build the classifier of tables."""
        options |= {"n_members": n_members, "hidden_layer_sizes": HIDDEN, "dropout": DROPOUT}
        if n_members > 1:
            options["edges"] = np.quantile(self.X.numpy(), np.linspace(0, 1, 9), axis=0).T
            options["scale_rate"] = 20.0
            options["scale_penalty"] = n_members * 0.04 / len(self.X) ** 0.5
        return self.seeded(PackedMLP(self.spec, **options))

    def seeded(self, model):
        """Let the layers of a model that draw do so from a stream of the fit."""
        generator = self.stream("layers")
        for layer in model.modules():
            if hasattr(layer, "random_generator"):
                layer.random_generator = generator
        return model.train()

    def batches(self):
        """Return the row indices of each batch of an epoch; no table here has more batches."""
        batches = torch.randperm(len(self.X), generator=self.order).split(BATCH_SIZE)
        assert len(batches) <= MAX_STEPS
        return batches


def adamw(model):
    """Return the classifier's optimiser."""
    return torch.optim.AdamW(model.parameters(), lr=LR, weight_decay=WEIGHT_DECAY, fused=True)


def train_alone(Z, codes, *, n_members, n_epochs):
    """Train the classifier network alone with the cross-entropy.

    Returns
    -------
    model : nn.Module

    losses : dict of str to float
        Mean of each player's loss in the last epoch.

    n_batches : int
        Number of batches.
    """
    start = Start(Z, codes)
    X, y = start.X, start.y
    with start.building():
        model = start.classifier(n_members)
    optimizer = adamw(model)
    n_batches = 0
    for _ in range(n_epochs):
        total = 0.0
        for rows in start.batches():
            loss = cross_entropy(model(X[rows]), y[rows]).mean(dim=-1).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
            n_batches += 1
        mean = total.item() / len(X)
    return model, {"loss": mean}, n_batches


class HandMadeDO:
    """The DO game of critic, generator and classifier."""

    def __init__(self, start, n_members):
        with start.building():
            self.classifier = start.classifier(n_members)
            self.generator = ConvexGenerator(
                start.spec,
                start.X,
                start.y,
                (0, 1),
                latent_dim=LATENT_DIM,
                max_anchors=MAX_ANCHORS,
            ).train()
            self.critic = MLPCritic(start.spec).train()
        self.labels, self.noise = start.stream("labels"), start.stream("noise")
        shares = torch.bincount(start.y).double() / len(start.y)
        self.log_prior, self.cap = shares.log().float(), (shares.min() / shares).float()
        self.adversarial_loss = Wasserstein(PENALTY_WEIGHT)
        self.optimizers = {self.classifier: adamw(self.classifier)}
        for player in (self.generator, self.critic):
            self.optimizers[player] = torch.optim.Adam(player.parameters(), **GAME_ADAM)
        self.weights = {player: list(player.parameters()) for player in self.optimizers}

    def update(self, player, loss):
        """Update one player."""
        self.optimizers[player].zero_grad()
        loss.backward(inputs=self.weights[player])
        self.optimizers[player].step()
        return loss.detach()

    def latent(self, n):
        """Draw noise."""
        return torch.randn((n, LATENT_DIM), generator=self.noise)

    def share(self, *shape):
        """Draw where between real and fake the critic's slope is looked at."""
        return torch.rand(shape, generator=self.noise)

    def train_step(self, x, y):
        """Update critic, generator and classifier on a batch and return their losses."""
        n = len(x)
        with torch.no_grad():
            fake = self.generator(self.latent(n), y)
        of_critic = self.adversarial_loss.critic_loss(self.critic, x, y, fake, y, self.share)
        of_critic = self.update(self.critic, of_critic)

        even = torch.ones(2, dtype=torch.float64)
        drawn = torch.multinomial(even, n, replacement=True, generator=self.labels)
        fake = self.generator(self.latent(n), drawn)
        on_classifier = cross_entropy(self.classifier(fake), drawn).mean()
        of_generator = self.adversarial_loss.generator_loss(self.critic, fake, drawn)
        of_generator = of_generator + CLASSIFIER_WEIGHT * on_classifier
        of_generator = self.update(self.generator, of_generator)

        on_real = cross_entropy(self.classifier(x) + self.log_prior, y).mean(dim=-1).sum()
        with torch.no_grad():
            fake = self.generator(self.latent(n), y)
        on_fake = complement_cross_entropy(self.classifier(fake), y) * self.cap[y]
        of_classifier = on_real + FAKE_WEIGHT * on_fake.mean(dim=-1).sum()
        of_classifier = self.update(self.classifier, of_classifier)
        return of_classifier, of_generator, of_critic


def play_do(Z, codes, *, n_members, n_epochs):
    """Play the DO game; what comes back is as in :func:`train_alone`."""
    n_rows = np.bincount(codes)
    start = Start(Z, codes, tuple(n_rows.max() - n_rows))
    game = HandMadeDO(start, n_members)
    n_batches = 0
    for _ in range(n_epochs):
        game.generator.redraw_anchors(start.X, start.y, game.labels)
        totals = [0.0, 0.0, 0.0]
        for rows in start.batches():
            losses = game.train_step(start.X[rows], start.y[rows])
            totals = [total + loss * len(rows) for total, loss in zip(totals, losses, strict=True)]
            n_batches += 1
        means = [total.item() / len(start.X) for total in totals]
    names = ("classifier_loss", "generator_loss", "critic_loss")
    return game.classifier, dict(zip(names, means, strict=True)), n_batches

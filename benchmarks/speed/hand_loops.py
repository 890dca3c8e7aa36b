"""Training loops as one writes them by hand in PyTorch, with the estimators' networks, batches and updates.

They take encoded rows, check nothing, watch nothing, and know one loss and one game. Randomness comes in the same order from the same
streams as in the estimators, so that both end with the same weights.
"""

import numpy as np
import torch

from imbgan.encoding import DataSpec
from imbgan.engine import SeedStreams, building
from imbgan.losses import Wasserstein, complement_cross_entropy, cross_entropy
from imbgan.networks import ConvexGenerator, MLPCritic, PackedMLP

BATCH_SIZE = 128
HIDDEN = (96, 96)
DROPOUT = 0.1
LATENT_DIM = 32
MAX_ANCHORS = 512
FAKE_WEIGHT = 0.03
PENALTY_WEIGHT = 10.0
LR, WEIGHT_DECAY = 2e-3, 1e-3
GAME_LR, GAME_BETAS = 1e-3, (0.5, 0.9)


def _start(Z, codes, n_members, n_to_draw, random_state):
    """Return tensors, DataSpec and streams, and a builder of the classifier."""
    seed = np.random.RandomState(random_state).randint(2**31 - 1)
    streams = SeedStreams(seed)
    counts = np.bincount(codes)
    spec = DataSpec(shape=Z.shape[1:], class_counts=counts, n_to_draw=n_to_draw, categories=())

    def classifier():
        return PackedMLP(spec, n_members=n_members, hidden_layer_sizes=HIDDEN, dropout=DROPOUT)

    return torch.from_numpy(Z), torch.from_numpy(codes), spec, streams, classifier


def _seed_dropout(model, streams):
    generator = streams.torch("layers")
    for layer in model.modules():
        if hasattr(layer, "seed_with"):
            layer.seed_with(generator)


def _adamw(model):
    return torch.optim.AdamW(model.parameters(), lr=LR, weight_decay=WEIGHT_DECAY, fused=True)


def train_alone(Z, codes, *, n_members, n_epochs, random_state=0):
    """Train the classifier network alone with the cross-entropy.

    Returns
    -------
    model : nn.Module
    losses : dict of str to float
        Mean of each player's loss in the last epoch.
    n_updates : int
    """
    X, y, _, streams, build = _start(Z, codes, n_members, (0, 0), random_state)
    with building(streams.seed("weights")):
        model = build()
    _seed_dropout(model, streams)
    optimizer = _adamw(model)
    order = streams.torch("batches")
    model.train()
    n_updates = 0
    for _ in range(n_epochs):
        total = 0.0
        for rows in torch.randperm(len(X), generator=order).split(BATCH_SIZE):
            loss = cross_entropy(model(X[rows]), y[rows]).mean(dim=-1).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(rows)
            n_updates += 1
        mean = total.item() / len(X)
    return model, {"loss": mean}, n_updates


def play_do(Z, codes, *, n_members, n_epochs, random_state=0):
    """Play the DO game of critic, generator and classifier; see :func:`train_alone` for what comes back."""
    n_to_draw = (0, int((codes == 0).sum() - (codes == 1).sum()))
    X, y, spec, streams, build = _start(Z, codes, n_members, n_to_draw, random_state)
    with building(streams.seed("weights")):
        classifier = build()
        generator = ConvexGenerator(
            spec, X, y, (0, 1), latent_dim=LATENT_DIM, max_anchors=MAX_ANCHORS
        )
        critic = MLPCritic(spec)
    players = classifier, generator, critic
    _seed_dropout(classifier, streams)
    adam = {"lr": GAME_LR, "betas": GAME_BETAS, "fused": True}
    optimizers = (
        _adamw(classifier),
        torch.optim.Adam(generator.parameters(), **adam),
        torch.optim.Adam(critic.parameters(), **adam),
    )
    weights = [list(player.parameters()) for player in players]
    log_prior = torch.log(torch.bincount(y).double() / len(y)).float()
    labels, noise = streams.torch("labels"), streams.torch("noise")
    order = streams.torch("batches")
    contest = Wasserstein(PENALTY_WEIGHT)
    for player in players:
        player.train()

    def move(place, loss):
        optimizers[place].zero_grad()
        loss.backward(inputs=weights[place])
        optimizers[place].step()
        return loss.detach()

    def latent(n):
        return torch.randn((n, LATENT_DIM), generator=noise)

    def share(n):
        return torch.rand((n, 1), generator=noise)

    n_updates = 0
    for _ in range(n_epochs):
        generator.redraw(X, y, labels)
        totals = torch.zeros(3)
        for rows in torch.randperm(len(X), generator=order).split(BATCH_SIZE):
            x, real, n = X[rows], y[rows], len(rows)
            with torch.no_grad():
                fake = generator(latent(n), real)
            of_critic = move(2, contest.judge(critic, x, real, fake, real, share))

            drawn = torch.multinomial(
                torch.ones(2, dtype=torch.float64), n, replacement=True, generator=labels
            )
            fake = generator(latent(n), drawn)
            told = cross_entropy(classifier(fake), drawn).mean()
            of_generator = move(1, contest.fool(critic, fake, drawn) + told)

            on_real = cross_entropy(classifier(x) + log_prior, real).mean(dim=-1).sum()
            with torch.no_grad():
                fake = generator(latent(n), real)
            on_fake = complement_cross_entropy(classifier(fake), real).mean(dim=-1).sum()
            of_classifier = move(0, on_real + FAKE_WEIGHT * on_fake)

            totals += torch.stack([of_classifier, of_generator, of_critic]) * n
            n_updates += 1
        means = (totals / len(X)).tolist()
    names = ("classifier_loss", "generator_loss", "critic_loss")
    return classifier, dict(zip(names, means, strict=True)), n_updates

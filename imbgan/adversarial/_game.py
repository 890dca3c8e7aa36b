"""The game of generator, critic and classifier: who is updated when, and each player's loss."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from ..losses import (
    RowLoss,
    complement_cross_entropy,
    cross_entropy,
    mean_over_rows,
)
from ..networks import one_hot_expand

# What the generator minimises of the classifier's output: rows that the classifier misses, or
# rows that it recognises as their class.
GENERATOR_OBJECTIVES = {
    "adversarial": complement_cross_entropy,
    "cooperative": cross_entropy,
}


@dataclass(frozen=True)
class Objectives:
    r"""What generator and classifier minimise on generated rows.

    Parameters
    ----------
    generator : {"adversarial", "cooperative"} or callable
        ``"adversarial"`` is :math:`-\log(1 - Q_i(G))`, ``"cooperative"`` :math:`-\log Q_i(G)`. A
        callable maps logits and labels to a loss per row.

    classifier : {"accept", "reject"}
        Whether the classifier takes generated rows for rows of their class, with the loss of real
        rows, or rejects them as such, with :math:`-\log(1 - Q_k(G))`.
    """

    generator: str | Callable
    classifier: str


class Game(nn.Module):
    """A game of a generator, a critic and a classifier.

    Parameters
    ----------
    spec : DataSpec
        Record of the data.

    classes : sequence of int
        Codes of the classes with a generator.

    fed_counts : sequence of int of shape (n_classes,)
        Rows of each class that the classifier is fed.

    objectives : Objectives

    adversarial_loss : object
        Loss of critic and generator against each other, such as
        :class:`~imbgan.losses.Wasserstein`.

    loss : {"cross_entropy", "logit_adjusted", "squared_error"}, default="cross_entropy"
        Loss of the classifier on real rows; it is also the validation loss.

    latent_dim : int, default=32
        Number of coordinates of the noise.

    fake_weight : float, default=1.0
        Weight of the classifier's loss on generated rows.

    fake_labels : str, default="uniform"
        Distribution of the labels of the classifier's generated rows, see :class:`LabelSampler`.

    fake_class_weight : {"equal", "capped"}, default="equal"
        With ``"capped"`` the generated rows of a class weigh together at most as much as the real
        rows of the smallest class, times `fake_weight`.

    generator_classifier_weight : float, default=1.0
        Weight of the classifier's part in the generator's loss, beside that of the critic.

    critic_steps : int, default=1
        Updates of the critic in a round.

    play_every : int, default=1
        Critic and generator are updated in one round of so many, the classifier in each.
    """

    row_loss_type = RowLoss

    def __init__(
        self,
        spec,
        classes,
        fed_counts,
        *,
        objectives,
        adversarial_loss,
        loss="cross_entropy",
        latent_dim=32,
        fake_weight=1.0,
        fake_labels="uniform",
        fake_class_weight="equal",
        generator_classifier_weight=1.0,
        critic_steps=1,
        play_every=1,
    ):
        super().__init__()
        self.spec, self.latent_dim = spec, latent_dim
        self.objectives, self.adversarial_loss = objectives, adversarial_loss
        self.fake_weight = fake_weight
        self.generator_classifier_weight = generator_classifier_weight
        first = ("critic",) * critic_steps + ("generator", "classifier")
        self.schedule = (first,) + (("classifier",),) * (play_every - 1)
        self.fed_shares = torch.tensor(fed_counts, dtype=torch.float64) / sum(fed_counts)
        of_batch = "real_batch" if len(classes) == spec.n_classes else "uniform"
        self.label_samplers = {
            "critic": LabelSampler(of_batch, spec, classes, self.fed_shares),
            "generator": LabelSampler("uniform", spec, classes, self.fed_shares),
            "classifier": LabelSampler(fake_labels, spec, classes, self.fed_shares),
        }
        weight, shares = None, self.label_samplers["classifier"].shares
        if fake_class_weight == "capped":
            weight = (self.fed_shares.min() / shares).clamp_max(1).where(shares > 0, 0).float()
        self.register_buffer("class_weight", weight)
        self.row_loss = self.row_loss_type(loss, class_prior=self.class_prior())
        # Functions of logits and labels that return a loss per row.
        rejects = objectives.classifier == "reject"
        self.loss_on_fakes = complement_cross_entropy if rejects else self.row_loss.rows
        objective = objectives.generator
        self.generator_objective = GENERATOR_OBJECTIVES.get(objective, objective)

    def fake_shares(self):
        """Return the shares of the classes among the classifier's generated rows, weighted."""
        shares = self.label_samplers["classifier"].shares
        if self.class_weight is not None:
            shares = shares * self.class_weight
        return self.fake_weight * shares

    def class_prior(self):
        """Return the shares of the classes among the rows that the classifier is to accept."""
        rejects = self.objectives.classifier == "reject"
        return self.fed_shares if rejects else self.fed_shares + self.fake_shares()

    def forward(self, logits, labels, weight=None):
        """Return the classifier's loss on real rows alone, which validation uses."""
        return self.row_loss(logits, labels, weight)

    def generate(self, step):
        """Return generated rows for a training step, and their labels on the device.

        Only in a step of the generator do gradients reach it.
        """
        labels = self.label_samplers[step.player](step.host_y, step.draws["labels"])
        shape, stream = (len(labels), self.latent_dim), step.draws["noise"]
        noise = torch.randn(shape, generator=stream, device=stream.device).to(step.real_x.device)
        with torch.set_grad_enabled(step.player == "generator"):
            rows = step.players["generator"](noise, labels)
        return rows, labels.to(rows.device, non_blocking=True)

    def classifier_loss(self, step):
        """Return the loss on real rows and, weighted, on generated ones."""
        classifier = step.players["classifier"]
        if not self.fake_weight:
            return self.row_loss(classifier(step.real_x), step.real_y, step.weight)
        fake_x, fake_y = self.generate(step)
        on_real, on_fake = read_with_real_statistics(classifier, step.real_x, fake_x)
        loss = self.loss_on_fakes(on_fake, fake_y)
        weight = None if self.class_weight is None else self.class_weight[fake_y]
        on_real = self.row_loss(on_real, step.real_y, step.weight)
        return on_real + self.fake_weight * mean_over_rows(loss, weight)

    def generator_loss(self, step):
        """Return the loss against the critic and, weighted, that of the classifier's output."""
        fake_x, fake_y = self.generate(step)
        logits = read_with_running_statistics(step.players["classifier"], fake_x)
        loss = self.generator_classifier_weight * self.generator_objective(logits, fake_y).mean()
        critic = step.players["critic"]
        return self.adversarial_loss.generator_loss(critic, fake_x, fake_y) + loss

    def critic_loss(self, step):
        """Return the critic's loss on real and generated rows."""
        fake_x, fake_y = self.generate(step)
        real_x, stream = step.real_x, step.draws["noise"]
        if self.spec.categories:
            real_x = one_hot_expand(real_x, self.spec)
        uniform = partial(torch.rand, generator=stream, device=stream.device)
        return self.adversarial_loss.critic_loss(
            step.players["critic"], real_x, step.real_y, fake_x, fake_y, uniform
        )


class LabelSampler:
    """Draws the labels of generated rows.

    Parameters
    ----------
    name : {"uniform", "inverse_frequency", "deficit", "original", "real_batch"}
        Every class alike; in inverse proportion to its rows; in proportion to the rows that it
        lacks; in proportion to its original rows; or just those of the batch (where not every
        class has a generator, those that have one in proportion to their rows in the batches).

    spec : DataSpec

    classes : sequence of int
        Classes with a generator.

    fed_shares : tensor of shape (n_classes,)
        Shares of the classes among the rows that the classifier is fed.

    Attributes
    ----------
    shares : tensor of shape (n_classes,)
        Expected shares of the classes.
    """

    def __init__(self, name, spec, classes, fed_shares):
        self.takes_batch = name == "real_batch" and len(classes) == spec.n_classes
        counts = torch.tensor(spec.class_counts, dtype=torch.float64)
        has_generator = torch.zeros(spec.n_classes, dtype=torch.float64)
        has_generator[list(classes)] = 1
        shares = {
            "uniform": torch.ones_like(counts),
            "inverse_frequency": 1 / counts.clamp_min(1),
            "deficit": torch.tensor(spec.n_to_draw, dtype=torch.float64),
            "original": counts,
            "real_batch": fed_shares,
        }[name]
        shares = shares * has_generator
        shares = shares if shares.sum() > 0 else has_generator
        self.shares = fed_shares if self.takes_batch else shares / shares.sum()

    def __call__(self, real_y, generator):
        """Return as many labels as there are real rows.

        Parameters
        ----------
        real_y : tensor of shape (n_rows,)
            Class codes of the real batch, on the CPU.

        generator : torch.Generator

        Returns
        -------
        labels : tensor of shape (n_rows,)
            Class codes, on the CPU.
        """
        if self.takes_batch:
            return real_y
        return torch.multinomial(self.shares, len(real_y), replacement=True, generator=generator)


def _norms_in_training(module):
    """Return the layers of batch normalisation that keep statistics and are in training."""
    found = []
    for layer in module.modules():
        if isinstance(layer, _BatchNorm) and layer.training and layer.track_running_stats:
            found.append(layer)
    return found


def read_with_running_statistics(module, rows):
    """Return a module's output for rows, batch normalisation using its running statistics.

    Parameters
    ----------
    module : nn.Module
        In training, as everything else in it stays.

    rows : tensor of shape (n_rows, ...)

    Returns
    -------
    output : object
    """
    norms = _norms_in_training(module)
    for layer in norms:
        layer.training = False
    try:
        return module(rows)
    finally:
        for layer in norms:
            layer.training = True


def read_with_real_statistics(module, real, fake):
    """Return a module's outputs for real and for generated rows.

    Batch normalisation takes its statistics from the real rows and normalises the generated ones
    with the same. With statistics of its own each kind would be recognised by them, and a
    classifier would learn to tell the batches apart instead of the rows; with statistics of both
    together the generated rows would change how real rows are read.

    Parameters
    ----------
    module : nn.Module
        In training.

    real, fake : tensor of shape (n_rows, ...)

    Returns
    -------
    on_real, on_fake : object
    """
    norms = _norms_in_training(module)
    if not norms:
        return module(real), module(fake)
    statistics = {layer: [] for layer in norms}  # of each time that a layer is applied

    @torch.no_grad()
    def record(layer, inputs):
        (x,) = inputs
        axes = [axis for axis in range(x.dim()) if axis != 1]
        statistics[layer].append(torch.var_mean(x, axes, correction=0))

    with contextlib.ExitStack() as hooks:
        for layer in norms:
            hooks.callback(layer.register_forward_pre_hook(record).remove)
        on_real = module(real)
    # A layer that the real rows did not reach normalises by itself.
    with _normalising_with({layer: found for layer, found in statistics.items() if found}):
        return on_real, module(fake)


@contextlib.contextmanager
def _normalising_with(statistics):
    """Let layers normalise with given variances and means, time after time, for a block."""
    own = {layer: (layer.running_var, layer.running_mean) for layer in statistics}

    def take(layer, inputs):
        # New tensors, not new values: what was read with the old ones is still to be
        # differentiated.
        found = statistics[layer]
        layer.running_var, layer.running_mean = found.pop(0) if len(found) > 1 else found[0]

    with contextlib.ExitStack() as hooks:
        for layer in statistics:
            hooks.callback(layer.register_forward_pre_hook(take).remove)
            layer.training = False
        try:
            yield
        finally:
            for layer, running in own.items():
                layer.running_var, layer.running_mean = running
                layer.training = True

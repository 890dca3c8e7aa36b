"""The game: who moves when, which labels and noise the fakes have, and what each player loses."""

import torch
from torch import nn

from ..losses import Wasserstein, mean_over_rows
from ..networks import widen
from ._laws import label_law


class Game(nn.Module):
    """A game of a generator, a critic and a classifier.

    A method says what the classifier learns from a fake (``learn_fake``), what the generator tells the classifier
    (``persuade``), both functions of logits and labels that return a loss per row, and which labels the classifier's fakes
    wear (``law``). The rest is that of a conditional Wasserstein game.

    Parameters
    ----------
    spec : DataSpec

    classes : sequence of int
        Codes of the classes with a generator.

    row_loss : RowLoss
        What the classifier loses on real rows; also the validation loss.

    latent_dim : int, default=32

    fake_weight : float, default=1.0
        Weight of what the classifier learns from the fakes.

    class_weight : sequence of float of shape (n_classes,), default=None
        Further weight of a fake by its class.

    critic_steps : int, default=1
        Moves of the critic in a round.

    penalty_weight : float, default=10.0
        Weight of the critic's gradient penalty.

    fake_labels : str, default=None
        Law of the labels of the classifier's fakes, see :func:`label_law`; by default the method's own.
    """

    law = "uniform"
    learn_fake = None
    persuade = None

    def __init__(
        self,
        spec,
        classes,
        row_loss,
        *,
        latent_dim=32,
        fake_weight=1.0,
        class_weight=None,
        critic_steps=1,
        penalty_weight=10.0,
        fake_labels=None,
    ):
        super().__init__()
        self.spec, self.row_loss = spec, row_loss
        self.latent_dim, self.fake_weight = latent_dim, fake_weight
        self.contest = self.make_contest(penalty_weight)
        self.rounds = (("critic",) * critic_steps + ("generator", "classifier"),)
        real_batch = label_law("real_batch", spec, classes)
        every_class_has_one = len(classes) == spec.n_classes
        uniform = label_law("uniform", spec, classes)
        self.laws = {
            "critic": real_batch if every_class_has_one else uniform,
            "generator": uniform,
            "classifier": label_law(fake_labels or self.law, spec, classes),
        }
        weight = None if class_weight is None else torch.tensor(class_weight).float()
        self.register_buffer("class_weight", weight)

    def make_contest(self, penalty_weight):
        """Return the contest of generator and critic."""
        return Wasserstein(penalty_weight)

    def fake_labels(self, player, real_y, generator):
        """Draw the labels of a player's fakes."""
        return self.laws[player](real_y, generator)

    def latent(self, labels, generator):
        """Draw the noise of the fakes."""
        shape = (len(labels), self.latent_dim)
        return torch.randn(shape, generator=generator, device=generator.device)

    def forward(self, logits, labels, weight=None):
        """Return the classifier's loss on real rows alone, which validation uses."""
        return self.row_loss(logits, labels, weight)

    def loss(self, turn):
        """Return the mover's loss."""
        return {
            "classifier": self.classifier_loss,
            "generator": self.generator_loss,
            "critic": self.critic_loss,
        }[turn.player](turn)

    def classifier_loss(self, turn):
        """What the classifier loses: on real rows, and on fakes."""
        classify = turn.players["classifier"]
        on_real = self.row_loss(classify(turn.real_x), turn.real_y)
        if not self.fake_weight:
            return on_real
        on_fake = self.learn_fake(classify(turn.fake_x), turn.fake_y)
        weight = None if self.class_weight is None else self.class_weight[turn.fake_y]
        return on_real + self.fake_weight * mean_over_rows(on_fake, weight)

    def generator_loss(self, turn):
        """What the generator loses: the contest with the critic, and what it tells the classifier."""
        told = self.persuade(turn.players["classifier"](turn.fake_x), turn.fake_y)
        return self.contest.fool(turn.players["critic"], turn.fake_x, turn.fake_y) + told.mean()

    def critic_loss(self, turn):
        """What the critic loses in the contest."""
        real = widen(turn.real_x, self.spec)
        return self.contest.judge(
            turn.players["critic"], real, turn.real_y, turn.fake_x, turn.fake_y, turn.uniform
        )

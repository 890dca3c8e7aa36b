"""The game: who moves when, which labels and noise the fakes have, and what each player loses."""

import torch
from torch import nn

from ..losses import RowLoss, Wasserstein, mean_over_rows
from ..networks import widen
from ._laws import label_law


class Game(nn.Module):
    """A game of a generator, a critic and a classifier.

    A method says what the classifier learns from a fake (``learn_fake``), what the generator tells
    the classifier (``persuade``), both functions of logits and labels that return a loss per row,
    and the contest of generator and critic. The rest is that of a conditional Wasserstein game
    whose classifier accepts fakes as rows of their class.

    Parameters
    ----------
    spec : DataSpec
        Record of the data.

    classes : sequence of int
        Codes of the classes with a generator.

    fed_counts : sequence of int of shape (n_classes,)
        Rows of each class that the classifier is fed.

    loss : {"cross_entropy", "logit_adjusted", "squared_error"}, default="cross_entropy"
        What the classifier loses on a real row; it is also the validation loss.

    latent_dim : int, default=32
        Number of coordinates of the noise.

    fake_weight : float, default=1.0
        Weight of what the classifier learns from the fakes.

    fake_labels : str, default="uniform"
        Law of the labels of the classifier's fakes, see :func:`label_law`.

    fake_class_weight : {"equal", "capped"}, default="equal"
        With ``"capped"`` the fakes of each class weigh together as much as the real rows of the
        smallest class, times `fake_weight`.

    persuade_weight : float, default=1.0
        Weight of what the generator tells the classifier, beside its contest with the critic.

    critic_steps : int, default=1
        Moves of the critic in a round.

    play_every : int, default=1
        Critic and generator move in one round of so many, the classifier in each.

    **contest : dict
        What :meth:`make_contest` takes.
    """

    persuade = None

    def __init__(
        self,
        spec,
        classes,
        fed_counts,
        *,
        loss="cross_entropy",
        latent_dim=32,
        fake_weight=1.0,
        fake_labels="uniform",
        fake_class_weight="equal",
        persuade_weight=1.0,
        critic_steps=1,
        play_every=1,
        **contest,
    ):
        super().__init__()
        self.spec, self.latent_dim = spec, latent_dim
        self.fake_weight, self.persuade_weight = fake_weight, persuade_weight
        self.contest = self.make_contest(**contest)
        self.rounds = self.make_rounds(critic_steps)
        self.rounds += (("classifier",),) * (play_every - 1)
        self.fed_shares = torch.tensor(fed_counts, dtype=torch.float64) / sum(fed_counts)
        uniform = label_law("uniform", spec, classes, self.fed_shares)
        of_batch = label_law("real_batch", spec, classes, self.fed_shares)
        self.laws = {
            "critic": of_batch if len(classes) == spec.n_classes else uniform,
            "generator": uniform,
            "classifier": label_law(fake_labels, spec, classes, self.fed_shares),
        }
        self.register_buffer("class_weight", self.make_class_weight(fake_class_weight))
        self.row_loss = RowLoss(loss, class_prior=self.class_prior())

    def make_rounds(self, critic_steps):
        """Return the rounds in which all players move: a tuple of the movers of each."""
        return (("critic",) * critic_steps + ("generator", "classifier"),)

    def make_contest(self, penalty_weight=10.0):
        """Return the contest of generator and critic."""
        return Wasserstein(penalty_weight)

    def make_class_weight(self, kind):
        """Return the further weight of a fake by its class, of shape (n_classes,), or None."""
        if kind == "equal":
            return None
        shares = self.laws["classifier"].shares
        return (self.fed_shares.min() / shares).where(shares > 0, 0).float()

    def fake_shares(self):
        """Return the shares of the classes among the classifier's fakes, as they weigh."""
        shares = self.laws["classifier"].shares
        if self.class_weight is not None:
            shares = shares * self.class_weight
        return self.fake_weight * shares

    def class_prior(self):
        """Return the shares of the classes in what the classifier takes for real rows."""
        return self.fed_shares + self.fake_shares()

    def learn_fake(self, logits, labels):
        """Return what the classifier loses on fakes: as much as on real rows of their class."""
        return self.row_loss.rows(logits, labels)

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
        if not self.fake_weight:
            return self.forward(turn.players["classifier"](turn.real_x), turn.real_y)
        real_logits, fake_logits = turn.classified()
        on_fake = self.learn_fake(fake_logits, turn.fake_y)
        weight = None if self.class_weight is None else self.class_weight[turn.fake_y]
        on_real = self.forward(real_logits, turn.real_y)
        return on_real + self.fake_weight * mean_over_rows(on_fake, weight)

    def generator_loss(self, turn):
        """What the generator loses: the contest, and what it tells the classifier."""
        told = self.persuade(turn.classified_fakes(), turn.fake_y)
        fooled = self.contest.fool(turn.players["critic"], turn.fake_x, turn.fake_y)
        return fooled + self.persuade_weight * told.mean()

    def critic_loss(self, turn):
        """What the critic loses in the contest."""
        real = widen(turn.real_x, self.spec)
        return self.contest.judge(
            turn.players["critic"], real, turn.real_y, turn.fake_x, turn.fake_y, turn.uniform
        )

"""BAGAN, balancing GAN: a generator against a classifier with one class more, "generated"."""

import torch
from torch.nn.functional import pad

from ..losses import RowLoss
from ..utils._docs import documented
from ._game import Game, Objectives, read_with_running_statistics
from ._latent import LatentClassifier, LatentSampler
from ._method import GameMethod


class ExtendedLoss(RowLoss):
    """Loss on rows of a classifier that has one class more, whose logit is zero."""

    def rows(self, logits, labels):
        """Return the loss of each row."""
        return super().rows(_extended(logits), labels)


class BAGANGame(Game):
    r"""The game of BAGAN: two players, a generator and a classifier of :math:`C + 1` classes.

    The classifier minimises :math:`-\log Q_y(x) - \log Q_{C+1}(G(z_j)) / C`, so that generated
    rows weigh as much as one class of :math:`C + 1`; the generator :math:`-\log Q_i(G(z_i))`. The
    logit of the further class is fixed at zero, which takes nothing away: a softmax knows
    differences only.
    """

    row_loss_type = ExtendedLoss

    def __init__(self, *args, play_every=1, critic_steps=1, **kwargs):
        super().__init__(*args, adversarial_loss=None, **kwargs)
        self.schedule = (("classifier", "generator"),) + (("classifier",),) * (play_every - 1)
        self.loss_on_fakes = self.loss_as_generated

    def class_prior(self):
        """Return the shares of the classes and, last, of generated rows, as they weigh."""
        generated = self.fake_shares().sum(0, keepdim=True) / self.spec.n_classes
        # Without weight on generated rows their class has a tiny share, which keeps it
        # out of the adjusted loss; a share of zero would leave its logit as it is.
        return torch.cat([self.fed_shares, generated.clamp_min(1e-9)]) / (1 + generated)

    def loss_as_generated(self, logits, labels):
        """Return the classifier's loss on rows that it does not take for generated ones."""
        further = torch.full_like(labels, self.spec.n_classes)
        return self.row_loss.rows(logits, further) / self.spec.n_classes

    def generator_loss(self, step):
        """Return the loss on rows that are not taken for real ones of their class."""
        fake_x, fake_y = self.generate(step)
        logits = read_with_running_statistics(step.players["classifier"], fake_x)
        loss = self.generator_objective(_extended(logits), fake_y)
        return self.generator_classifier_weight * loss.mean()


def _extended(logits):
    """Add the logit of the further class."""
    return pad(logits, (0, 1))


BAGAN = GameMethod(
    game=BAGANGame,
    objectives=Objectives(generator="cooperative", classifier="reject"),
    adversarial_loss=None,
    defaults={
        "loss": "logit_adjusted",
        "fake_weight": 1.0,
        "fake_labels": "uniform",
        "fake_class_weight": "equal",
        "generator_classifier_weight": 1.0,
        "generator_objective": "cooperative",
        "real_rows": "original",
    },
    # The released code's; the autoencoder there has no labels.
    paper_params={
        "loss": "cross_entropy",
        "n_members": 1,
        "screen": False,
        "latent_dim": 100,
        "pretrained_share": 1.0,
        "classification_weight": 0.0,
        "lr": 5e-5,
        "generator_lr": 5e-5,
        "autoencoder_lr": 5e-5,
        "lr_schedule": "constant",
        "max_epochs": 150,
        "autoencoder_epochs": 150,
        "max_steps_per_epoch": None,
        "play_every": 1,
        "dropout": 0.3,
        "weight_decay": 0.0,
    },
)


@documented
class BAGANSampler(LatentSampler):
    r"""Over-sample with the generator of the balancing GAN (BAGAN).

    An autoencoder is trained first. Its decoder becomes the generator, fed from a normal
    distribution of each class in latent space; the trunk of its encoder becomes that of a
    classifier of :math:`C + 1` classes, the last of which is "generated". The generator wants its
    rows taken for real ones of their class. For tables and images.

    Read more in the :ref:`user guide <bagan>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <latent_sampler_attributes>

    See Also
    --------
    BAGANClassifier : The classifier of the same game.
    ADSOSampler : A game of three with the same generator.

    Notes
    -----
    There is no critic: `critic_steps`, `penalty_weight`, `penalty_at`, `f` and `critic_lr` are
    not used. ``BAGANSampler.paper_params`` holds the released code's settings
    for ``set_params``, but for the networks and the moments of Adam, which are ours; its
    autoencoder has no labels (``classification_weight=0``).

    References
    ----------
    .. [1] G. Mariani et al., "BAGAN: data augmentation with balancing GAN", arXiv:1803.09655,
       2018.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from imbgan import BAGANSampler
    >>> X, y = load_digits(return_X_y=True)
    >>> rare = (y == 3) & (X.sum(axis=1) % 5 > 0)
    >>> sampler = BAGANSampler(
    ...     image_shape=(8, 8), max_epochs=1, autoencoder_epochs=1, random_state=0
    ... ).fit(X[~rare], y[~rare])
    >>> sampler.sample(5, 3).shape
    (5, 64)
    """

    _method, paper_params = BAGAN, BAGAN.paper_params
    _players = ("classifier", "generator")


@documented
class BAGANClassifier(LatentClassifier):
    r"""Classify with the adversary of the balancing GAN, which tells generated rows apart (BAGAN).

    Its probabilities are those of balanced classes, or with ``proba="training"`` those of classes
    as frequent as among the training rows.

    The classifier learns one class more, that of the rows which the generator of
    :class:`BAGANSampler` makes. Its probabilities of the real classes are scaled to sum to one.
    For tables and images.

    Read more in the :ref:`user guide <bagan>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <game_attributes>

    See Also
    --------
    BAGANSampler : The over-sampler of the same game.
    NeuralClassifier : The same network without a game.

    Notes
    -----
    There is no critic: `critic_steps`, `penalty_weight`, `penalty_at`, `f` and `critic_lr` are not
    used. The paper trains another classifier on the rows that its
    generator adds; put :class:`BAGANSampler` before one in a pipeline for that.
    ``BAGANClassifier.paper_params`` holds the released code's settings for ``set_params``, but for
    the networks and the moments of Adam, which are ours. ``score`` is accuracy; pass `scoring` to
    cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] G. Mariani et al., "BAGAN: data augmentation with balancing GAN", arXiv:1803.09655,
       2018.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from imbgan import BAGANClassifier
    >>> X, y = load_digits(return_X_y=True)
    >>> clf = BAGANClassifier(
    ...     image_shape=(8, 8), max_epochs=1, autoencoder_epochs=1, random_state=0
    ... ).fit(X, y)
    >>> clf.predict_proba(X).shape
    (1797, 10)
    """

    _method, paper_params = BAGAN, BAGAN.paper_params | {"early_stopping": False}
    _players = ("classifier", "generator")

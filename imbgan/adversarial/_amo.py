"""AMO, adversarial minority over-sampling: AO with a generator of a latent prior."""

from ..utils._docs import documented
from ._faces import GameClassifier
from ._latent import LatentEstimator
from ._latent_sampler import LatentSampler
from ._pacts import FoolAccept
from ._zero_centred import ZeroCentredGame


class AMOGame(ZeroCentredGame, FoolAccept):
    r"""The game of AMO, in minimisation form.

    The generator loses :math:`-D(G(z_i)) - \log(1 - Q_i(G(z_i)))` with :math:`z_i \sim N(\mu_i,
    \Sigma_i)`, the classifier :math:`-\log Q_y(x) - \lambda \log Q_j(G(z_j))`.
    """


class _AMO(LatentEstimator):
    _game = AMOGame
    _method_defaults = {
        "loss": "logit_adjusted",
        "fake_weight": 0.1,
        "fake_labels": "deficit",
        "fake_class_weight": "capped",
        "persuade_weight": 0.1,
        "generator_aim": "fool",
        "real_rows": "original",
    }
    paper_params = {
        "loss": "cross_entropy",
        "fake_weight": 1.0,
        "fake_class_weight": "equal",
        "persuade_weight": 1.0,
        "n_members": 1,
        "latent_dim": 64,
        "inherited": 1.0,
    }


@documented
class AMOSampler(_AMO, LatentSampler):
    r"""Over-sample with the generator of adversarial minority over-sampling (AMO).

    An autoencoder, whose latent vectors also tell the classes, is trained first. Its decoder
    becomes the generator :math:`G`, fed from a normal distribution of each class in latent space,
    :math:`z_i \sim N(\mu_i, \Sigma_i)`. The generator plays against a critic, and with a
    classifier, which it fools: it loses :math:`-D(G(z_i)) - \log(1 - Q_i(G(z_i)))`. For tables
    and images.

    Read more in the :ref:`user guide <amo>`.

    Parameters
    ----------
    <latent_parameters>

    Attributes
    ----------
    <latent_sampler_attributes>

    See Also
    --------
    AMOClassifier : The classifier of the same game.
    ADSOSampler : A generator that favours the classifier.
    AOSampler : The same pact with a generator that mixes rows.

    Notes
    -----
    The paper prints no learning rate, width or weight; all are ours.
    ``AMOSampler.paper_params`` holds what it does give, for ``set_params``. Its text says that the
    generator wants its rows recognised, its equation 9 that it fools the classifier; the equation
    is the default, ``generator_aim="favour"`` the text.

    References
    ----------
    .. [1] T. Dam et al., "Latent preserving generative adversarial network for imbalance
       classification", arXiv:2209.01555, 2022, equations 3 and 8 to 11.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from imbgan import AMOSampler
    >>> X, y = load_digits(return_X_y=True)
    >>> rare = (y == 3) & (X.sum(axis=1) % 5 > 0)
    >>> sampler = AMOSampler(
    ...     image_shape=(8, 8), max_epochs=1, autoencoder_epochs=1, random_state=0
    ... ).fit(X[~rare], y[~rare])
    >>> sampler.sample(5, 3).shape
    (5, 64)
    """


@documented
class AMOClassifier(_AMO, GameClassifier):
    r"""Classify with a network that learns from what a latent generator makes to fool it (AMO).

    The classifier starts from the encoder of a supervised autoencoder, plays with the generator
    and the critic of :class:`AMOSampler`, and loses :math:`-\log Q_y(x) - \lambda \log
    Q_j(G(z_j))` on the original rows and on generated ones, whose classes are drawn in proportion
    to the rows that they lack. For tables and images.

    Read more in the :ref:`user guide <amo>`.

    Parameters
    ----------
    <latent_parameters>

    Attributes
    ----------
    <game_attributes>

    See Also
    --------
    AMOSampler : The over-sampler of the same game.
    NeuralClassifier : The same network without a game.

    Notes
    -----
    The paper prints no learning rate, width or weight; all are ours.
    ``AMOClassifier.paper_params`` holds what it does give, for ``set_params``. Its text says that
    the generator wants its rows recognised, its equation 9 that it fools the classifier; the
    equation is the default, ``generator_aim="favour"`` the text. ``score`` is accuracy; pass
    `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] T. Dam et al., "Latent preserving generative adversarial network for imbalance
       classification", arXiv:2209.01555, 2022, equations 3 and 8 to 11.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from imbgan import AMOClassifier
    >>> X, y = load_digits(return_X_y=True)
    >>> clf = AMOClassifier(
    ...     image_shape=(8, 8), max_epochs=1, autoencoder_epochs=1, random_state=0
    ... ).fit(X, y)
    >>> clf.predict_proba(X).shape
    (1797, 10)
    """

"""AMO, adversarial minority over-sampling: the objectives of AO with a latent generator."""

from ..utils._docs import documented
from ._game import Objectives
from ._latent import LatentClassifier, LatentSampler, zero_centred
from ._method import GameMethod

AMO = GameMethod(
    objectives=Objectives(generator="adversarial", classifier="accept"),
    adversarial_loss=zero_centred,
    defaults={
        "loss": "logit_adjusted",
        "fake_weight": 0.1,
        "fake_labels": "deficit",
        "fake_class_weight": "capped",
        "generator_classifier_weight": 0.1,
        "generator_objective": "adversarial",
        "real_rows": "original",
    },
    paper_params={
        "loss": "cross_entropy",
        "fake_weight": 1.0,
        "fake_class_weight": "equal",
        "generator_classifier_weight": 1.0,
        "n_members": 1,
        "generator_lr": 1e-4,
        "max_steps": None,
        "screen": False,
        "latent_dim": 64,
        "pretrained_share": 1.0,
    },
)


@documented
class AMOSampler(LatentSampler):
    r"""Over-sample with the generator of adversarial minority over-sampling (AMO).

    An autoencoder, whose latent vectors also classify the rows, is trained first. Its decoder
    becomes the generator :math:`G`, fed from a normal distribution of each class in latent space,
    :math:`z_i \sim N(\mu_i, \Sigma_i)`. The generator is trained against a critic and
    against a classifier: it minimises :math:`-D(G(z_i)) - \log(1 - Q_i(G(z_i)))`. For tables and
    images.

    Read more in the :ref:`user guide <amo>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <latent_sampler_attributes>

    See Also
    --------
    AMOClassifier : The classifier of the same game.
    ADSOSampler : A generator whose rows are to be recognised.
    AOSampler : The same objectives with a generator that mixes rows.

    Notes
    -----
    The paper prints no learning rate, width or weight; all are ours.
    ``AMOSampler.paper_params`` holds what it does give, for ``set_params``. Its text says that the
    generator wants its rows recognised, its equation 9 that they be misclassified; the equation
    is the default, ``generator_objective="cooperative"`` the text.

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

    _method, paper_params = AMO, AMO.paper_params


@documented
class AMOClassifier(LatentClassifier):
    r"""Classify with a network that learns from rows of an adversarial latent generator (AMO).

    Its probabilities are those of balanced classes, or with ``proba="training"`` those of classes
    as frequent as among the training rows.

    The classifier starts from the encoder of a supervised autoencoder, is trained with the
    generator and the critic of :class:`AMOSampler`, and minimises :math:`-\log Q_y(x) - \lambda
    \log Q_j(G(z_j))` on the original rows and on generated ones, whose classes are drawn in
    proportion to the rows that they lack. For tables and images.

    Read more in the :ref:`user guide <amo>`.

    Parameters
    ----------
    <parameters>

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
    the generator wants its rows recognised, its equation 9 that they be misclassified; the
    equation is the default, ``generator_objective="cooperative"`` the text. ``score`` is
    accuracy; pass `scoring` to cross-validation when classes are imbalanced.

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

    _method, paper_params = AMO, AMO.paper_params

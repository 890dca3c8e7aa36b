"""ADSO, adversarial data-space over-sampling: the objectives of DO with a latent generator."""

from ..utils._docs import documented
from ._game import Objectives
from ._latent import LatentClassifier, LatentSampler, zero_centred
from ._method import GameMethod

ADSO = GameMethod(
    objectives=Objectives(generator="cooperative", classifier="reject"),
    adversarial_loss=zero_centred,
    defaults={
        "loss": "logit_adjusted",
        "fake_weight": 0.02,
        "fake_labels": "uniform",
        "fake_class_weight": "capped",
        "generator_classifier_weight": 0.1,
        "generator_objective": "cooperative",
        "real_rows": "original",
    },
    paper_params={
        "real_rows": "repeated",
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
class ADSOSampler(LatentSampler):
    r"""Over-sample with the generator of adversarial data-space over-sampling (ADSO).

    An autoencoder, whose latent vectors also classify the rows, is trained first. Its decoder
    becomes the generator :math:`G`, fed from a normal distribution of each class in latent space,
    :math:`z_i \sim N(\mu_i, \Sigma_i)`. The generator is trained against a critic, and with
    a classifier that shall recognise its rows: it minimises :math:`-D(G(z_i)) - \log Q_i(G(z_i))`.
    For tables and images.

    Read more in the :ref:`user guide <adso>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <latent_sampler_attributes>

    See Also
    --------
    ADSOClassifier : The classifier of the same game.
    AMOSampler : A generator whose rows are to be misclassified.
    DOSampler : The same objectives with a generator that mixes rows.

    Notes
    -----
    The paper prints no learning rate, width or weight; all are ours. It balances the classes by
    repeating rows (``real_rows="repeated"``); the default feeds the rows as they are and adjusts
    the loss to their frequencies, which served the classifier better on validation rows.
    ``ADSOSampler.paper_params`` holds what the paper gives, for ``set_params``.

    References
    ----------
    .. [1] T. Dam et al., "Latent preserving generative adversarial network for imbalance
       classification", arXiv:2209.01555, 2022, equations 3 to 7.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from imbgan import ADSOSampler
    >>> X, y = load_digits(return_X_y=True)
    >>> rare = (y == 3) & (X.sum(axis=1) % 5 > 0)
    >>> sampler = ADSOSampler(
    ...     image_shape=(8, 8), max_epochs=1, autoencoder_epochs=1, random_state=0
    ... ).fit(X[~rare], y[~rare])
    >>> sampler.sample(5, 3).shape
    (5, 64)
    """

    _method, paper_params = ADSO, ADSO.paper_params


@documented
class ADSOClassifier(LatentClassifier):
    r"""Classify with a network that learns to reject what a latent generator makes (ADSO).

    Its probabilities are those of balanced classes, or with ``proba="training"`` those of classes
    as frequent as among the training rows.

    The classifier starts from the encoder of a supervised autoencoder, is trained with the
    generator and the critic of :class:`ADSOSampler`, and minimises :math:`-\log Q_y(x) - \lambda
    \log(1 - Q_k(G(z_k)))`: it accepts real rows and rejects generated ones as members of their
    class. For tables and images.

    Read more in the :ref:`user guide <adso>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <game_attributes>

    See Also
    --------
    ADSOSampler : The over-sampler of the same game.
    NeuralClassifier : The same network without a game.

    Notes
    -----
    The paper prints no learning rate, width or weight; all are ours. It balances the classes by
    repeating rows (``real_rows="repeated"``); the default feeds the rows as they are and adjusts
    the loss to their frequencies, which served the classifier better on validation rows.
    ``ADSOClassifier.paper_params`` holds what the paper gives, for ``set_params``. ``score`` is
    accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] T. Dam et al., "Latent preserving generative adversarial network for imbalance
       classification", arXiv:2209.01555, 2022, equations 3 to 7.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from imbgan import ADSOClassifier
    >>> X, y = load_digits(return_X_y=True)
    >>> clf = ADSOClassifier(
    ...     image_shape=(8, 8), max_epochs=1, autoencoder_epochs=1, random_state=0
    ... ).fit(X, y)
    >>> clf.predict_proba(X).shape
    (1797, 10)
    """

    _method, paper_params = ADSO, ADSO.paper_params

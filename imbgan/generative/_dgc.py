"""DGC, deep generative classifier: an autoencoder of rows and labels, balanced in latent space."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from ..base import NetEstimator, OverSampler, Plan, SingleNetClassifier, check_rows
from ..networks import LabelledAutoencoder
from ..utils._docs import documented
from ._dgc_model import LabelledGame, LabelScores, posteriors
from ._latent_space import check_trained, decoded_rows

RELEASED_PARAMS = {
    "latent_dim": 64,
    "oversampling_rate": 0.6,
    # The code sums the cross-entropy over a batch of 100 and the squares over the pixels of an
    # image of 28 x 28 between 0 and 1, and has one discrepancy.
    "reconstruction_weight": 0.98,
    "discrepancy_weight": 0.01,
    "max_epochs": 50,
    "max_steps_per_epoch": None,
    "batch_size": 100,
    "lr": 1e-5,
    "lr_schedule": "constant",
    "weight_decay": 0.0,
    "optimizer": torch.optim.Adam,
    "net_params": {"optimizer__betas": (0.5, 0.999)},
}


def plan_autoencoder(run, n_draws):
    """Return the plan of classifier and sampler.

    Parameters
    ----------
    run : Run

    n_draws : int
        Codes for each label in a prediction.

    Returns
    -------
    plan : Plan
    """
    estimator, weight = run.estimator, run.estimator.reconstruction_weight
    autoencoder = partial(
        LabelledAutoencoder,
        run.spec,
        max_shift=estimator.max_shift,
        flip=estimator.flip,
        n_members=1,
        hidden_layer_sizes=tuple(estimator.hidden_layer_sizes),
        n_channels=estimator.n_channels,
        dropout=run.value("dropout"),
    )
    network = partial(
        LabelScores,
        autoencoder,
        estimator.latent_dim,
        reconstruction_weight=weight,
        n_draws=n_draws,
    )
    game = partial(
        LabelledGame,
        run.spec.class_counts,
        oversampling_rate=estimator.oversampling_rate,
        reconstruction_weight=weight,
        discrepancy_weight=estimator.discrepancy_weight,
    )
    return Plan(network, game, main_player="autoencoder")


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class DGCClassifier(SingleNetClassifier):
    r"""Classify by the label under which a row and the label are decoded best (DGC).

    A Wasserstein autoencoder of rows with labels: an encoder :math:`q(z | x, y)`, a decoder of
    rows and one of labels, :math:`p(y | z)`. Rows of small classes get more codes, which balances
    what the decoder of labels learns. To predict, a row is encoded under each label. For tables
    and images.

    Read more in the :ref:`user guide <dgc>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <attributes>

    See Also
    --------
    DGCSampler : The over-sampler of the same autoencoder.
    BayesianClassifier : A network whose weights are drawn, not its codes.

    Notes
    -----
    All codes of a row are decoded, as in the paper; the released code trains only the decoder of
    labels with the further ones. Where the paper asks for 1.2 codes of a row, one is drawn that
    weighs 1.2. The score of a label is the training loss of row and label, so that it depends on
    no other row: the released code adds the discrepancy of all test rows. Cross-entropy is a
    mean; the code sums it over the batch, which is why ``released_params``, its settings of MNIST
    for ``set_params``, have a small `discrepancy_weight`. Networks are ours, and the encoder is
    not trained beforehand. ``score`` is accuracy; pass `scoring` to cross-validation when classes
    are imbalanced.

    References
    ----------
    .. [1] X. Wang, Y. Lyu, L. Jing, "Deep generative model for robust imbalance classification",
       CVPR 2020.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import DGCClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = DGCClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    released_params = RELEASED_PARAMS | {"n_draws": 10, "early_stopping": False}

    latent_dim: int = 32
    oversampling_rate: float = 0.6
    reconstruction_weight: float = 1.0
    discrepancy_weight: float = 0.1
    n_draws: int = 10
    random_state: Any = None
    hidden_layer_sizes: tuple = (96, 96)
    n_channels: int = 16
    dropout: float | str = 0.0
    max_shift: int = 0
    flip: bool = False
    max_epochs: int | str = "auto"
    max_steps_per_epoch: int | None = 200
    batch_size: int = 128
    lr: float = 2e-3
    lr_schedule: str = "auto"
    weight_decay: float = 1e-3
    optimizer: type = torch.optim.AdamW
    early_stopping: bool | str = "auto"
    validation_fraction: float = 0.15
    n_iter_no_change: int = 20
    scoring: str | Callable = "balanced_log_loss"
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    _players = ("autoencoder",)

    def _plan(self, run):
        return plan_autoencoder(run, self.n_draws)


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class DGCSampler(OverSampler, NetEstimator):
    r"""Over-sample by decoding codes that are drawn near those of real rows of a class (DGC).

    The autoencoder of :class:`DGCClassifier` is trained on rows with labels. A generated row is
    decoded from a draw of :math:`q(z | x, y)` for a row of the class, chosen at random. For tables
    and images.

    Read more in the :ref:`user guide <dgc>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <sampler_attributes>

    code_means_ : ndarray of shape (n_codes, latent_dim)
        Means of the codes of training rows of the generated classes, at most `max_codes` of each.

    code_deviations_ : ndarray of shape (n_codes, latent_dim)
        Their deviations.

    code_classes_ : ndarray of shape (n_codes,)
        Class codes of these rows.

    latent_means_ : ndarray of shape (n_classes, latent_dim)
        Means of the classes in latent space.

    latent_covariances_ : ndarray of shape (n_classes, latent_dim, latent_dim)
        Their covariances, the deviations of the codes included.

    single_classes_ : ndarray of shape (n_single_classes,)
        Labels of the classes that have one row each.

    single_rows_ : ndarray
        Their rows, encoded, which is what is generated for these classes.

    See Also
    --------
    DGCClassifier : The classifier of the same autoencoder.
    ADSOSampler : A decoder that is trained on in a game.

    Notes
    -----
    The paper generates no rows to give away; it decodes the further codes while it trains, and
    this sampler decodes them afterwards. Its reconstruction weighs more than the classifier's, as
    rows are all that is wanted. What else departs from paper and released code stands at
    :class:`DGCClassifier`.

    References
    ----------
    .. [1] X. Wang, Y. Lyu, L. Jing, "Deep generative model for robust imbalance classification",
       CVPR 2020.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import DGCSampler
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> sampler = DGCSampler(max_epochs=5, random_state=0).fit(X, y)
    >>> sampler.sample(5, label=1).shape
    (5, 20)
    """

    released_params = RELEASED_PARAMS

    sampling_strategy: Any = "auto"
    random_state: Any = None
    latent_dim: int = 32
    oversampling_rate: float = 0.6
    reconstruction_weight: float = 100.0
    discrepancy_weight: float = 0.1
    max_codes: int = 1000
    hidden_layer_sizes: tuple = (96, 96)
    n_channels: int = 16
    dropout: float | str = 0.1
    max_shift: int = 0
    flip: bool = False
    max_epochs: int | str = "auto"
    max_steps_per_epoch: int | None = 200
    batch_size: int = 128
    lr: float = 2e-3
    lr_schedule: str = "auto"
    weight_decay: float = 1e-3
    optimizer: type = torch.optim.AdamW
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    # What the fit of all estimators asks for and this one has no parameter of.
    _method, _players = SimpleNamespace(only_lacking=True, defaults={}), ("autoencoder",)
    _keeps_single_rows = True

    def _strategy(self):
        return None  # nothing is trained beforehand

    def _plan(self, run):
        return plan_autoencoder(run, n_draws=10)  # for the labels that `embed` is not told

    def _after_training(self, run):
        X, y = run.rows.X, run.rows.y
        mean, std = self._posteriors(X, y)
        order = np.random.default_rng(run.seeds["rows"]).permutation(len(y))
        kept = [order[y[order] == code][: self.max_codes] for code in run.generated]
        kept = np.concatenate(kept)
        self.code_means_, self.code_deviations_, self.code_classes_ = (
            mean[kept],
            std[kept],
            y[kept],
        )
        codes = range(run.spec.n_classes)
        self.latent_means_ = np.array([mean[y == k].mean(axis=0) for k in codes])
        self.latent_covariances_ = np.array(
            [_covariance(mean[y == k], std[y == k]) for k in codes]
        )
        super()._after_training(run)

    def _generate(self, codes, seed):
        stream, places = torch.Generator().manual_seed(seed), np.empty(len(codes), dtype=int)
        for code in np.unique(codes):
            of_class, found = codes == code, np.flatnonzero(self.code_classes_ == code)
            drawn = torch.randint(len(found), (int(of_class.sum()),), generator=stream)
            places[of_class] = found[drawn.numpy()]
        mean, std = (
            torch.from_numpy(part[places]) for part in (self.code_means_, self.code_deviations_)
        )
        z = mean + std * torch.randn(mean.shape, generator=stream)
        decoder = self._net_on_device()[0].module_.autoencoder.decoder
        return decoded_rows(decoder, z, self.spec_, stream)

    def embed(self, X):
        """Return the codes of rows: their means under the label that the model prefers.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, or images of shape (n_samples, channels, height, width).

        Returns
        -------
        embedding : ndarray of shape (n_samples, latent_dim)

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If no class lacked rows in fit, so that nothing was trained.
        """
        check_trained(self)
        encoded = self.encoder_.transform(check_rows(self, X, reset=False))
        labels = self._net_on_device()[0].predict_proba(encoded).argmax(axis=1)
        return self._posteriors(encoded, labels)[0]

    def _posteriors(self, rows, codes):
        """Return means and deviations of the codes of encoded rows of classes."""
        net, device = self._net_on_device()
        model = net.module_.autoencoder.eval()
        return posteriors(model, torch.from_numpy(rows), torch.from_numpy(codes), device)


def _covariance(mean, std):
    """Return the covariance of codes of which means and deviations are known."""
    apart = mean - mean.mean(axis=0)
    return apart.T @ apart / max(len(mean) - 1, 1) + np.diag(np.square(std).mean(axis=0))

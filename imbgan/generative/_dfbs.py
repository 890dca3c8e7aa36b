"""DFBS: discriminative codes of rows, and new ones made of their coordinates."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin

from ..base import (
    AUTOENCODER_STEPS,
    NetEstimator,
    OverSampler,
    Plan,
    SingleNetClassifier,
    check_rows,
    n_epochs_of,
    pretrain,
    rows_to_draw,
)
from ..engine import SCHEDULES, in_blocks
from ..losses import RowLoss
from ..networks import CodeClassifier
from ..utils._docs import documented
from ._codes import code_encoder, code_loss, code_network
from ._latent_space import check_trained, class_gaussians, decoded_rows
from ._shuffled import ShuffledCodes, draw_codes

# Batches that the autoencoder of a table shall have in the classifier, and the least and most
# epochs; with many more the codes of rare rows are apart in training alone.
_TABLE_STEPS = (150, 10, 200)

_RELEASED = {
    "latent_dim": 8,
    "reconstruction": "sum",
    "separation_weight": 0.1,
    "margin": 0.2,
    "hidden_layer_sizes": (4,),
    "batch_size": 64,
    "lr_schedule": "constant",
    "max_steps_per_epoch": 1,
}


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class DFBSSampler(OverSampler, NetEstimator):
    r"""Over-sample with shuffled coordinates of discriminative codes (DFBS).

    An autoencoder learns codes in which classes are compact and apart. A new code of a class gets
    each coordinate from a random row of it, is kept if it lies near the mean of the class, and is
    decoded. For tables and images.

    Read more in the :ref:`user guide <dfbs>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <code_sampler_attributes>

    Warns
    -----
    ImbalanceWarning
        If for a code none of `max_tries` candidates is accepted.

    See Also
    --------
    DFBSClassifier : A linear classifier of the same codes.
    ADSOSampler : Draws from a normal distribution of the codes of a class.

    Notes
    -----
    The paper draws codes and trains a classifier on them, which is :class:`DFBSClassifier`; to
    decode them into rows is ours, and so is a decoder for images. The released code knows two
    classes; `rival` is ours. Its reconstruction error is half a sum over the batch, beside which
    the triplet loss is nearly nothing; here it is a mean. Normalisation there uses the statistics
    of the batch in prediction too, here those of training. ``DFBSSampler.released_params`` has
    the released settings of tables for ``set_params``. Decoded images are blurred, and before a
    network of images random repetition is better; see the user guide for what was measured.

    References
    ----------
    .. [1] Y.-H. Liu, C.-L. Liu, S.-M. Tseng, "Deep discriminative features learning and sampling
       for imbalanced data problem", ICDM 2018.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from imbgan import DFBSSampler
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = DFBSSampler(max_epochs=5, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sampler.embed(X_resampled).shape
    (714, 16)
    """

    released_params = _RELEASED | {"lr": 1e-3, "max_epochs": 8500}

    sampling_strategy: Any = "auto"
    random_state: Any = None
    latent_dim: int | str = "auto"
    reconstruction: str = "mean"
    separation_weight: float = 0.1
    margin: float = 0.2
    center_weight: float = 0.01
    rival: str = "rest"
    max_tries: int = 100
    hidden_layer_sizes: tuple = (96, 96)
    n_channels: int = 16
    max_epochs: int | str = "auto"
    max_steps_per_epoch: int | None = 200
    batch_size: int = 128
    lr: float = 2e-3
    lr_schedule: str = "one_cycle"
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    # What the fit of all estimators asks for and this one has no parameter of.
    _method, _players = SimpleNamespace(only_lacking=True, defaults={}), ()
    _keeps_single_rows = True
    optimizer, weight_decay = torch.optim.Adam, 0.0

    def _strategy(self):
        return None  # there is no game

    def _plan(self, run):
        return Plan(code_network(run, decodes=True), code_loss(run, decodes=True))

    def _after_training(self, run):
        y, codes = run.rows.y, self.net_.outputs(run.rows.X, "features")
        gaussians = class_gaussians(codes, y, run.spec.n_classes)
        self.latent_means_ = gaussians.means.numpy()
        self.latent_covariances_ = gaussians.covariances.numpy()
        is_drawn_for = np.isin(y, run.generated)
        self.row_codes_, self.row_classes_ = codes[is_drawn_for], y[is_drawn_for]
        rng, source = np.random.default_rng(run.seeds["rows"]), self._source()
        rates = [source.pass_rate(code, rng) for code in run.generated]
        self.pass_rate_ = dict(zip(self.generated_classes_, rates, strict=True))
        super()._after_training(run)

    def _source(self):
        codes, counts = (self.row_codes_, self.row_classes_), self.spec_.class_counts
        options = self.latent_means_, np.array(counts), self.rival, self.max_tries
        return ShuffledCodes(*codes, *options)

    def _generate(self, codes, seed):
        drawn = draw_codes(self._source(), codes, self.classes_, np.random.default_rng(seed))
        net, _ = self._net_on_device()
        stream = torch.Generator().manual_seed(seed)
        return decoded_rows(net.module_.decoder, torch.from_numpy(drawn), self.spec_, stream)

    def embed(self, X):
        """Return the codes of rows.

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
        return self._net_on_device()[0].outputs(encoded, "features")


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class DFBSClassifier(ClassNamePrefixFeaturesOutMixin, TransformerMixin, SingleNetClassifier):
    r"""Classify discriminative codes linearly, with new codes for the rarer classes (DFBS).

    An encoder learns codes in which classes are compact and apart: an autoencoder with a triplet
    loss on tables, a convolutional classifier with a centre loss on images. New codes of a class
    get each coordinate from a random row of it and are kept if they lie near the mean of the
    class. A logistic regression is trained on real and new codes.

    Read more in the :ref:`user guide <dfbs>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <code_classifier_attributes>

    Warns
    -----
    ImbalanceWarning
        If for a code none of `max_tries` candidates is accepted.

    See Also
    --------
    DFBSSampler : The over-sampler of the same codes.
    NeuralClassifier : A network without codes.

    Notes
    -----
    The released code knows two classes; `rival` is ours. Its reconstruction error is half a sum
    over the batch, beside which the triplet loss is nearly nothing; here it is a mean. It draws
    half of what the rarer class lacks, on images as many codes as the class has and without the
    rule; here `sampling_strategy` says how many. Centres move by a rule of their own there and
    are kept apart by a penalty; here they are learned with the network, and the cross-entropy
    keeps them apart. Normalisation there uses the statistics of the batch in prediction too.
    ``DFBSClassifier.released_params`` has the released settings of tables for ``set_params``.
    ``score`` is accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] Y.-H. Liu, C.-L. Liu, S.-M. Tseng, "Deep discriminative features learning and sampling
       for imbalanced data problem", ICDM 2018.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import DFBSClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = DFBSClassifier(autoencoder_epochs=5, max_epochs=5, random_state=0).fit(X, y)
    >>> clf.transform(X).shape
    (300, 16)
    """

    released_params = _RELEASED | {
        "autoencoder_lr": 1e-3,
        "autoencoder_epochs": 8500,
        "max_epochs": 1000,  # of a batch each, as all epochs
        "dropout": 0.0,
    }

    sampling_strategy: Any = "auto"
    random_state: Any = None
    latent_dim: int | str = "auto"
    reconstruction: str = "mean"
    separation_weight: float = 0.1
    margin: float = 0.2
    center_weight: float = 0.1
    rival: str = "rest"
    max_tries: int = 100
    hidden_layer_sizes: tuple = (96, 96)
    n_channels: int = 16
    dropout: float | str = "auto"
    max_shift: int = 0
    flip: bool = False
    autoencoder_epochs: int | str = "auto"
    autoencoder_lr: float = 2e-3
    max_epochs: int | str = "auto"
    max_steps_per_epoch: int | None = 200
    batch_size: int = 128
    lr: float = 1e-2
    lr_schedule: str = "one_cycle"
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

    # What the fit of all estimators asks for and this one has no parameter of.
    optimizer, weight_decay = torch.optim.Adam, 0.0

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []  # codes are float32
        return tags

    def _n_to_draw(self, codes):
        return rows_to_draw(self, self.classes_[codes])

    def _plan(self, run):
        n_classes = run.spec.n_classes
        if run.states is not None:
            return Plan(partial(_untrained, code_encoder(run), n_classes), RowLoss)
        encoder, data = self._trained_encoder(run)
        codes = in_blocks(encoder, data.X).cpu().numpy()
        means = class_gaussians(codes, run.rows.y, n_classes).means.numpy()
        counts = np.bincount(run.rows.y)
        source = ShuffledCodes(codes, run.rows.y, means, counts, self.rival, self.max_tries)
        y = np.repeat(np.arange(n_classes), run.spec.n_to_draw)
        drawn = draw_codes(source, y, self.classes_, np.random.default_rng(run.seeds["rows"]))
        run.rows = _with_codes(run.rows, codes, drawn, y)
        return Plan(partial(CodeClassifier, encoder, n_classes), RowLoss)

    def _trained_encoder(self, run):
        """Return the encoder, trained, and the rows on the device."""
        decodes, schedule = not run.spec.is_image, SCHEDULES[run.value("lr_schedule")]
        max_epochs = self.autoencoder_epochs
        if max_epochs == "auto":
            wanted = AUTOENCODER_STEPS if run.spec.is_image else _TABLE_STEPS
            max_epochs = n_epochs_of(wanted, run.steps_per_epoch)
        network, data = pretrain(
            run,
            "codes",
            code_network(run, decodes),
            code_loss(run, decodes),
            max_epochs=max_epochs,
            lr=self.autoencoder_lr,
            callbacks=[("schedule", schedule())] if schedule else [],
        )
        return network.encoder, data

    def transform(self, X):
        """Return the codes of rows.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        codes : ndarray of shape (n_samples, latent_dim), dtype=float32
        """
        return self._apply_net("outputs", X, "features")

    @property
    def _n_features_out(self):
        return self.net_.module_.head.in_features


def _with_codes(rows, codes, drawn, y):
    """Return codes in the place of rows, with further ones, which weigh like those of a class."""
    weight = rows.weight
    if weight is not None:
        counts = np.bincount(rows.y)
        weight = np.concatenate([weight, (np.bincount(rows.y, weights=weight) / counts)[y]])
    X, y = np.concatenate([codes, drawn]), np.concatenate([rows.y, y])
    return replace(rows, X=X, y=y, weight=weight)


def _untrained(build_encoder, n_classes):
    return CodeClassifier(build_encoder(), n_classes)

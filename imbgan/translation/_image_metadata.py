"""The classifier of images with metadata, and of synthetic images among them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch

from ..base import Plan, SingleNetClassifier, class_weights, rows_to_draw
from ..encoding import ImageMetadataEncoder
from ..losses import RowLoss
from ..networks import ImageMetadataNet
from ..utils import ImbalanceWarning
from ..utils._docs import documented
from ..utils._warnings import warn_user
from ._backbones import image_backbone
from ._synthetic import (
    draw_images,
    half_of_the_majority,
    rows_with_metadata,
    warn_of_unknown_sources,
)


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class ImageMetadataClassifier(SingleNetClassifier):
    r"""Classify images together with metadata, helped by synthetic images of small classes.

    Convolutions read the image, a small perceptron the metadata, and one head both. X is a frame
    with a column of images, arrays or paths, and columns of metadata; or it has flat images in
    some of its columns, see `image_shape`. Images without metadata are classified too, and
    metadata without images, with a warning. With `synthetic`, an over-sampler of images is
    trained inside fit, and what it makes joins the training rows.

    Missing metadata are allowed: a missing number is replaced by the median of the training rows
    and marked in a further column, a missing category is a category of its own.

    Read more in the :ref:`user guide <image_metadata>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <image_metadata_attributes>

    See Also
    --------
    NeuralClassifier : Classifies images alone, or tables.

    Notes
    -----
    The paper's three settings are ``metadata_features=[]`` (images), the defaults (images and
    metadata), and the defaults with `synthetic`. ``ImageMetadataClassifier.paper_params`` holds
    what it says of the rest. Its backbones were pretrained; here they start from random weights
    unless `pretrained` names a file. ``score`` is accuracy; pass `scoring` to cross-validation
    when classes are imbalanced.

    References
    ----------
    .. [1] R. Aloo et al., "Ensemble method using real images, metadata and synthetic images for
       control of class imbalance in classification", Artificial Life and Robotics 27, 2022.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from imbgan import ImageMetadataClassifier
    >>> rng = np.random.default_rng(0)
    >>> y = np.repeat([0, 1], [60, 12])
    >>> X = pd.DataFrame({"image": list(rng.random((72, 8, 8))), "age": rng.normal(50 + 9 * y, 5)})
    >>> clf = ImageMetadataClassifier(loss="logit_adjusted", max_epochs=3, random_state=0)
    >>> clf.fit(X, y).predict_proba(X).shape
    (72, 2)
    """

    paper_params = {
        "backbone": "resnet50",
        "fusion": "joint",
        "sampling_strategy": "half",
        "loss": "cross_entropy",
        "max_epochs": 10,
        "max_steps_per_epoch": None,
        "early_stopping": False,
    }

    backbone: str | Callable = "auto"
    pretrained: Any = None
    fusion: str = "joint"
    synthetic: Any = None
    metadata: str = "source"
    sampling_strategy: Any = "half"
    image_column: Any = "auto"
    image_columns: Any = None
    metadata_features: Any = None
    loss: str = "cross_entropy"
    class_weight: str | dict | None = None
    random_state: Any = None
    n_channels: int = 16
    n_features: int = 128
    hidden_layer_sizes: tuple = (64, 32, 16)
    dropout: float | str = "auto"
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

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True  # in metadata
        return tags

    def _plan(self, run):
        weight = class_weights(self.class_weight, self.classes_, run.counts)
        # The prior is that of the rows fed, synthetic ones included, so that nothing is balanced
        # twice.
        prior = run.counts if weight is None else run.counts * weight
        loss = partial(RowLoss, self.loss, class_prior=prior, class_weight=weight)
        dropout = run.value("dropout")
        restored = run.states is not None
        network = partial(
            ImageMetadataNet,
            spec=run.spec,
            backbone=image_backbone(self, dropout=dropout, is_restored=restored),
            hidden_layer_sizes=tuple(self.hidden_layer_sizes),
            dropout=dropout,
            fusion=self.fusion,
            max_shift=self.max_shift,
            flip=self.flip,
        )
        return Plan(network, loss)

    def _new_encoder(self):
        """Return the encoder of these parameters."""
        return ImageMetadataEncoder(
            image_column=self.image_column,
            image_columns=self.image_columns,
            metadata_features=self.metadata_features,
            categorical_features=self.categorical_features,
            image_shape=self.image_shape,
        )

    def _reads_images(self, X):
        return self._new_encoder().finds_images(X)

    def _make_encoder(self, X):
        if self.image_column is not None and not self._reads_images(X):
            warn_user(
                "X has no image: no column of arrays or of paths, and image_shape is not given. "
                "The classifier is trained on the metadata alone; set image_column=None to do so "
                "silently.",
                ImbalanceWarning,
            )
        return self._new_encoder()

    def _n_to_draw(self, codes):
        counts = np.bincount(codes)
        if isinstance(self.sampling_strategy, str) and self.sampling_strategy == "half":
            n_to_draw = half_of_the_majority(counts)
        else:
            n_to_draw = rows_to_draw(self, self.classes_[codes])
        if self.synthetic is None:
            n_to_draw = np.zeros_like(counts)
        pairs = zip(self.classes_.tolist(), n_to_draw.tolist(), strict=True)
        self.sampling_strategy_ = {label: n for label, n in pairs if n}
        return n_to_draw

    def _augment(self, run):
        """Train the sampler on the training rows alone, and add what it makes to them."""
        if not any(run.spec.n_to_draw):
            return
        rows, encoder, labels = run.rows, self.encoder_, self.classes_.tolist()
        if not run.spec.has_image:
            raise ValueError("synthetic makes images, but X has none; set synthetic=None.")
        wanted = {label: n for label, n in zip(labels, run.spec.n_to_draw, strict=True) if n}
        images, y = encoder.images_of(rows.X), self.classes_[rows.y]
        drawn, y_drawn, sources = draw_images(self.synthetic, images, y, wanted, run.seeds["rows"])
        if self.metadata == "source" and sources is None and encoder.image_part:
            warn_of_unknown_sources(self.synthetic)
        codes = np.searchsorted(self.classes_, y_drawn)
        taken = rows_with_metadata(
            rows.y,
            codes,
            sources if self.metadata == "source" else None,
            np.random.default_rng(run.seeds["rows"]),
        )
        weight = rows.weight
        if weight is not None:
            of_class = [weight[rows.y == code].mean() for code in range(len(labels))]
            weight = np.concatenate([weight, np.array(of_class)[codes]])
        run.rows = replace(
            rows,
            X=np.concatenate([rows.X, encoder.with_images(rows.X[taken], drawn)]),
            y=np.concatenate([rows.y, codes]),
            weight=weight,
        )

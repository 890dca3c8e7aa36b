"""What the classifiers with centres in a latent space share."""

from functools import partial

import torch
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from ..base import Plan, SingleNetClassifier, UserNetwork
from ..networks import CenterHead, DoubleConvTrunk, FeatureMLP, PrototypeNet, ResNetELU

_DEPTHS = {"resnet44": 44, "resnet56": 56}
# From here on "auto" takes the residual network.
_LARGE_SIDE = 32

# How the ARConvL paper trains all methods that it compares.
PAPER_TRAINING = {
    "n_features": 64,
    "dropout": 0.0,
    "max_epochs": 50,
    "max_steps_per_epoch": None,
    "batch_size": 128,
    "lr": 0.1,
    "lr_schedule": "step",
    "weight_decay": 0.0,
    "optimizer": torch.optim.SGD,
    "early_stopping": True,
    "validation_fraction": 0.1,
    "scoring": "geometric_mean",
}
PAPER_TRAINING_OF_RIVALS = PAPER_TRAINING | {"net_params": {"optimizer__momentum": 0.9}}


class PrototypeClassifier(ClassNamePrefixFeaturesOutMixin, TransformerMixin, SingleNetClassifier):
    """Base of the classifiers with centres in a latent space.

    A method gives ``_loss(counts)`` and, where a centre for each class is not all, ``_head``.
    """

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []  # features are float32
        return tags

    @property
    def centers_(self):
        """Centres of the classes in latent space."""
        check_is_fitted(self, "net_")
        return self.net_.module_.head.centers.detach().numpy().copy()

    def transform(self, X):
        """Return the features of rows: their places in the latent space of the centres.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        features : ndarray of shape (n_samples, n_features), dtype=float32
            As many features as the parameter `n_features` says.
        """
        return self._apply_net("outputs", X, "features")

    @property
    def _n_features_out(self):
        return self.centers_.shape[-1]

    def _head(self):
        """Return what builds the head from the number of classes."""
        return partial(CenterHead, n_features=self.n_features, temperature=self.temperature)

    def _plan(self, run):
        options = {"backbone": self._backbone(run.spec), "head": self._head()}
        if run.spec.is_image:
            names = ("max_shift", "flip", "random_erasing", "raw_pixels")
            options |= {name: getattr(self, name) for name in names}
        network = partial(PrototypeNet, spec=run.spec, **options)
        # The paper keeps the later of equal epochs; only stepwise scores have equals.
        plan = Plan(network, self._loss(run.counts), later_of_equals=True)
        self._complete(plan)
        return plan

    def _complete(self, plan):
        """Add to the plan what only this method trains with."""

    def _backbone(self, spec):
        """Return what builds the backbone from a DataSpec."""
        if callable(self.backbone):
            example = torch.zeros(2, *spec.shape)
            shape = (2, self.n_features)
            return UserNetwork("backbone", self.backbone, [(example,)], shape)
        hidden = tuple(self.hidden_layer_sizes)
        options = {"n_features": self.n_features}
        if not spec.is_image:
            if self.backbone != "auto":
                raise ValueError(
                    f"backbone={self.backbone!r} reads images, and X is a table. Use 'auto', or "
                    "say with image_shape that the rows of X are flat images."
                )
            options |= {"hidden_layer_sizes": hidden, "dropout": self.dropout}
            return partial(FeatureMLP, **options)
        if self.n_channels != "auto":
            options["n_channels"] = self.n_channels
        depth = _DEPTHS.get(self.backbone)
        if self.backbone == "auto" and min(spec.shape[1:]) >= _LARGE_SIDE:
            depth = _DEPTHS["resnet44"]
        if depth is not None:
            return partial(ResNetELU, depth=depth, **options)
        return partial(DoubleConvTrunk, dropout=self.dropout, **options)

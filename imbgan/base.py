"""What all estimators share: parameters, the training path, and the two faces."""

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import recall_score
from sklearn.utils import _safe_indexing, check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import (
    _check_feature_names,
    _num_features,
    check_consistent_length,
    check_is_fitted,
    column_or_1d,
    validate_data,
)
from skorch.helper import predefined_split

from .encoding import DataSpec, is_frame, make_encoder, validation_split
from .engine import (
    BestEpoch,
    EpochProgress,
    FiniteLosses,
    ImbalanceNet,
    SeedStreams,
    TensorRows,
    on_device,
    resolve_device,
)
from .metrics import balanced_log_loss
from .networks import PackedMLP
from .utils import ImbalanceWarning

def _negative_balanced_log_loss(y, proba):
    return -balanced_log_loss(y, proba, labels=np.arange(proba.shape[1]))


def _recalls(y, proba):
    present = np.unique(y)
    return recall_score(y, proba.argmax(1), labels=present, average=None, zero_division=0)


def _geometric_mean(y, proba):
    recalls = _recalls(y, proba)
    return float(np.prod(recalls) ** (1 / len(recalls)))


def _acsa(y, proba):
    return float(_recalls(y, proba).mean())


SCORES = {
    "balanced_log_loss": _negative_balanced_log_loss,
    "geometric_mean": _geometric_mean,
    "acsa": _acsa,
}


@dataclass
class Rows:
    """Encoded rows of a fit: what is trained on, and what is held out."""

    X: np.ndarray
    y: np.ndarray
    valid_X: np.ndarray | None
    valid_y: np.ndarray | None
    weight: np.ndarray | None
    valid_weight: np.ndarray | None


class BaseNetEstimator(BaseEstimator):
    """Base of all estimators: the parameters of the classifier network and of its training."""

    _doc_link_module = "imbgan"

    def _check_rows(self, X, *, reset):
        """Check X, leave frames as they are, and turn everything else into an array."""
        if is_frame(X):
            _check_feature_names(self, X, reset=reset)
            self._check_width(X, reset=reset)
            return X
        numeric = getattr(self, "categorical_features", None) in (None, "auto")
        X = validate_data(
            self,
            X,
            reset=reset,
            accept_sparse=["csr", "csc"],
            dtype="numeric" if numeric else None,
            ensure_all_finite=False,
        )
        return X.toarray() if hasattr(X, "toarray") else X

    def _check_width(self, X, *, reset):
        """Check a frame's number of rows and columns as scikit-learn checks an array's."""
        for size, what in zip(X.shape, ("sample", "feature"), strict=True):
            if size < 1:
                raise ValueError(
                    f"Found array with 0 {what}(s) (shape={X.shape}) while a minimum of 1 is required."
                )
        if reset:
            self.n_features_in_ = _num_features(X)
        elif X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting {self.n_features_in_} "
                "features as input."
            )

    def _read_labels(self, y):
        """Turn labels into codes and remember the classes."""
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"The target y has one class, {self.classes_[0]!r}; at least two are needed."
            )
        return codes

    def _hold_out(self, codes, streams):
        """Split row indices into a training and a validation part, which may be None."""
        everything = np.arange(len(codes))
        if not self._selects_epochs():
            return everything, None
        train, valid = validation_split(codes, self.validation_fraction, streams.numpy("rows"))
        if len(np.unique(codes[valid])) < 2:
            warnings.warn(
                "Fewer than two classes have the five rows that a validation part needs: the last epoch is kept "
                "instead of the best one. Set early_stopping=False to silence this.",
                ImbalanceWarning,
                stacklevel=5,
            )
            return everything, None
        return train, valid

    def _selects_epochs(self):
        return self.early_stopping

    def _encode(self, X, codes, streams, sample_weight=None):
        """Split, then fit the encoder on the training part and encode both."""
        train, valid = self._hold_out(codes, streams)

        def taken(values, rows):
            return None if values is None or rows is None else _safe_indexing(values, rows)

        train_X = X if valid is None else taken(X, train)
        # Checks of the values speak of all rows, not of those that a split happens to keep.
        self.encoder_ = make_encoder(X, self.categorical_features).fit(train_X)
        return Rows(
            X=self.encoder_.transform(train_X),
            y=codes[train],
            valid_X=None if valid is None else self.encoder_.transform(taken(X, valid)),
            valid_y=taken(codes, valid),
            weight=taken(sample_weight, train),
            valid_weight=taken(sample_weight, valid),
        )

    def _specify(self, rows, n_to_draw):
        """Write down what networks and games may know of the data."""
        self.spec_ = DataSpec(
            shape=self.encoder_.shape,
            class_counts=np.bincount(rows.y, minlength=len(self.classes_)),
            n_to_draw=n_to_draw,
            categories=self.encoder_.n_categories,
        )

    def _streams(self):
        seed = check_random_state(self.random_state).randint(2**31 - 1)
        return SeedStreams(seed), seed

    def _classifier_factory(self):
        """Return what builds the classifier network from a DataSpec, and its options."""
        if self.classifier is not None:
            return self.classifier, {}
        return PackedMLP, {
            "module__n_members": self.n_members,
            "module__hidden_layer_sizes": tuple(self.hidden_layer_sizes),
            "module__dropout": self.dropout,
        }

    def _net_arguments(self, seed, rows, device):
        """Translate the parameters into the net's vocabulary."""
        module, options = self._classifier_factory()
        arguments = {
            "module": module,
            "module__spec": self.spec_,
            **options,
            "seed": seed,
            "max_epochs": self.max_epochs,
            "max_steps_per_epoch": self.max_steps_per_epoch,
            "batch_size": self.batch_size,
            "lr": self.lr,
            "optimizer": self.optimizer,
            "optimizer__weight_decay": self.weight_decay,
            "optimizer__fused": True,
            "train_split": self._split_for_net(rows, device),
            "callbacks": self._watchers(rows) + list(self.callbacks or []),
            "device": device,
            "verbose": 0,
        }
        if not _takes(self.optimizer, "fused"):
            del arguments["optimizer__fused"]
        return arguments

    def _split_for_net(self, rows, device):
        if rows.valid_X is None:
            return None
        held_out = _tensor_rows(rows.valid_X, rows.valid_y, rows.valid_weight, device)
        return predefined_split(held_out)

    def _watchers(self, rows):
        """Return the callbacks that every fit has."""
        watchers = [("finite", FiniteLosses())]
        if rows.valid_X is not None:
            score = SCORES.get(self.scoring, self.scoring)
            watchers.append(("best", BestEpoch(score, patience=self.n_iter_no_change)))
        if self.verbose:
            watchers.append(("progress", EpochProgress()))
        return watchers

    def _run(self, net_type, arguments, rows, order=None):
        """Train a net and keep it."""
        arguments.update(self.net_params or {})
        net = net_type(**arguments)
        net.user_callbacks = bool(self.callbacks)
        device = net.device
        data = _tensor_rows(rows.X, rows.y, rows.weight, device, order)
        self.net_ = net
        net.fit(data, None)
        net.release()
        return net

    @property
    def history_(self):
        """Losses and scores of each epoch, a list of dict."""
        check_is_fitted(self, "net_")
        return [
            {k: v for k, v in epoch.items() if k != "batches"} for epoch in self.net_.history
        ]

    @property
    def n_iter_(self):
        """Number of epochs that were run."""
        return len(self.history_)


def _takes(factory, name):
    """Tell whether a callable has a parameter of that name."""
    code = getattr(factory.__init__, "__code__", None)
    return code is not None and name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


def _tensor_rows(X, y, weight, device, order=None):
    return TensorRows(
        torch.from_numpy(X).to(device),
        torch.from_numpy(np.ascontiguousarray(y, dtype=np.int64)).to(device),
        None if weight is None else torch.as_tensor(weight, dtype=torch.float32).to(device),
        None if order is None else torch.from_numpy(np.ascontiguousarray(order, dtype=np.int64)),
    )


class ClassifierFace(ClassifierMixin):
    """The face of a classifier: fit, predict_proba, predict."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _check_training(self, X, y):
        """Check X and y together and return X and class codes."""
        if y is None:
            raise ValueError(
                f"requires y to be passed, but the target y is None: {type(self).__name__} needs labels."
            )
        X = self._check_rows(X, reset=True)
        y = column_or_1d(y, warn=True)
        check_consistent_length(X, y)
        return X, self._read_labels(y)

    def predict_proba(self, X):
        """Predict class probabilities.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)

        Returns
        -------
        proba : ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        check_is_fitted(self, "net_")
        encoded = self.encoder_.transform(self._check_rows(X, reset=False))
        with on_device(self.net_.module_, resolve_device(self.device, fallback=True)):
            return self.net_.predict_proba(encoded)

    def predict(self, X):
        """Predict classes: those of the largest probabilities.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)

        Returns
        -------
        y : ndarray of shape (n_samples,)
        """
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


class OnePlayerClassifier(ClassifierFace, BaseNetEstimator):
    """A classifier of one network and one loss."""

    def _train_alone(self, X, codes, criterion, sample_weight=None):
        """Train the classifier network alone; `criterion` builds the loss from the rows."""
        streams, seed = self._streams()
        device = resolve_device(self.device)
        rows = self._encode(X, codes, streams, sample_weight)
        self._specify(rows, np.zeros(len(self.classes_), dtype=int))
        arguments = self._net_arguments(seed, rows, device)
        return self._run(ImbalanceNet, {**arguments, "criterion": criterion(rows)}, rows)

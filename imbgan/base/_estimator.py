"""The base of all estimators: the one place where parameters become a trained net."""

import warnings
from dataclasses import dataclass
from inspect import signature
from numbers import Integral

import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.utils import _safe_indexing, check_random_state
from sklearn.utils.validation import (
    _check_feature_names,
    _num_features,
    check_is_fitted,
    validate_data,
)
from skorch.helper import predefined_split

from ..encoding import DataSpec, is_frame, make_encoder, validation_split
from ..engine import BestEpoch, EpochProgress, FiniteLosses, SeedStreams, TensorRows
from ..networks import PackedMLP
from ..utils import ImbalanceWarning
from ._scores import SCORES
from ._tasks import CallbackSupportMixin, epoch_tasks, with_callbacks
from ._user_network import UserNetwork


@dataclass
class EncodedRows:
    """Encoded rows of a fit: what is trained on, and what is held out."""

    X: np.ndarray
    y: np.ndarray
    weight: np.ndarray | None = None
    held_out: tuple | None = None


class BaseNetEstimator(CallbackSupportMixin, BaseEstimator):
    """Base of all estimators: checks, encoding, and the training of a skorch net that it holds."""

    _default_early_stopping = True

    def _check_rows(self, X, *, reset):
        """Check X; frames stay frames, so that the encoder sees their dtypes."""
        if is_frame(X):
            _check_feature_names(self, X, reset=reset)
            self._check_shape(X, reset=reset)
            return X
        if isinstance(X, (list, tuple)):
            X = _as_array(X)
        declared = getattr(self, "categorical_features", None)
        numeric = declared is None or (isinstance(declared, str) and declared == "auto")
        # Objects are left to the encoder, which names the columns that hold no numbers.
        numeric = numeric and getattr(X, "dtype", None) != np.dtype(object)
        return validate_data(
            self,
            X,
            reset=reset,
            accept_sparse=["csr", "csc"],
            dtype="numeric" if numeric else None,
            ensure_all_finite=False,  # the encoder names the columns
        )

    def _check_shape(self, X, *, reset):
        """Check a frame's numbers of rows and columns as scikit-learn checks an array's."""
        for size, what in zip(X.shape, ("sample", "feature"), strict=True):
            if size < 1:
                raise ValueError(
                    f"Found array with 0 {what}(s) (shape={X.shape}) while a minimum of 1 is "
                    "required."
                )
        if reset:
            self.n_features_in_ = _num_features(X)
        elif X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )

    def _read_labels(self, y):
        """Turn labels into codes and remember the classes."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"The target y has one class, {self.classes_.tolist()[0]!r}; at least two are "
                "needed."
            )
        return codes

    def _selects_epochs(self):
        """Tell whether a validation part chooses the epoch."""
        if isinstance(self.early_stopping, str):
            return self._default_early_stopping
        return self.early_stopping

    def _hold_out(self, codes, seed):
        """Return the indices of the training rows and of the validation rows, or None."""
        everything = np.arange(len(codes))
        if not self._selects_epochs():
            return everything, None
        train, valid = validation_split(
            codes, self.validation_fraction, SeedStreams(seed).numpy("split")
        )
        if len(np.unique(codes[valid])) >= 2:
            return train, valid
        warnings.warn(
            "Fewer than two classes have the five rows that a validation part needs, so the last "
            "epoch is kept instead of the best one. Set early_stopping=False to train on all "
            "rows silently.",
            ImbalanceWarning,
            stacklevel=6,
        )
        return everything, None

    def _encode(self, X, codes, seed, sample_weight=None):
        """Split, fit the encoder on the training part, encode all rows."""
        train, valid = self._hold_out(codes, seed)
        encoder = make_encoder(X, self.categorical_features)
        # The training part is copied for this line only, so that one copy of X exists at a time.
        self.encoder_ = encoder.fit(X if valid is None else _safe_indexing(X, train))
        encoded = self.encoder_.transform(X)
        if valid is None:
            return EncodedRows(encoded, codes, sample_weight)

        def part(rows):
            weight = None if sample_weight is None else sample_weight[rows]
            return encoded[rows], codes[rows], weight

        return EncodedRows(*part(train), held_out=part(valid))

    def _specify(self, rows, n_to_draw):
        """Write down what networks and games may know of the data."""
        self.spec_ = DataSpec(
            shape=self.encoder_.shape,
            class_counts=np.bincount(rows.y, minlength=len(self.classes_)),
            n_to_draw=n_to_draw,
            categories=self.encoder_.n_categories,
        )

    def _seed(self):
        """Draw the seed of a fit; everything random in it follows from this number."""
        return check_random_state(self.random_state).randint(2**31 - 1)

    def _classifier_arguments(self):
        """Return what builds the classifier network."""
        if self.classifier is not None:
            examples = [(torch.zeros(2, *shape),) for shape in self._row_shapes()]
            shape = (2, self.spec_.n_classes)
            network = UserNetwork("classifier", self.classifier, examples, shape)
            return {"module": network, "module__spec": self.spec_}
        return {
            "module": PackedMLP,
            "module__spec": self.spec_,
            "module__n_members": self.n_members,
            "module__hidden_layer_sizes": _widths(self.hidden_layer_sizes),
            "module__dropout": self.dropout,
        }

    def _row_shapes(self):
        """Return the shapes of the rows that the classifier network reads."""
        return [self.spec_.shape]

    def _net_arguments(self, seed, rows, device):
        """Translate the parameters into the net's vocabulary."""
        train_split = None
        if rows.held_out is not None:
            train_split = predefined_split(_tensor_rows(*rows.held_out, device=device))
        return {
            **self._classifier_arguments(),
            **optimizer_arguments("optimizer", self.optimizer, weight_decay=self.weight_decay),
            "seed": seed,
            "max_epochs": self.max_epochs,
            "max_steps_per_epoch": self.max_steps_per_epoch,
            "batch_size": self.batch_size,
            "lr": self.lr,
            "train_split": train_split,
            "callbacks": self._watchers(rows) + list(self.callbacks or []),
            "user_callbacks": bool(self.callbacks),
            "device": device,
            "verbose": 0,
        }

    def _watchers(self, rows):
        """Return the callbacks of every fit."""
        watchers = [("finite", FiniteLosses())]
        if rows.held_out is not None:
            score = SCORES[self.scoring] if isinstance(self.scoring, str) else self.scoring
            watchers.append(("best", BestEpoch(score, patience=self.n_iter_no_change)))
        if self.verbose:
            watchers.append(("progress", EpochProgress()))
        return watchers + epoch_tasks(self, self.max_epochs)

    @with_callbacks
    def _run(self, net_type, arguments, rows, order=None):
        """Train a net and keep it, on the CPU."""
        self.net_ = net_type(**(arguments | dict(self.net_params or {})))
        data = _tensor_rows(rows.X, rows.y, rows.weight, device=self.net_.device, order=order)
        self.net_.fit(data, None)
        self.net_.release()

    def _restore(self, seed, states, history):
        """Build the net of a fitted estimator again from its tensors, without training."""
        net_type, arguments = self._cast_again(states)
        arguments |= self._net_arguments(seed, EncodedRows(None, None), "cpu")
        options = dict(self.net_params or {})
        options = {name: v for name, v in options.items() if not name.startswith("callbacks")}
        self.net_ = net_type(**arguments | options | {"device": "cpu", "callbacks": []})
        self.net_.restore(states, history)

    def save(self, path, *, leave_out=()):
        """Write the fitted estimator to a file that :func:`imbgan.load` reads.

        The file holds numbers and text and no code, so that to load it executes nothing. What is
        needed to predict or to sample comes back exactly; what only a running fit needs (states of
        optimisers, of callbacks) does not.

        **The file of a sampler contains training rows**, at most `max_anchors` of each class that
        it generates: the rows that it mixes. Do not hand it to anybody who may not see them. The
        file of a classifier contains none, but the categories and the extreme values of the
        columns.

        Parameters
        ----------
        path : str or path-like
            The file. One that is there already is replaced at once, or left as it is should
            writing fail.

        leave_out : sequence of str, default=()
            Names of parameters that a file cannot hold, such as a network of your own. Give them
            again to :func:`imbgan.load`.

        Raises
        ------
        NotFittedError
            If the estimator is not fitted.

        ValueError
            If a parameter or attribute cannot be written; the message names it.
        """
        from ..persistence import save  # it stands above this room

        save(self, path, leave_out=leave_out)

    @property
    def history_(self):
        """Losses and scores of each epoch, as a list of dicts."""
        check_is_fitted(self, "net_")
        return [{k: v for k, v in row.items() if k != "batches"} for row in self.net_.history]

    @property
    def n_iter_(self):
        """Number of epochs that were run."""
        check_is_fitted(self, "net_")
        return len(self.net_.history)


def _as_array(rows):
    """Turn a list into an array in which numbers beside strings stay numbers."""
    plain = np.asarray(rows)
    return np.asarray(rows, dtype=object) if plain.dtype.kind in "US" else plain


def _widths(sizes):
    """Check and return the widths of hidden layers."""
    widths = tuple(sizes)
    if not all(isinstance(n, Integral) and n > 0 for n in widths):
        raise ValueError(f"hidden_layer_sizes must hold positive integers, got {sizes!r}.")
    return widths


def optimizer_arguments(name, optimizer, **options):
    """Return an optimiser and those of the options that it takes."""
    known = signature(optimizer).parameters
    options = {"fused": True, **options}
    taken = {f"{name}__{option}": value for option, value in options.items() if option in known}
    return {name: optimizer, **taken}


def _tensor_rows(X, y, weight, *, device, order=None):
    """Put encoded rows on the device."""
    return TensorRows(
        torch.from_numpy(X).to(device),
        torch.from_numpy(np.ascontiguousarray(y, dtype=np.int64)).to(device),
        None if weight is None else torch.as_tensor(weight, dtype=torch.float32).to(device),
        None if order is None else torch.from_numpy(np.ascontiguousarray(order, dtype=np.int64)),
    )

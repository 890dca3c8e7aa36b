"""The base of all estimators: the one place where parameters become a trained net."""

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import signature
from numbers import Integral

import numpy as np
import torch
from sklearn.base import BaseEstimator
from sklearn.utils import _safe_indexing, check_random_state
from sklearn.utils.validation import check_is_fitted
from skorch.helper import predefined_split

from ..encoding import DataSpec, ImageEncoder, make_encoder, validation_split
from ..engine import SCHEDULES, BestEpoch, EpochProgress, FiniteLosses, SeedStreams, TensorRows
from ..networks import ConvClassifier, PackedMLP
from ..utils import ImbalanceWarning
from ._checks import RowChecks
from ._defaults import IMAGE_DEFAULTS, IMAGE_STEPS, TABLE_DEFAULTS, TABLE_EPOCHS, epochs_of
from ._options import check_options
from ._saving import SavingMixin
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
    order: np.ndarray | None = None  # which rows are fed, where not each comes once


class BaseNetEstimator(RowChecks, SavingMixin, CallbackSupportMixin, BaseEstimator):
    """Base of all estimators: checks, encoding, and the training of a skorch net that it holds."""

    _default_early_stopping = True
    _later_of_equals = False
    _runs_to_the_end = False  # whatever the validation rows say
    _method_defaults = {}

    def _keep(self, parameters):
        """Store the arguments of a constructor, which a subclass may have called, as they are."""
        for name, value in parameters.items():
            if name not in ("self", "__class__"):
                setattr(self, name, value)

    def _begin(self):
        """Begin a fit: look at what needs no data, and drop what an earlier fit has learned."""
        check_options(self.optimizer, self.net_params)
        self._forget()

    @contextmanager
    def _whole(self):
        """Let a fit that fails leave nothing behind, as half of a fit must not look like one."""
        try:
            yield
        except BaseException:
            self._forget()
            raise

    def _forget(self):
        """Drop all that a fit has learned."""
        for name in [name for name in vars(self) if name.endswith("_") and name[0] != "_"]:
            delattr(self, name)

    def _chosen(self, name, is_image=None):
        """Return a parameter, or where it is "auto" what the method or the kind of data asks."""
        value = getattr(self, name)
        if not isinstance(value, str) or value != "auto":
            return value
        if is_image is None:
            is_image = self.spec_.is_image
        return ((IMAGE_DEFAULTS if is_image else TABLE_DEFAULTS) | self._method_defaults)[name]

    def _read_labels(self, y):
        """Turn labels into codes and remember the classes."""
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"The target y has one class, {self.classes_.tolist()[0]!r}; at least two are "
                "needed."
            )
        return codes

    def _selects_epochs(self, is_image):
        """Tell whether a validation part chooses the epoch."""
        if not isinstance(self.early_stopping, str):
            return self.early_stopping
        schedule = self._chosen("lr_schedule", is_image)
        # At the end of a cycle the rate is almost nothing, and no epoch is a better guess.
        return self._default_early_stopping and schedule != "one_cycle"

    def _hold_out(self, codes, seed):
        """Return the indices of the training rows and of the validation rows, or None for both."""
        streams = SeedStreams(seed)
        train, valid = validation_split(codes, self.validation_fraction, streams.numpy("split"))
        if len(np.unique(codes[valid])) >= 2:
            return train, valid
        warnings.warn(
            "Fewer than two classes have the five rows that a validation part needs, so the last "
            "epoch is kept instead of the best one. Set early_stopping=False to train on all "
            "rows silently.",
            ImbalanceWarning,
            stacklevel=6,
        )
        return None, None

    def _encode(self, X, codes, seed, sample_weight=None):
        """Split, fit the encoder on the training part, encode all rows."""
        encoder = make_encoder(X, self.categorical_features, self.image_shape)
        train = valid = None
        if self._selects_epochs(isinstance(encoder, ImageEncoder)):
            train, valid = self._hold_out(codes, seed)
        # The training part is copied for this line only, so that one copy of X exists at a time.
        self.encoder_ = encoder.fit(X if valid is None else _safe_indexing(X, train))
        if len(self.encoder_.shape) == 3 and self.batch_size == 1:
            raise ValueError(
                "batch_size=1 does not do for images, whose networks normalise over the images of "
                "a batch; use batch_size=2 or more."
            )
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
        kind = PackedMLP
        options = {
            "n_members": self.n_members,
            "hidden_layer_sizes": widths(self.hidden_layer_sizes),
            "dropout": self._chosen("dropout"),
        }
        if self.spec_.is_image:
            kind, options = ConvClassifier, self._image_options()
        options["spec"] = self.spec_
        return {"module": kind} | {f"module__{name}": value for name, value in options.items()}

    def _image_options(self):
        """Return what the classifier network of images is built with."""
        return {
            "n_channels": self.n_channels,
            "max_shift": self.max_shift,
            "flip": self.flip,
            "dropout": self._chosen("dropout"),
        }

    def _row_shapes(self):
        """Return the shapes of the rows that the classifier network reads."""
        return [self.spec_.shape]

    def _net_arguments(self, seed, rows, device):
        """Translate the parameters into the net's vocabulary."""
        train_split = None
        if rows.held_out is not None:
            train_split = predefined_split(tensor_rows(*rows.held_out, device=device))
        return {
            **self._classifier_arguments(),
            **optimizer_arguments("optimizer", self.optimizer, weight_decay=self.weight_decay),
            "seed": seed,
            "max_epochs": self._n_epochs(rows),
            "max_steps_per_epoch": self.max_steps_per_epoch,
            "batch_size": self.batch_size,
            "lr": self.lr,
            "train_split": train_split,
            "callbacks": self._watchers(rows) + list(self.callbacks or []),
            "user_callbacks": bool(self.callbacks),
            "device": device,
            "verbose": 0,
        }

    def _n_epochs(self, rows):
        """Return the largest number of epochs."""
        if self.max_epochs != "auto":
            return self.max_epochs
        if not self.spec_.is_image:
            return TABLE_EPOCHS
        return epochs_of(IMAGE_STEPS, self._steps_per_epoch(rows))

    def _steps_per_epoch(self, rows):
        """Return about how many batches an epoch has."""
        n_fed = len(rows.y if rows.order is None else rows.order)
        steps = max(1, n_fed // self.batch_size)
        return min(steps, self.max_steps_per_epoch or steps)

    def _watchers(self, rows):
        """Return the callbacks of every fit."""
        watchers = [("finite", FiniteLosses())]
        schedule = SCHEDULES[self._chosen("lr_schedule")]
        if rows.held_out is not None:
            score = SCORES[self.scoring] if isinstance(self.scoring, str) else self.scoring
            # The rate of a schedule is high for long; scores rise when it falls at the end.
            to_the_end = schedule or self._runs_to_the_end
            patience = self._n_epochs(rows) if to_the_end else self.n_iter_no_change
            best = BestEpoch(score, patience, later_of_equals=self._later_of_equals)
            watchers.append(("best", best))
        if schedule:
            watchers.append(("schedule", schedule()))
        if self.verbose:
            watchers.append(("progress", EpochProgress()))
        return watchers + epoch_tasks(self, self._n_epochs(rows))

    @with_callbacks
    def _run(self, net_type, arguments, rows):
        """Train a net and keep it, on the CPU."""
        options = dict(self.net_params or {})
        if options.get("optimizer__foreach"):
            options.setdefault("optimizer__fused", False)  # torch allows one of the two
        net = net_type(**(arguments | options))
        data = tensor_rows(rows.X, rows.y, rows.weight, rows.order, device=net.device)
        net.fit(data, None)
        self.net_ = net.release()

    def _restore(self, seed, states, history):
        """Build the net of a fitted estimator again from its tensors, without training."""
        net_type, arguments = self._cast_again(states)
        arguments = self._net_arguments(seed, EncodedRows((), ()), "cpu") | arguments
        options = dict(self.net_params or {})
        options = {name: v for name, v in options.items() if not name.startswith("callbacks")}
        self.net_ = net_type(**arguments | options | {"device": "cpu", "callbacks": []})
        self.net_.restore(states, history)

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


def widths(sizes):
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


def tensor_rows(X, y, weight=None, order=None, *, device):
    """Put encoded rows on the device."""
    return TensorRows(
        torch.from_numpy(X).to(device),
        torch.from_numpy(np.ascontiguousarray(y, dtype=np.int64)).to(device),
        None if weight is None else torch.as_tensor(weight, dtype=torch.float32).to(device),
        None if order is None else torch.from_numpy(np.ascontiguousarray(order, dtype=np.int64)),
    )

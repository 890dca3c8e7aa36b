"""Checks of what an estimator is given: parameters, rows and labels."""

import sys
from contextlib import contextmanager
from inspect import Parameter, signature
from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_array
from sklearn.utils._param_validation import validate_parameter_constraints
from sklearn.utils.validation import (
    _check_feature_names,
    _num_features,
    check_consistent_length,
    validate_data,
)

from ..encoding import is_frame
from ..utils.frames import FOREIGN, as_pandas
from ..utils.labels import as_labels, warn_of_blanks

_NO_FOLDS = """threshold other than 'balanced' is found out of fold, on tables, by the members of \
an ensemble: it needs n_members of 2 or more, validation_fraction='auto', epochs that are chosen \
(early_stopping), no classifier of your own, and two classes of five rows."""

# What in net_params would undo what the estimator has arranged.
_TAKEN = {
    "module": "the parameters of the network",
    "criterion": "the parameters of the loss, or a classifier with another one",
    "callbacks": "the parameter callbacks, or 'callbacks__...' to change one of ours",
    "device": "the parameter device",
    "train_split": "the parameters early_stopping and validation_fraction of a classifier",
    "optimizer": "the parameter optimizer",
    "lr": "the parameter lr",
    "max_steps_per_epoch": "the parameter max_steps_per_epoch",
    "verbose": "the parameter verbose",
    "user_callbacks": "the parameter callbacks",
    "seed": "the parameter random_state",
}
# What a fit cannot do without, whatever stands in its place, and with it their own parameters.
_OWN = {"iterator_train", "iterator_valid", "dataset", "train_split", "predict_nonlinearity"}
_OWN |= {"use_caching", "warm_start", "classes", "players", "game", "predictor"}
_FREE = {"max_epochs", "batch_size", "compile", "torch_load_kwargs"}


@contextmanager
def fresh_fit(estimator):
    """Start a fit without the results of an earlier one, and leave none where it fails."""
    check_options(estimator)
    state, given, is_done = vars(estimator), {}, False
    for name, value in state.items():
        if name[0] == "_" or name[-1] != "_":
            given[name] = value
    torch = sys.modules.get("torch")  # not imported for those who do without
    gradients = torch is None or torch.is_grad_enabled()
    try:
        for name in state.keys() - given.keys():
            del state[name]
        with plain_numbers(estimator):
            yield
        is_done = True
    finally:
        if torch is not None:  # an interrupt may have come where torch had them off
            torch.set_grad_enabled(gradients)
        if not is_done:  # a fit that failed half way must not count as fitted
            for name in state.keys() - given.keys():
                del state[name]
            state.update(given)


@contextmanager
def plain_numbers(estimator):
    """Give an estimator Python's numbers in the place of numpy's, which torch refuses, for a time.

    Parameters
    ----------
    estimator : BaseEstimator
        Its parameters are what they were afterwards.
    """
    state, given = vars(estimator), {}
    for name, value in list(state.items()):
        values = plain = value if type(value) in (tuple, list) else [value]
        for at, one in enumerate(values):
            if isinstance(one, np.generic):
                plain = [*plain[:at], one.item(), *plain[at + 1 :]]
        if plain is not values:
            given[name] = value
            state[name] = type(value)(plain) if values is value else plain[0]
    try:
        yield
    finally:
        state.update(given)


def check_options(estimator):
    """Raise where a fit could only fail later, perhaps after a long training before the game.

    Parameters
    ----------
    estimator : NetEstimator

    Raises
    ------
    ValueError
        If a number is True or False, torch makes tensors of another precision, a layer has no
        positive number of units, `net_params` holds what the estimator has parameters for,
        `callbacks` holds something else, or the optimiser needs a closure.
    """
    given = {}
    for name, value in estimator.get_params(deep=False).items():
        if isinstance(value, bool):  # to Python a number, to numpy none
            given[name] = np.bool_(value)
    kind = type(estimator)
    validate_parameter_constraints(kind._parameter_constraints, given, kind.__name__)
    if not hasattr(estimator, "optimizer"):
        return  # it trains no network itself
    import torch  # here, for those who do without

    optimizer, sizes = estimator.optimizer, estimator.hidden_layer_sizes
    if torch.get_default_dtype() != torch.float32:
        raise ValueError(
            f"imbgan trains in float32, but torch's default is {torch.get_default_dtype()}. "
            "Call torch.set_default_dtype(torch.float32) before fit."
        )
    for n in sizes if np.ndim(sizes) == 1 else [None]:
        if not isinstance(n, Integral) or n < 1:
            raise ValueError(f"hidden_layer_sizes must hold positive integers, got {sizes!r}.")
    if estimator.net_params:
        _check_net_params(estimator.net_params)
    for it in estimator.callbacks or ():
        callback = it[-1] if isinstance(it, tuple) and len(it) == 2 else it
        if not hasattr(callback, "on_epoch_end"):
            raise ValueError(
                f"callbacks must hold skorch callbacks, or pairs of a name and one; got {it!r}."
            )
    step = getattr(optimizer, "step", None)
    closure = None if step is None else signature(step).parameters.get("closure")
    if closure is not None and closure.default is Parameter.empty:
        raise ValueError(
            f"optimizer={optimizer.__name__} does not do: it wants to see the loss several times "
            "in a step, which losses of batches and of games do not allow."
        )


def _check_net_params(net_params):
    """Raise for what the net does not take, or what would undo what the fit has arranged."""
    for name in net_params:
        if name in _TAKEN:
            raise ValueError(f"net_params: {name!r} is not taken; use {_TAKEN[name]} instead.")
        first, _, rest = str(name).partition("__")
        if first in _OWN:
            raise ValueError(
                f"net_params: {name!r} is not taken, as the fit depends on its own {first}."
            )
        if not rest and name not in _FREE:
            raise ValueError(
                f"net_params has the unexpected argument {name}; it takes {sorted(_FREE)}, and "
                "parameters of parts such as 'optimizer__betas'."
            )


def check_given(run, validates, needs_folds):
    """Raise for callbacks or a threshold for which a fit lacks validation rows.

    Parameters
    ----------
    run : Run

    validates : bool
        Whether there are validation rows.

    needs_folds : bool
        Whether members of an ensemble must hold out rows in turn.
    """
    estimator = run.estimator
    if needs_folds and run.by_member is None:
        raise ValueError(_NO_FOLDS)
    if estimator.callbacks:
        players = estimator._players if run.generated else ()
        check_monitors(estimator, players, validates=validates)


def check_monitors(estimator, players, *, validates):
    """Raise where one of skorch's callbacks monitors what the history will not have.

    Parameters
    ----------
    estimator : NetEstimator
        Its callbacks are the user's, in the forms that skorch takes.

    players : sequence of str
        Names of the players of a game; none without one.

    validates : bool
        Whether there are validation rows.
    """
    recorded = ["train_loss", "train_loss_best", *(f"train_{name}_loss" for name in players)]
    if validates:
        recorded += ["valid_loss", "valid_loss_best", "valid_score", "valid_score_best"]
    callbacks = [it[1] if isinstance(it, tuple) else it for it in estimator.callbacks]
    own = set()  # names of scores that callbacks record
    for it in callbacks:
        if not _kind_of(it).__module__.startswith("skorch."):
            return  # it may record anything
        if validates or getattr(it, "on_train", False):
            name = getattr(it, "name", None) or getattr(it, "scoring", None)
            own |= {name, f"{name}_best"}
    for it in callbacks:
        default = signature(_kind_of(it)).parameters.get("monitor")
        monitor = getattr(it, "monitor", default and default.default)
        if isinstance(monitor, str) and monitor not in {*recorded, *own}:
            advice = ", or set early_stopping=True for validation rows"
            if validates or not estimator._holds_out_rows:
                advice = ""
            raise ValueError(
                f"callbacks: {_kind_of(it).__name__} monitors {monitor!r}, which is not recorded "
                f"here. Monitor one of {recorded}{advice}."
            )


def check_scoring(scoring, n_classes, name="scoring"):
    """Raise for a function that does not score class codes and probabilities.

    It is tried on right predictions for two rows of each class; what it raises itself is left.

    Parameters
    ----------
    scoring : callable

    n_classes : int

    name : str, default="scoring"
        Name of the parameter.
    """
    codes = np.repeat(np.arange(n_classes), 2)
    proba = np.full((2 * n_classes, n_classes), 0.1 / n_classes, dtype=np.float32)
    proba[np.arange(len(codes)), codes] += 0.9
    try:
        signature(scoring).bind(codes, proba)
    except TypeError as error:
        raise ValueError(
            f"{name} must be a function of (y_codes, y_proba), got {scoring!r}: {error}."
        ) from error
    except ValueError:
        pass  # of a function in C nothing is known
    score = scoring(codes, proba)
    if not np.isscalar(score) or not isinstance(score, (Real, np.number, np.bool_)):
        raise ValueError(f"{name} must return a number, but {scoring!r} returned {score!r}.")


def _kind_of(callback):
    """Return the class of a callback, which may be given itself."""
    return callback if isinstance(callback, type) else type(callback)


def check_rows(estimator, X, *, reset):
    """Check X as scikit-learn does, images included; frames stay frames, for their dtypes.

    Tables of polars and pyarrow become frames of pandas.
    """
    if type(X).__module__.partition(".")[0] in FOREIGN:
        X = as_pandas(X)
    if is_frame(X):
        _check_feature_names(estimator, X, reset=reset)
        _check_shape(estimator, X, reset=reset)
        return X
    if isinstance(X, (list, tuple)):
        X = _as_array(X)
    if getattr(X, "ndim", 2) > 2:
        return _check_images(estimator, X, reset=reset)
    declared = getattr(estimator, "categorical_features", None)
    numeric = declared is None or (isinstance(declared, str) and declared == "auto")
    # Objects are left to the encoder, which names the columns that hold no numbers.
    numeric = numeric and getattr(X, "dtype", None) != np.dtype(object)
    return validate_data(
        estimator,
        X,
        reset=reset,
        accept_sparse=["csr", "csc"],
        dtype="numeric" if numeric else None,
        ensure_all_finite=False,  # the encoder names the columns
    )


def _check_images(estimator, X, *, reset):
    """Check an array of images; they count as rows of as many features as they have values."""
    X = check_array(X, allow_nd=True, ensure_all_finite=False)
    _check_shape(estimator, X.reshape(len(X), int(np.prod(X.shape[1:]))), reset=reset)
    if reset:
        vars(estimator).pop("feature_names_in_", None)  # an earlier fit's
    return X


def _check_shape(estimator, X, *, reset):
    """Check the numbers of rows and columns as scikit-learn checks an array's."""
    for size, what in zip(X.shape, ("sample", "feature"), strict=True):
        if size < 1:
            raise ValueError(
                f"Found array with 0 {what}(s) (shape={X.shape}) while a minimum of 1 is required."
            )
    if reset:
        estimator.n_features_in_ = _num_features(X)
    elif X.shape[1] != estimator.n_features_in_:
        raise ValueError(
            f"X has {X.shape[1]} features, but {type(estimator).__name__} is expecting "
            f"{estimator.n_features_in_} features as input."
        )


def _as_array(rows):
    """Turn a list into an array in which numbers beside strings stay numbers."""
    plain = np.asarray(rows)
    return np.asarray(rows, dtype=object) if plain.dtype.kind in "US" else plain


def check_training_rows(estimator, X, y):
    """Check X and y of a classifier, set ``classes_``, and return X and class codes."""
    codes = read_labels(estimator, y)
    X = check_rows(estimator, X, reset=True)
    check_consistent_length(X, codes)
    return X, codes


def read_labels(estimator, y):
    """Set ``classes_`` and return the labels as codes, positions among the classes."""
    estimator.classes_, codes = np.unique(as_labels(y), return_inverse=True)
    if len(estimator.classes_) < 2:
        raise ValueError(
            f"The target y has one class, {estimator.classes_.tolist()[0]!r}; at least two are "
            "needed."
        )
    if estimator.classes_.dtype.kind in "OUT":
        warn_of_blanks(estimator.classes_)
    return codes

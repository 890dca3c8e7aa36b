"""Saving fitted estimators and loading them."""

from sklearn.utils.validation import check_is_fitted

from ._file import read, write
from ._model import describe, rebuild, say_the_same


def save(estimator, path, *, leave_out=()):
    """Write a fitted estimator to a file; the method of that name of the estimators says more.

    Parameters
    ----------
    estimator : object
        A fitted estimator of this package.

    path : str or path-like
        The file.

    leave_out : sequence of str, default=()
        Names of parameters that the file shall not hold.

    Raises
    ------
    NotFittedError
        If the estimator is not fitted.

    ValueError
        If something cannot be written.

    Examples
    --------
    >>> import os, tempfile
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import NeuralClassifier, load
    >>> X, y = make_classification(random_state=0)
    >>> clf = NeuralClassifier(max_epochs=2, random_state=0).fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "model.safetensors")
    ...     clf.save(path)
    ...     loaded = load(path)
    >>> bool((loaded.predict_proba(X) == clf.predict_proba(X)).all())
    True
    """
    check_is_fitted(estimator, "classes_")
    record, tensors = describe(estimator, leave_out)
    parameters = estimator.get_params(deep=False)
    try:
        # A file that cannot be loaded is worth nothing, and fit may have taken hours.
        again = rebuild(record, tensors, {name: parameters[name] for name in leave_out})
    except Exception as error:
        raise ValueError(
            f"This {type(estimator).__name__} cannot be saved, as it could not be loaded again. "
            f"Were its parameters changed after fit? ({error})"
        ) from error
    if not say_the_same(estimator, again):
        raise ValueError(
            f"This {type(estimator).__name__} cannot be saved, as what is loaded would not give "
            "the same numbers. Parameters were changed after fit: set them back, or fit again."
        )
    write(path, record, tensors)


def load(path, **left_out):
    """Read an estimator that its ``save`` method has written.

    Nothing in the file is executed: it holds numbers and text. The class is looked up among the
    public estimators of this package, and functions and classes among the parameters in a fixed
    list. The estimator predicts and samples exactly as the one that was saved. It lies on the CPU,
    wherever it was trained.

    Parameters
    ----------
    path : str or path-like
        The file.

    **left_out : dict
        The parameters that ``save`` was told to leave out, such as a network of your own.

    Returns
    -------
    estimator : object
        The fitted estimator.

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    ValueError
        If it is not a model file, is damaged, or was written by a newer version in a format that
        this one cannot read; if a parameter that was left out is not given.

    Examples
    --------
    >>> import os, tempfile
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import DOSampler, load
    >>> X, y = make_classification(weights=[0.8], random_state=0)
    >>> sampler = DOSampler(max_epochs=2, random_state=0).fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "sampler.safetensors")
    ...     sampler.save(path)
    ...     loaded = load(path)
    >>> loaded.sample(5, label=1).shape
    (5, 20)
    """
    record, tensors = read(path)
    _check_given(path, record.get("left_out", []), left_out)
    try:
        return rebuild(record, tensors, left_out)
    except ImportError:
        raise  # the file is good, but speaks of a data frame where there is no pandas
    except Exception as error:
        raise ValueError(
            f"{str(path)!r}, written by imbgan {record.get('version')}, cannot be turned into an "
            f"estimator: {error!r}."
        ) from error


def _check_given(path, names, given):
    """Raise unless just the parameters that were left out are given."""
    missing, more = sorted(set(names) - set(given)), sorted(set(given) - set(names))
    if missing:
        hint = ", ".join(f"{name}=..." for name in missing)
        raise ValueError(
            f"{str(path)!r} was saved without {missing}: give what they were in fit, "
            f"load(path, {hint})."
        )
    if more:
        raise ValueError(
            f"{str(path)!r} holds {more} already. To change a parameter of what was loaded, use "
            "set_params."
        )

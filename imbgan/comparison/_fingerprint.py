"""Fingerprints of parameters and data that are the same in every process.

joblib's hash, which goes by what pickle would keep, of a description in which arrays and frames
count by their content, estimators by what `clone` keeps, and functions and classes by their path:
by their code if they are defined in a script or a notebook, where it may change under the same
path. So do functions that their path does not identify; such classes are refused.
"""

import pickle
import sys
import types
from functools import cached_property, lru_cache

import numpy as np
from joblib.hashing import NumpyHasher
from scipy import sparse
from sklearn.base import clone

_TIMED = ("history_", "cv_results_")  # attributes of fitted estimators that hold seconds
_CACHED = type(lru_cache(int))
_METHODS = (types.FunctionType, classmethod, staticmethod)
_UNPICKLABLE = (pickle.PicklingError, AttributeError, RecursionError, TypeError)


def fingerprint(it):
    """SHA-256 of an object by its content, as hexadecimal text."""
    try:
        return _Hasher().hash(clone(it) if _is_estimator(it) else it)
    except _UNPICKLABLE as error:
        raise ValueError(
            f"{_path_of(type(it))} has no fingerprint, because it cannot be pickled ({error}); "
            "use something that can, for example a function of a module."
        ) from error


class _Hasher(NumpyHasher):
    """Hashes descriptions, by value: an object that comes twice counts as two equal ones do."""

    def __init__(self, above=()):
        super().__init__("sha256")
        self._above = list(above)

    def save(self, it):
        if id(it) in self._above:  # part of itself
            it = "cycle", len(self._above) - self._above.index(id(it))
        elif isinstance(it, _IfPossible):
            it = self._if_possible(it.content)
        self._above.append(id(it))
        described = _described(it)
        super().save(described)
        self.memo.pop(id(described), None)
        self._above.pop()

    def _if_possible(self, content):
        try:
            return "content", _Hasher(self._above).hash(content)
        except _UNPICKLABLE:
            return "of type", _path_of(type(content))


class _IfPossible:
    """What counts by its content, or by its type alone if it cannot be pickled."""

    def __init__(self, content):
        self.content = content


def _described(it):
    """The object itself, or a tuple that pickle takes instead."""
    for applies, describe in _KINDS:
        if applies(it):
            return describe(it)
    return it


def _array(it):
    if isinstance(it, np.ma.MaskedArray):
        return "masked", np.asarray(it), np.ma.getmaskarray(it)
    if it.dtype.kind == "O":
        values = it.ravel().tolist()
        if all(type(value) is str for value in values):  # much faster as one text
            lengths = np.array([len(value) for value in values])
            return "texts", it.shape, lengths, "".join(values).encode("utf-8", "surrogatepass")
        return "objects", it.shape, values
    if not it.size:  # whose strides, which joblib hashes, say nothing
        return np.empty(it.shape, it.dtype)
    return np.ascontiguousarray(it).reshape(it.shape)


def _sparse(it):
    rows = it.tocsr().copy()
    rows.sum_duplicates()
    positions = rows.indices.astype(np.int64), rows.indptr.astype(np.int64)
    return "sparse", it.format, it.shape, rows.data, positions


def _is_pandas(it):
    is_data = hasattr(it, "dtype") or hasattr(it, "columns") or hasattr(it, "levels")
    return type(it).__module__.partition(".")[0] == "pandas" and is_data


def _pandas(it):
    if hasattr(it, "levels"):
        it = it.to_frame(index=False)
    if hasattr(it, "columns"):
        columns = [(name, _column(it.iloc[:, at])) for at, name in enumerate(it.columns)]
        return "frame", it.index, columns
    return "column", getattr(it, "name", None), _column(it), getattr(it, "index", None)


def _column(it):
    if hasattr(it.dtype, "categories"):
        codes = np.asarray(getattr(it, "cat", it).codes)
        return "category", bool(it.dtype.ordered), codes, np.asarray(it.dtype.categories)
    values = np.asarray(it)
    if values.dtype.kind != "O":
        return str(it.dtype), values
    missing = np.asarray(it.isna())  # None, NaN and NA are the same
    return str(it.dtype), missing, values[~missing]


def _is_tensor(it):
    return hasattr(it, "detach") and any(kind.__name__ == "Tensor" for kind in type(it).__mro__)


def _is_estimator(it):
    return not isinstance(it, type) and hasattr(it, "get_params")


def _estimator(it):
    kept = {
        name: value
        for name, value in vars(it).items()
        if name not in _TIMED and not name.endswith("_time_")
    }
    return "estimator", type(it), kept


def _path_of(it):
    name = getattr(it, "__qualname__", None) or getattr(it, "__name__", None)
    return f"{getattr(it, '__module__', None)}.{name}"


def _function(it):
    if _is_identified(it):
        return "path", _path_of(it)
    if isinstance(it, _CACHED):
        return "cached", it.__wrapped__
    closure = [_IfPossible(cell.cell_contents) for cell in it.__closure__ or ()]
    return "function", _path_of(it), it.__code__, it.__defaults__, it.__kwdefaults__, closure


def _is_identified(function):
    """Whether no other function has, or may soon have, the path of this one."""
    path = _path_of(function)
    if "<" in path or path.startswith("__main__"):
        return False
    if isinstance(function, types.FunctionType) and not function.__closure__:
        return True
    found = sys.modules.get(function.__module__)
    for name in getattr(function, "__qualname__", "").split("."):  # a cached partial has no name
        found = getattr(found, name, None)
    return found is function


def _class(it):
    path = _path_of(it)
    if "<locals>" in path:
        raise ValueError(
            f"{path} has no fingerprint, because it is defined within a function; define it at "
            "the top level of a module or a script."
        )
    if not path.startswith("__main__"):
        return "path", path
    members = {
        name: _IfPossible(member)
        for name, member in vars(it).items()
        if isinstance(member, _METHODS) or not name.startswith("__")  # which Python sets
    }
    return "class", path, members, it.__mro__[1:]


def _is(kind):
    return lambda it: isinstance(it, kind)


_KINDS = (
    (_is(np.ndarray), _array),
    (sparse.issparse, _sparse),
    (_is_pandas, _pandas),
    (_is_tensor, lambda it: ("tensor", it.detach().cpu().numpy())),
    (_is_estimator, _estimator),
    (_is((types.FunctionType, _CACHED)), _function),
    (_is(type), _class),
    (_is((classmethod, staticmethod)), lambda it: ("method", it.__func__)),
    (_is(property), lambda it: ("property", it.fget, it.fset, it.fdel)),
    (_is(cached_property), lambda it: ("cached property", it.func)),
    (_is(types.CodeType), lambda it: ("code", it.co_code, it.co_consts, it.co_names)),
    (_is(types.ModuleType), lambda it: ("module", it.__name__)),
    # It is in each distribution of scipy that a search draws from.
    (lambda it: it is np.random.mtrand._rand, lambda it: ("global random state",)),
    (_is(frozenset), lambda it: ("frozenset", set(it))),
    (lambda it: isinstance(it, float) and it != it, lambda it: ("nan",)),
    (lambda it: isinstance(it, np.generic) and it.dtype.kind in "biufcUS", np.generic.item),
)

"""Fingerprints of parameters and data that are the same in every process.

Nothing goes in that another process would see differently: no ``id``, no ``hash``, no address.
Arrays and frames count by their content, estimators by their class, their parameters and what else
`clone` keeps of them, functions and classes by module and qualified name, where that tells which,
anything else by what pickle would keep of it.
"""

import copyreg
import hashlib
import types
from functools import partial

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator

from ._code import (
    CACHED,
    IfPossible,
    cached_parts,
    class_parts,
    function_parts,
    is_built_in,
    needs_code,
    path_of,
)

_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis), type(NotImplemented))
_UNORDERED = {"set", "dict"}
_OF_THE_RUN = ("history_", "cv_results_")  # seconds are among what these hold


def fingerprint(it):
    """SHA-256 of an object by its content, as hexadecimal text."""
    return _digest(it, (), False).hex()


def _digest(it, above, as_fitted):
    """Digest of one object; `above` holds the ids of those that contain it."""
    if isinstance(it, IfPossible):
        try:
            return _digest(it.content, above, as_fitted)
        except (TypeError, ValueError):
            return _joined("of type", [path_of(type(it.content)).encode()])
    if id(it) in above:  # part of itself: say how far up
        return _joined("cycle", [str(len(above) - above.index(id(it))).encode()])
    as_fitted = as_fitted or _is_cloned_as_fitted(it)
    by_state = as_fitted and _is_estimator(it) and hasattr(it, "__dict__")
    tag, parts = _as_fitted(it) if by_state else _taken_apart(it)
    inner = (*above, id(it))
    digests = [
        part if isinstance(part, (bytes, memoryview)) else _digest(part, inner, as_fitted)
        for part in parts
    ]
    return _joined(tag, sorted(digests) if tag in _UNORDERED else digests)


def _joined(tag, parts):
    """Digest of a tag and parts, each with its length so that none runs into the next."""
    sha = hashlib.sha256(tag.encode() + b"\0")
    for part in parts:
        sha.update(len(part).to_bytes(8, "big"))
        sha.update(part)
    return sha.digest()


def _taken_apart(it):
    """A tag, and what the object is made of: bytes, or objects to be taken apart in turn."""
    if isinstance(it, np.generic) and it.dtype.kind in "biufcUS":
        it = it.item()
    kind = type(it)
    if kind in _PLAIN:
        return kind.__name__, [it if kind is bytes else repr(it).encode()]
    if kind in (list, tuple):
        return kind.__name__, list(it)
    if kind in (set, frozenset):
        return "set", list(it)
    if kind is dict:
        return "dict", list(it.items())
    for is_such, take_apart in _KINDS:
        if is_such(it):
            return take_apart(it)
    return _as_pickled(it)


def _array(it):
    """An array by dtype, shape and content."""
    if it.dtype.kind == "O":
        return "objects", [str(it.shape).encode(), *_objects(it.ravel().tolist())]
    fields = it.dtype.descr if it.dtype.names else ""
    mask = [np.ma.getmaskarray(it)] if isinstance(it, np.ma.MaskedArray) else []
    content = np.ascontiguousarray(np.asarray(it)).reshape(-1).view(np.uint8).data
    return "array", [f"{it.dtype.str}{fields}{it.shape}".encode(), content, *mask]


def _objects(values):
    """The values of an object array; texts as one piece, which is fast."""
    if not all(type(value) is str for value in values):
        return values
    texts = [value.encode("utf-8", "surrogatepass") for value in values]
    lengths = np.array([len(text) for text in texts], dtype="<i8")
    return [lengths.tobytes(), b"".join(texts)]


def _sparse(it):
    """A sparse array by its canonical rows."""
    rows = it.tocsr().copy()
    rows.sum_duplicates()
    positions = rows.indices.astype(np.int64), rows.indptr.astype(np.int64)
    return "sparse", [f"{it.format}{it.shape}".encode(), rows.data, *positions]


def _is_pandas(it):
    """Whether it is a frame, a column or an index."""
    is_data = hasattr(it, "dtype") or hasattr(it, "columns") or hasattr(it, "levels")
    # Public classes call themselves "pandas" since version 3, and "pandas.core..." before.
    return type(it).__module__.partition(".")[0] == "pandas" and is_data


def _pandas(it):
    """A frame by its columns, a column by dtype, values and index."""
    if hasattr(it, "levels"):  # of several levels
        it = it.to_frame(index=False)
    if hasattr(it, "columns"):
        columns = [(name, *_column(it.iloc[:, at])) for at, name in enumerate(it.columns)]
        return "frame", [it.index, *columns]
    index = [it.index] if hasattr(it, "index") else []
    return "column", [getattr(it, "name", None), *_column(it), *index]


def _column(it):
    """Dtype and values of one column."""
    if hasattr(it.dtype, "categories"):
        codes = np.asarray(getattr(it, "cat", it).codes)
        return "category", bool(it.dtype.ordered), codes, np.asarray(it.dtype.categories)
    values = np.asarray(it)
    if values.dtype.kind != "O":
        return str(it.dtype), values
    missing = np.asarray(it.isna())  # one kind of missing value; texts stay one piece
    return str(it.dtype), missing, values[~missing]


def _is_estimator(it):
    """Whether it has parameters in the sense of scikit-learn."""
    return not isinstance(it, type) and hasattr(it, "get_params")


def _is_cloned_as_fitted(it):
    """Whether a clone is as fitted as it is, FrozenEstimator's way."""
    ordinary = BaseEstimator.__sklearn_clone__
    return _is_estimator(it) and getattr(type(it), "__sklearn_clone__", ordinary) is not ordinary


def _as_fitted(it):
    """An estimator by its class and attributes, without what differs from one fit to the next."""
    kept = {
        name: value
        for name, value in vars(it).items()
        if name not in _OF_THE_RUN and not name.endswith("_time_")
    }
    return "fitted", [type(it), kept]


def _estimator(it):
    """An estimator by its class and parameters, and the settings that a clone has too."""
    code = [type(it)] if needs_code(type(it)) else []
    settings = [part for part in _settings(it) if part]
    return "estimator", [path_of(type(it)), it.get_params(deep=False), *code, *settings]


def _settings(it):
    """What `set_output` and the requests for metadata have left."""
    known = getattr(it, "__dict__", {})
    yield known.get("_sklearn_output_config")
    requests = getattr(known.get("_metadata_request"), "__dict__", {})
    yield {name: asked.requests for name, asked in requests.items() if hasattr(asked, "requests")}


def _is_tensor(it):
    """Whether it is a tensor of torch, which need not be imported."""
    return hasattr(it, "detach") and any(kind.__name__ == "Tensor" for kind in type(it).__mro__)


def _as_pickled(it):
    """Any other object by what pickle would keep of it."""
    try:
        reduce = copyreg.dispatch_table.get(type(it))
        reduced = reduce(it) if reduce else it.__reduce_ex__(4)
    except Exception as error:
        raise ValueError(
            f"an object of {path_of(type(it))} has no fingerprint, because it cannot be pickled; "
            "use something that can, for example a function of a module."
        ) from error
    if isinstance(reduced, str):
        return "callable", [f"{getattr(it, '__module__', None)}.{reduced}"]
    function, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    return "object", [function, list(arguments), state, list(items or ()), dict(pairs or ())]


_KINDS = (
    (lambda it: isinstance(it, np.ndarray), _array),
    (sparse.issparse, _sparse),
    (_is_pandas, _pandas),
    (_is_tensor, lambda it: ("tensor", [it.detach().cpu().numpy()])),
    (_is_estimator, _estimator),
    (lambda it: isinstance(it, types.FunctionType), function_parts),
    (
        lambda it: isinstance(it, types.CodeType),
        lambda it: ("code", [it.co_code, it.co_consts, it.co_names]),
    ),
    (lambda it: isinstance(it, type), class_parts),
    (lambda it: isinstance(it, types.ModuleType), lambda it: ("module", [it.__name__])),
    (lambda it: isinstance(it, CACHED), cached_parts),
    (is_built_in, lambda it: ("callable", [path_of(it)])),
    (
        lambda it: isinstance(it, types.MethodType),
        lambda it: ("method", [it.__self__, it.__func__]),
    ),
    (
        lambda it: isinstance(it, partial),
        lambda it: ("partial", [it.func, it.args, it.keywords]),
    ),
)

"""Fingerprints of parameters and data that are the same in every process.

They contain no ``id``, no ``hash`` and no address. Arrays and frames count by their content,
estimators by class, parameters and what else `clone` keeps, other objects by what pickle would
keep. A function or class counts by its path; by its code if the path does not identify it, or if
it is defined in a script or a notebook, where its code may change under the same path.
"""

import copyreg
import hashlib
import sys
import types
from enum import EnumMeta
from functools import cached_property, lru_cache, partial

import numpy as np
from scipy import sparse
from sklearn.base import BaseEstimator

_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(Ellipsis), type(NotImplemented))
_UNORDERED = {"set", "dict"}
_TIMED = ("history_", "cv_results_")  # attributes of fitted estimators that hold seconds
_CACHED = type(lru_cache(int))


class _IfPossible:
    """What counts by its content, or by its type alone if it has no fingerprint."""

    def __init__(self, content):
        self.content = content


def fingerprint(it):
    """SHA-256 of an object by its content, as hexadecimal text."""
    return _digest(it, (), False).hex()


def _digest(it, above, as_fitted):
    """Digest of an object; `above` holds the ids of the objects that contain it."""
    if isinstance(it, _IfPossible):
        try:
            return _digest(it.content, above, as_fitted)
        except (TypeError, ValueError):
            return _joined("of type", [_path_of(type(it.content)).encode()])
    if id(it) in above:  # part of itself
        return _joined("cycle", [str(len(above) - above.index(id(it))).encode()])
    as_fitted = as_fitted or _is_cloned_as_fitted(it)
    by_state = as_fitted and _is_estimator(it) and hasattr(it, "__dict__")
    tag, parts = _fitted(it) if by_state else _taken_apart(it)
    inner = (*above, id(it))
    digests = [
        part if isinstance(part, (bytes, memoryview)) else _digest(part, inner, as_fitted)
        for part in parts
    ]
    return _joined(tag, sorted(digests) if tag in _UNORDERED else digests)


def _joined(tag, parts):
    sha = hashlib.sha256(tag.encode() + b"\0")
    for part in parts:
        sha.update(len(part).to_bytes(8, "big"))  # so that no part runs into the next
        sha.update(part)
    return sha.digest()


def _taken_apart(it):
    """A tag, and the parts of an object: bytes, or objects to be taken apart in turn."""
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
    return _pickled(it)


def _array(it):
    if it.dtype.kind == "O":
        return "objects", [str(it.shape).encode(), *_objects(it.ravel().tolist())]
    fields = it.dtype.descr if it.dtype.names else ""
    mask = [np.ma.getmaskarray(it)] if isinstance(it, np.ma.MaskedArray) else []
    content = np.ascontiguousarray(np.asarray(it)).reshape(-1).view(np.uint8).data
    return "array", [f"{it.dtype.str}{fields}{it.shape}".encode(), content, *mask]


def _objects(values):
    if not all(type(value) is str for value in values):
        return values
    texts = [value.encode("utf-8", "surrogatepass") for value in values]  # much faster as one
    lengths = np.array([len(text) for text in texts], dtype="<i8")
    return [lengths.tobytes(), b"".join(texts)]


def _sparse(it):
    rows = it.tocsr().copy()
    rows.sum_duplicates()
    positions = rows.indices.astype(np.int64), rows.indptr.astype(np.int64)
    return "sparse", [f"{it.format}{it.shape}".encode(), rows.data, *positions]


def _is_pandas(it):
    is_data = hasattr(it, "dtype") or hasattr(it, "columns") or hasattr(it, "levels")
    return type(it).__module__.partition(".")[0] == "pandas" and is_data


def _pandas(it):
    if hasattr(it, "levels"):
        it = it.to_frame(index=False)
    if hasattr(it, "columns"):
        columns = [(name, *_column(it.iloc[:, at])) for at, name in enumerate(it.columns)]
        return "frame", [it.index, *columns]
    index = [it.index] if hasattr(it, "index") else []
    return "column", [getattr(it, "name", None), *_column(it), *index]


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


def _is_cloned_as_fitted(it):
    """Whether a clone is as fitted as the estimator, as that of a FrozenEstimator."""
    ordinary = BaseEstimator.__sklearn_clone__
    return _is_estimator(it) and getattr(type(it), "__sklearn_clone__", ordinary) is not ordinary


def _fitted(it):
    kept = {
        name: value
        for name, value in vars(it).items()
        if name not in _TIMED and not name.endswith("_time_")
    }
    return "fitted", [type(it), kept]


def _estimator(it):
    code = [type(it)] if _needs_code(type(it)) else []
    attributes = getattr(it, "__dict__", {})  # those of set_output and of metadata requests
    requests = vars(attributes.get("_metadata_request", types.SimpleNamespace()))
    requests = {name: one.requests for name, one in requests.items() if hasattr(one, "requests")}
    settings = filter(None, [attributes.get("_sklearn_output_config"), requests])
    return "estimator", [_path_of(type(it)), it.get_params(deep=False), *code, *settings]


def _pickled(it):
    try:
        reduce = copyreg.dispatch_table.get(type(it))
        reduced = reduce(it) if reduce else it.__reduce_ex__(4)
    except Exception as error:
        raise ValueError(
            f"an object of {_path_of(type(it))} has no fingerprint, because it cannot be pickled; "
            "use something that can, for example a function of a module."
        ) from error
    if isinstance(reduced, str):
        return "callable", [f"{getattr(it, '__module__', None)}.{reduced}"]
    function, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    return "object", [function, list(arguments), state, list(items or ()), dict(pairs or ())]


def _path_of(it):
    name = getattr(it, "__qualname__", None) or it.__name__
    return f"{getattr(it, '__module__', None)}.{name}"


def _needs_code(it):
    path = _path_of(it)
    return "<" in path or path.startswith("__main__")


def _is_found(it):
    """Whether the path of a function leads back to it."""
    found = sys.modules.get(it.__module__)
    for name in getattr(it, "__qualname__", "").split("."):  # a cached partial has no name
        found = getattr(found, name, None)
    return found is it


def _function(it):
    path = _path_of(it)
    if not _needs_code(it) and (not it.__closure__ or _is_found(it)):
        return "callable", [path]
    closure = [_IfPossible(cell.cell_contents) for cell in it.__closure__ or ()]
    return "function", [path, it.__code__, it.__defaults__, it.__kwdefaults__, closure]


def _cached(it):
    if _is_found(it) and not _needs_code(it):
        return "callable", [_path_of(it)]
    return "cached", [it.__wrapped__]


def _class(it):
    if not _needs_code(it):
        return "callable", [_path_of(it)]
    if isinstance(it, EnumMeta):
        return "enum", [_path_of(it), [(name, one.value) for name, one in it.__members__.items()]]
    members = {name: _content_of(member) for name, member in vars(it).items()}
    members = {
        name: _IfPossible(member)
        for name, member in members.items()
        if isinstance(member, types.FunctionType) or not _is_set_by_python(name)
    }
    return "class", [_path_of(it), members, [base for base in it.__mro__[1:] if _needs_code(base)]]


def _content_of(member):
    if isinstance(member, (classmethod, staticmethod)):
        return member.__func__
    if isinstance(member, property):
        return [member.fget, member.fset, member.fdel]
    return member.func if isinstance(member, cached_property) else member


def _is_set_by_python(name):
    return name == "_abc_impl" or (name.startswith("__") and name.endswith("__"))


def _is_built_in(it):
    if isinstance(it, types.BuiltinFunctionType):  # not the method of an object
        return isinstance(it.__self__, (types.ModuleType, type(None)))
    return isinstance(it, np.ufunc)


def _is(kind):
    return lambda it: isinstance(it, kind)


_KINDS = (
    (_is(np.ndarray), _array),
    (sparse.issparse, _sparse),
    (_is_pandas, _pandas),
    (_is_tensor, lambda it: ("tensor", [it.detach().cpu().numpy()])),
    (_is_estimator, _estimator),
    (_is(types.FunctionType), _function),
    (_is(types.CodeType), lambda it: ("code", [it.co_code, it.co_consts, it.co_names])),
    (_is(type), _class),
    (_is(types.ModuleType), lambda it: ("module", [it.__name__])),
    (_is(_CACHED), _cached),
    (_is_built_in, lambda it: ("callable", [_path_of(it)])),
    (_is(types.MethodType), lambda it: ("method", [it.__self__, it.__func__])),
    (_is(partial), lambda it: ("partial", [it.func, it.args, it.keywords])),
)

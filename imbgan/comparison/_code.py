"""Functions and classes as parts of a fingerprint.

One that is found under its path counts by the path. One that is not, or that stands in a script or
a notebook, where the same path may soon be another's, counts by what is written in it.
"""

import sys
import types
from enum import EnumMeta
from functools import cached_property, lru_cache

import numpy as np

CACHED = type(lru_cache(int))


class IfPossible:
    """What counts by its content, or by its type alone if it has no fingerprint."""

    def __init__(self, content):
        self.content = content


def path_of(it):
    """Module and qualified name."""
    name = getattr(it, "__qualname__", None) or it.__name__
    return f"{getattr(it, '__module__', None)}.{name}"


def needs_code(it):
    """Whether the path does not tell which function or class it is."""
    path = path_of(it)
    return "<" in path or path.startswith("__main__")


def function_parts(it):
    """A function by its path; where that does not tell which, by its code too."""
    path = path_of(it)
    if not needs_code(it) and (not it.__closure__ or _is_found(it)):
        return "callable", [path]
    closed_over = [IfPossible(cell.cell_contents) for cell in it.__closure__ or ()]
    return "function", [path, it.__code__, it.__defaults__, it.__kwdefaults__, closed_over]


def _is_found(it):
    """Whether the path of a function leads back to it."""
    found = sys.modules.get(it.__module__)
    for name in getattr(it, "__qualname__", "").split("."):  # a cached partial has no name
        found = getattr(found, name, None)
    return found is it


def cached_parts(it):
    """A function whose results are kept."""
    if _is_found(it) and not needs_code(it):
        return "callable", [path_of(it)]
    return "cached", [it.__wrapped__]


def class_parts(it):
    """A class by its path; where that does not tell which, by what is written in it too."""
    if not needs_code(it):
        return "callable", [path_of(it)]
    if isinstance(it, EnumMeta):
        return "enum", [path_of(it), [(name, one.value) for name, one in it.__members__.items()]]
    written = {name: _written(member) for name, member in vars(it).items()}
    written = {
        name: IfPossible(member)
        for name, member in written.items()
        if isinstance(member, types.FunctionType) or not _is_bookkeeping(name)
    }
    return "class", [path_of(it), written, [base for base in it.__mro__[1:] if needs_code(base)]]


def _written(member):
    """The function behind a member of a class, or the member itself."""
    if isinstance(member, (classmethod, staticmethod)):
        return member.__func__
    if isinstance(member, property):
        return [member.fget, member.fset, member.fdel]
    return member.func if isinstance(member, cached_property) else member


def _is_bookkeeping(name):
    """Whether Python itself keeps a member of a class under this name."""
    return name == "_abc_impl" or (name.startswith("__") and name.endswith("__"))


def is_built_in(it):
    """Whether it is a function that is not written in Python."""
    if isinstance(it, types.BuiltinFunctionType):  # not the method of an object
        return isinstance(it.__self__, (types.ModuleType, type(None)))
    return isinstance(it, np.ufunc)

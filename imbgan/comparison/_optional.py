"""The optional packages of this room, imported only where they are needed."""

from functools import partial

from ..utils.optional import import_optional

pandas_for = partial(import_optional, "pandas", extra="comparison")
pyplot_for = partial(import_optional, "matplotlib.pyplot", extra="comparison")

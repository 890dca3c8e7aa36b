"""The packages of the extra `comparison`, imported only where they are needed."""

from functools import partial

from ..utils.optional import import_optional

import_extra = partial(import_optional, extra="comparison")
pandas_for = partial(import_extra, "pandas")
pyplot_for = partial(import_extra, "matplotlib.pyplot")

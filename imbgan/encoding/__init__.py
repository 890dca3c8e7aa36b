"""The numpy and pandas side: scaling, categories, images, rows and the record of the data.

Nothing in this room imports torch. There are two encoders, :class:`TabularEncoder` for tables and
:class:`ImageEncoder` for images, in four dimensions or flat. Each has ``fit``, ``transform`` and
``inverse_transform`` and publishes ``shape`` and ``n_categories``; :func:`make_encoder` chooses
the one that suits the data, so that callers need not know which kinds there are.
"""

from ._images import ImageEncoder
from ._make import make_encoder
from ._reading import is_frame
from ._rows import repeated_rows, validation_split
from ._spec import DataSpec
from ._tabular import TabularEncoder

__all__ = [
    "DataSpec",
    "ImageEncoder",
    "TabularEncoder",
    "is_frame",
    "make_encoder",
    "repeated_rows",
    "validation_split",
]

"""Encoders of tables and images, selection of rows, and the specification of the data.

Nothing in this package imports torch. There are two encoders, :class:`TabularEncoder` for tables
and :class:`ImageEncoder` for images, in four dimensions or flat. Each has ``fit``, ``transform``
and ``inverse_transform`` and the attributes ``shape`` and ``n_categories``; :func:`make_encoder`
chooses the one that suits the data.
"""

from ._images import ImageEncoder
from ._rows import repeated_rows, validation_split
from ._spec import DataSpec
from ._tables import is_frame
from ._tabular import TabularEncoder, make_encoder

__all__ = [
    "DataSpec",
    "ImageEncoder",
    "TabularEncoder",
    "is_frame",
    "make_encoder",
    "repeated_rows",
    "validation_split",
]

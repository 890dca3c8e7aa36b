"""Encoders of tables and images, and the specification of the data.

Nothing in this package imports torch. There are three encoders: :class:`TabularEncoder` for
tables, :class:`ImageEncoder` for images, in four dimensions or flat, and
:class:`ImageMetadataEncoder` for images with metadata. Each has ``fit``, ``transform`` and
``inverse_transform`` and the attributes ``shape`` and ``n_categories``; :func:`make_encoder`
chooses which of the first two suits the data.
"""

from ._image_metadata import ImageMetadataEncoder
from ._images import ImageEncoder
from ._spec import DataSpec
from ._tables import is_frame
from ._tabular import TabularEncoder, make_encoder

__all__ = [
    "DataSpec",
    "ImageEncoder",
    "ImageMetadataEncoder",
    "TabularEncoder",
    "is_frame",
    "make_encoder",
]

"""What networks and games learn about the data."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class DataSpec:
    """The record of the data from which networks and games are built.

    A *narrow* row holds the numeric columns first and then one code per categorical column. In
    a *wide* row each code is replaced by a one-hot vector or by a mix of them. Without
    categorical columns the two are the same.

    Parameters
    ----------
    shape : tuple of int
        Shape of one encoded (narrow) row.
    class_counts : tuple of int of length n_classes
        Number of original rows of each class.
    n_to_draw : tuple of int of length n_classes
        Number of rows to generate for each class.
    categories : tuple of int, default=()
        Number of categories of each categorical column.

    Raises
    ------
    ValueError
        If the numbers do not fit together.

    Examples
    --------
    >>> from imbgan.encoding import DataSpec
    >>> spec = DataSpec(shape=(4,), class_counts=(90, 10), n_to_draw=(0, 80), categories=(3, 2))
    >>> spec.n_numeric, spec.expanded_width
    (2, 7)
    >>> spec.spans
    (slice(2, 5, None), slice(5, 7, None))
    """

    shape: tuple[int, ...]
    class_counts: tuple[int, ...]
    n_to_draw: tuple[int, ...]
    categories: tuple[int, ...] = ()

    def __post_init__(self):
        # Plain integers keep the record hashable and easy to write to a file.
        for name in ("shape", "class_counts", "n_to_draw", "categories"):
            object.__setattr__(self, name, tuple(int(n) for n in getattr(self, name)))
        if len(self.n_to_draw) != len(self.class_counts):
            raise ValueError(
                f"n_to_draw speaks of {len(self.n_to_draw)} classes and class_counts of "
                f"{len(self.class_counts)}; give one number per class in each."
            )
        if min(self.class_counts + self.n_to_draw, default=0) < 0:
            raise ValueError("class_counts and n_to_draw must not be negative.")
        if min(self.categories, default=1) < 1:
            raise ValueError("Each categorical column needs at least one category.")
        if len(self.categories) > self.n_features:
            raise ValueError(
                f"{len(self.categories)} categorical columns do not fit in rows of shape "
                f"{self.shape}."
            )

    @property
    def n_classes(self):
        """Number of classes."""
        return len(self.class_counts)

    @property
    def is_image(self):
        """Whether a row is an image, of shape (channels, height, width)."""
        return len(self.shape) == 3

    @property
    def n_features(self):
        """Number of values in a narrow row."""
        return math.prod(self.shape)

    @property
    def n_numeric(self):
        """Number of numeric columns; they come first in a row."""
        return self.n_features - len(self.categories)

    @property
    def expanded_width(self):
        """Number of values in a wide row."""
        return self.n_numeric + sum(self.categories)

    @property
    def spans(self):
        """Where each categorical column lies in a wide row, a tuple of slices."""
        spans, start = [], self.n_numeric
        for width in self.categories:
            spans.append(slice(start, start + width))
            start += width
        return tuple(spans)

    def to_record(self):
        """Return what :meth:`from_record` needs.

        Returns
        -------
        record : dict of str to tuple of int
        """
        return asdict(self)

    @classmethod
    def from_record(cls, record):
        """Return the spec of a record.

        Parameters
        ----------
        record : dict
            From :meth:`to_record`.

        Returns
        -------
        spec : DataSpec
        """
        return cls(**record)

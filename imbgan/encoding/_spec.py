"""The specification of the data from which networks and games are built."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from itertools import accumulate, pairwise, starmap


@dataclass(frozen=True)
class DataSpec:
    """The specification of the data from which networks and games are built.

    An encoded row holds the numeric columns first and then one integer code per categorical
    column. One-hot expansion replaces each code by a one-hot vector, or by a convex mix of such
    vectors. Without categorical columns the encoded and the expanded row are the same.

    Parameters
    ----------
    shape : tuple of int
        Shape of one encoded row.
    class_counts : tuple of int of length n_classes
        Number of original rows of each class.
    n_to_draw : tuple of int of length n_classes
        Number of rows to generate for each class.
    categories : tuple of int, default=()
        Number of categories of each categorical column.
    image_part : tuple of int, default=()
        Shape (channels, height, width) of the image whose pixels a flat row begins with; what
        follows is metadata.

    Attributes
    ----------
    n_classes : int
        Number of classes.
    is_image : bool
        Whether a row is an image, of shape (channels, height, width).
    has_image : bool
        Whether a row is an image or begins with one.
    n_features : int
        Number of values in an encoded row.
    n_numeric : int
        Number of numeric columns; they come first in a row.
    expanded_width : int
        Width of a row after one-hot expansion of the categorical columns.
    spans : tuple of slice
        Position of each categorical column in a row after one-hot expansion.

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
    image_part: tuple[int, ...] = ()
    # What follows from the parameters is computed once, as networks read it at every step.
    n_classes: int = field(init=False, repr=False, compare=False)
    is_image: bool = field(init=False, repr=False, compare=False)
    has_image: bool = field(init=False, repr=False, compare=False)
    n_features: int = field(init=False, repr=False, compare=False)
    n_numeric: int = field(init=False, repr=False, compare=False)
    expanded_width: int = field(init=False, repr=False, compare=False)
    spans: tuple[slice, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        known = vars(self)  # a frozen dataclass refuses plain assignment
        for name in ("shape", "class_counts", "n_to_draw", "categories", "image_part"):
            # Plain integers keep the specification hashable and easy to write to a file.
            known[name] = tuple(map(int, known[name]))
        known["n_classes"] = len(self.class_counts)
        known["is_image"] = len(self.shape) == 3
        known["has_image"] = known["is_image"] or bool(self.image_part)
        known["n_features"] = math.prod(self.shape)
        known["n_numeric"] = self.n_features - len(self.categories)
        known["expanded_width"] = self.n_numeric + sum(self.categories)
        ends = accumulate(self.categories, initial=self.n_numeric)
        known["spans"] = tuple(starmap(slice, pairwise(ends)))
        if len(self.n_to_draw) != len(self.class_counts):
            raise ValueError(
                f"n_to_draw has {len(self.n_to_draw)} classes and class_counts has "
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
        if self.image_part and (self.is_image or math.prod(self.image_part) > self.n_features):
            raise ValueError(
                f"An image of shape {self.image_part} does not fit in rows of shape {self.shape}."
            )

    def to_record(self):
        """Return what :meth:`from_record` needs.

        Returns
        -------
        record : dict of str to tuple of int
        """
        return {each.name: getattr(self, each.name) for each in fields(self) if each.init}

    @classmethod
    def from_record(cls, record):
        """Return the specification that a record was taken from.

        Parameters
        ----------
        record : dict
            From :meth:`to_record`.

        Returns
        -------
        spec : DataSpec
        """
        return cls(**record)

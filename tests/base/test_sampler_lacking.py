"""Claims about which classes lack rows."""

import numpy as np
import pytest

from imbgan.base import lacking_classes


@pytest.mark.parametrize(
    "counts, n_to_draw, classes",
    [
        ([60, 30, 10], [0, 30, 50], [1, 2]),
        ([60, 30, 10], [0, 0, 20], [1, 2]),  # below the largest target
        ([60, 30, 10], [40, 30, 50], [0, 1, 2]),  # the largest is asked for too
        ([30, 30], [0, 0], []),
        ([30, 30], [10, 10], [0, 1]),
        ([60, 30], [0, 0], [1]),
    ],
)
def test_classes_lack_rows_below_the_largest_target_or_where_some_are_to_be_drawn(
    counts, n_to_draw, classes
):
    assert lacking_classes(np.array(counts), np.array(n_to_draw)).tolist() == classes

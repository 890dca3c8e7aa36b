"""Claims about the check of parameters that are numbers of things."""

import numpy as np
import pytest

from imbgan.inspection._counts import check_count


@pytest.mark.parametrize("value", [1, 7, np.int64(3)])
def test_positive_integers_of_any_kind_are_numbers_of_things(value):
    check_count(value, "n_images")


@pytest.mark.parametrize("value", [0, -1, True, 2.0, "all", None])
def test_anything_else_is_refused_by_name(value):
    with pytest.raises(ValueError, match=f"n_images must be a positive integer, got {value!r}"):
        check_count(value, "n_images")

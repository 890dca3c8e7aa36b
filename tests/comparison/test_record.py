"""Records of fits."""

from dataclasses import FrozenInstanceError, replace

import pytest


def test_a_record_is_not_changed_but_replaced(record):
    one = record("pima", "smote", 0, 0.5)
    with pytest.raises(FrozenInstanceError):
        one.method = "adasyn"
    assert replace(one, method="adasyn") != one

"""What the encoder of tables refuses."""

import numpy as np
import pytest

from imbgan.encoding import TabularEncoder


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (np.empty((0, 3)), r"0 sample\(s\) \(shape=\(0, 3\)\) while a minimum of 1 is required"),
        (np.empty((3, 0)), r"0 feature\(s\) \(shape=\(3, 0\)\) while a minimum of 1 is required"),
        (np.arange(3), "Expected 2D array, got 1D array instead"),
        (np.ones((2, 2)) * 1j, "Complex data not supported"),
    ],
)
def test_tables_without_rows_columns_or_real_numbers_are_refused(X, message):
    with pytest.raises(ValueError, match=message):
        TabularEncoder().fit(X)


def test_another_number_of_columns_is_refused():
    encoder = TabularEncoder().fit(np.eye(3))
    with pytest.raises(ValueError, match="X has 2 features, but TabularEncoder is expecting 3"):
        encoder.transform(np.eye(2))
    with pytest.raises(ValueError, match="Encoded rows have shape"):
        encoder.inverse_transform(np.eye(2))


def test_encoded_rows_that_are_not_numbers_are_refused():
    with pytest.raises(ValueError, match="contain NaN"):
        TabularEncoder().fit(np.eye(3)).inverse_transform(np.full((1, 3), np.nan))

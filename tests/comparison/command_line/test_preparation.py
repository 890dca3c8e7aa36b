"""Claims about how columns are made fit for any classifier."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone

from imbgan.comparison.command_line._preparation import (
    MAX_CATEGORIES,
    clean_columns,
    counts_rows,
    preparation,
)

pd = pytest.importorskip("pandas")


def mixed(n=60):
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "number": np.where(rng.random(n) < 0.3, np.nan, rng.normal(5, 2, n)),
            "whole": pd.array(rng.integers(0, 9, n), dtype="Int64"),
            "truth": rng.random(n) < 0.5,
            "city": rng.choice(["Rome", "Oslo", None], n),
            "grade": pd.Categorical(rng.choice(list("abc"), n)),
        }
    )


def test_columns_become_floats_or_text():
    X, notes = clean_columns(mixed())
    assert not notes
    assert (X.dtypes.iloc[:3] == np.float64).all()
    assert all(not pd.api.types.is_numeric_dtype(kind) for kind in X.dtypes.iloc[3:])
    assert X.isna().sum().equals(mixed().isna().sum())


def test_dates_become_days():
    dates = pd.date_range("2024-02-28", periods=3)
    X, _ = clean_columns(
        pd.DataFrame({"time": dates, "text": dates.astype(str), "a": dates - dates[0]})
    )
    for name in ("time", "text", "a"):
        assert np.diff(X[name]).tolist() == [1, 1]


def test_dates_of_other_formats_are_found_by_skrub():
    X, _ = clean_columns(pd.DataFrame({"a": ["28.02.2024", "29.02.2024", "01.03.2024", None]}))
    assert np.diff(X["a"]).tolist()[:2] == [1, 1] and np.isnan(X["a"][3])


def test_text_for_a_missing_value_is_missing():
    X, _ = clean_columns(pd.DataFrame({"a": ["x", "N/A", "?", "y"]}))
    assert X["a"].isna().tolist() == [False, True, True, False]


def test_a_column_of_numbers_may_be_said_to_hold_categories():
    X, _ = clean_columns(mixed(), categorical=["whole"])
    assert not pd.api.types.is_numeric_dtype(X["whole"].dtype)
    with pytest.raises(ValueError, match=r"--categorical names \['hole'\]"):
        clean_columns(mixed(), categorical=["hole"])


def test_what_says_nothing_is_left_out_and_said():
    frame = mixed().assign(empty=np.nan, name=[f"row {at}" for at in range(60)], far=np.inf)
    X, notes = clean_columns(frame)
    assert "empty" not in X and "name" not in X
    assert X["far"].isna().all()
    assert len(notes) == 3 and "'name' has another text in each row" in notes[1]


def test_a_table_without_a_column_to_learn_from_is_refused():
    with pytest.raises(ValueError, match="no column to learn from"):
        clean_columns(pd.DataFrame({"a": [None, None]}))


def test_the_prepared_rows_are_finite_numbers_of_unit_scale():
    X, _ = clean_columns(mixed())
    rows = preparation().fit_transform(X)
    assert np.isfinite(rows).all()
    assert np.allclose(rows[:, :3].mean(axis=0), 0) and np.allclose(rows[:, :3].std(axis=0), 1)
    # city with its missing values and grade: three columns each
    assert rows.shape == (60, 9) and np.isin(rows[:, 3:], [0, 1]).all()


def test_what_is_learned_comes_from_the_training_rows():
    train = pd.DataFrame({"a": [0.0, 2.0, 4.0], "b": ["x", "y", "x"]})
    test = pd.DataFrame({"a": [np.nan, 100.0], "b": ["z", None]})
    rows = preparation().fit(train).transform(test)
    assert rows[0, 0] == 0  # the median, 2, is the mean
    assert rows[1, 0] == pytest.approx(98 / np.std([0, 2, 4]))
    assert (rows[:, 1] == rows[0, 1]).all()  # neither was seen


def test_a_column_that_is_empty_in_training_keeps_its_place():
    train = pd.DataFrame({"a": [np.nan, np.nan], "b": [1.0, 2.0]})
    assert preparation().fit(train).transform(train).shape == (2, 2)


@given(n=st.integers(1, 200))
def test_a_column_never_becomes_more_than_so_many(n):
    frame = pd.DataFrame({"a": [f"c{at}" for at in range(n)] * 2})
    assert preparation().fit_transform(frame).shape[1] <= MAX_CATEGORIES


def test_the_preparation_can_be_cloned_and_fits_other_columns():
    X, _ = clean_columns(mixed())
    fitted = preparation().fit(X)
    assert clone(fitted).fit_transform(X[["whole"]]).shape == (60, 1)


def test_a_column_may_count_the_rows():
    assert counts_rows(pd.Series(range(50))) and counts_rows(pd.Series(range(1, 51)))
    days = pd.Series(pd.date_range("2020-01-01", periods=50))
    others = [
        range(1960, 2010),
        np.arange(50.0),
        [0, 2, *range(2, 50)],
        range(30),
        range(50)[::-1],
    ]
    assert not any(map(counts_rows, [days, *map(pd.Series, others)]))


def test_a_column_may_be_called_anything():
    cleaned, _ = clean_columns(pd.DataFrame({"self": [1.0, 2.0], "index": ["a", "b"]}))
    assert list(cleaned) == ["self", "index"]


def test_cells_of_several_values_are_refused():
    with pytest.raises(ValueError, match="the column 'a' has a list in a cell"):
        clean_columns(pd.DataFrame({"a": [[1, 2], [3]]}))

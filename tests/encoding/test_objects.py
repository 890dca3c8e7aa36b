"""Claims about what columns of text and of objects hold."""

import warnings
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pytest

from imbgan.encoding import TabularEncoder
from imbgan.encoding._objects import as_held, held_in, holds_categories, is_number

pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")

DAYS = [date(2020, 1, 1), date(2021, 5, 6), date(1969, 12, 31), date(2000, 2, 29)]
PRICES = [Decimal("1.25"), Decimal("-3.5"), Decimal("100"), Decimal("0.05")]

TEXT = pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())


def read(values, is_text=True):
    """Whether values are categories, without a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return holds_categories(np.array(values, dtype=object), "c", is_text)


@pytest.mark.parametrize(
    "values",
    [
        ["a", "b", None],
        ["<30", "30-40", "40-50", ">50"],
        ["2020-01-01", "2020-01-02"],
        ["A1", "B2", "12-34"],
        ["yes", "no", "1"],
    ],
)
def test_text_is_categories(values):
    assert read(values)


@pytest.mark.parametrize("values", [[1, 2.5, None], [True, False], PRICES, DAYS])
def test_objects_without_text_are_none(values):
    assert not read(values, is_text=False)


@pytest.mark.parametrize(
    "offender", ["<0.1", "-", "unknown", "12%", "$3", "1,234", "n/a", "1 000"]
)
@pytest.mark.parametrize("kind", [str, float])
def test_one_cell_does_not_make_a_column_of_numbers_one_of_categories(offender, kind):
    values = [kind(number) for number in range(9)]
    values.insert(4, offender)
    n_like = 9 if offender in ("-", "unknown", "n/a") else 10
    with pytest.raises(ValueError) as caught:
        read(values)
    assert f"Column 'c' of X holds numbers in {10 * n_like} % of its cells" in str(caught.value)
    assert repr(offender) in str(caught.value)
    assert "categorical_features" in str(caught.value)


@pytest.mark.parametrize(
    "values", [["12%", "30%"], ["1,5", "2,25"], ["$3", "$4"], ["1,234", "5,678"]]
)
def test_numbers_in_another_spelling_throughout_are_no_categories(values):
    with pytest.raises(ValueError, match=f"holds numbers in 100 %.*{values[0][1:]}"):
        read(values)


def test_text_that_is_all_numbers_is_categories_with_a_warning():
    with pytest.warns(UserWarning, match="Column 'c' of X holds text that is all numbers"):
        assert holds_categories(np.array(["1", "2", None], dtype=object), "c", True)


def test_columns_of_the_category_dtype_are_never_questioned():
    X = pd.DataFrame({"c": pd.Categorical(["1", "2", "unknown", "3"])})
    assert TabularEncoder().fit(X).n_categories == (4,)


def test_named_columns_are_never_questioned():
    X = pd.DataFrame({"c": ["1", "2", "unknown", "3"]})
    assert TabularEncoder(["c"]).fit(X).n_categories == (4,)


def test_objects_of_two_kinds_are_refused_by_name():
    with pytest.raises(
        ValueError, match="Column 'c' of X mixes text such as 'a' with .* such as 1"
    ):
        read(["a", 1, "b"])


def test_text_in_a_column_of_objects_is_categories():
    X = pd.DataFrame({"word": pd.Series(["b", "a"], dtype=object), "size": [1, 2]})
    encoder = TabularEncoder().fit(X)
    assert encoder.categorical_.tolist() == [0]
    pd.testing.assert_frame_equal(encoder.inverse_transform(encoder.transform(X)), X)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1e3", True), (" -2.5 ", True), ("nan", False), ("inf", False), ("x", False)],
)
def test_numbers_are_those_of_python_if_finite(text, expected):
    assert is_number(text) is expected


def test_what_objects_hold_is_told():
    assert held_in(DAYS) == ("days",)
    assert held_in(PRICES) == ("decimals", 2)
    assert held_in([Decimal("1E+2")]) == ("decimals", 0)
    for values in ([], [1, Decimal(1)], [datetime(2020, 1, 1)], [1.5], [DAYS[0], 3]):
        assert held_in(values) is None


def test_days_are_counted_from_1970_and_decimals_have_their_places():
    assert as_held(np.array([0, 1, -1]), ("days",)).tolist() == [
        date(1970, 1, 1),
        date(1970, 1, 2),
        date(1969, 12, 31),
    ]
    cents = as_held(np.array([0.1 + 0.2, 2.0]), ("decimals", 2)).tolist()
    assert list(map(str, cents)) == ["0.30", "2.00"]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(DAYS, dtype=object),
        pd.Series(DAYS, dtype=pd.ArrowDtype(pa.date32())),
        pd.Series(PRICES, dtype=object),
        pd.Series(PRICES, dtype=pd.ArrowDtype(pa.decimal128(9, 2))),
        *(pd.Series(list("abac"), dtype=pd.ArrowDtype(kind)) for kind in TEXT),
        pd.Series([True, False, True, True], dtype=pd.ArrowDtype(pa.bool_())),
        pd.Series([1, 2, 3, 9], dtype=pd.ArrowDtype(pa.int64())),
    ],
    ids=lambda column: str(column.dtype),
)
@pytest.mark.parametrize("beside", [True, False])
def test_rows_come_back_in_the_type_that_the_column_holds(column, beside):
    X = pd.DataFrame({"c": column, **({"size": [0.5, 1.5, 2.5, 3.5]} if beside else {})})
    encoder = TabularEncoder().fit(X)
    back = encoder.inverse_transform(encoder.transform(X))
    assert back.dtypes.tolist() == X.dtypes.tolist()
    assert back["c"].tolist() == X["c"].tolist()
    again = TabularEncoder.from_record(encoder.to_record())
    assert again.inverse_transform(encoder.transform(X))["c"].tolist() == X["c"].tolist()


def test_days_and_decimals_come_back_in_an_array_too():
    X = np.array([DAYS, PRICES, list("abab")], dtype=object).T
    encoder = TabularEncoder([2]).fit(X)
    assert encoder.inverse_transform(encoder.transform(X)).tolist() == X.tolist()


def test_days_are_numbers_whose_distance_counts():
    X = pd.DataFrame({"day": pd.Series([date(2020, 1, 1), date(2020, 1, 2), date(2020, 1, 4)])})
    codes = TabularEncoder().fit_transform(X)[:, 0]
    assert codes[2] - codes[1] == pytest.approx(2 * (codes[1] - codes[0]), rel=1e-5)


@pytest.mark.parametrize("values", [DAYS[:3] + [None], PRICES[:3] + [None]])
def test_missing_days_and_decimals_are_named(values):
    X = pd.DataFrame({"c": pd.Series(values, dtype=object)})
    with pytest.raises(ValueError, match="contains NaN.*column 'c'"):
        TabularEncoder().fit(X)


def test_moments_among_objects_are_refused_by_name():
    X = pd.DataFrame({"c": pd.Series([datetime(2020, 1, 1)] * 2, dtype=object)})
    with pytest.raises(TypeError, match="Column 'c' of X holds other objects"):
        TabularEncoder().fit(X)

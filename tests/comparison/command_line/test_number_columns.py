"""Claims about columns of numbers that files hold as text or as objects."""

import datetime
from decimal import Decimal

import numpy as np
import pytest

from imbgan.comparison.command_line._inputs import read_inputs
from imbgan.comparison.command_line._number_columns import has_decimal_commas, read_numbers

pd = pytest.importorskip("pandas")


def read(values, **options):
    """A column as read, and the notes."""
    X, notes = read_numbers(pd.DataFrame({"c": pd.Series(values, dtype=object)}), **options)
    return X["c"].tolist(), notes


@pytest.mark.parametrize(
    ("cells", "numbers", "note"),
    [
        (["1,234", "5", "12,000"], [1234, 5, 12000], "'1,234' is 1234"),
        (["1,234,567.5", "2"], [1234567.5, 2], "'1,234,567.5' is 1234567.5"),
        (["12%", "3.5 %"], [12, 3.5], "'12%' is 12"),
        (["$3", "4", "-$5.50"], [3, 4, -5.5], "'$3' is 3"),
        (["3 €", "1.5 €"], [3, 1.5], "'3 €' is 3"),
        (["1,5", "2,25"], [1.5, 2.25], "'1,5' is 1.5"),
        (["1.234,5", "2,5"], [1234.5, 2.5], "'1.234,5' is 1234.5"),
        (["1 000", "20"], [1000, 20], "'1 000' is 1000"),
    ],
)
def test_what_can_be_read_in_one_way_is_read_and_said(cells, numbers, note):
    assert read(cells) == (numbers, [f"the column 'c' is numbers: {note}"])


@pytest.mark.parametrize("word", ["-", "unknown", "N/A", "--", "?"])
def test_words_for_nothing_are_missing_among_numbers_and_that_is_said(word):
    numbers, notes = read(["1", "2.5", word, None, "3"])
    assert numbers[:2] == [1, 2.5] and np.isnan(numbers[2:4]).all() and numbers[4] == 3
    assert notes == [f"1 cells of 'c' such as {word!r} count as missing"]


def test_text_that_is_all_numbers_is_read_and_said():
    note = "the column 'c' holds numbers as text and is read as numbers"
    assert read(["1", "20"]) == ([1, 20], [note])
    assert read(["1", "20"], separator=";") == ([1, 20], [])


@pytest.mark.parametrize(
    "cells",
    [["a", "-", "b"], ["unknown", "yes"], ["<30", "30-40", ">40"], ["2024-01-02"], ["1.2.2024"]],
)
def test_other_text_stays_text(cells):
    assert read(cells) == (cells, [])


@pytest.mark.parametrize("offender", ["<0.1", "x", "12:30", "1,23,4"])
def test_other_cells_in_a_column_of_numbers_are_refused_by_its_name(offender):
    with pytest.raises(ValueError, match="'c' holds numbers in 75 % of its cells, but also"):
        read(["1", "2", "3.5", offender])


@pytest.mark.parametrize("cells", [["12%", "0.3"], ["$1", "2 €"], ["5%", "$3"]])
def test_different_units_are_refused(cells):
    with pytest.raises(ValueError, match="column 'c' .* different units"):
        read(cells)


def test_both_decimal_signs_in_a_column_are_refused_with_the_option():
    for decimal in (None, ","):
        with pytest.raises(ValueError, match="'c' .* --decimal.* '3.11' cannot"):
            read(["1,5", "2,5", "3.11"], decimal=decimal)


def test_the_option_decides_what_a_sign_means():
    assert read(["1,234", "2,500"], decimal=",")[0] == [1.234, 2.5]
    assert read(["1,234", "2,500"], decimal=".")[0] == [1234, 2500]
    assert read(["1,234", "2,500"], separator=",")[0] == [1234, 2500]
    with pytest.raises(ValueError, match=r"--decimal \.: '1,5' cannot\. Make"):
        read(["1,5", "2,25"], decimal=".")
    with pytest.raises(ValueError, match="'1,234' may be a fraction or a whole number: say"):
        read(["1,234", "2,500"], separator=";")


def test_decimal_numbers_and_dates_of_parquet_are_numbers(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame(
        {
            "price": [Decimal("1.25"), Decimal("2.50"), None] * 20,
            "day": [datetime.date(2024, 2, 28 + at % 2) for at in range(60)],
            "label": ["no", "yes"] * 30,
        }
    )
    frame.to_parquet(tmp_path / "t.parquet")
    X = read_inputs([str(tmp_path / "t.parquet")], targets=["label"])["t"].X
    assert (X.dtypes == np.float64).all()
    assert X["price"].tolist()[:2] == [1.25, 2.5]
    assert X["day"][1] - X["day"][0] == 1


def test_kept_columns_and_categories_are_not_questioned():
    assert read(["1", "2", "<3"], kept=("c",))[0] == ["1", "2", "<3"]
    X = pd.DataFrame({"c": pd.Categorical(["1", "2", "<3"])})
    assert read_numbers(X)[0]["c"].tolist() == ["1", "2", "<3"]


def written(path, columns, mark=";"):
    """A file of columns beside a label, 40 rows."""
    names = [*columns, "label"]
    cells = [*columns.values(), ["no", "yes"]]
    rows = [mark.join(cell[at % len(cell)] for cell in cells) for at in range(40)]
    path.write_text("\n".join([mark.join(names), *rows]))
    return str(path)


def inputs(path, **csv):
    return read_inputs([path], targets=["label"], csv=csv)["t"]


def test_decimal_commas_are_decided_for_each_column(tmp_path):
    columns = {"a": ["1,5", "2,25"], "b": ["3", "4"], "c": ["1.5", "2.25"], "d": ["x", "y"]}
    found = inputs(written(tmp_path / "t.csv", columns), sep=";")
    assert found.X["a"].tolist()[:2] == [1.5, 2.25]
    assert found.X["b"].tolist()[:2] == [3, 4]
    assert found.X["c"].tolist()[:2] == [1.5, 2.25]
    assert found.n_categorical == 1
    assert "the column 'a' is numbers: '1,5' is 1.5" in found.notes


def test_one_cell_with_a_point_is_refused_and_does_not_touch_other_columns(tmp_path):
    columns = {"a": ["1,5", "3.11", "2,5"], "b": ["0,5", "0,25"]}
    path = written(tmp_path / "t.csv", columns)
    for csv in ({"sep": ";"}, {"sep": ";", "decimal": ","}):
        with pytest.raises(ValueError, match="column 'a' .* '3.11' cannot"):
            inputs(path, **csv)


def test_what_may_be_thousands_in_a_file_with_commas_is_refused_with_the_option(tmp_path):
    columns = {"a": ["1,5", "2,5"], "b": ["1.234", "2.500"]}
    path = written(tmp_path / "t.csv", columns)
    with pytest.raises(ValueError, match="'b' .* '1.234' may be a fraction .* --decimal"):
        inputs(path, sep=";")
    assert inputs(path, sep=";", decimal=",", thousands=".").X["b"].tolist()[:2] == [1234, 2500]


def test_labels_that_only_blanks_tell_apart_are_noted(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,label\n" + "1,good\n2,good \n3,bad\n" * 10)
    notes = inputs(str(path)).notes
    assert any("the classes 'good' and 'good ' differ in blanks only" in note for note in notes)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [(["1,5"], True), (["1,234", "2"], False), (["a,b"], False), ([1.5], False), (["1.5"], False)],
)
def test_commas_that_cannot_group_digits_are_decimal_ones(cells, expected):
    assert has_decimal_commas(pd.Series(cells)) is expected

"""Claims about reading tables from files."""

import sys

import numpy as np
import pytest

from imbgan.comparison.command_line._table_files import (
    looks_like_file,
    read_file,
    short_name,
    split_target,
)

pd = pytest.importorskip("pandas")

FRAME = pd.DataFrame({"a": [1.5, 2.5, 3.0], "b": ["x", None, "y"], "label": [0, 1, 0]})


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.parquet"])
def test_each_kind_of_file_gives_the_same_table(tmp_path, name):
    path = tmp_path / name
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
        FRAME.to_parquet(path)
    else:
        FRAME.to_csv(path, index=False)
    read = read_file(path)
    assert list(read) == list(FRAME)
    assert read["b"].isna().tolist() == [False, True, False]
    assert read["a"].tolist() == FRAME["a"].tolist()


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("a;b\n1,5;x\n2,5;y\n", {"sep": ";", "decimal": ","}),
        ("a;b\n1.001,5;x\n1.002,5;y\n", {"sep": ";", "decimal": ",", "thousands": "."}),
        ("a|b\n1.5|x\n2.5|y", {"sep": "|"}),
    ],
)
def test_other_formats_are_said_by_options_of_pandas_reader(tmp_path, text, options):
    read = read_file(written(tmp_path, text), **options)
    assert list(read) == ["a", "b"] and (read["a"] % 1 == 0.5).all()


def test_a_file_of_tab_separated_values_needs_no_option(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("a\tb\n1.5\tx, y\n")
    assert read_file(path).iloc[0].tolist() == [1.5, "x, y"]


def test_a_byte_order_mark_is_no_part_of_a_name(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"\xef\xbb\xbfa,b\n1,2\n")
    assert list(read_file(tmp_path / "t.csv")) == ["a", "b"]


def test_other_encodings_are_read_where_they_are_named(tmp_path):
    (tmp_path / "t.csv").write_bytes("a,label\nKöln,0\n".encode("latin-1"))
    assert read_file(tmp_path / "t.csv", encoding="latin-1")["a"].tolist() == ["Köln"]
    with pytest.raises(ValueError, match="cannot be read as a table: unknown encoding: none"):
        read_file(tmp_path / "t.csv", encoding="none")


NAMES_OF_CLASSES = ["None", "NA", "null", "N/A", "nan", "x"]


@pytest.mark.parametrize("mark", [",", ";"])
def test_names_of_classes_are_no_missing_values(tmp_path, mark):
    path = tmp_path / "t.csv"
    rows = [f"{name}{mark}{name}" for name in NAMES_OF_CLASSES]
    path.write_text("\n".join([f"a{mark}label", *rows, f"y{mark}", f"y{mark} ?"]))
    read = read_file(path, "label", sep=mark)
    assert read["label"].tolist()[:-2] == NAMES_OF_CLASSES
    assert read["label"].isna().tolist() == [False] * 6 + [True] * 2
    assert read["a"].isna().tolist() == [True] * 5 + [False] * 3  # columns as pandas reads them


def test_beside_numbers_a_target_without_one_is_missing(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,label\n" + "1,0\n2,1\n3,NA\n" * 2)
    _, y, notes = split_target(read_file(path, "label"), "label", "t.csv")
    assert y.tolist() == [0, 1, 0, 1]
    assert notes == ["2 rows without a value of 'label' are left out"]


def test_a_question_mark_is_a_missing_value(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a, b\n1, ?\n?, 2\n")
    assert read_file(path).isna().to_numpy().tolist() == [[False, True], [True, False]]


def test_names_of_columns_become_text(tmp_path):
    pytest.importorskip("pyarrow")
    pd.DataFrame({"0": [1], "1": [2]}).to_parquet(tmp_path / "t.pq")
    assert list(read_file(tmp_path / "t.pq")) == ["0", "1"]


@pytest.mark.parametrize(
    "name, match",
    [
        ("dota.csv", r"there is no file .*dota.csv. Did you mean data.csv\?"),
        ("other", r"there is no file .*other\.$"),
        ("nowhere/data.csv", r"there is no file .*nowhere/data.csv\.$"),
        (".", "is a folder; name the file in it"),
        ("empty.csv", "cannot be read as a table: No columns"),
        ("header.csv", "holds no rows"),
        ("broken.parquet", "cannot be read as a table"),
        ("broken.csv.gz", "cannot be read as a table"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_advice(tmp_path, name, match):
    pytest.importorskip("pyarrow")
    FRAME.to_csv(tmp_path / "data.csv")
    for file in ("broken.parquet", "broken.csv.gz"):
        (tmp_path / file).write_bytes(b"no table")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "header.csv").write_text("a,b\n")
    with pytest.raises(ValueError, match=match):
        read_file(tmp_path / name)


@pytest.mark.parametrize("name, is_file", [("wine", False), ("wine.csv", True), ("a/wine", True)])
def test_a_name_with_a_suffix_or_a_folder_is_a_file(name, is_file):
    assert looks_like_file(name) == is_file


def test_the_short_name_has_no_folder_and_no_suffix():
    assert [short_name(p) for p in ("a/b.csv.gz", "b.PARQUET", "c.x")] == ["b", "b", "c.x"]


def target(values):
    return split_target(pd.DataFrame({"a": 1, "label": values}), "label", "t.csv")[1]


@pytest.mark.parametrize(
    "values, labels",
    [
        ([0, 1, 0], [0, 1, 0]),
        ([0.0, 2.0, 0.0], [0, 2, 0]),
        (pd.array([3, 1, 3], dtype="Int64"), [3, 1, 3]),
        (["b", "a", "b"], ["b", "a", "b"]),
        ([True, False, True], ["True", "False", "True"]),
        (pd.Categorical(["u", "v", "u"]), ["u", "v", "u"]),
        ([0.5, 1.0, 0.5], ["0.5", "1.0", "0.5"]),
    ],
)
def test_labels_become_integers_or_text(values, labels):
    y = target(values)
    assert y.tolist() == labels and y.dtype.kind in "iU"


def test_rows_without_a_label_are_left_out_and_said():
    frame = pd.DataFrame({"a": [1, 2, 3, 4], "label": ["x", None, "y", "x"]})
    X, y, notes = split_target(frame, "label", "t.csv")
    assert X["a"].tolist() == [1, 3, 4] and y.tolist() == ["x", "y", "x"]
    assert notes == ["1 rows without a value of 'label' are left out"]


@pytest.mark.parametrize(
    "name, match",
    [
        (None, "say with --target which column is the class, of 'a', 'label'"),
        ("lable", r"t.csv has no column 'lable'. Did you mean label\?"),
        ("LABEL", r"Did you mean label\?"),
        ("zzz", "has no column 'zzz'. There is 'a', 'label'"),
    ],
)
def test_a_target_that_is_not_there_is_named_with_close_ones(name, match):
    with pytest.raises(ValueError, match=match):
        split_target(pd.DataFrame({"a": [1], "label": [0]}), name, "t.csv")


def test_a_table_of_one_column_asks_for_the_separator():
    frame = pd.DataFrame({"a;label": ["1;x"]})
    with pytest.raises(ValueError, match="There is only 'a;label'; is --separator right"):
        split_target(frame, "label", "t.csv")


@pytest.mark.parametrize(
    "values, match",
    [
        (["one"] * 30, r"has a single class, \['one'\]"),
        (np.linspace(0, 1, 500), "500 different values in 500 rows: it looks continuous"),
        (np.arange(300) // 3, "100 different values in 300 rows: it looks continuous"),
        (np.repeat(np.arange(50) + 0.5, 40), "it looks continuous"),
        ([f"row {at}" for at in range(100)], "like a name of the row"),
        ([None, None], r"has a single class, \[\]"),
    ],
)
def test_a_target_that_is_no_class_is_refused(values, match):
    with pytest.raises(ValueError, match=f"the target 'label' {match}|{match}"):
        target(values)


def test_many_classes_are_classes_where_that_is_said():
    frame = pd.DataFrame({"a": 1, "label": np.repeat(np.arange(40), 12)})
    with pytest.raises(ValueError, match="40 different values in 480 rows. .*--many-classes"):
        split_target(frame, "label", "t.csv")
    assert len(np.unique(split_target(frame, "label", "t.csv", many_classes=True)[1])) == 40


def test_twenty_classes_need_no_word():
    assert len(np.unique(target(np.repeat(np.arange(20), 2)))) == 20


@pytest.mark.parametrize("name", ["t.xls", "t.json", "t.csv.zip"])
def test_a_suffix_that_is_none_of_those_read_is_refused_with_their_list(tmp_path, name):
    (tmp_path / name).write_text("a,label\n1,0\n")
    with pytest.raises(ValueError, match=r"are not read; make it one of text .*\.parquet.*\.xlsx"):
        read_file(tmp_path / name)


def test_a_file_without_a_suffix_is_text(tmp_path):
    (tmp_path / "table").write_text("a,label\n1,0\n")
    assert list(read_file(tmp_path / "table")) == ["a", "label"]


@pytest.fixture
def book(tmp_path):
    """The path of a file of Excel with two sheets."""
    pytest.importorskip("openpyxl")
    path = tmp_path / "t.xlsx"
    with pd.ExcelWriter(path) as writer:
        FRAME.to_excel(writer, sheet_name="first", index=False)
        FRAME[["a", "label"]].to_excel(writer, sheet_name="second", index=False)
    return path


@pytest.mark.parametrize("sheet", ["second", "2"])
def test_a_sheet_is_named_or_numbered(book, sheet):
    assert list(read_file(book, "label", sheet)) == ["a", "label"]
    assert read_file(book, "label", sheet)["a"].tolist() == FRAME["a"].tolist()


@pytest.mark.parametrize(
    ("sheet", "said"),
    [(None, "say with --sheet which one"), ("third", "no sheet 'third'"), ("3", "no sheet '3'")],
)
def test_a_sheet_that_is_not_clear_is_asked_for(book, sheet, said):
    with pytest.raises(ValueError, match=f"{said}.*'first', 'second'"):
        read_file(book, "label", sheet)


def test_the_only_sheet_needs_no_name(tmp_path):
    pytest.importorskip("openpyxl")
    FRAME.to_excel(tmp_path / "t.xlsx", index=False)
    assert list(read_file(tmp_path / "t.xlsx")) == list(FRAME)


@pytest.mark.parametrize(("name", "package"), [("t.parquet", "pyarrow"), ("t.xlsx", "openpyxl")])
def test_what_a_kind_of_file_needs_is_said(tmp_path, monkeypatch, name, package):
    (tmp_path / name).write_bytes(b"")
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ValueError, match=f"to read it, pip install .*{package}"):
        read_file(tmp_path / name)


def test_a_text_that_is_no_utf8_is_said_to_be_none(tmp_path):
    (tmp_path / "t.csv").write_bytes("a,label\nKöln,0\n".encode("latin-1"))
    with pytest.raises(ValueError, match="cannot be read as a table: 'utf-8"):
        read_file(tmp_path / "t.csv")


def written(tmp_path, text):
    path = tmp_path / "t.csv"
    path.write_text(text)
    return path


def test_a_category_is_the_same_in_all_parts_of_a_wide_file(tmp_path):
    filler = ",".join(["0.5"] * 300)
    codes = ["0", "1", "2", ""] * 1000 + ["A"] * 1000
    lines = [f"{code},{filler}" for code in codes]
    header = ",".join(["code", *(f"x{at}" for at in range(300))])
    read = read_file(written(tmp_path, "\n".join([header, *lines])))
    assert set(read["code"].dropna()) == {"0", "1", "2", "A"}


def test_a_separator_at_the_end_of_each_line_moves_no_column(tmp_path):
    lines = [f"{at},{label},{at / 10}," for at, label in enumerate("pqpqpq")]
    read = read_file(written(tmp_path, "\n".join(["grade,label,b", *lines])), "label")
    assert list(read) == ["grade", "label", "b"]
    assert read["label"].tolist() == list("pqpqpq") and read["grade"].tolist() == list(range(6))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n1,2,3\n1,2,4\n", "more cells than there are names"),
        ("a,b\n1,2,3,4\n2,2,4,4\n", "more cells than there are names"),
        ("a,b\n1,2\n1,2,4\n", "Expected 2 fields in line 3, saw 3"),
        ("a,label,label\n1,0,0\n2,1,1\n", "two columns are called 'label'"),
        ('\n"a",label,"label"\n1,0,0\n2,1,1\n', "two columns are called 'label'"),
    ],
)
def test_columns_that_cannot_be_told_apart_are_refused(tmp_path, text, message):
    with pytest.raises(ValueError, match=message):
        read_file(written(tmp_path, text))

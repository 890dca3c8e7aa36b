"""Claims about the data sets of the command line."""

import numpy as np
import pytest

from imbgan.comparison.command_line._inputs import KNOWN, read_inputs

pd = pytest.importorskip("pandas")


@pytest.fixture
def table(tmp_path):
    """The path of a table with a class in three and a column of text."""
    path = tmp_path / "table.csv"
    frame = pd.DataFrame(
        {"a": np.arange(90.0), "b": ["x", "y", None] * 30, "label": ["no", "no", "yes"] * 30}
    )
    frame.to_csv(path, index=False)
    return str(path)


def test_files_and_names_stand_side_by_side(table):
    inputs = read_inputs([table, "iris", "digits"], targets=["label"])
    assert list(inputs) == ["table", "iris", "digits"]
    assert inputs["table"].counts == {"no": 60, "yes": 30}
    assert inputs["table"].imbalance_ratio == 2
    assert inputs["table"].n_categorical == 1 and inputs["digits"].n_categorical == 0
    assert inputs["table"].missing == pytest.approx(1 / 6)
    assert inputs["iris"].X.shape == (150, 4)


def test_each_known_name_is_that_of_a_loader():
    assert {"breast_cancer", "wine", "secom", "yeast"} < set(KNOWN)


def test_thinned_variants_are_named_by_their_ratio():
    inputs = read_inputs(["iris"], thin=[1, 5, 25])
    assert list(inputs) == ["iris", "iris @ 5", "iris @ 25"]
    assert list(inputs["iris @ 25"].counts.values()) == [50, 10, 2]
    assert "thinned to an imbalance ratio of 25, seed 0" in inputs["iris @ 25"].notes
    again = read_inputs(["iris"], thin=[25])["iris @ 25"]
    other = read_inputs(["iris"], thin=[25], seed=1)["iris @ 25"]
    assert again.X.equals(inputs["iris @ 25"].X) and not again.X.equals(other.X)


def test_a_ratio_that_cannot_be_had_is_named_with_the_data():
    with pytest.raises(ValueError, match=r"wine: --thin 1.1 cannot be had by thinning"):
        read_inputs(["wine"], thin=[1.1])


def test_files_of_one_name_are_refused(table, tmp_path):
    twins = [tmp_path / "other" / "table.csv", tmp_path / "table @ 5.csv"]
    for twin in twins:
        twin.parent.mkdir(exist_ok=True)
        twin.write_bytes((tmp_path / "table.csv").read_bytes())
    with pytest.raises(ValueError, match="two data sets are called 'table'; rename a file"):
        read_inputs([table, str(twins[0])], targets=["label"])
    with pytest.raises(ValueError, match="two data sets are called 'table @ 5'; rename a file"):
        read_inputs([table, str(twins[1])], targets=["label"], thin=[1, 5])


def test_a_ratio_given_twice_counts_once():
    assert list(read_inputs(["iris"], thin=[5, 5.0])) == ["iris @ 5"]


@pytest.mark.parametrize("targets", [["label"], ["label", "b"]])
def test_a_data_set_given_twice_is_refused(table, targets):
    with pytest.raises(ValueError, match=r"table.csv: given more than once; give each .* once"):
        read_inputs([table, "iris", table], targets=targets)
    with pytest.raises(ValueError, match="^iris: given more than once"):
        read_inputs(["iris", "wine", "iris"])


def test_a_class_called_none_is_kept(tmp_path):
    path = tmp_path / "sleep.csv"
    path.write_text("a,disorder\n" + "1,None\n2,Apnea\n3,\n" * 20)
    one = read_inputs([str(path)], targets=["disorder"])["sleep"]
    assert one.counts == {"Apnea": 20, "None": 20}
    assert one.notes == ("20 rows without a value of 'disorder' are left out",)


def test_a_target_may_be_given_for_each_file(table, tmp_path):
    twin = tmp_path / "twin.csv"
    pd.read_csv(table).rename(columns={"label": "kind"}).to_csv(twin, index=False)
    inputs = read_inputs([table, "wine", str(twin)], targets=["label", "kind"])
    assert inputs["twin"].counts == inputs["table"].counts
    with pytest.raises(ValueError, match="--target is given 2 times for 1 files"):
        read_inputs([table], targets=["label", "kind"])


def test_columns_may_be_left_out(table):
    assert list(read_inputs([table], targets=["label"], drop=["b"])["table"].X) == ["a"]
    with pytest.raises(ValueError, match=r"table.csv: --drop names \['c'\]"):
        read_inputs([table], targets=["label"], drop=["c"])


def test_an_unknown_name_is_answered_with_a_close_one():
    with pytest.raises(ValueError, match="no data set 'brest_cancer'. Did you mean breast_cancer"):
        read_inputs(["brest_cancer"])


def test_what_is_wrong_with_a_table_names_the_file(table):
    with pytest.raises(ValueError, match=r"table.csv: --categorical names \['c'\]"):
        read_inputs([table], targets=["label"], categorical=["c"])


def test_a_column_that_counts_the_rows_is_left_out_and_said(tmp_path):
    path = tmp_path / "t.csv"
    frame = pd.DataFrame(
        {"id": range(1, 61), "a": np.arange(60) % 7, "label": ["u", "v", "w"] * 20}
    )
    frame.loc[7, "label"] = None  # a row that is left out leaves a gap
    frame.to_csv(path, index=False)
    found = read_inputs([str(path)], targets=["label"])["t"]
    assert list(found.X) == ["a"]
    assert "the column 'id' counts the rows and is left out" in found.notes
    kept = read_inputs([str(path)], targets=["label"], categorical=["a", "id"], drop=[])["t"]
    assert "counts the rows" not in " ".join(kept.notes)


def test_another_sheet_than_there_is_file_for_is_refused(table):
    with pytest.raises(ValueError, match="--sheet is given, but no file of Excel"):
        read_inputs([table], targets=["label"], sheet="1")


def test_many_values_of_the_target_are_classes_where_that_is_said(tmp_path):
    path = tmp_path / "t.csv"
    frame = pd.DataFrame({"a": np.arange(600) % 7, "label": np.arange(600) % 40 / 4})
    frame.to_csv(path, index=False)
    with pytest.raises(ValueError, match=r"40 different values .*--many-classes"):
        read_inputs([str(path)], targets=["label"])
    assert len(read_inputs([str(path)], targets=["label"], many_classes=True)["t"].counts) == 40

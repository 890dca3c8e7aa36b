"""Tests of the loading of tables: real ones where IMBGAN_DATA names them, else made-up copies."""

import os
import urllib.error

import numpy as np
import pandas as pd
import pytest

from imbgan.datasets import _fetch, fetch_table, table_names
from imbgan.datasets._tables import TABLES

needs_data = pytest.mark.skipif(
    not os.environ.get("IMBGAN_DATA"), reason="IMBGAN_DATA names no folder with the real tables"
)


def made_up(name, version=0):
    """Random numbers in the shape of a published table."""
    info = TABLES[name]
    counts = info.class_counts[version]
    y = np.repeat(list(counts), list(counts.values()))
    X = np.random.default_rng(0).integers(0, 9, size=(len(y), info.n_features))
    return pd.DataFrame(X, columns=list(info.feature_names)).assign(target=y)


def put(table, name, folder):
    """Write a table under the name of its file."""
    table.to_csv(folder / TABLES[name].filename, index=False)


@needs_data
@pytest.mark.parametrize("name", table_names())
def test_real_tables_have_the_published_content(name):
    table = fetch_table(name, download_if_missing=False)
    info = TABLES[name]
    assert table.data.shape == (len(table.target), info.n_features)
    assert table.feature_names == list(info.feature_names)
    labels, counts = np.unique(table.target, return_counts=True)
    assert dict(zip(labels.tolist(), counts.tolist(), strict=True)) in info.class_counts


@needs_data
@pytest.mark.parametrize("name, n_missing", [("secom", 41951), ("credit", 29731 + 3924)])
def test_missing_values_stay_nan(name, n_missing):
    assert np.isnan(fetch_table(name, download_if_missing=False).data).sum() == n_missing


def test_a_bunch_is_returned_by_default(tmp_path):
    put(made_up("haberman"), "haberman", tmp_path)
    table = fetch_table("haberman", data_home=tmp_path)
    assert table.data.shape == (306, 3) and table.data.dtype == np.float64
    assert table.target.shape == (306,) and table.target.dtype == np.int64
    assert table.feature_names == ["age", "year", "nodes"]
    assert table.target_names == ["survived", "died"]
    assert table.frame is None and "Haberman" in table.DESCR


def test_frames_keep_names_and_integers(tmp_path):
    put(made_up("haberman"), "haberman", tmp_path)
    table = fetch_table("haberman", data_home=tmp_path, as_frame=True)
    assert table.data.columns.tolist() == ["age", "year", "nodes"]
    assert all(dtype.kind == "i" for dtype in table.data.dtypes)
    assert table.target.name == "target" and table.frame.shape == (306, 4)


def test_a_pair_is_returned_on_request(tmp_path):
    put(made_up("haberman"), "haberman", tmp_path)
    X, y = fetch_table("haberman", data_home=tmp_path, return_X_y=True)
    assert X.shape == (306, 3) and y.shape == (306,)
    X, y = fetch_table("haberman", data_home=tmp_path, return_X_y=True, as_frame=True)
    assert isinstance(X, pd.DataFrame) and isinstance(y, pd.Series)


def test_yeast_has_strings_as_labels(tmp_path):
    put(made_up("yeast"), "yeast", tmp_path)
    table = fetch_table("yeast", data_home=str(tmp_path))
    assert np.unique(table.target).tolist() == table.target_names
    assert "ERL" in table.target_names


@pytest.mark.parametrize("version, n_rows", [(0, 7164), (1, 7163)])
def test_wafer_may_lack_one_row(tmp_path, version, n_rows):
    put(made_up("wafer", version), "wafer", tmp_path)
    assert fetch_table("wafer", data_home=tmp_path).data.shape == (n_rows, 152)


def test_the_folder_may_come_from_the_environment(tmp_path, monkeypatch):
    put(made_up("haberman"), "haberman", tmp_path)
    monkeypatch.setenv("IMBGAN_DATA", str(tmp_path))
    assert fetch_table("haberman").data.shape == (306, 3)


def test_data_home_wins_over_the_environment(tmp_path, monkeypatch):
    put(made_up("haberman"), "haberman", tmp_path)
    monkeypatch.setenv("IMBGAN_DATA", str(tmp_path / "elsewhere"))
    assert fetch_table("haberman", data_home=tmp_path).data.shape == (306, 3)


def test_without_any_folder_scikit_learns_is_taken(tmp_path, monkeypatch):
    monkeypatch.delenv("IMBGAN_DATA", raising=False)
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    (tmp_path / "imbgan").mkdir()
    put(made_up("haberman"), "haberman", tmp_path / "imbgan")
    assert fetch_table("haberman", download_if_missing=False).data.shape == (306, 3)


@pytest.mark.parametrize(
    "spoil, match",
    [
        (lambda t: t.iloc[:-1], r"305 rows instead of 306; classes \{0: 225, 1: 80\}"),
        (lambda t: t.drop(columns="age"), "2 columns instead of 3"),
        (lambda t: t.assign(target=1 - t["target"]), r"classes \{1: 225, 0: 81\} instead of"),
        (lambda t: t.assign(age="old"), r"not numbers: \['age'\]"),
        (lambda t: t.rename(columns={"target": "class"}), "no last column 'target'"),
    ],
    ids=["rows", "columns", "classes", "words", "header"],
)
def test_other_content_raises_and_names_what_differs(tmp_path, spoil, match):
    put(spoil(made_up("haberman")), "haberman", tmp_path)
    with pytest.raises(ValueError, match=match):
        fetch_table("haberman", data_home=tmp_path)


def test_a_broken_file_raises_with_its_name(tmp_path):
    (tmp_path / "haberman.csv.gz").write_bytes(b"age,year")
    with pytest.raises(ValueError, match="haberman.csv.gz is no gzipped CSV table"):
        fetch_table("haberman", data_home=tmp_path)


def test_an_unknown_table_raises(tmp_path):
    with pytest.raises(ValueError, match="name='iris' is no table"):
        fetch_table("iris", data_home=tmp_path)


def test_a_missing_file_says_what_to_put_where(tmp_path):
    with pytest.raises(OSError, match="Put the file give_me_some_credit.csv.gz into") as caught:
        fetch_table("credit", data_home=tmp_path, download_if_missing=False)
    assert str(tmp_path) in str(caught.value) and "IMBGAN_DATA" in str(caught.value)


def test_a_failed_download_says_what_to_put_where(tmp_path):
    def offline(url):
        raise urllib.error.URLError("no route to host")

    path = tmp_path / "haberman.csv.gz"
    with pytest.raises(OSError, match="failed: .*no route to host.*Put the file haberman.csv.gz"):
        _fetch._download(TABLES["haberman"], path, True, read_url=offline)


def test_a_missing_table_is_downloaded_once(tmp_path, monkeypatch):
    asked = []

    def download(info):
        asked.append(info.name)
        return made_up(info.name)

    monkeypatch.setattr(_fetch, "download_table", download)
    first = fetch_table("haberman", data_home=tmp_path).data
    assert np.array_equal(fetch_table("haberman", data_home=tmp_path).data, first)
    assert asked == ["haberman"]


def test_a_download_of_other_content_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(_fetch, "download_table", lambda info: made_up(info.name).iloc[1:])
    with pytest.raises(ValueError, match="the download is not the table 'haberman'"):
        fetch_table("haberman", data_home=tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_download_is_kept_and_read_back_the_same(tmp_path):
    table = made_up("haberman")
    _fetch._write_to_cache(table, tmp_path / "new" / "haberman.csv.gz")
    kept = fetch_table("haberman", data_home=tmp_path / "new", as_frame=True).frame
    pd.testing.assert_frame_equal(kept, table)
    assert os.listdir(tmp_path / "new") == ["haberman.csv.gz"]


def test_a_folder_that_cannot_be_written_only_warns(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.warns(UserWarning, match="could not be kept"):
        _fetch._write_to_cache(made_up("haberman"), tmp_path / "file" / "haberman.csv.gz")

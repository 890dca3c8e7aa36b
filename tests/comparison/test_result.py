"""Tests of the result: its records, frame, order and exports."""

import io
import pickle
import sys

import numpy as np
import pandas as pd
import pytest

from imbgan.comparison import ComparisonResult

SCORES = {
    "z": {"b": [0.5, 0.7], "a": [0.6, 0.8]},
    "y": {"b": [0.1, 0.3], "a": [0.4, None]},
}


def test_the_frame_has_a_row_for_each_fit(make_result):
    frame = make_result(SCORES).frame
    assert list(frame.columns) == [
        *("data", "method", "repeat", "fold", "seed", "acsa", "fit_seconds", "predict_seconds"),
        *("peak_memory", "n_train", "n_test", "imbalance_ratio", "error"),
    ]
    assert len(frame) == 8
    assert frame["error"].to_list() == [""] * 7 + ["ValueError: too few rows"]
    assert np.isnan(frame["acsa"].iloc[-1])


def test_records_come_in_the_order_of_data_sets_methods_and_splits(make_result):
    records = make_result(SCORES).records
    result = ComparisonResult(reversed(records), datasets=["z", "y"], methods=["b", "a"])
    assert result.records == records
    assert [r.data for r in ComparisonResult(reversed(records)).records][:4] == ["y"] * 4


def test_scores_are_those_of_any_record_unless_given(make_result, record):
    more = record("z", "c", 0, None, scores={"acsa": 0.1, "roc_auc": 0.2})
    records = [*make_result(SCORES).records, more]
    assert ComparisonResult(records).scoring == ["acsa", "roc_auc"]
    assert ComparisonResult(records).frame["roc_auc"].notna().sum() == 1
    assert ComparisonResult(records, scoring=["roc_auc"]).scoring == ["roc_auc"]


def test_no_fit_is_no_result():
    with pytest.raises(ValueError, match="records holds no fit"):
        ComparisonResult([])


def test_a_fit_counts_once(make_result, record):
    records = [*make_result(SCORES).records, record("z", "a", 1, 0.9)]
    with pytest.raises(ValueError, match=r"holds 2 fits of .* \('z', 'a', 0, 1\)"):
        ComparisonResult(records)


def test_a_result_is_complete_once_each_method_has_each_split(make_result):
    result = make_result(SCORES)
    assert result.is_complete  # an error is a record, too
    assert not ComparisonResult(result.records[1:]).is_complete
    assert not make_result(SCORES, methods=["a", "b", "c"]).is_complete
    assert not make_result(SCORES, n_splits={"z": 3, "y": 2}).is_complete


def test_a_result_says_what_it_is(make_result):
    result = make_result(SCORES)
    assert repr(result) == "ComparisonResult(2 methods, 2 data sets, 8 fits, 1 failed)"
    assert "not complete" in repr(make_result(SCORES, n_splits={"z": 9}))
    assert repr(result.select(datasets="z")) == "ComparisonResult(2 methods, 1 data sets, 4 fits)"


def test_fewer_methods_and_data_sets_can_be_selected_in_another_order(make_result):
    result = make_result(SCORES, n_splits={"z": 3, "y": 2})
    selected = result.select(datasets=["y", "z"], methods=["a", "b"])
    assert (selected.datasets, selected.methods) == (["y", "z"], ["a", "b"])
    assert selected.n_splits == result.n_splits
    assert len(selected.records) == 8
    assert len(result.select(methods="a").records) == 4
    assert result.select(datasets="y").is_complete and not result.is_complete


def test_what_is_not_there_cannot_be_selected(make_result):
    with pytest.raises(ValueError, match=r"datasets has \['x'\]"):
        make_result(SCORES).select(datasets="x")
    with pytest.raises(ValueError, match="holds no fit"):
        make_result(SCORES).select(methods=[])


def test_the_summary_is_over_the_data_sets_or_by_data_set(make_result):
    result = make_result(SCORES)
    assert list(result.summary().index) == ["b", "a"]  # a lacks a fit
    assert len(result.summary("acsa", by="data")) == 4
    with pytest.raises(ValueError, match="by must be None or 'data', got 'fold'"):
        result.summary(by="fold")
    with pytest.raises(ValueError, match="score='f1' is not in this result"):
        result.summary("f1")


def test_csv_brings_the_frame_back(make_result, tmp_path):
    result = make_result(SCORES)
    again = pd.read_csv(io.StringIO(result.to_csv()), keep_default_na=True)
    again["error"] = again["error"].fillna("")
    pd.testing.assert_frame_equal(again, result.frame, check_dtype=False)
    assert result.to_csv(tmp_path / "fits.csv") is None
    assert (tmp_path / "fits.csv").read_text() == result.to_csv()


def test_markdown_and_latex_hold_the_same_numbers(make_result):
    result = make_result(SCORES)
    assert "0.700 ± 0.141" in result.to_markdown()
    assert r"0.700 $\pm$ 0.141" in result.to_latex()
    assert "0.70 ± 0.14" in result.to_markdown(decimals=2, rows="methods")


def test_a_result_can_be_pickled(make_result):
    result = make_result(SCORES)
    again = pickle.loads(pickle.dumps(result))
    assert again.records[:-1] == result.records[:-1]  # NaN in the last
    pd.testing.assert_frame_equal(again.summary(), result.summary())


def test_without_pandas_there_are_records_but_no_frame(make_result, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    result = make_result(SCORES)
    assert len(result.records) == 8 and result.is_complete
    with pytest.raises(ImportError, match=r"frame needs pandas.*imbgan\[comparison\]"):
        result.frame  # noqa: B018

"""Claims about names that were meant."""

from imbgan.comparison._names import did_you_mean


def test_close_names_are_told_and_those_that_differ_in_case_alone():
    assert did_you_mean("lable", ["label", "age"]) == " Did you mean label?"
    assert did_you_mean("LABEL", ["label", "age"]) == " Did you mean label?"
    assert did_you_mean("smot", ["smote", "smotes", "do"]) == " Did you mean smote or smotes?"


def test_where_nothing_is_like_it_nothing_is_said():
    assert did_you_mean("weight", ["label", "age"]) == did_you_mean("a", []) == ""

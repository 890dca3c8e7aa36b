"""Tests of how methods look in the displays."""

from imbgan.comparison.displays._styles import method_styles, wrapped


def test_many_methods_look_different(pyplot):
    styles = method_styles(pyplot, [f"m{at}" for at in range(70)])
    markers = {(style["color"], style["marker"]) for style in styles.values()}
    assert len(markers) == 70
    lines = {(style["color"], style["ls"]) for style in list(styles.values())[:40]}
    assert len(lines) == 40


def test_a_method_looks_the_same_whichever_others_are_drawn(pyplot):
    names = ["a", "b", "c"]
    assert method_styles(pyplot, names)["b"] == method_styles(pyplot, names[:2])["b"]


def test_long_names_are_set_in_lines_and_short_ones_are_left_alone():
    name = "SMOTE with five neighbours and a logistic regression"
    assert max(map(len, wrapped(name).split("\n"))) <= 32
    assert wrapped(name).replace("\n", " ") == name
    assert wrapped("smote") == "smote"

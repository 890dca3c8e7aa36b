"""Tests of what the displays share."""

import pytest

from imbgan.comparison.displays._display import PanelDisplay, method_styles, wrapped


class Heights(PanelDisplay):
    """A level line for each method."""

    methods = None

    def __init__(self, contents):
        self.contents = contents

    def _contents(self):
        return self.contents

    def _draw_panel(self, ax, contents, styles):
        return {
            method: ax.axhline(height, label=method, color=styles[method]["color"])
            for method, height in contents.items()
        }


def of_names(names, n_methods=3):
    return {name: {f"m{at}": at for at in range(n_methods)} for name in names}


@pytest.mark.parametrize(("n_names", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3), (7, 3)])
def test_each_name_has_a_panel_and_nothing_is_left_over(pyplot, n_names, columns):
    names = [f"d{at}" for at in range(n_names)]
    display = Heights(of_names(names)).plot()
    assert list(display.axes_) == names
    assert display.ax_ is display.axes_["d0"]
    assert len(display.figure_.axes) == n_names
    assert len({ax.get_position().x0 for ax in display.axes_.values()}) == columns
    assert display.axes_[names[-1]].get_title() == names[-1]


def test_the_figure_is_tall_enough_for_the_legend(pyplot):
    few = Heights(of_names(["d"], 3)).plot().figure_.get_figheight()
    assert Heights(of_names(["d"], 25)).plot().figure_.get_figheight() > few


def test_axes_that_are_given_have_room_for_one(pyplot):
    ax = pyplot.subplots()[1]
    assert Heights(of_names(["d"])).plot(ax).axes_ == {"d": ax}
    with pytest.raises(ValueError, match=r"ax has room for one of \['d', 'e'\]"):
        Heights(of_names(["d", "e"])).plot(ax)


def test_the_legend_belongs_to_the_figure_only_where_that_is_ours(pyplot):
    ax = pyplot.subplots(layout="constrained")[1]
    Heights(of_names(["d"])).plot(ax)
    assert ax.get_legend() is not None
    assert ax.figure.legends == []
    assert len(Heights(of_names(["d"])).plot().figure_.legends) == 1


def test_the_legend_names_each_method_once_whatever_panel_it_is_in(pyplot):
    display = Heights({"d": {"a": 0, "b": 1}, "e": {"b": 0, "c": 1}}).plot()
    (legend,) = display.figure_.legends
    assert [text.get_text() for text in legend.get_texts()] == ["a", "b", "c"]
    colours = {display.lines_[name]["b"].get_color() for name in "de"}
    assert len(colours) == 1


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

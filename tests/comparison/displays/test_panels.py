"""Tests of panels side by side."""

import pytest

from imbgan.comparison.displays._panels import panels, shared_legend


@pytest.mark.parametrize(("n_names", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (5, 3), (7, 3)])
def test_each_name_has_a_panel_and_nothing_is_left_over(pyplot, n_names, columns):
    names = [f"d{at}" for at in range(n_names)]
    axes = panels(pyplot, names, None, 3)
    assert list(axes) == names
    assert len(axes["d0"].figure.axes) == n_names
    assert len({ax.get_position().x0 for ax in axes.values()}) == columns
    assert axes[names[-1]].get_title() == names[-1]


def test_the_figure_is_tall_enough_for_the_legend(pyplot):
    few = panels(pyplot, ["d"], None, 3)["d"].figure.get_figheight()
    many = panels(pyplot, ["d"], None, 25)["d"].figure.get_figheight()
    assert many > few


def test_axes_that_are_given_have_room_for_one(pyplot):
    ax = pyplot.subplots()[1]
    assert panels(pyplot, ["d"], ax, 3) == {"d": ax}
    with pytest.raises(ValueError, match=r"ax has room for one of \['d', 'e'\]"):
        panels(pyplot, ["d", "e"], ax, 3)


def test_the_legend_belongs_to_the_figure_only_where_that_is_ours(pyplot):
    ax = pyplot.subplots(layout="constrained")[1]
    handles = ax.plot([0, 1], label="a")
    assert shared_legend([ax], handles, own_figure=False) is ax.get_legend()
    assert ax.figure.legends == []
    assert shared_legend([ax], handles, own_figure=True) in ax.figure.legends

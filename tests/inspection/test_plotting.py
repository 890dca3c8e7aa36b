"""Claims about what the displays share: matplotlib, and labelled points."""

import sys
from runpy import run_module

import numpy as np
import pytest

from imbgan.inspection import (
    GeneratedImagesDisplay,
    LatentSpaceDisplay,
    LossCurvesDisplay,
)
from imbgan.inspection._plotting import (
    axes_or_new,
    chosen_rows,
    class_colours,
    component_name,
    pyplot_for,
    read_points,
    refuse_unknown,
)

POINTS, Y = np.arange(12.0).reshape(4, 3), np.array(["b", "a", "b", "a"])


@pytest.fixture
def no_matplotlib(monkeypatch):
    for name in ("matplotlib", "matplotlib.pyplot"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize(
    "module", ["_generated_images", "_latent_space", "_loss_curves", "_translations"]
)
def test_displays_can_be_imported_without_matplotlib(no_matplotlib, monkeypatch, module):
    path = f"imbgan.inspection.{module}"
    monkeypatch.delitem(sys.modules, path)  # so that it runs anew
    assert any(name.endswith("Display") for name in run_module(path))


@pytest.mark.parametrize(
    "draw, caller",
    [
        (
            lambda: LossCurvesDisplay.from_history([{"train_loss": 1.0}]),
            "LossCurvesDisplay.from_history",
        ),
        (lambda: LossCurvesDisplay(losses={}).plot(), "LossCurvesDisplay.plot"),
        (
            lambda: GeneratedImagesDisplay.from_images([], [], [], []),
            "GeneratedImagesDisplay.from_images",
        ),
        (
            lambda: GeneratedImagesDisplay.from_estimator(None, [], []),
            "GeneratedImagesDisplay.from_estimator",
        ),
        (
            lambda: LatentSpaceDisplay.from_embeddings([], [], [], []),
            "LatentSpaceDisplay.from_embeddings",
        ),
        (
            lambda: LatentSpaceDisplay.from_estimator(None, [], []),
            "LatentSpaceDisplay.from_estimator",
        ),
    ],
)
def test_without_matplotlib_the_displays_say_what_to_install(no_matplotlib, draw, caller):
    with pytest.raises(ImportError, match=rf"{caller} needs matplotlib.*imbgan\[plot\]"):
        draw()


def test_axes_given_are_used_and_others_made(pyplot):
    assert pyplot_for("x") is pyplot
    _, ax = pyplot.subplots()
    assert axes_or_new(pyplot, ax) is ax
    assert axes_or_new(pyplot, None, figsize=(2, 1)).figure.get_size_inches().tolist() == [2, 1]


@pytest.mark.parametrize("n_classes", [1, 10, 11, 20])
def test_classes_up_to_twenty_have_colours_of_their_own(pyplot, n_classes):
    assert len(set(class_colours(pyplot, n_classes))) == n_classes


def test_more_classes_repeat_colours(pyplot):
    colours = class_colours(pyplot, 25)
    assert len(colours) == 25
    assert colours[20] == colours[0]


def test_classes_are_the_sorted_ones_of_the_labels_unless_they_are_given():
    assert read_points(POINTS, Y, None, 5, name="points")[2].tolist() == ["a", "b"]
    assert read_points(POINTS, Y, ["b", "a"], 5, name="points")[2].tolist() == ["b", "a"]


@pytest.mark.parametrize("max_points", [0, -1, True, 2.0, "all"])
def test_a_number_of_points_that_is_none_is_refused(max_points):
    with pytest.raises(ValueError, match="max_points must be a positive integer"):
        read_points(POINTS, Y, None, max_points, name="points")


@pytest.mark.parametrize("points", [POINTS[:1], POINTS[:, :1], np.full((4, 3), np.nan)])
def test_points_that_cannot_be_shown_are_refused(points):
    with pytest.raises(ValueError):
        read_points(points, Y[: len(points)], None, 5, name="points")


def test_rows_and_labels_must_be_as_many():
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        read_points(POINTS, Y[:3], None, 5, name="points")


def test_classes_that_lack_something_are_named():
    refuse_unknown(Y, np.array(["a", "b", "c"]), "centre")
    with pytest.raises(ValueError, match=r"without a centre: \['b'\]"):
        refuse_unknown(Y, np.array(["a"]), "centre")


def test_all_rows_are_drawn_unless_they_are_too_many_and_then_some_once_each():
    assert Y[chosen_rows(Y, 4, 0)].tolist() == Y.tolist()
    chosen = chosen_rows(np.zeros(50), 20, 0)
    assert len(set(chosen.tolist())) == 20
    assert np.array_equal(chosen, chosen_rows(np.zeros(50), 20, 0))


def test_a_component_tells_its_share_where_that_is_known():
    assert component_name(0, None) == "component 1"
    assert component_name(1, [0.7, 0.25]) == "component 2 (25% of the variance)"

"""Tests of what the displays need of matplotlib."""

import sys
from runpy import run_module

import pytest

from imbgan.inspection import (
    GeneratedImagesDisplay,
    LatentSpaceDisplay,
    LossCurvesDisplay,
)
from imbgan.inspection._pyplot import axes_or_new, class_colours, pyplot_for


@pytest.fixture
def no_matplotlib(monkeypatch):
    for name in ("matplotlib", "matplotlib.pyplot"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("module", ["_generated_images", "_latent_space", "_loss_curves"])
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

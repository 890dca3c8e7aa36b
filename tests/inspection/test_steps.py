"""Tests of the displays of a pipeline: they find the step, and show rows as it sees them."""

import numpy as np
import pytest
from imblearn.pipeline import make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from imbgan import ADSOSampler, CPLClassifier, CycleGANSampler, DOSampler
from imbgan.inspection import (
    GeneratedImagesDisplay,
    LatentSpaceDisplay,
    LossCurvesDisplay,
    RegionsDisplay,
    TranslationDisplay,
)
from imbgan.inspection._steps import step_with
from imbgan.utils.testing import tiny

X = 50 + 9 * np.random.default_rng(0).normal(size=(60, 16))
Y = np.repeat(["common", "rare"], [45, 15])
SIDE = {"image_shape": (4, 4), "n_images": 3}


def test_losses_are_those_of_the_step_that_was_trained(pyplot):
    pipeline = make_pipeline(StandardScaler(), tiny(DOSampler), LogisticRegression()).fit(X, Y)
    display = LossCurvesDisplay.from_estimator(pipeline)
    assert len(display.losses["generator"]) == pipeline[1].n_iter_


def test_images_are_shown_as_the_sampler_sees_them(pyplot):
    pipeline = make_pipeline(MinMaxScaler(), tiny(DOSampler), LogisticRegression()).fit(X, Y)
    display = GeneratedImagesDisplay.from_estimator(pipeline, X, Y, **SIDE)
    assert display.classes.tolist() == ["common", "rare"]
    for images in (*display.real_images, display.generated_images[1]):
        assert images.min() >= 0
        assert images.max() < 2  # not 80


def test_translations_start_from_rows_as_the_sampler_sees_them(pyplot):
    pipeline = make_pipeline(MinMaxScaler(), tiny(CycleGANSampler), LogisticRegression())
    display = TranslationDisplay.from_estimator(pipeline.fit(X, Y), X, "rare", **SIDE)
    assert display.source_images.max() < 2  # not 80


@pytest.mark.parametrize(
    ("display", "kind"), [(LatentSpaceDisplay, ADSOSampler), (RegionsDisplay, CPLClassifier)]
)
def test_rows_are_embedded_after_the_steps_before(pyplot, display, kind):
    last = [LogisticRegression()] if kind is ADSOSampler else []
    pipeline = make_pipeline(StandardScaler(), "passthrough", tiny(kind), *last).fit(X, Y)
    ours = display.from_estimator(pipeline, X, Y)
    direct = display.from_estimator(pipeline[2], pipeline[0].transform(X), Y)
    np.testing.assert_array_equal(ours.points, direct.points)


def test_a_sampler_before_the_step_leaves_the_rows_alone():
    pipeline = make_pipeline(tiny(DOSampler), StandardScaler(), LogisticRegression()).fit(X, Y)
    _, rows = step_with("coef_", pipeline, X)
    np.testing.assert_array_equal(rows, pipeline[1].transform(X))


def test_a_pipeline_without_such_a_step_says_so(pyplot):
    pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    for display in (LossCurvesDisplay, LatentSpaceDisplay, RegionsDisplay):
        rows = () if display is LossCurvesDisplay else (X, Y)
        with pytest.raises(ValueError, match="No step of the Pipeline has `"):
            display.from_estimator(pipeline, *rows)


def test_what_is_no_pipeline_is_shown_itself():
    assert step_with("coef_", "anything", X) == ("anything", X)

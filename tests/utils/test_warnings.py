"""Claims about the line that a warning points to."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from imbgan import COTClassifier, DOSampler, NeuralClassifier
from imbgan.utils import CollapseWarning, ImbalanceWarning
from imbgan.utils._warnings import warn_user
from imbgan.utils.testing import tiny


def two_classes(n_rare, n_columns=3):
    rng = np.random.default_rng(0)
    return rng.normal(size=(30 + n_rare, n_columns)), np.repeat([0, 1], [30, n_rare])


def of_single_rows():
    return tiny(DOSampler).fit_resample, (*two_classes(1), ImbalanceWarning, "have one row each")


def of_a_fit_of_single_rows():
    return tiny(DOSampler).fit, (*two_classes(1), ImbalanceWarning, "have one row each")


def of_a_small_validation_part():
    fit = tiny(NeuralClassifier).set_params(early_stopping=True).fit
    return fit, (*two_classes(3), ImbalanceWarning, "Fewer than two classes have")


def of_two_classes():
    return tiny(COTClassifier).fit, (*two_classes(9), ImbalanceWarning, "complement entropy is")


def in_a_pipeline():
    fit = make_pipeline(StandardScaler(), tiny(COTClassifier)).fit
    return fit, (*two_classes(9), ImbalanceWarning, "complement entropy is")


def of_copies():
    X, y = two_classes(12)
    X[y == 1] = X[30] + 1e-4 * X[y == 1]
    X[-1] += 1  # so that the class varies, and its generator hardly does
    sampler = tiny(DOSampler).set_params(max_anchors=4, max_epochs=1)
    return sampler.fit_resample, (X, y, CollapseWarning, "rows generated for the class 1")


@pytest.mark.parametrize(
    "case",
    [
        of_single_rows,
        of_a_fit_of_single_rows,
        of_a_small_validation_part,
        of_two_classes,
        in_a_pipeline,
        of_copies,
    ],
)
def test_a_warning_points_to_the_line_that_called_the_package(case):
    call, (X, y, category, message) = case()
    with pytest.warns(category, match=message) as caught:
        call(X, y)
    assert {it.filename for it in caught if issubclass(it.category, category)} == {__file__}


def test_a_warning_of_code_outside_points_to_itself():
    with pytest.warns(ImbalanceWarning, match="here") as caught:
        warn_user("here", ImbalanceWarning)
    assert caught[0].filename == __file__


def test_a_program_that_is_all_there_is_is_pointed_to():
    code = "from imbgan.utils import _warnings as w\nw.warn_user('here', w.ImbalanceWarning)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "<string>:2: ImbalanceWarning: here" in run.stderr

"""Every estimator passes the official checks of scikit-learn and of imbalanced-learn."""

import pytest
from imblearn.utils.estimator_checks import parametrize_with_checks as parametrize_with_imblearn
from sklearn.utils.estimator_checks import parametrize_with_checks

import imbgan
from imbgan.utils.testing import expected_failed_checks, tiny

ESTIMATORS = [
    tiny(getattr(imbgan, name))
    for name in imbgan.__all__
    if name.endswith(("Sampler", "Classifier"))
]

pytestmark = [
    # The checks' data have classes too small for a validation part, and samplers of a few steps.
    pytest.mark.filterwarnings("ignore::imbgan.utils.ImbalanceWarning"),
    pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning"),
]


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected_failed_checks)
def test_scikit_learn_checks(estimator, check):
    check(estimator)


@parametrize_with_imblearn(ESTIMATORS, expected_failed_checks=expected_failed_checks)
def test_imbalanced_learn_checks(estimator, check):
    check(estimator)

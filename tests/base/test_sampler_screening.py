"""Claims about rows that the classifier of a game does not take for their class."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from imbgan import ADSOSampler, BAGANSampler, DOSampler, GAMOSampler
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny

every_kind = pytest.mark.parametrize("kind", [DOSampler, GAMOSampler, ADSOSampler, BAGANSampler])


@pytest.fixture
def overlapping():
    """Rows of two classes that lie over each other in part."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(0, 1, (200, 2)), rng.normal(1, 1, (50, 2))])
    return X, np.repeat([0, 1], [200, 50])


@every_kind
def test_what_is_given_out_is_taken_for_its_class(kind, overlapping):
    X, y = overlapping
    sampler = tiny(kind).set_params(screen=True, max_epochs=20, lr=0.01)
    X_all, y_all = sampler.fit_resample(X, y)
    drawn = sampler.encoder_.transform(X_all[sampler.synthetic_mask_])
    proba = sampler.net_.predict_proba(drawn)[:, 1]
    assert len(drawn) == 150
    assert np.mean(proba > 0.5) > 0.95


@every_kind
def test_the_share_that_passed_is_kept_by_label(kind, overlapping):
    X, y = overlapping
    sampler = tiny(kind).set_params(screen=True).fit(X, np.array(["many", "few"])[y])
    assert tuple(sampler.pass_rate_) == sampler.generated_classes_
    assert all(0 <= share <= 1 for share in sampler.pass_rate_.values())
    assert sampler.set_params(screen=False).fit(X, y).pass_rate_ == {}


def test_screened_rows_are_easier_for_another_classifier(overlapping):
    X, y = overlapping
    judge = LogisticRegression(class_weight="balanced").fit(X, y)
    shares = []
    for screen in (False, True):
        sampler = tiny(DOSampler).set_params(screen=screen, max_epochs=20, lr=0.01).fit(X, y)
        shares.append(np.mean(judge.predict(sampler.sample(300, 1)) == 1))
    assert shares[1] > shares[0] + 0.05


def test_a_class_of_which_nothing_passes_is_given_out_as_it_is_with_a_warning(overlapping):
    sampler = tiny(DOSampler).set_params(screen=True).fit(*overlapping)
    sampler._takes = lambda rows, codes: codes == 0
    plain = sampler._generate(np.ones(5, dtype=int), 3)
    with pytest.warns(ImbalanceWarning, match=r"classes \[1\]"):
        rows = sampler._generate_screened(np.array([0, 1, 1, 1, 1, 1]), 3)
    assert len(rows) == 6
    assert plain.shape[1:] == rows.shape[1:]


def test_draws_of_a_seed_are_the_same_again(overlapping):
    sampler = tiny(DOSampler).set_params(screen=True, max_epochs=20).fit(*overlapping)
    assert np.array_equal(sampler.sample(50, 1, 7), sampler.sample(50, 1, 7))

"""Claims about TeacherSampler."""

import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from sklearn.base import clone
from sklearn.datasets import make_moons
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.tree import DecisionTreeClassifier

import imbgan
from imbgan import DOSampler, LogitAdjustedClassifier, TeacherSampler
from imbgan.metrics import acsa_score
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny


class Threshold(LogisticRegression):
    """A classifier that takes rows right of a line for the class 1."""

    def __init__(self, at=0.0):
        self.at = at

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        is_right = np.asarray(X)[:, 0] > self.at
        return np.stack([1 - is_right, is_right], axis=1).astype(float)


@pytest.fixture
def moons():
    return make_moons((300, 30), noise=0.25, random_state=0)


def taught(**params):
    return TeacherSampler(**{"teacher": Threshold(), "trust": 1.0, "random_state": 0, **params})


def synthetic(sampler, X, y):
    X_all, _ = sampler.fit_resample(X, y)
    return X_all[sampler.synthetic_mask_]


def test_what_the_teacher_takes_for_the_class_is_generated(moons):
    rows = synthetic(taught(), *moons)
    assert len(rows) == 270 and (rows[:, 0] > 0).all()


def test_of_all_rows_as_many_are_chosen_as_the_teacher_is_trusted(moons):
    X, y = moons
    at = np.median(X[y == 1, 0])
    for trust in (0.0, 0.5, 1.0):
        share = np.mean(synthetic(taught(teacher=Threshold(at), trust=trust), X, y)[:, 0] > at)
        assert share == pytest.approx(0.5 + trust / 2, abs=0.08)


def test_a_teacher_of_the_prior_is_adjusted(moons):
    X, y = moons
    teacher = LogisticRegression()
    found = {
        prior: TeacherSampler(teacher=teacher, teacher_prior=prior, trust=1.0, random_state=0).fit(
            X, y
        )
        for prior in ("balanced", "adjust")
    }
    assert found["adjust"].pass_rate_[1] > found["balanced"].pass_rate_[1] + 0.1


def test_a_class_that_the_teacher_does_not_know_gets_plain_segments_and_a_warning(moons):
    X, y = moons
    with pytest.warns(ImbalanceWarning, match="takes none of 256 candidates for the class 1"):
        rows = synthetic(taught(teacher=Threshold(99), extrapolation=0.0), X, y)
    of_class = X[y == 1]
    assert len(rows) == 270
    assert (rows >= of_class.min(0) - 1e-5).all() and (rows <= of_class.max(0) + 1e-5).all()


def test_a_high_threshold_draws_anew_and_fills_up(moons):
    X, y = moons
    sampler = taught(teacher=tiny(LogitAdjustedClassifier), threshold=0.9, n_candidates=1)
    rows = synthetic(sampler, X, y)
    assert len(rows) == 270


def test_rows_of_a_high_probability_come_more_often_unless_drawn_evenly(moons):
    X, y = moons
    teacher = FrozenEstimator(RandomForestClassifier(random_state=0).fit(X, y))
    means = {}
    for selection in ("proportional", "even"):
        sampler = taught(teacher=teacher, selection=selection, threshold=0.0, n_candidates=4)
        means[selection] = teacher.predict_proba(synthetic(sampler, X, y))[:, 1].mean()
    assert means["proportional"] > means["even"] + 0.1


def test_a_frozen_teacher_is_taken_as_it_is(moons):
    X, y = moons
    fitted = tiny(LogitAdjustedClassifier).fit(X, y)
    sampler = TeacherSampler(teacher=FrozenEstimator(fitted), random_state=0).fit(X, y)
    assert sampler.trust_ == 0.7
    assert np.array_equal(sampler.teacher_.predict_proba(X), fitted.predict_proba(X))


def test_a_teacher_that_is_worse_than_its_pupil_is_not_trusted():
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, (600, 2))
    y = ((np.abs(X) < 0.45).all(axis=1)).astype(int)  # a box, which no line cuts off
    sampler = TeacherSampler(
        teacher=LogisticRegression(), teacher_prior="adjust", random_state=0
    ).fit(X, y)
    assert sampler.trust_ == 0.0


def test_the_teacher_stays_as_it_was_given(moons):
    teacher = LogitAdjustedClassifier(max_epochs=2)
    TeacherSampler(teacher=teacher, trust=1.0, random_state=0).fit(*moons)
    assert teacher.random_state is None and not hasattr(teacher, "classes_")


def test_a_teacher_is_told_the_categorical_columns(moons):
    X, y = moons
    X = np.column_stack([X, np.random.default_rng(0).integers(0, 3, len(y))])
    sampler = TeacherSampler(
        teacher=tiny(LogitAdjustedClassifier), categorical_features=[2], random_state=0
    )
    rows = synthetic(sampler, X, y)
    assert sampler.teacher_.encoder_.n_categories == (3,)
    assert set(rows[:, 2]) <= {0, 1, 2}


def test_frames_come_back_with_their_dtypes(moons):
    X, y = moons
    frame = pd.DataFrame(X, columns=["a", "b"]).assign(
        n=np.arange(len(y)) % 5, town=pd.Categorical(np.where(X[:, 0] > 0, "east", "west"))
    )
    sampler = TeacherSampler(teacher=tiny(LogitAdjustedClassifier), random_state=0)
    more, _ = sampler.fit_resample(frame, y)
    assert (more.dtypes == frame.dtypes).all()
    assert more["n"].between(0, 4).all()


def test_images_can_be_mixed(moons):
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [40, 12])
    X = rng.integers(0, 200, (52, 1, 8, 8)).astype(np.uint8) + (40 * y[:, None, None, None])
    sampler = TeacherSampler(teacher=tiny(LogitAdjustedClassifier), random_state=0)
    rows = synthetic(sampler, X.astype(np.uint8), y)
    assert rows.shape == (28, 1, 8, 8) and rows.dtype == np.uint8


@pytest.mark.parametrize("fitted", [False, True])
def test_candidates_may_come_from_another_sampler(moons, fitted):
    X, y = moons
    drawing = tiny(DOSampler)
    sampler = taught(candidates=drawing.fit(X, y) if fitted else drawing, threshold=0.0)
    rows = synthetic(sampler, X, y)
    assert (sampler.candidate_sampler_ is drawing) == fitted
    assert len(rows) == 270 and (rows[:, 0] > 0).all()


def test_two_fits_are_alike_and_two_seeds_differ(moons):
    one, same, other = (synthetic(taught(random_state=seed), *moons) for seed in (0, 0, 1))
    assert np.array_equal(one, same) and not np.array_equal(one, other)


def test_sample_goes_on_and_a_seed_repeats(moons):
    sampler = taught().fit(*moons)
    assert not np.array_equal(sampler.sample(5, 1), sampler.sample(5, 1))
    first, second = (sampler.sample(5, 1, random_state=3) for _ in range(2))
    assert np.array_equal(first, second) and (first[:, 0] > 0).all()


def test_a_saved_sampler_gives_the_same_rows(moons, tmp_path):
    sampler = TeacherSampler(teacher=tiny(LogitAdjustedClassifier), random_state=0).fit(*moons)
    sampler.save(tmp_path / "sampler.safetensors")
    loaded = imbgan.load(tmp_path / "sampler.safetensors")
    assert np.array_equal(loaded.sample(9, 1), sampler.sample(9, 1))


def test_a_teacher_of_another_package_cannot_be_saved(moons, tmp_path):
    sampler = TeacherSampler(teacher=LogisticRegression(), trust=1.0, random_state=0).fit(*moons)
    with pytest.raises(ValueError, match="teacher"):
        sampler.save(tmp_path / "sampler.safetensors")


def test_a_teacher_without_probabilities_is_refused(moons):
    with pytest.raises(ValueError, match="teacher=RidgeClassifier has no predict_proba"):
        TeacherSampler(teacher=RidgeClassifier()).fit(*moons)


def test_a_frozen_teacher_of_other_classes_is_refused(moons):
    X, y = moons
    frozen = FrozenEstimator(LogisticRegression().fit(X, np.where(y, "b", "a")))
    with pytest.raises(ValueError, match=r"knows the classes \['a', 'b'\], y has \[0, 1\]"):
        TeacherSampler(teacher=frozen).fit(X, y)


def test_parameters_of_the_teacher_can_be_searched(moons):
    teacher = HistGradientBoostingClassifier(max_iter=5)
    sampler = TeacherSampler(teacher=teacher, teacher_prior="adjust", trust=1.0, random_state=0)
    search = GridSearchCV(
        make_pipeline(sampler, DecisionTreeClassifier(random_state=0)),
        {"teachersampler__teacher__max_leaf_nodes": [4, 16]},
        cv=2,
    ).fit(*moons)
    assert search.best_params_.keys() == {"teachersampler__teacher__max_leaf_nodes"}


def test_a_clone_has_a_copy_of_the_teacher():
    sampler = TeacherSampler(teacher=LogisticRegression())
    assert clone(sampler).teacher is not sampler.teacher


def test_without_rows_to_add_nothing_is_taught(moons):
    X, y = moons
    sampler = TeacherSampler(sampling_strategy={1: 30}, random_state=0)
    X_all, _ = sampler.fit_resample(X, y)
    assert len(X_all) == len(X) and not sampler.synthetic_mask_.any()


def test_a_tree_learns_more_from_a_teacher_than_from_smote():
    X, y = make_moons((1000, 50), noise=0.3, random_state=0)
    X_test, y_test = make_moons((1000, 1000), noise=0.3, random_state=1)

    def score(sampler):
        tree = make_pipeline(sampler, DecisionTreeClassifier(random_state=0)).fit(X, y)
        return acsa_score(y_test, tree.predict(X_test))

    assert score(TeacherSampler(random_state=0)) > score(SMOTE(random_state=0)) + 0.02


def test_torch_is_not_imported_for_a_teacher_that_does_without():
    code = """
import sys
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from imbgan import TeacherSampler
teacher = LogisticRegression()
TeacherSampler(teacher=teacher, teacher_prior="adjust").fit_resample(*make_moons((40, 9)))
print("torch" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_no_warning_comes_of_an_ordinary_fit(moons):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        TeacherSampler(random_state=0).fit_resample(*moons)

"""Claims about synthetic images among the training rows."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.over_sampling.base import BaseOverSampler

from imbgan import DOSampler, ImageMetadataClassifier
from imbgan.translation import _image_metadata
from imbgan.translation._synthetic import half_of_the_majority, rows_with_metadata
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny

SEEN = []


class Brighter(BaseOverSampler):
    """Over-sampler that makes the images of the other classes brighter, and says which."""

    def _check_X_y(self, X, y):
        return X, y, False

    def _fit_resample(self, X, y):
        SEEN.append((X, y))
        parts, labels, sources = [X], [y], []
        for label, n in self.sampling_strategy_.items():
            of_others = np.flatnonzero(y != label)
            sources += of_others[np.arange(n) % len(of_others)].tolist()
            labels.append(np.full(n, label))
        self.source_indices_ = np.array(sources)
        return np.concatenate([*parts, X[sources] + 5]), np.concatenate(labels)

    def sample(self, n, label):
        raise NotImplementedError


class WithoutSources(Brighter):
    def _fit_resample(self, X, y):
        result = super()._fit_resample(X, y)
        del self.source_indices_
        return result


@pytest.fixture
def rows_of(monkeypatch):
    """Fit a classifier and return the run, whose rows are those that were fed."""
    runs = []
    augment = ImageMetadataClassifier._augment

    def spy(self, run):
        augment(self, run)
        runs.append(run)

    monkeypatch.setattr(_image_metadata.ImageMetadataClassifier, "_augment", spy)

    def rows_of(X, y, sample_weight=None, **params):
        SEEN.clear()
        start = {"image_column": "auto", "max_epochs": 1, **params}
        fitted = tiny(ImageMetadataClassifier).set_params(**start)
        fitted.fit(X, y, sample_weight=sample_weight)
        return fitted, runs.pop()

    return rows_of


def test_half_of_the_majority_is_added_at_most_up_to_its_size():
    assert half_of_the_majority(np.array([700, 212, 600, 700])).tolist() == [0, 350, 100, 0]


def test_half_of_the_majority_joins_the_training_rows(patients, rows_of):
    fitted, run = rows_of(*patients, synthetic=Brighter())
    assert fitted.sampling_strategy_ == {1: 80}
    assert np.bincount(run.rows.y).tolist() == [160, 120]
    assert run.counts.tolist() == [160, 120]
    assert run.spec.class_counts == (160, 40)


def test_without_a_sampler_nothing_is_added(patients, rows_of):
    fitted, run = rows_of(*patients)
    assert fitted.sampling_strategy_ == {}
    assert len(run.rows.y) == 200


@pytest.mark.parametrize("strategy, n", [(1.0, 120), ({1: 50}, 10), ("minority", 120)])
def test_the_strategy_says_how_many_are_added(strategy, n, patients, rows_of):
    fitted, run = rows_of(*patients, synthetic=Brighter(), sampling_strategy=strategy)
    assert fitted.sampling_strategy_ == {1: n}
    assert len(run.rows.y) == 200 + n


def test_the_sampler_sees_the_images_of_the_training_rows_alone(patients, rows_of):
    X, y = patients
    params = {"early_stopping": True, "validation_fraction": 0.25}
    _, run = rows_of(X, y, synthetic=Brighter(), **params)
    (images, labels), held_out = SEEN[0], run.rows.held_out
    assert images.shape == (150, 1, 12, 12)
    assert np.bincount(labels).tolist() == [120, 30]
    assert len(held_out[1]) == 50
    assert np.bincount(run.rows.y).tolist() == [120, 30 + 60]  # held-out rows take their share
    real = {row.tobytes() for row in run.estimator.encoder_.transform(X)}
    assert {row.tobytes() for row in held_out[0]} <= real


def test_metadata_comes_from_the_source(patients, rows_of):
    X, y = patients
    _, run = rows_of(X, y, synthetic=Brighter())
    added, of_others = run.rows.X[200:, 144:], run.rows.X[:200][y == 0][:80, 144:]
    assert np.array_equal(added, of_others)
    assert (run.rows.X[200:, :144] > 1).all()


def test_metadata_comes_from_real_rows_of_the_class(patients, rows_of):
    X, y = patients
    _, run = rows_of(X, y, synthetic=Brighter(), metadata="positive")
    positive = {row.tobytes() for row in run.rows.X[:200][y == 1][:, 144:]}
    assert {row.tobytes() for row in run.rows.X[200:, 144:]} <= positive


def test_a_sampler_that_tells_no_sources_draws_metadata_with_a_warning(patients, rows_of):
    X, y = patients
    with pytest.warns(ImbalanceWarning, match="WithoutSources does not have"):
        _, run = rows_of(X, y, synthetic=WithoutSources())
    _, drawn = rows_of(X, y, synthetic=WithoutSources(), metadata="positive")
    assert np.array_equal(run.rows.X, drawn.rows.X)


def test_rows_of_every_class_are_drawn_from_their_own():
    codes, drawn = np.array([0, 0, 1, 2, 2]), np.array([2, 1, 2, 0])
    rows = rows_with_metadata(codes, drawn, None, np.random.default_rng(0))
    assert np.array_equal(codes[rows], drawn)


def test_repeated_rows_keep_their_own_metadata(patients, rows_of):
    X, y = patients
    _, run = rows_of(X, y, synthetic=RandomOverSampler())
    real = {row.round(4).tobytes() for row in run.rows.X[:200][y == 1]}
    assert {row.round(4).tobytes() for row in run.rows.X[200:]} <= real


@pytest.mark.parametrize(
    "sampler", [SMOTE(), DOSampler(max_epochs=1, max_steps_per_epoch=2, n_channels=4)]
)
@pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")
def test_any_over_sampler_of_images_will_do_and_is_left_alone(sampler, patients, rows_of):
    X, y = patients
    before = sampler.get_params()
    found = [rows_of(X, y, synthetic=sampler, metadata="positive") for _ in range(2)]
    assert len(found[0][1].rows.y) == 280
    assert sampler.get_params() == before
    assert not hasattr(sampler, "n_features_in_")
    assert np.array_equal(*(fitted.predict_proba(X) for fitted, _ in found))


def test_images_without_metadata_take_synthetic_ones_too(patients, rows_of):
    X, y = patients
    _, run = rows_of(np.stack(X["image"]), y, synthetic=WithoutSources())
    assert run.rows.X.shape == (280, 1, 12, 12)


def test_labels_of_any_kind_are_told_to_the_sampler(patients, rows_of):
    X, y = patients
    names = np.array(["normal", "pneumonia"])[y]
    fitted, run = rows_of(X, names, synthetic=Brighter(), sampling_strategy={"pneumonia": 60})
    assert fitted.sampling_strategy_ == {"pneumonia": 20}
    assert set(SEEN[0][1]) == {"normal", "pneumonia"}


def test_synthetic_rows_weigh_as_real_ones_of_their_class(patients, rows_of):
    X, y = patients
    weight = np.where(y == 1, 4.0, 1.0)
    _, run = rows_of(X, y, sample_weight=weight, synthetic=Brighter())
    assert np.allclose(run.rows.weight[200:], run.rows.weight[:200][y == 1][0])


def test_a_file_leaves_out_what_it_cannot_hold_and_no_training_row_is_kept(patients, tmp_path):
    X, y = patients
    params = {"image_column": "auto", "max_epochs": 1, "synthetic": tiny(DOSampler)}
    fitted = tiny(ImageMetadataClassifier).set_params(**params, metadata="positive").fit(X, y)
    fitted.save(tmp_path / "model")
    assert not hasattr(fitted.synthetic, "net_")
    of_others = fitted.set_params(synthetic=SMOTE())
    with pytest.raises(ValueError, match="The parameter synthetic cannot be saved"):
        of_others.save(tmp_path / "model")
    of_others.save(tmp_path / "model", leave_out=["synthetic"])


class Removing(Brighter):
    def _fit_resample(self, X, y):
        return X[1:], y[1:]


class Wrong(Brighter):
    def _fit_resample(self, X, y):
        result = super()._fit_resample(X, y)
        self.source_indices_ = self.source_indices_ + 1000
        return result


@pytest.mark.parametrize(
    "sampler, message",
    [
        (Removing(), "synthetic=Removing must give the 200 rows of fit"),
        (Wrong(), "source_indices_ of synthetic=Wrong must name a row of fit, 0 to 199"),
    ],
)
def test_a_sampler_that_gives_something_else_is_refused(sampler, message, patients, rows_of):
    with pytest.raises(ValueError, match=message):
        rows_of(*patients, synthetic=sampler)


def test_images_cannot_be_made_of_a_table(patients, rows_of):
    X, y = patients
    with pytest.raises(ValueError, match="synthetic makes images, but X has none"):
        rows_of(pd.DataFrame(X["age"]), y, synthetic=Brighter(), image_column=None)

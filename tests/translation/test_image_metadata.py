"""Claims about the classifier of images with metadata: inputs, fusion, backbones, model files."""

import pickle

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.metrics import balanced_accuracy_score, roc_auc_score
from sklearn.model_selection import GridSearchCV, cross_validate
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

from imbgan import ImageMetadataClassifier, load
from imbgan.networks import VGG16, ConvTrunk, SeededShift
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny


def short(**params):
    start = tiny(ImageMetadataClassifier).set_params(image_column="auto", max_epochs=2)
    return start.set_params(**params)


def longer(**params):
    params = {"max_epochs": 30, "batch_size": 32, "loss": "logit_adjusted", **params}
    return ImageMetadataClassifier(random_state=0, **params)


def flat(X, *, first=True):
    """The rows of the frame as numbers, images flat; the sex is 0 or 1."""
    pixels = np.stack(X["image"]).reshape(len(X), -1)
    metadata = np.column_stack([X["age"], X["sex"].cat.codes])
    return np.hstack([pixels, metadata] if first else [metadata, pixels])


def test_metadata_that_says_much_raises_the_score_of_the_image_alone(patients):
    X, y = patients
    train, test = np.arange(140), np.arange(140, 200)
    scores = []
    for params in ({"metadata_features": []}, {}):
        fitted = longer(**params).fit(X.iloc[train], y[train])
        scores.append(roc_auc_score(y[test], fitted.predict_proba(X.iloc[test])[:, 1]))
    assert scores[1] > scores[0] + 0.1
    assert scores[1] > 0.9


def test_an_image_that_says_much_raises_the_score_of_the_metadata_alone(patients):
    X, y = patients
    X = X.assign(
        age=50.0, image=[image + label for image, label in zip(X["image"], y, strict=True)]
    )
    train, test = np.arange(140), np.arange(140, 200)
    found = longer(max_epochs=10).fit(X.iloc[train], y[train]).predict(X.iloc[test])
    assert balanced_accuracy_score(y[test], found) > 0.95


def test_a_column_of_images_and_flat_images_are_classified_alike(patients):
    X, y = patients
    X = X[["image", "age", "sex"]]
    wanted = short().fit(X, y).predict_proba(X)
    params = {"image_shape": (12, 12), "categorical_features": [145]}
    assert np.array_equal(short(**params).fit(flat(X), y).predict_proba(flat(X)), wanted)
    params |= {"image_columns": slice(2, None), "categorical_features": [1]}
    last = flat(X, first=False)
    assert np.array_equal(short(**params).fit(last, y).predict_proba(last), wanted)


def test_an_array_of_objects_with_a_column_of_images_is_read_like_the_frame(patients):
    X, y = patients
    wanted = short().fit(X, y).predict_proba(X)
    objects = X.to_numpy(dtype=object)
    fitted = short(categorical_features=[2]).fit(objects, y)
    assert np.array_equal(fitted.predict_proba(objects), wanted)


def test_files_are_read_like_the_arrays_in_them(patients, tmp_path):
    image_room = pytest.importorskip("PIL.Image")
    X, y = patients
    X["image"] = [(200 * image[0]).astype(np.uint8) for image in X["image"]]
    paths = [tmp_path / f"{row}.png" for row in range(len(X))]
    for path, image in zip(paths, X["image"], strict=True):
        image_room.fromarray(image).save(path)
    wanted = short().fit(X, y).predict_proba(X)
    for column in (paths, [str(path) for path in paths]):
        of_files = X.assign(image=column)
        assert np.array_equal(short().fit(of_files, y).predict_proba(of_files), wanted)


def test_images_alone_have_no_branch_of_metadata_and_the_other_way_round(patients):
    X, y = patients
    images = np.stack(X["image"])
    of_images = short().fit(images, y)
    assert of_images.net_.module_.metadata is None
    assert of_images.n_features_in_ == 144
    without = short(metadata_features=[]).fit(X, y)
    assert np.array_equal(without.predict_proba(X), of_images.predict_proba(images))
    assert short(image_column=None).fit(X[["age", "sex"]], y).net_.module_.image is None


def test_a_table_without_images_is_warned_of(patients):
    X, y = patients
    with pytest.warns(ImbalanceWarning, match="X has no image.*on the metadata alone"):
        short().fit(X[["age", "sex"]], y)


def test_two_heads_are_averaged(patients):
    X, y = patients
    fitted = short(fusion="average").fit(X, y)
    rows = torch.from_numpy(fitted.encoder_.transform(X))
    image, metadata = torch.softmax(fitted.net_.module_(rows), dim=-1).detach().numpy()
    assert fitted.predict_proba(X) == pytest.approx((image + metadata) / 2, abs=1e-6)
    assert not np.allclose(image, metadata)


def test_training_moves_the_image_and_nothing_else(patients, monkeypatch):
    seen = []
    forward = SeededShift.forward
    monkeypatch.setattr(
        SeededShift, "forward", lambda self, x: seen.append(x.shape[1:]) or forward(self, x)
    )
    X, y = patients
    wanted = short().fit(X, y).predict_proba(X)
    moved = short(max_shift=2, flip=True).fit(X, y)
    assert set(seen) == {(1, 12, 12)}
    assert not np.array_equal(moved.predict_proba(X), wanted)


def test_it_stands_in_a_pipeline_behind_a_column_transformer(patients):
    X, y = patients
    scale = ColumnTransformer(
        [("image", "passthrough", ["image"]), ("scale", StandardScaler(), ["age"])],
        verbose_feature_names_out=False,
    )
    probabilities = [
        make_pipeline(clone(scale), short()).fit(X, y).predict_proba(X),
        make_pipeline(clone(scale).set_output(transform="pandas"), short())
        .fit(X, y)
        .predict_proba(X),
    ]
    assert np.array_equal(*probabilities)


def test_cross_validation_and_search_clone_and_score_it(patients):
    X, y = patients
    found = cross_validate(short(), X, y, cv=2, scoring="balanced_accuracy", error_score="raise")
    assert len(found["test_score"]) == 2
    grid = {"fusion": ["joint", "average"], "metadata_features": [None, []]}
    search = GridSearchCV(short(max_epochs=1), grid, cv=2, error_score="raise").fit(X, y)
    assert len(search.cv_results_["params"]) == 4


def test_missing_metadata_are_taken_in_fit_and_in_predict(patients):
    X, y = patients
    X.loc[::7, "age"] = np.nan
    X.loc[::5, "sex"] = None
    fitted = short().fit(X, y)
    assert fitted.spec_.categories == (3,)
    assert fitted.encoder_.shape == (144 + 3,)
    assert np.isfinite(fitted.predict_proba(X)).all()


def test_a_category_that_fit_has_not_seen_adds_nothing(patients):
    X, y = patients
    fitted = short().fit(X, y)
    other = X.assign(sex=pd.Categorical(["X"] * len(X)))
    assert np.isfinite(fitted.predict_proba(other)).all()
    missing = X.assign(sex=pd.Categorical([None] * len(X), categories=["F", "M"]))
    assert np.array_equal(fitted.predict_proba(other), fitted.predict_proba(missing))


@pytest.mark.parametrize("params", [{}, {"fusion": "average"}, {"backbone": VGG16}])
def test_a_model_file_gives_the_same_probabilities(params, patients, tmp_path):
    X, y = patients
    X.loc[3, "age"] = np.nan
    fitted = short(**{"n_features": 512 if "backbone" in params else 8, **params}).fit(X, y)
    fitted.save(tmp_path / "model")
    loaded = load(tmp_path / "model")
    assert np.array_equal(loaded.predict_proba(X), fitted.predict_proba(X))
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))


def test_a_slice_of_columns_goes_into_a_model_file(patients, tmp_path):
    X, y = patients
    rows = flat(X)
    fitted = short(image_shape=(12, 12), image_columns=slice(0, 144)).fit(rows, y)
    fitted.save(tmp_path / "model")
    assert load(tmp_path / "model").image_columns == slice(0, 144)


def test_two_fits_are_bit_identical(patients):
    X, y = patients
    params = {"dropout": 0.3, "max_shift": 1, "flip": True, "early_stopping": True}
    one, other = (short(**params).fit(X, y).predict_proba(X) for _ in range(2))
    assert np.array_equal(one, other)


def test_rows_are_predicted_in_blocks_that_do_not_matter(patients, monkeypatch):
    X, y = patients
    fitted = short().fit(X, y)
    wanted = fitted.predict_proba(X)
    monkeypatch.setattr("imbgan.engine._data.BLOCK_BYTES", 2**16)
    assert fitted.predict_proba(X) == pytest.approx(wanted, abs=1e-6)


def test_images_have_the_defaults_of_images_also_in_flat_rows(patients):
    X, y = patients
    fitted = ImageMetadataClassifier(max_epochs=4, random_state=0).fit(X, y)
    assert fitted.net_.module_.heads[0][0].p == 0.5
    assert "valid_loss" not in fitted.history_[0]  # one cycle runs to its end
    alone = ImageMetadataClassifier(image_column=None, max_epochs=1, random_state=0)
    assert alone.fit(X[["age", "sex"]], y).net_.module_.heads[0][0].p == 0.1


def test_the_paper_s_settings_can_be_set():
    paper = ImageMetadataClassifier(**ImageMetadataClassifier.paper_params)
    assert paper.backbone == "resnet50"


def test_a_network_of_the_user_gives_the_features(patients):
    X, y = patients
    shapes = []

    def factory(spec):
        shapes.append(spec.shape)
        return nn.Sequential(nn.Flatten(), nn.Linear(spec.n_features, 5))

    fitted = short(backbone=factory, n_features=5).fit(X, y)
    assert shapes == [(1, 12, 12)]
    assert fitted.net_.module_.heads[0][1].in_features == 5 + 16


def test_the_default_backbone_is_that_of_the_plain_classifier(patients):
    X, y = patients
    assert isinstance(short().fit(X, y).net_.module_.image[-1], ConvTrunk)


@pytest.mark.parametrize(
    "params, message",
    [
        (
            {"image_column": "scan"},
            "image_column='scan' is not a column of X.*'age', 'image', 'sex'",
        ),
        ({"metadata_features": ["image"]}, "metadata_features names columns that hold images"),
        ({"metadata_features": ["size"]}, "metadata_features names columns that X does not have"),
        (
            {"categorical_features": ["image"]},
            "categorical_features names columns that hold images",
        ),
        ({"image_columns": [1]}, "image_columns names the columns of pixels; give the shape"),
        ({"backbone": lambda spec: nn.Flatten()}, "backbone must build a network"),
        ({"image_shape": (8, 8)}, r"image_shape=\(8, 8\) does not fit the images in X"),
        ({"fusion": "late"}, "'fusion' parameter"),
        ({"batch_size": 1}, "batch_size=1 does not do for images"),
    ],
)
def test_what_does_not_fit_is_named(params, message, patients):
    with pytest.raises(ValueError, match=message):
        short(**params).fit(*patients)


def test_images_that_do_not_fit_are_named_by_their_rows(patients):
    X, y = patients
    several = X.assign(second=X["image"])
    with pytest.raises(ValueError, match="several columns of images, 'image', 'second'"):
        short().fit(several, y)
    short(image_column="image", metadata_features=["age"]).fit(several, y)
    X.at[17, "image"] = np.zeros((9, 9))
    with pytest.raises(ValueError, match="different sizes.*row 17"):
        short().fit(X, y)
    X.at[17, "image"] = None
    with pytest.raises(ValueError, match="'image' of X has no image in row 17"):
        short().fit(X, y)


def test_files_that_cannot_be_read_are_named(patients, tmp_path):
    pytest.importorskip("PIL")
    X, y = patients
    broken = tmp_path / "broken.png"
    broken.write_text("no image")
    for path in (broken, tmp_path / "nowhere.png"):
        with pytest.raises(ValueError, match=f"{path.name}' in row 0 .*cannot be read"):
            short().fit(X.assign(image=str(path)), y)


def test_other_columns_in_predict_are_refused(patients):
    X, y = patients
    fitted = short(image_shape=(12, 12)).fit(flat(X), y)
    with pytest.raises(ValueError, match="X has 145 features, but .* is expecting 146"):
        fitted.predict(flat(X)[:, :-1])
    with pytest.raises(ValueError, match="feature names"):
        short().fit(X, y).predict(X[["image", "age"]])

"""Claims about DFBSSampler and DFBSClassifier."""

import numpy as np
import pytest
from imblearn.pipeline import make_pipeline
from scipy import sparse
from sklearn.datasets import load_digits, make_moons
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from imbgan import DFBSClassifier, DFBSSampler, load
from imbgan.metrics import acsa_score
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny


@pytest.fixture(scope="module")
def moons():
    return make_moons((300, 60), noise=0.2, random_state=0)


@pytest.fixture(scope="module")
def fresh_moons():
    return make_moons((300, 300), noise=0.2, random_state=1)


@pytest.fixture(scope="module")
def digits():
    """Images of digits 0, 1, 2 and 8 as training and test rows; of the last there are fifteen."""
    X, y = load_digits(return_X_y=True)
    X, kept = X.reshape(-1, 1, 8, 8), np.isin(y, [0, 1, 2, 8])
    X, y = X[kept], y[kept]
    train = np.arange(len(y)) % 2 == 0
    train[np.flatnonzero((y == 8) & train)[15:]] = False
    return X[train], y[train], X[~train], y[~train]


@pytest.fixture(scope="module")
def classifier(moons):
    return DFBSClassifier(random_state=0).fit(*moons)


@pytest.fixture(scope="module")
def sampler(moons):
    return DFBSSampler(random_state=0).fit(*moons)


def silhouette_of(codes, y):
    """How far the means of two classes are apart, in mean distances of rows to their own."""
    means = [codes[y == k].mean(axis=0) for k in (0, 1)]
    within = np.mean([np.linalg.norm(codes[y == k] - means[k], axis=1).mean() for k in (0, 1)])
    return np.linalg.norm(means[0] - means[1]) / within


def test_a_linear_layer_on_codes_bends_around_the_moons(moons, fresh_moons, classifier):
    X, y = fresh_moons
    linear = LogisticRegression(class_weight="balanced").fit(*moons)
    ours = acsa_score(y, classifier.predict(X))
    assert ours > acsa_score(y, linear.predict(X)) + 0.05
    assert ours > 0.93


def test_the_triplet_loss_sets_the_codes_of_classes_apart(moons, fresh_moons):
    X, y = fresh_moons
    apart = [
        silhouette_of(DFBSSampler(separation_weight=w, random_state=0).fit(*moons).embed(X), y)
        for w in (0.0, 0.1)
    ]
    assert apart[1] > 1.5 * apart[0]


def test_a_row_alone_gets_what_it_gets_among_others(moons, classifier):
    X = moons[0][:9]
    alone = np.concatenate([classifier.predict_proba(row[None]) for row in X])
    assert alone == pytest.approx(classifier.predict_proba(X), abs=1e-5)
    alone = np.concatenate([classifier.transform(row[None]) for row in X])
    assert alone == pytest.approx(classifier.transform(X), abs=1e-5)


def test_probabilities_are_a_softmax_of_a_linear_layer_of_the_codes(moons, classifier):
    head = classifier.net_.module_.head
    weight, bias = head.weight.detach().numpy(), head.bias.detach().numpy()
    logits = classifier.transform(moons[0]) @ weight.T + bias
    expected = 1 / (1 + np.exp(logits[:, 0] - logits[:, 1]))
    assert classifier.predict_proba(moons[0])[:, 1] == pytest.approx(expected, abs=1e-5)


def test_drawn_codes_make_up_for_what_a_class_lacks(moons, fresh_moons):
    X, y = fresh_moons
    n_rare = {}
    for strategy in ("auto", {1: 60}):
        clf = tiny(DFBSClassifier).set_params(sampling_strategy=strategy).fit(*moons)
        n_rare[str(strategy)] = np.sum(clf.predict(X) == 1)
    assert n_rare["auto"] > n_rare["{1: 60}"]


def test_classes_that_are_balanced_already_can_be_classified(fresh_moons):
    X, y = fresh_moons
    clf = tiny(DFBSClassifier).fit(X, y)
    assert clf.sampling_strategy_ == {0: 0} or clf.sampling_strategy_ == {1: 0}
    assert acsa_score(y, clf.predict(X)) > 0.85


def test_weights_of_rows_count(moons, fresh_moons):
    X, y = fresh_moons
    clf = tiny(DFBSClassifier).set_params(sampling_strategy={1: 60})
    plain = np.sum(clf.fit(*moons).predict(X) == 1)
    weight = np.where(moons[1] == 1, 20.0, 1.0)
    assert np.sum(clf.fit(*moons, sample_weight=weight).predict(X) == 1) > plain


def test_held_out_rows_can_choose_the_epoch(moons):
    clf = tiny(DFBSClassifier).set_params(early_stopping=True).fit(*moons)
    assert {"valid_loss", "valid_score"} <= clf.history_[-1].keys()
    assert sum(clf.spec_.class_counts) < len(moons[1])


def test_images_are_classified_by_a_centre_loss(digits):
    X, y, X_test, y_test = digits
    params = {"n_channels": 8, "autoencoder_epochs": 60, "max_epochs": 20, "random_state": 0}
    clf = DFBSClassifier(**params).fit(X, y)
    assert acsa_score(y_test, clf.predict(X_test)) > 0.95
    loose = DFBSClassifier(**params, center_weight=0.0).fit(X, y)
    pair = np.isin(y_test, [1, 2])
    spread = [silhouette_of(c.transform(X_test[pair]), y_test[pair] - 1) for c in (clf, loose)]
    assert spread[0] > spread[1]


def test_a_classifier_that_is_loaded_predicts_the_same(moons, classifier, tmp_path):
    classifier.save(tmp_path / "model")
    loaded = load(tmp_path / "model")
    assert np.array_equal(loaded.predict_proba(moons[0]), classifier.predict_proba(moons[0]))
    assert np.array_equal(loaded.transform(moons[0]), classifier.transform(moons[0]))


def test_codes_have_names(classifier):
    assert classifier.get_feature_names_out()[:2].tolist() == [
        "dfbsclassifier0",
        "dfbsclassifier1",
    ]
    assert len(classifier.get_feature_names_out()) == 16


def test_generated_rows_lie_where_their_class_does(moons, sampler):
    judge = KNeighborsClassifier(25).fit(*make_moons((1000, 1000), noise=0.2, random_state=2))
    drawn = sampler.sample(400, 1, random_state=0)
    assert judge.predict(drawn).mean() > 0.75  # of shuffled coordinates some leave the class
    assert drawn.std(axis=0).min() > 0.5 * moons[0][moons[1] == 1].std(axis=0).min()


def test_the_share_of_candidates_that_passes_is_kept(sampler):
    assert sampler.pass_rate_.keys() == {1}
    assert 0.5 < sampler.pass_rate_[1] <= 1


def test_the_codes_of_generated_classes_alone_are_kept(moons, sampler):
    X, y = moons
    assert sampler.row_classes_.tolist() == [1] * 60
    assert sampler.row_codes_ == pytest.approx(sampler.embed(X[y == 1]), abs=1e-5)
    assert sampler.latent_means_[0] == pytest.approx(
        sampler.embed(X[y == 0]).mean(axis=0), abs=1e-4
    )
    covariance = np.cov(sampler.embed(X[y == 0]).T)
    assert sampler.latent_covariances_[0] == pytest.approx(covariance, abs=1e-3)


def test_a_sampler_stands_in_a_pipeline_and_has_no_transform_therefore(moons, fresh_moons):
    X, y = fresh_moons
    pipeline = make_pipeline(tiny(DFBSSampler), LogisticRegression()).fit(*moons)
    assert acsa_score(y, pipeline.predict(X)) > 0.7
    assert not hasattr(DFBSSampler, "transform")


@pytest.mark.parametrize("rival", ["rest", "nearest"])
def test_many_classes_are_filled_up(rival, tabular):
    X, y = tabular
    sampler = tiny(DFBSSampler).set_params(rival=rival)
    _, y_all = sampler.fit_resample(X, y)
    assert len(set(np.bincount(y_all))) == 1


def test_categories_come_back_as_categories(mixed_frame):
    X, y = mixed_frame
    X_all, _ = tiny(DFBSSampler).fit_resample(X, y)
    assert X_all.dtypes.equals(X.dtypes)
    assert set(X_all["colour"]) <= {"blue", "green", "red"}


def test_sparse_rows_come_back_sparse(moons):
    X, y = moons
    X_all, _ = tiny(DFBSSampler).fit_resample(sparse.csr_array(X), y)
    assert isinstance(X_all, sparse.csr_array)


def test_a_class_of_a_single_row_is_repeated(moons):
    X, y = moons
    X, y = np.concatenate([X, [[5.0, 5.0]]]), np.append(y, 2)
    with pytest.warns(ImbalanceWarning, match="one row each"):
        sampler = tiny(DFBSSampler).fit(X, y)
    assert sampler.sample(3, 2) == pytest.approx(np.full((3, 2), 5.0), abs=1e-5)
    assert np.isfinite(tiny(DFBSClassifier).fit(X, y).predict_proba(X)).all()


def test_classes_that_cannot_be_told_apart_end_with_a_warning():
    rng = np.random.default_rng(0)
    X = np.tile(rng.normal(size=(40, 3)), (2, 1))
    y = np.repeat([0, 1], 40)
    kept = np.append(np.ones(79, dtype=bool), False)
    sampler = tiny(DFBSSampler).set_params(max_tries=3, separation_weight=0.0)
    with pytest.warns(ImbalanceWarning, match="max_tries=3"):
        X_all, _ = sampler.fit_resample(X[kept], y[kept])
    assert len(X_all) == 80


def test_images_are_generated_and_look_like_their_class(digits):
    X, y, X_test, y_test = digits
    sampler = DFBSSampler(lr=5e-3, random_state=0).fit(X, y)
    drawn = sampler.sample(100, 8, random_state=0)
    assert drawn.shape == (100, 1, 8, 8)
    judge = LogisticRegression(max_iter=2000).fit(X_test.reshape(-1, 64), y_test)
    assert np.mean(judge.predict(drawn.reshape(-1, 64)) == 8) > 0.9
    assert drawn.std(axis=0).mean() > 0.4 * X[y == 8].std(axis=0).mean()


def test_images_are_embedded_alike_flat_or_not(images):
    X, y = images
    sampler = tiny(DFBSSampler).fit(X, y)
    assert np.array_equal(sampler.embed(X), sampler.embed(X.reshape(len(X), 64)))


def test_without_a_fit_or_codes_there_is_nothing_to_embed(fresh_moons):
    X, y = fresh_moons
    with pytest.raises(NotFittedError):
        DFBSSampler().embed(X)
    with pytest.raises(ValueError, match="No class lacked rows"):
        tiny(DFBSSampler).fit(X, y).embed(X)


def test_a_sampler_that_is_loaded_goes_on_with_the_same_rows(sampler, tmp_path):
    sampler.save(tmp_path / "sampler")
    loaded = load(tmp_path / "sampler")
    assert np.array_equal(
        loaded.sample(5, 1, random_state=3), sampler.sample(5, 1, random_state=3)
    )
    assert np.array_equal(loaded.latent_means_, sampler.latent_means_)


@pytest.mark.parametrize("kind", [DFBSClassifier, DFBSSampler])
def test_released_params_can_be_set(kind, moons):
    few = {name: 2 for name in ("max_epochs", "autoencoder_epochs") if hasattr(kind(), name)}
    estimator = kind(random_state=0).set_params(**kind.released_params).set_params(**few)
    assert estimator.fit(*moons).n_iter_ == 2

"""Claims about the face of the classifiers."""

import numpy as np
import pytest
import torch
from scipy import sparse
from sklearn.exceptions import DataConversionWarning, NotFittedError

from imbgan import DOClassifier, GAMOClassifier, NeuralClassifier
from imbgan.utils.testing import tiny

KINDS = [DOClassifier, GAMOClassifier, NeuralClassifier]
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def fitted(request, tabular):
    return tiny(request.param).set_params(max_epochs=3).fit(*tabular)


def test_probabilities_stand_in_the_order_of_classes(fitted, tabular):
    X, y = tabular
    proba = fitted.predict_proba(X)
    assert proba.shape == (len(X), 3)
    assert proba.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert fitted.classes_.tolist() == [0, 1, 2]


def test_predict_is_the_argmax_of_the_probabilities(fitted, tabular):
    X, _ = tabular
    wanted = fitted.classes_[fitted.predict_proba(X).argmax(axis=1)]
    assert np.array_equal(fitted.predict(X), wanted)


def test_score_is_accuracy(fitted, tabular):
    X, y = tabular
    assert fitted.score(X, y) == np.mean(fitted.predict(X) == y)


def test_a_row_is_predicted_alone_as_in_company(fitted, tabular):
    X, _ = tabular
    alone = np.concatenate([fitted.predict_proba(X[i : i + 1]) for i in range(20)])
    assert alone == pytest.approx(fitted.predict_proba(X)[:20], abs=1e-6)


def test_rows_far_outside_what_was_seen_have_probabilities(fitted, tabular):
    X, _ = tabular
    assert np.isfinite(fitted.predict_proba(X * 1e30)).all()


def test_the_members_probabilities_are_averaged(tabular):
    X, y = tabular
    fitted = tiny(NeuralClassifier).set_params(n_members=3, max_epochs=2).fit(X, y)
    with torch.no_grad():
        logits = fitted.net_.module_(torch.from_numpy(fitted.encoder_.transform(X)))
    assert logits.shape == (3, len(X), 3)
    assert fitted.predict_proba(X) == pytest.approx(
        torch.softmax(logits, -1).mean(0).numpy(), abs=1e-6
    )


@every_kind
@pytest.mark.parametrize("container", [np.asarray, np.ndarray.tolist, sparse.csr_array])
def test_containers_do_not_change_what_is_learned(kind, container, tabular):
    X, y = tabular
    first = tiny(kind).set_params(max_epochs=2).fit(X, y)
    other = tiny(kind).set_params(max_epochs=2).fit(container(X), y)
    assert np.array_equal(first.predict_proba(X), other.predict_proba(container(X)))


@every_kind
def test_a_frame_gives_feature_names(kind, mixed_frame):
    X, y = mixed_frame
    fitted = tiny(kind).set_params(max_epochs=2).fit(X, y)
    assert fitted.feature_names_in_.tolist() == ["height", "visits", "colour"]
    assert fitted.n_features_in_ == 3
    assert set(fitted.predict(X)) <= {"common", "rare"}
    with pytest.raises(ValueError, match="feature names should match"):
        fitted.predict(X[["visits", "height", "colour"]])


def test_a_category_not_seen_in_training_can_be_predicted(mixed_frame):
    X, y = mixed_frame
    fitted = tiny(DOClassifier).set_params(max_epochs=2).fit(X, y)
    new = X.astype({"colour": object}).assign(colour="violet")
    assert np.isfinite(fitted.predict_proba(new)).all()


@every_kind
@pytest.mark.parametrize("method", ["predict", "predict_proba"])
def test_before_fit_there_is_nothing_to_predict_with(kind, method, tabular):
    with pytest.raises(NotFittedError):
        getattr(tiny(kind), method)(tabular[0])


@pytest.mark.parametrize("attribute", ["history_", "n_iter_"])
def test_before_fit_there_is_no_history(attribute):
    assert not hasattr(tiny(NeuralClassifier), attribute)
    with pytest.raises(NotFittedError):
        getattr(tiny(NeuralClassifier), attribute)


@every_kind
def test_a_target_of_one_column_is_taken_with_scikit_learn_s_warning(kind, tabular):
    X, y = tabular
    with pytest.warns(DataConversionWarning):
        fitted = tiny(kind).set_params(max_epochs=1).fit(X, y[:, None])
    assert fitted.predict(X).shape == y.shape


@every_kind
def test_a_second_fit_forgets_the_first(kind, tabular, mixed_frame):
    X, y = tabular
    again = tiny(kind).set_params(max_epochs=2).fit(*mixed_frame).fit(X, y)
    once = tiny(kind).set_params(max_epochs=2).fit(X, y)
    assert np.array_equal(again.predict_proba(X), once.predict_proba(X))
    assert not hasattr(again, "feature_names_in_")


@every_kind
def test_there_is_no_partial_fit_and_no_warm_start(kind):
    assert not hasattr(kind, "partial_fit")
    assert "warm_start" not in kind().get_params()

"""Claims about the correction for the prior after training, for any classifier."""

import numpy as np
import pytest
import sklearn
from scipy import sparse
from sklearn.base import BaseEstimator, clone, is_classifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from imbgan import NeuralClassifier, PriorCorrectedClassifier, load

CLASSIFIERS = [
    LogisticRegression(),
    GaussianNB(),
    RandomForestClassifier(10, random_state=0),
    DecisionTreeClassifier(random_state=0),
    make_pipeline(StandardScaler(), LogisticRegression()),
]
every_classifier = pytest.mark.parametrize("classifier", CLASSIFIERS)


def table(*rows):
    return np.array(rows)


class Fixed(BaseEstimator):
    """Classifier that says the same whatever it is asked."""

    def __init__(self, proba):
        self.proba = proba

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        return self

    def predict_proba(self, X):
        return np.asarray(self.proba)


@every_classifier
def test_with_tau_zero_nothing_is_changed(classifier, three):
    X, y = three
    corrected = PriorCorrectedClassifier(classifier, tau=0.0).fit(X, y)
    alone = clone(classifier).fit(X, y)
    assert np.array_equal(corrected.predict_proba(X), alone.predict_proba(X))
    assert np.array_equal(corrected.predict(X), alone.predict(X))


@every_classifier
@pytest.mark.parametrize("tau", [0.5, 1.0, 3.0])
def test_probabilities_are_divided_by_a_power_of_the_prior(classifier, tau, three):
    X, y = three
    wanted = clone(classifier).fit(X, y).predict_proba(X) / (np.bincount(y) / len(y)) ** tau
    wanted /= wanted.sum(axis=1, keepdims=True)
    corrected = PriorCorrectedClassifier(classifier, tau=tau).fit(X, y)
    assert corrected.predict_proba(X) == pytest.approx(wanted)
    assert np.array_equal(corrected.predict(X), wanted.argmax(axis=1))


def test_the_numbers_by_hand():
    y = [0] * 8 + [1] * 2
    said = table([0.8, 0.2], [0.5, 0.5], [1.0, 0.0], [0.0, 1.0])
    corrected = PriorCorrectedClassifier(Fixed(said)).fit(np.zeros((10, 1)), y)
    wanted = table([0.5, 0.5], [0.2, 0.8], [1, 0], [0, 1])
    assert corrected.predict_proba(None) == pytest.approx(wanted)
    assert corrected.class_prior_.tolist() == [0.8, 0.2]


@pytest.mark.parametrize("tau", [1e3, 1e300])
def test_the_strongest_correction_leaves_numbers(tau):
    said = table([0.9, 0.1], [1.0, 0.0])
    corrected = PriorCorrectedClassifier(Fixed(said), tau=tau).fit(np.zeros((5, 1)), [0] * 4 + [1])
    assert corrected.predict_proba(None).tolist() == [[0, 1], [1, 0]]


def test_the_recall_of_the_minority_rises(overlapping, recall):
    X, y = overlapping
    alone = LogisticRegression().fit(X, y)
    assert recall(alone, X, y) + 0.4 < recall(PriorCorrectedClassifier(alone).fit(X, y), X, y)


def test_the_given_classifier_is_not_touched(three):
    classifier = LogisticRegression()
    corrected = PriorCorrectedClassifier(classifier).fit(*three)
    assert not hasattr(classifier, "coef_")
    assert corrected.estimator is classifier


def test_without_a_classifier_it_is_the_plain_network(three, trained):
    X, y = three
    corrected = PriorCorrectedClassifier()
    assert is_classifier(corrected)
    small = NeuralClassifier(n_members=1, max_epochs=2, random_state=0)
    assert type(PriorCorrectedClassifier(small).fit(X, y).estimator_) is NeuralClassifier
    assert type(corrected._wrapped()) is NeuralClassifier


def test_weights_of_rows_reach_the_classifier_and_the_prior(overlapping):
    X, y = overlapping
    weight = np.where(y == 1, 5.0, 1.0)
    corrected = PriorCorrectedClassifier(LogisticRegression()).fit(X, y, sample_weight=weight)
    alone = LogisticRegression().fit(X, y, sample_weight=weight)
    assert np.array_equal(corrected.estimator_.coef_, alone.coef_)
    assert corrected.class_prior_ == pytest.approx([300 / 450, 150 / 450])


def test_weights_for_a_classifier_that_takes_none_are_refused(overlapping):
    X, y = overlapping
    with pytest.raises(ValueError, match="KNeighborsClassifier does not take it"):
        PriorCorrectedClassifier(KNeighborsClassifier()).fit(X, y, sample_weight=np.ones(len(y)))


def test_other_parameters_of_fit_are_handed_on(overlapping):
    X, y = overlapping
    weight = np.where(y == 1, 5.0, 1.0)
    model = make_pipeline(StandardScaler(), LogisticRegression())
    corrected = PriorCorrectedClassifier(model).fit(X, y, logisticregression__sample_weight=weight)
    unweighted = PriorCorrectedClassifier(model).fit(X, y)
    assert not np.allclose(corrected.predict_proba(X), unweighted.predict_proba(X))


def test_metadata_is_routed_where_routing_is_on(overlapping):
    X, y = overlapping
    weight = np.where(y == 1, 5.0, 1.0)
    with sklearn.config_context(enable_metadata_routing=True):
        classifier = LogisticRegression().set_fit_request(sample_weight=True)
        corrected = PriorCorrectedClassifier(classifier).fit(X, y, sample_weight=weight)
    alone = LogisticRegression().fit(X, y, sample_weight=weight)
    assert np.array_equal(corrected.estimator_.coef_, alone.coef_)
    assert corrected.class_prior_ == pytest.approx([300 / 450, 150 / 450])


def test_a_class_whose_rows_weigh_nothing_gains_nothing():
    said = table([0.5, 0.2, 0.3], [0.7, 0.05, 0.25])
    y, weight = [0] * 8 + [1] * 2 + [2] * 5, [1.0] * 10 + [0.0] * 5
    corrected = PriorCorrectedClassifier(Fixed(said)).fit(np.zeros((15, 1)), y, weight)
    assert corrected.class_prior_.tolist() == [0.8, 0.2, 0.0]
    divided = table([0.5 / 0.8, 0.2 / 0.2, 0.3], [0.7 / 0.8, 0.05 / 0.2, 0.25])
    wanted = divided / divided.sum(axis=1, keepdims=True)
    assert corrected.predict_proba(None) == pytest.approx(wanted)
    assert corrected.predict(None).tolist() == [1, 0]


def test_sparse_rows_and_frames_are_handed_on(three):
    pd = pytest.importorskip("pandas")
    X, y = three
    corrected = PriorCorrectedClassifier(LogisticRegression()).fit(sparse.csr_array(X), y)
    dense = PriorCorrectedClassifier(LogisticRegression()).fit(X, y)
    assert corrected.predict_proba(sparse.csr_array(X)) == pytest.approx(
        dense.predict_proba(X), abs=1e-4
    )
    frame = pd.DataFrame(X, columns=["age", "height"])
    named = PriorCorrectedClassifier(LogisticRegression()).fit(frame, y)
    assert named.feature_names_in_.tolist() == ["age", "height"]
    assert named.n_features_in_ == 2
    assert not hasattr(named.fit(X, y), "feature_names_in_")


def test_labels_may_be_words(three):
    X, y = three
    words = np.array(["many", "few", "rare"])[y]
    corrected = PriorCorrectedClassifier(GaussianNB()).fit(X, words)
    assert set(corrected.predict(X)) == {"many", "few", "rare"}
    assert dict(zip(corrected.classes_, corrected.class_prior_, strict=True)) == {
        "few": 0.16,
        "many": 0.8,
        "rare": 0.04,
    }


def test_its_strength_and_the_classifier_s_parameters_can_be_searched(three):
    search = GridSearchCV(
        PriorCorrectedClassifier(LogisticRegression()),
        {"tau": [0.0, 1.0], "estimator__C": [0.1, 1.0]},
        scoring="balanced_accuracy",
        cv=3,
    ).fit(*three)
    assert search.best_params_["tau"] == 1.0


def test_it_is_not_fitted_before_fit(three):
    with pytest.raises(NotFittedError):
        PriorCorrectedClassifier(GaussianNB()).predict(three[0])


@pytest.mark.parametrize(
    "params", [{"estimator": LinearSVC()}, {"estimator": "tree"}, {"tau": -1.0}]
)
def test_wrong_parameters_are_told_as_by_scikit_learn(params, three):
    (name,) = params
    with pytest.raises(ValueError, match=f"The '{name}' parameter of PriorCorrectedClassifier"):
        PriorCorrectedClassifier(**params).fit(*three)


def test_several_targets_at_once_are_refused(three):
    X, y = three
    with pytest.raises(ValueError, match="multioutput targets are not supported"):
        PriorCorrectedClassifier(DecisionTreeClassifier()).fit(X, np.column_stack([y, y]))


def test_with_a_classifier_of_this_package_it_can_be_saved(three, tmp_path):
    X, y = three
    network = NeuralClassifier(n_members=2, max_epochs=2, random_state=0)
    corrected = PriorCorrectedClassifier(network, tau=0.5).fit(X, y)
    corrected.save(tmp_path / "model")
    again = load(tmp_path / "model")
    assert np.array_equal(again.predict_proba(X), corrected.predict_proba(X))
    assert again.estimator.get_params() == network.get_params()
    assert again.class_prior_.tolist() == corrected.class_prior_.tolist()
    assert again.estimator_.history_ == corrected.estimator_.history_


def test_with_another_classifier_saving_says_what_it_cannot(three, tmp_path):
    corrected = PriorCorrectedClassifier(GaussianNB()).fit(*three)
    with pytest.raises(ValueError, match="estimator cannot be saved.*GaussianNB"):
        corrected.save(tmp_path / "model")


def test_a_corrected_correction_can_be_saved(three, tmp_path):
    X, y = three
    network = NeuralClassifier(n_members=1, max_epochs=1, random_state=0)
    twice = PriorCorrectedClassifier(PriorCorrectedClassifier(network, tau=0.5), tau=0.5)
    twice.fit(X, y).save(tmp_path / "model")
    once = PriorCorrectedClassifier(network).fit(X, y)
    assert load(tmp_path / "model").predict_proba(X) == pytest.approx(once.predict_proba(X))

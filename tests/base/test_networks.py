"""Claims about networks of the user: they are tried before training, and errors name them."""

import pytest
import torch
from sklearn.base import clone
from torch import nn

from imbgan import DOClassifier, DOSampler, NeuralClassifier, load
from imbgan.base import UserNetwork, _fit
from imbgan.encoding import DataSpec
from imbgan.utils.testing import tiny

SPEC = DataSpec(shape=(4,), class_counts=(6, 3), n_to_draw=(0, 0))


def classifier(factory):
    return UserNetwork("classifier", factory, [(torch.zeros(2, 4),)], (2, 2))


def linear(n_outputs):
    return lambda spec: nn.Linear(spec.n_features, n_outputs)


class Members(nn.Module):
    """Three classifiers side by side."""

    def __init__(self, spec):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(spec.n_features, spec.n_classes) for _ in range(3))

    def forward(self, x):
        return torch.stack([layer(x) for layer in self.layers])


class Normalised(nn.Module):
    """A network that behaves differently in training."""

    def __init__(self, spec, scale=1.0):
        super().__init__()
        self.norm, self.scale = nn.BatchNorm1d(spec.n_features), scale
        self.layer = nn.Linear(spec.n_features, spec.n_classes)

    def forward(self, x):
        return self.scale * self.layer(self.norm(x))


def test_the_network_comes_as_it_was_built():
    network = classifier(Normalised)(SPEC, scale=3.0)
    assert network.scale == 3
    assert network.training
    assert network.norm.num_batches_tracked == 0  # the trial left no trace


def test_a_classifier_may_have_members_on_a_first_axis():
    assert isinstance(classifier(Members)(SPEC), Members)


def test_other_players_may_not():
    network = UserNetwork("critic", Members, [(torch.zeros(2, 4),)], (2, 2))
    with pytest.raises(ValueError, match=r"critic must .* gave an output of shape \(3, 2, 2\)"):
        network(SPEC)


@pytest.mark.parametrize("n_outputs", [1, 3, 5])
def test_a_wrong_number_of_logits_is_told(n_outputs):
    message = (
        r"classifier must build a network that maps inputs of shape \(2, 4\) to an output of "
        rf"shape \(2, 2\); it gave an output of shape \(2, {n_outputs}\)"
    )
    with pytest.raises(ValueError, match=message):
        classifier(linear(n_outputs))(SPEC)


def test_a_network_that_cannot_read_the_rows_is_told_with_its_error():
    with pytest.raises(ValueError, match="classifier must .* shapes cannot be multiplied") as told:
        classifier(lambda spec: nn.Linear(7, spec.n_classes))(SPEC)
    assert isinstance(told.value.__cause__, RuntimeError)


def test_what_is_no_network_is_told():
    with pytest.raises(ValueError, match="classifier must build a torch.nn.Module, it built 3"):
        classifier(lambda spec: 3)(SPEC)


def test_a_network_instead_of_a_function_that_builds_one_is_told():
    with pytest.raises(ValueError, match="classifier must be a function that builds a network"):
        classifier(nn.Linear(4, 2))(SPEC)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier, DOSampler])
def test_estimators_tell_before_they_train(kind, tabular):
    with pytest.raises(ValueError, match=r"classifier must .* \(2, 6\) .* \(2, 3\).*\(2, 5\)"):
        tiny(kind).set_params(classifier=linear(5)).fit(*tabular)


@pytest.mark.parametrize(
    "player, said", [("generator", r"\(2, 4\) and \(2,\)"), ("critic", r"\(2, 6\) and \(2,\)")]
)
def test_generators_and_critics_are_tried_too(player, said, tabular):
    with pytest.raises(ValueError, match=f"{player} must build a network .* {said}"):
        tiny(DOSampler).set_params(**{player: linear(1)}).fit(*tabular)


def test_in_a_game_the_classifier_must_read_mixed_categories(mixed_frame):
    X, y = mixed_frame
    # Three columns, of which one has three categories: fakes are five numbers wide.
    alone = tiny(NeuralClassifier).set_params(classifier=linear(2), max_epochs=1)
    assert alone.fit(X, y).predict(X).shape == (120,)
    with pytest.raises(ValueError, match=r"classifier must .* inputs of shape \(2, 5\)"):
        tiny(DOClassifier).set_params(classifier=linear(2)).fit(X, y)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier])
def test_a_user_s_network_is_trained(kind, tabular):
    X, y = tabular
    fitted = tiny(kind).set_params(classifier=Normalised).fit(X, y)
    assert isinstance(fitted.net_.module_, Normalised)
    assert fitted.net_.module_.norm.num_batches_tracked > 0
    assert fitted.score(X, y) > 0.8


def test_options_reach_the_factory_through_net_params(tabular):
    params = {"classifier": Normalised, "net_params": {"module__scale": 2.0}, "max_epochs": 1}
    fitted = tiny(NeuralClassifier).set_params(**params).fit(*tabular)
    assert fitted.net_.module_.scale == 2


def network_of(kind, tabular, **params):
    return tiny(kind).set_params(max_epochs=1, **params).fit(*tabular).net_.module_


def test_members_have_bins_and_factors_of_columns_and_a_single_perceptron_neither(tabular):
    several = network_of(NeuralClassifier, tabular, n_members=2).trunk.read
    single = network_of(NeuralClassifier, tabular, n_members=1).trunk.read
    assert (several.n_places, several.scale_rate) == (8 * 6, 20.0)
    assert several.scale_penalty == pytest.approx(2 * 0.04 / len(tabular[0]) ** 0.5)
    assert (single.n_places, single.scale) == (0, None)


def test_a_network_from_before_there_were_factors_comes_back_with_all_of_them_one(
    tabular, tmp_path
):
    X, y = tabular
    options = {"module__scale_rate": 0.0}
    old = tiny(NeuralClassifier).set_params(n_members=2, net_params=options).fit(X, y)
    old.set_params(net_params=None).save(tmp_path / "model")
    found = load(tmp_path / "model")
    assert not found.net_.module_.trunk.read.scale.any()
    assert (found.predict_proba(X) == old.predict_proba(X)).all()


@pytest.mark.parametrize("fraction", ["auto", 0.2])
def test_many_training_rows_have_fewer_members_by_default(
    tabular, fraction, monkeypatch, tmp_path
):
    X, y = tabular
    monkeypatch.setattr(_fit, "N_MEMBERS", (6, 4, 149 if fraction == "auto" else 120))
    assert NeuralClassifier().n_members == "auto"
    options = {"n_members": "auto", "max_epochs": 2, "early_stopping": True}
    many = tiny(NeuralClassifier).set_params(**options, validation_fraction=fraction)
    # Of those that train, be there others or not, 150 or 120 are many and few.
    assert many.fit(X, y).net_.module_.trunk.n_members == (4 if fraction == "auto" else 6)
    many.save(tmp_path / "model")
    found = load(tmp_path / "model")
    assert (found.predict_proba(X) == many.predict_proba(X)).all()
    few = clone(many).fit(X[:100], y[:100])
    assert few.net_.module_.trunk.n_members == 6

"""Claims about GAMO: its equations, worked out by hand, and the classes that it generates."""

import numpy as np
import pytest
import torch

from imbgan import GAMOClassifier, GAMOSampler
from imbgan.adversarial._game import Game
from imbgan.adversarial._gamo import GAMO
from imbgan.utils.testing import tiny


@pytest.fixture
def game(spec):
    def build(**options):
        options = {"loss": "squared_error", "fake_labels": "deficit", **options}
        adversarial_loss = GAMO.adversarial_loss(GAMOSampler(penalty_weight=100.0))
        return Game(
            spec,
            (1, 2),
            (60, 30, 10),
            objectives=GAMO.objectives,
            adversarial_loss=adversarial_loss,
            **options,
        )

    return build


def squared(proba, target):
    """Mean over classes of the squared errors, averaged over two rows."""
    return np.square(np.subtract(proba, target)).mean()


REAL = [[0.5, 0.25, 0.25], [0.2, 0.4, 0.4]]
FAKE = [[0.5, 0.25, 0.25], [0.1, 0.1, 0.8]]


def test_the_classifier_wants_one_hot_labels_of_real_rows_and_fakes(game, move, loss_of):
    on_real = squared(REAL, [[1, 0, 0], [0, 0, 1]])
    on_fake = squared(FAKE, [[0, 1, 0], [0, 0, 1]])
    assert loss_of(game(), move("classifier")).item() == pytest.approx(on_real + on_fake)
    loss = loss_of(game(fake_weight=0.5), move("classifier"))
    assert loss.item() == pytest.approx(on_real + 0.5 * on_fake)


def test_the_generator_wants_the_opposite_label_and_a_critic_that_says_one(game, move, loss_of):
    step = move("generator")
    said = torch.sigmoid(step.fake_x @ torch.tensor([3.0, 0.0, 4.0]))
    opposite = squared(FAKE, [[1, 0, 1], [1, 1, 0]])
    loss = (said - 1).square().mean().item() + opposite
    assert loss_of(game(), step).item() == pytest.approx(loss)


def test_the_critic_wants_smoothed_ones_for_real_rows_and_zeros_for_fakes(game, move, loss_of):
    step = move("critic")
    slope = torch.tensor([3.0, 0.0, 4.0])
    uniform = torch.Generator().manual_seed(0)
    of_real, of_fake = (torch.rand(2, 1, generator=uniform).squeeze(1) for _ in range(2))
    on_real = (torch.sigmoid(step.real_x @ slope) - (1 - 0.1 * of_real)).square().mean()
    on_fake = (torch.sigmoid(step.fake_x @ slope) - 0.1 * of_fake).square().mean()
    # The penalty weight of 100 plays no part.
    assert loss_of(game(), step).item() == pytest.approx((on_real + on_fake).item())


def test_generated_rows_of_no_player_have_the_label_of_the_largest_class(game):
    batch = torch.zeros(500, dtype=torch.long)
    for player in ("critic", "generator", "classifier"):
        labels = game().label_samplers[player](batch, torch.Generator().manual_seed(0))
        assert set(labels.tolist()) == {1, 2}


@pytest.mark.parametrize("kind", [GAMOSampler, GAMOClassifier])
@pytest.mark.parametrize("labels", ["auto", "real_batch", "original"])
def test_only_classes_that_lack_rows_have_a_generator(kind, labels, tabular):
    X, y = tabular
    fitted = tiny(kind).set_params(fake_labels=labels, max_epochs=1).fit(X, y)
    largest = np.bincount(y).argmax()
    assert set(fitted.generated_classes_) == set(range(3)) - {largest}


def test_the_largest_class_is_generated_only_when_asked_for(tabular):
    X, y = tabular
    largest = int(np.bincount(y).argmax())
    sampler = tiny(GAMOSampler).fit(X, y)
    with pytest.raises(ValueError, match=f"The class {largest} has no generator"):
        sampler.sample(3, largest)
    sampler.set_params(sampling_strategy={largest: 120}).fit(X, y)
    assert sampler.sample(3, largest).shape == (3, X.shape[1])


@pytest.mark.parametrize("kind", [GAMOSampler, GAMOClassifier])
def test_the_paper_s_set_names_parameters_of_the_estimator(kind):
    assert kind().set_params(**kind.paper_params).hidden_layer_sizes == (256, 128)

"""Hand-computed numbers of the loss of DGC and of its scores."""

import math
from functools import partial

import pytest
import torch
from torch import nn

from imbgan.datasets import LONG_TAIL_COUNTS
from imbgan.encoding import DataSpec
from imbgan.engine import TrainingStep
from imbgan.generative._dgc_model import LabelledGame, LabelScores, posteriors
from imbgan.losses import maximum_mean_discrepancy
from imbgan.networks import LabelledAutoencoder

SPEC = DataSpec((2,), class_counts=(30, 10), n_to_draw=(0, 0))
LOG3 = math.log(3)


class Stub(nn.Module):
    """Codes of one column: the first column of the row for the first label, else the second.

    A code z is decoded to (z, z), and to a label by the logits (0, z).
    """

    spec = SPEC

    def __init__(self, std=0.0):
        super().__init__()
        self.std, self.decoder, self.weight = std, nn.Identity(), nn.Parameter(torch.zeros(1))
        self.augment = nn.Identity()

    def wide(self, x):
        return x

    def posterior(self, x, labels=None):
        mean = x.unsqueeze(2)
        if labels is not None:
            mean = mean[torch.arange(len(x)), labels]
        return mean, torch.full_like(mean, self.std)

    def decode(self, z):
        return z.expand(-1, 2), torch.cat([torch.zeros_like(z), z], dim=1)


def scores_of(x, std=0.0, **options):
    model = LabelScores(lambda latent_dim: Stub(std), 1, **options).eval()
    return model, model(torch.tensor(x))


def test_a_label_is_scored_by_the_error_of_the_row_and_its_own_probability():
    # Codes 0 and log 3. Both make an error of log(3)^2 / 2 in one of two columns; the labels have
    # the probabilities 1/2 and 3/4.
    _, scores = scores_of([[0.0, LOG3]], reconstruction_weight=2.0)
    error = LOG3**2
    expected = [-error + math.log(1 / 2), -error + math.log(3 / 4)]
    assert scores[0].tolist() == pytest.approx(expected, rel=1e-5)


def test_a_score_is_the_log_of_a_mean_over_draws():
    model, scores = scores_of([[1.0, 1.0]], std=0.5, n_draws=3)
    z = 1 + 0.5 * model.noise[:, 0]
    error = (z - 1).square()
    for label, logit in ((0, torch.zeros(3)), (1, z)):
        own = logit - torch.logaddexp(torch.zeros(3), z)
        expected = (own - error).exp().mean().log()
        assert scores[0, label].item() == pytest.approx(expected.item(), rel=1e-5)


def test_draws_are_part_of_the_state():
    model, scores = scores_of([[1.0, 1.0]], std=0.5)
    other, _ = scores_of([[1.0, 1.0]], std=0.5)
    assert not torch.equal(other.noise, model.noise)
    other.load_state_dict(model.state_dict())
    assert torch.equal(other(torch.ones(1, 2)), scores)


def test_rows_are_scored_one_by_one():
    x = torch.randn(5, 2).tolist()
    model, scores = scores_of(x, std=0.3)
    alone = torch.cat([model(torch.tensor([row])) for row in x])
    assert torch.allclose(alone, scores, atol=1e-6)


def test_a_block_of_rows_is_as_small_as_the_draws_are_many():
    build = partial(LabelledAutoencoder, SPEC, n_members=1, hidden_layer_sizes=(4,))
    few, many = (LabelScores(build, 3, n_draws=n).units for n in (1, 10))
    assert (few, many) == (2 * (128 + 256 + 2), 20 * (128 + 256 + 2))


def test_small_classes_get_the_codes_of_the_paper():
    game = LabelledGame(LONG_TAIL_COUNTS)
    wanted = [1, 1.2, 2.4, 3.2, 4.8, 48 / 7, 12, 24, 40, 60]
    assert game.n_codes.tolist() == [1, 1, 2, 3, 4, 6, 12, 24, 40, 60]
    per_row = game.n_codes * game.weights
    assert (per_row / per_row[0]).tolist() == pytest.approx(wanted)


@pytest.mark.parametrize("counts", [LONG_TAIL_COUNTS, (90, 70, 1), (100_000, 1)])
def test_the_weights_of_all_codes_sum_to_the_number_of_rows(counts):
    game = LabelledGame(counts)
    total = (game.n_codes * game.weights * torch.tensor(counts)).sum().item()
    assert total == pytest.approx(sum(counts), rel=1e-5)
    assert game.n_codes.max() <= 64


def test_without_a_rate_no_row_is_repeated():
    game = LabelledGame((90, 10), oversampling_rate=0.0)
    assert game.n_codes.tolist() == [1, 1] and game.weights.tolist() == [1.0, 1.0]


def step_of(x, y, weight=None, std=0.0):
    draws = {name: torch.Generator().manual_seed(0) for name in ("noise", "labels")}
    scores = LabelScores(lambda latent_dim: Stub(std), 1)
    x, y = torch.tensor(x), torch.tensor(y)
    weight = None if weight is None else torch.tensor(weight)
    return TrainingStep("autoencoder", {"autoencoder": scores}, x, y, y, draws, weight=weight)


def test_the_codes_of_a_batch_are_its_rows_and_then_the_repeats():
    picked, weight = LabelledGame((30, 10), oversampling_rate=1.0).pick(
        step_of([[0.0, 0.0]] * 3, [1, 0, 1])
    )
    assert picked.tolist() == [0, 1, 2, 0, 0, 2, 2]
    # Three codes of a rare row, one of a common one, on average 60 / 40 of a row.
    assert weight.tolist() == pytest.approx([2 / 3] * 7)


def test_the_loss_is_the_weighted_mean_of_both_errors():
    game = LabelledGame(
        (30, 10), oversampling_rate=0.5, reconstruction_weight=2.0, discrepancy_weight=0.0
    )
    step = step_of([[0.0, 1.0], [3.0, LOG3]], [0, 1])
    # A rare row counts as 1.5 codes, of which one is drawn; the mean of all rows is 45 / 40.
    weights = [1 / 1.125, 1.5 / 1.125]
    errors = [1 / 2, (3 - LOG3) ** 2 / 2]
    told = [math.log(2), math.log(4 / 3)]
    expected = sum(w * (2 * e + t) for w, e, t in zip(weights, errors, told, strict=True)) / 2
    assert game.autoencoder_loss(step).item() == pytest.approx(expected, rel=1e-5)
    parts = {name: value.item() for name, value in step.parts.items()}
    assert parts["label_loss"] == pytest.approx(
        (weights[0] * told[0] + weights[1] * told[1]) / 2, rel=1e-5
    )
    assert set(parts) == {"reconstruction_loss", "label_loss"}


def test_weights_of_rows_count():
    game = LabelledGame((20, 20), discrepancy_weight=0.0)
    light = game.autoencoder_loss(step_of([[0.0, 1.0], [3.0, LOG3]], [0, 1], [2.0, 0.0]))
    assert light.item() == pytest.approx(0.5 + math.log(2), rel=1e-5)


def test_one_code_of_each_row_is_compared_with_the_prior():
    rows, labels = [[0.5, 0.0], [0.0, -1.0], [0.0, 2.0]], [0, 1, 1]
    loss, bare = (
        LabelledGame((30, 10), oversampling_rate=1.0, discrepancy_weight=w).autoencoder_loss(
            step_of(rows, labels)
        )
        for w in (3.0, 0.0)
    )
    noise = torch.Generator().manual_seed(0)
    torch.randn(7, 1, generator=noise)  # that of the codes
    prior = torch.randn(3, 1, generator=noise)
    z = torch.tensor([[0.5], [-1.0], [2.0]])
    expected = 3 * maximum_mean_discrepancy(z, prior).item()
    assert (loss - bare).item() == pytest.approx(expected, rel=1e-4)


def test_a_batch_of_one_row_has_no_discrepancy():
    step = step_of([[0.0, 1.0]], [0])
    assert math.isfinite(LabelledGame((30, 10)).autoencoder_loss(step).item())
    assert "discrepancy_loss" not in step.parts


def test_the_validation_loss_is_the_cross_entropy_of_the_scores():
    scores, labels = torch.tensor([[0.0, LOG3], [0.0, 0.0]]), torch.tensor([1, 0])
    expected = (math.log(4 / 3) + math.log(2)) / 2
    assert LabelledGame((30, 10))(scores, labels).item() == pytest.approx(expected, rel=1e-5)


def test_posteriors_come_in_the_order_of_the_rows():
    x, y = torch.randn(9, 2), torch.arange(9) % 2
    mean, std = posteriors(Stub(0.5), x, y, "cpu")
    assert mean[:, 0].tolist() == x[torch.arange(9), y].tolist()
    assert (std == 0.5).all()

"""Tests of the loss curves."""

import numpy as np
import pytest

from imbgan import DOClassifier, DOSampler, NeuralClassifier
from imbgan.inspection import LossCurvesDisplay
from imbgan.utils.testing import tiny

HISTORY = [
    {"epoch": 1, "train_critic_loss": 3.0, "train_classifier_loss": 0.9},
    {"epoch": 2, "train_critic_loss": 2.0, "train_classifier_loss": 0.5},
    {"epoch": 3, "train_critic_loss": 1.0, "train_classifier_loss": 0.4},
]
SCORES = [-0.8, -0.5, -0.6]
SCORED = [
    {**epoch, "valid_loss": 0.7, "valid_score": score, "valid_score_best": best}
    for epoch, score, best in zip(HISTORY, SCORES, [True, True, False], strict=True)
]


class Trained:
    history_ = SCORED


def legend(display):
    return [text.get_text() for text in display.ax_.get_legend().get_texts()]


def test_each_player_has_a_curve(pyplot):
    display = LossCurvesDisplay.from_history(HISTORY)
    assert list(display.lines_) == ["critic", "classifier"]
    assert display.lines_["critic"].get_xdata().tolist() == [1, 2, 3]
    assert display.lines_["critic"].get_ydata().tolist() == [3.0, 2.0, 1.0]
    assert display.score_ax_ is None
    assert display.best_epoch is None


def test_scores_have_an_axis_of_their_own_and_the_best_epoch_is_marked(pyplot):
    display = LossCurvesDisplay.from_estimator(Trained())
    assert display.best_epoch == 2
    assert display.lines_["validation score"].axes is display.score_ax_
    assert display.lines_["validation score"].get_ydata().tolist() == SCORES
    assert legend(display)[-1] == "best epoch"
    marked = [line for line in display.ax_.lines if line.get_label() == "best epoch"]
    assert [list(line.get_xdata()) for line in marked] == [[2, 2]]


def test_the_last_epoch_that_was_best_is_the_best(pyplot):
    history = [{"train_loss": 1.0, "valid_score_best": best} for best in (True, True, False)]
    assert LossCurvesDisplay.from_history(history).best_epoch == 2


def test_one_player_is_called_by_the_rows_that_it_saw(pyplot):
    display = LossCurvesDisplay.from_history([{"train_loss": 1.0, "valid_loss": 2.0}] * 2)
    assert legend(display) == ["training", "validation"]


def test_an_epoch_without_a_loss_leaves_a_gap(pyplot):
    display = LossCurvesDisplay.from_history([{"train_loss": 1.0}, {}, {"train_loss": 3.0}])
    assert np.array_equal(display.losses["training"], [1.0, np.nan, 3.0], equal_nan=True)


def test_a_single_epoch_is_seen(pyplot):
    display = LossCurvesDisplay.from_history(SCORED[:1])
    assert {line.get_marker() for line in display.lines_.values()} == {"o"}


@pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")
def test_a_fitted_sampler_shows_its_three_players(pyplot, tabular):
    display = LossCurvesDisplay.from_estimator(tiny(DOSampler).fit(*tabular))
    assert set(display.lines_) == {"critic", "generator", "classifier"}
    assert display.score_ax_ is None


@pytest.mark.parametrize(
    "estimator_type, players",
    [
        (DOClassifier, {"critic", "generator", "classifier", "validation", "validation score"}),
        (NeuralClassifier, {"training", "validation", "validation score"}),
    ],
)
def test_a_fitted_classifier_shows_its_best_epoch(pyplot, tabular, estimator_type, players):
    model = tiny(estimator_type).set_params(max_epochs=4).fit(*tabular)
    display = LossCurvesDisplay.from_estimator(model)
    assert set(display.lines_) == players
    scores = [epoch["valid_score"] for epoch in model.history_]
    assert display.best_epoch == 1 + int(np.argmax(scores))


def test_plot_draws_again_in_axes_that_are_given(pyplot):
    _, ax = pyplot.subplots()
    display = LossCurvesDisplay.from_history(SCORED, ax=ax)
    assert display.ax_ is ax
    assert display.figure_ is ax.figure
    assert display.plot() is display
    assert display.ax_ is not ax


@pytest.mark.parametrize("estimator", [DOClassifier(), object()])
def test_an_estimator_without_a_history_raises(pyplot, estimator):
    with pytest.raises(ValueError, match=f"{type(estimator).__name__} has no `history_`"):
        LossCurvesDisplay.from_estimator(estimator)


def test_a_history_without_epochs_or_losses_raises(pyplot):
    with pytest.raises(ValueError, match="history is empty"):
        LossCurvesDisplay.from_history([])
    with pytest.raises(ValueError, match=r"its keys are \['epoch'\]"):
        LossCurvesDisplay.from_history([{"epoch": 1}])

"""Claims about games that are kept only where the classifier alone is not as good."""

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from skorch.callbacks import Callback

from imbgan import AOClassifier, DOClassifier, GAMOClassifier, load
from imbgan.utils.testing import tiny


def game(**params):
    """A small game whose members hold out rows in turn."""
    auto = dict.fromkeys(("fake_weight", "validation_fraction", "early_stopping"), "auto")
    params = {"n_members": 4, "max_epochs": 3, **auto, **params}
    return tiny(DOClassifier).set_params(**params)


class Scores:
    """A score of the classifier alone for so many epochs, and then another one."""

    def __init__(self, alone, of_game, n_epochs=3):
        # Before the first epoch it is tried once.
        self.values = [alone] * (1 + n_epochs) + [of_game] * n_epochs

    def __call__(self, y, proba):
        return self.values.pop(0) if len(self.values) > 1 else self.values[0]


class Watch(Callback):
    """Remember the nets that are trained, and interrupt or fail in one of their epochs."""

    def __init__(self, at=None, error=None):
        self.nets, self.at, self.error = [], at, error

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.nets.append(type(net).__name__)

    def on_epoch_begin(self, net, **kwargs):
        if len(net.history) == self.at:
            raise self.error


class Killed(Exception):
    """The end of a process."""


def test_a_game_that_betters_nothing_leaves_the_classifier_alone(tabular):
    X, y = tabular
    fitted = game(scoring=Scores(1.0, 1.0)).fit(X, y)
    alone = game(fake_weight=0.0, scoring=Scores(1.0, 1.0)).fit(X, y)
    assert fitted.generated_classes_ == ()
    assert "train_generator_loss" not in fitted.history_[0]
    assert np.array_equal(fitted.predict_proba(X), alone.predict_proba(X))
    assert np.array_equal(fitted.oof_proba_, alone.oof_proba_)


def test_a_game_that_is_better_is_kept(tabular):
    X, y = tabular
    fitted = game(scoring=Scores(1.0, 2.0)).fit(X, y)
    always = game(fake_weight=0.1, scoring=Scores(2.0, 2.0)).fit(X, y)
    assert fitted.generated_classes_ == always.generated_classes_ != ()
    assert "train_generator_loss" in fitted.history_[0]
    assert np.array_equal(fitted.predict_proba(X), always.predict_proba(X))
    assert np.array_equal(fitted.oof_proba_, always.oof_proba_)


@pytest.mark.parametrize(
    ("alone", "of_game", "is_kept"),
    [(-1.0, -0.95, False), (-1.0, -0.85, True), (0.5, 0.54, False), (0.5, 0.56, True)],
)
def test_it_must_be_better_by_a_tenth_of_the_score(tabular, alone, of_game, is_kept):
    fitted = game(scoring=Scores(alone, of_game)).fit(*tabular)
    assert bool(fitted.generated_classes_) == is_kept


@pytest.mark.parametrize(
    "params",
    [{"fake_weight": 0.1}, {"n_members": 1}, {"validation_fraction": 0.3}],
    ids=lambda params: next(iter(params)),
)
def test_where_nothing_is_to_be_chosen_the_game_is_played(tabular, params):
    fitted = game(scoring=Scores(1.0, 1.0), **params).fit(*tabular)
    assert fitted.generated_classes_ == (0, 1, 2)


@pytest.mark.parametrize("kind", [AOClassifier, GAMOClassifier])
def test_games_that_accept_rows_hold_out_a_part_of_the_rows_for_all_members(tabular, kind):
    fitted = tiny(kind).set_params(n_members=4, early_stopping="auto", validation_fraction="auto")
    fitted.fit(*tabular)
    assert fitted.generated_classes_
    assert not hasattr(fitted, "oof_proba_")
    assert sum(fitted.spec_.class_counts) < len(tabular[1])


def test_callbacks_of_the_user_see_the_game_alone(tabular):
    watch = Watch()
    game(scoring=Scores(1.0, 1.0), callbacks=[watch]).fit(*tabular)
    assert watch.nets == ["GameNet"]


def test_who_interrupts_the_classifier_alone_gets_it_without_a_game(tabular):
    class Interrupted(Scores):
        def __call__(self, y, proba):
            if len(self.values) == 5:  # in the second epoch
                raise KeyboardInterrupt
            return super().__call__(y, proba)

    with pytest.warns(ConvergenceWarning, match="interrupted after 2 of 3 epochs"):
        fitted = game(scoring=Interrupted(1.0, 2.0)).fit(*tabular)
    assert fitted.generated_classes_ == ()
    assert fitted.n_iter_ == 2


def test_a_time_that_is_up_before_the_game_leaves_none(tabular):
    watch = Watch()
    fitted = game(scoring=Scores(1.0, 2.0), time_limit=1e-6, callbacks=[watch]).fit(*tabular)
    assert fitted.generated_classes_ == ()
    assert fitted.n_iter_ == 1
    assert watch.nets == []


def test_an_interrupted_game_is_judged_by_its_whole_epochs(tabular):
    watch = Watch(at=3, error=KeyboardInterrupt)
    with pytest.warns(ConvergenceWarning, match="interrupted after 2 of 3 epochs"):
        fitted = game(scoring=Scores(1.0, 2.0), callbacks=[watch]).fit(*tabular)
    assert fitted.generated_classes_ == (0, 1, 2)
    assert fitted.n_iter_ == 2


@pytest.mark.parametrize("scoring", ["balanced_log_loss", "acsa"])
def test_a_fit_that_is_killed_in_the_game_goes_on_there(tabular, tmp_path, scoring):
    X, y = tabular
    whole = game(scoring=scoring).fit(X, y)
    path = tmp_path / "checkpoint"
    killed = game(scoring=scoring, checkpoint=path, callbacks=[Watch(at=2, error=Killed())])
    with pytest.raises(Killed):
        killed.fit(X, y)
    again = Watch()
    fitted = game(scoring=scoring, checkpoint=path, callbacks=[again]).fit(X, y)
    assert again.nets == ["GameNet"]
    assert fitted.generated_classes_ == whole.generated_classes_
    assert np.array_equal(fitted.predict_proba(X), whole.predict_proba(X))
    assert not path.exists()


@pytest.mark.parametrize("of_game", [1.0, 2.0])
def test_what_was_kept_comes_back_from_a_file(tabular, tmp_path, of_game):
    X, y = tabular
    fitted = game(scoring=Scores(1.0, of_game)).fit(X, y)
    expected = fitted.set_params(scoring="acsa").predict_proba(X)
    fitted.save(tmp_path / "model")
    found = load(tmp_path / "model")
    assert found.generated_classes_ == fitted.generated_classes_
    assert np.array_equal(found.predict_proba(X), expected)


@pytest.mark.parametrize("fake_weight", ["auto", 0.0])
def test_parameters_of_players_are_of_no_concern_to_the_classifier_alone(tabular, fake_weight):
    options = {"critic_optimizer__betas": (0.0, 0.9), "optimizer__eps": 1e-6}
    params = {"fake_weight": fake_weight, "scoring": Scores(1.0, 1.0), "net_params": options}
    fitted = game(**params).fit(*tabular)
    assert fitted.net_.optimizer_.defaults["eps"] == 1e-6


def test_the_bars_say_which_is_trained(tabular, capsys):
    game(scoring=Scores(1.0, 1.0), verbose=1).fit(*tabular)
    said = capsys.readouterr().err
    assert 0 <= said.find("without game:") < said.find("fit:")

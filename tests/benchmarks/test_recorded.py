"""Claims about results on file that were made before parameters were renamed."""

import sys
from pathlib import Path

from imblearn.pipeline import make_pipeline
from sklearn.dummy import DummyClassifier
from sklearn.preprocessing import StandardScaler

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
from harness.fingerprint import fingerprint  # noqa: E402
from harness.recorded import recorded  # noqa: E402

sys.path.remove(FOLDER)


class Before(DummyClassifier):
    """A method as it was."""

    def __init__(self, persuade_weight=0.5, generator_aim="favour"):
        super().__init__()
        self.persuade_weight, self.generator_aim = persuade_weight, generator_aim


class Today(DummyClassifier):
    """The same method with renamed parameters."""

    def __init__(self, generator_classifier_weight=0.5, generator_objective="cooperative"):
        super().__init__()
        self.generator_classifier_weight = generator_classifier_weight
        self.generator_objective = generator_objective


# A class keeps its name when its parameters get others.
for kind in (Before, Today):
    kind.__name__ = kind.__qualname__ = "Method"


def test_names_and_values_are_those_of_the_records_also_behind_a_step():
    today = {"pretrained_share": 0.5, "game__generator_objective": "adversarial", "lr": 0.1}
    first = {"inherited": 0.5, "game__generator_aim": "fool", "lr": 0.1}
    assert recorded(today) == first
    assert recorded({"generator_objective": "auto"}) == {"generator_aim": "auto"}


def test_a_renamed_parameter_leaves_the_digest_and_another_value_does_not():
    assert fingerprint(Today()) == fingerprint(Before())
    assert fingerprint(Today(0.1)) == fingerprint(Before(0.1)) != fingerprint(Today())
    pipelines = (make_pipeline(StandardScaler(), kind()) for kind in (Today, Before))
    assert len({fingerprint(pipeline) for pipeline in pipelines}) == 1


def test_a_parameter_that_came_later_counts_only_where_it_changes_something():
    assert recorded({"screen": False, "step__mix": "learned", "max_steps": None}) == {}
    assert recorded({"screen": True, "step__mix": "local"}) == {
        "screen": True,
        "step__mix": "local",
    }


def test_what_samplers_of_games_have_no_more_is_put_back_and_nothing_in_other_estimators():
    sampler = {"step__fake_weight": 0.1, "fake_weight": 0.1, "early_stopping": True}
    assert recorded(sampler) == sampler | {
        "step__early_stopping": "auto",
        "step__validation_fraction": 0.15,
        "step__n_iter_no_change": 20,
        "step__scoring": "balanced_log_loss",
    }
    assert recorded({"latent_dim": 32}) == {"latent_dim": 32}

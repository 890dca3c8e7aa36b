"""The demo: what it prints and draws, with stand-ins for the models."""

import importlib.util
import re
import signal
from pathlib import Path

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN
from imblearn.pipeline import make_pipeline
from sklearn.dummy import DummyClassifier

pytest.importorskip("matplotlib")


@pytest.fixture(scope="module")
def demo():
    path = Path(__file__).parent.parent / "examples" / "demo.py"
    spec = importlib.util.spec_from_file_location("demo", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _own_handler_of_ctrl_c():
    """The demo puts its own in place and leaves it there."""
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


class Interrupting(DummyClassifier):
    """A model during whose fit somebody presses Ctrl-C."""

    def fit(self, X, y):
        raise KeyboardInterrupt


class Far(ADASYN):
    """ADASYN on classes far apart, where it refuses to work."""

    def fit_resample(self, X, y):
        return super().fit_resample(X + 1000 * np.reshape(y, (-1, 1)), y)


def run(demo, monkeypatch, tmp_path, models, *arguments):
    monkeypatch.setattr(demo, "make_methods", lambda seed: models)
    figure = tmp_path / "figure.png"
    return demo.main([*arguments, "--data", "wine", "--out", str(figure)]), figure


def test_every_table_has_a_rare_class_with_a_row_for_each_neighbour(demo):
    for name in demo.TABLES:
        counts = np.bincount(demo.load(name, seed=0)[1])
        assert counts.max() >= 7 * counts.min()
        # two of three folds train; SMOTE needs a row and its five neighbours
        assert counts.min() * 2 // 3 >= 6


def test_methods_are_the_samplers_before_one_classifier_and_the_game_alone(demo):
    methods = demo.make_methods(seed=0)
    assert list(methods)[-1] == "DOClassifier" and len(methods) == 9
    pipelines = list(methods.values())[:-1]
    settings = [repr(pipeline["classify"].get_params()) for pipeline in pipelines]
    assert len(set(settings)) == 1


def test_progress_table_and_figure_appear(demo, monkeypatch, tmp_path, capsys):
    models = {"SMOTE": DummyClassifier(), "DOClassifier": DummyClassifier(strategy="uniform")}
    status, figure = run(demo, monkeypatch, tmp_path, models, "--folds", "2")
    printed = capsys.readouterr().out
    assert status == 0 and figure.stat().st_size > 0
    assert re.findall(r"\[ ?(\d)/4\]", printed) == list("1234")
    # the dummy always says the same class: a recall of one, two of zero
    assert re.search(r"^SMOTE +0\.333 ± 0\.000 +0\.000 ± 0\.000 ", printed, re.MULTILINE)


def test_interrupted_run_prints_what_is_finished(demo, monkeypatch, tmp_path, capsys):
    models = {"SMOTE": DummyClassifier(), "DOSampler": Interrupting()}
    status, figure = run(demo, monkeypatch, tmp_path, models)
    printed = capsys.readouterr().out
    assert status == 130 and figure.exists()
    assert "(1 of 3 folds)" in printed and "DOSampler" not in printed


def test_ctrl_c_that_a_fit_takes_as_its_cue_still_ends_the_run(demo):
    interrupt = demo.Interrupt()
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    with pytest.raises(KeyboardInterrupt):
        interrupt.check()


def test_refusal_of_a_sampler_is_printed_with_its_reason(demo, monkeypatch, tmp_path, capsys):
    models = {"SMOTE": DummyClassifier(), "ADASYN": make_pipeline(Far(), DummyClassifier())}
    status, _ = run(demo, monkeypatch, tmp_path, models, "--folds", "2")
    printed = capsys.readouterr().out
    assert status == 0
    assert len(re.findall(r"^ADASYN: Not any neig", printed, re.MULTILINE)) == 2

"""Claims about scikit-learn's own callbacks: they see each epoch as a task of the fit."""

import numpy as np
import pytest
from sklearn.base import clone

from imbgan import DOClassifier, DOSampler, NeuralClassifier
from imbgan.utils.testing import tiny

pytest.importorskip("sklearn.callback")

every_kind = pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier, DOSampler])


class Record:
    """Callback that writes down which tasks begin and end, and may ask to stop after some."""

    def __init__(self, stop_after=None):
        self.stop_after, self.begun, self.ended, self.hooks = stop_after, [], [], []

    def setup(self, estimator, context):
        self.hooks.append("setup")

    def teardown(self, estimator, context):
        self.hooks.append("teardown")

    def on_fit_task_begin(self, estimator, context, **kwargs):
        self.begun.append((context.task_name, context.task_id))

    def on_fit_task_end(self, estimator, context, **kwargs):
        self.ended.append((context.task_name, context.task_id))
        return len(self.epochs()) == self.stop_after

    def epochs(self):
        return [task for task in self.ended if task[0] == "epoch"]


def recorded(kind, X, y, record=None, **params):
    record = record or Record()
    estimator = tiny(kind).set_params(**params).set_callbacks(record)
    return record, estimator.fit(X, y)


@every_kind
def test_an_epoch_is_a_task(kind, tabular):
    record, fitted = recorded(kind, *tabular, max_epochs=4)
    assert len(record.epochs()) == fitted.n_iter_ == 4
    assert record.hooks == ["setup", "teardown"]


@every_kind
def test_the_fit_is_the_task_around_the_epochs(kind, tabular):
    record, _ = recorded(kind, *tabular, max_epochs=2)
    names = [name for name, _ in record.begun]
    assert names[1:] == ["epoch", "epoch"]
    assert record.ended[-1] == record.begun[0]


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier])
def test_every_task_that_begins_ends_when_the_fit_stops_early(kind, tabular):
    record, fitted = recorded(
        kind, *tabular, scoring=lambda codes, proba: 0.0, n_iter_no_change=2, max_epochs=9
    )
    assert fitted.n_iter_ == 3
    assert sorted(record.begun) == sorted(record.ended)


@every_kind
def test_a_callback_can_stop_the_fit(kind, tabular):
    record, fitted = recorded(kind, *tabular, Record(stop_after=2), max_epochs=9)
    assert fitted.n_iter_ == 2
    assert sorted(record.begun) == sorted(record.ended)


@every_kind
def test_callbacks_change_nothing_that_is_learned(kind, tabular):
    _, watched = recorded(kind, *tabular, max_epochs=2)
    alone = tiny(kind).set_params(max_epochs=2).fit(*tabular)
    for record, other in zip(watched.history_, alone.history_, strict=True):
        assert record == other


def test_a_clone_keeps_its_callbacks_and_a_fitted_net_lets_go_of_them(tabular):
    record, fitted = recorded(NeuralClassifier, *tabular, max_epochs=1)
    clone(fitted).fit(*tabular)
    assert len(record.epochs()) == 2
    assert not any(hasattr(each, "context") and each.context for _, each in fitted.net_.callbacks_)
    assert np.isfinite(fitted.predict_proba(tabular[0])).all()

"""Claims about how a fit ends: at once, too soon, with an error, or not at all."""

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.utils.validation import check_is_fitted
from skorch.callbacks import Callback, Freezer

from imbgan import DOClassifier, DOSampler, NeuralClassifier
from imbgan.utils.testing import tiny


@pytest.mark.parametrize("kind", [NeuralClassifier, DOSampler])
def test_a_fit_that_fails_leaves_nothing_that_predicts(kind, tabular):
    class Failing(Callback):
        def on_epoch_end(self, net, **kwargs):
            raise RuntimeError("no more")

    X, y = tabular
    estimator = tiny(kind).fit(X, y)
    with pytest.raises(RuntimeError, match="no more"):
        estimator.set_params(callbacks=[Failing()]).fit(X, y)
    assert not hasattr(estimator, "net_")
    with pytest.raises(NotFittedError):
        check_is_fitted(estimator)
    estimator.set_params(callbacks=None).fit(X, y)
    with pytest.raises(ValueError, match="NaN"):
        estimator.fit(np.where(X > 2, np.nan, X), np.array(["a", "b", "c"])[y])
    with pytest.raises(NotFittedError):
        estimator.predict(X) if kind is NeuralClassifier else estimator.sample(1, 0)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier])
def test_callbacks_of_the_user_hear_of_the_last_epoch(kind, tabular):
    class Count(Callback):
        n = 0

        def on_epoch_end(self, net, **kwargs):
            type(self).n += 1
            assert "valid_score" in net.history[-1]

    X, y = tabular
    scores = iter([5.0, 4.0, 3.0, 2.0, 1.0])
    params = {"max_epochs": 9, "n_iter_no_change": 2, "early_stopping": True}
    params["scoring"] = lambda y, proba: next(scores)
    estimator = tiny(kind).set_params(callbacks=[Count()], **params).fit(X, y)
    assert estimator.n_iter_ == Count.n == 3


def test_layers_can_be_frozen(tabular):
    X, y = tabular
    before, after = [], []
    freeze = Freezer("trunk.first*")

    class Look(Callback):
        def on_epoch_end(self, net, **kwargs):
            frozen = dict(net.module_.named_parameters())
            (after if before else before).extend(
                frozen[name].clone() for name in frozen if name.startswith("trunk.first")
            )

    tiny(DOClassifier).set_params(callbacks=[freeze, Look()], max_epochs=2).fit(X, y)
    assert before
    assert all(map(torch.equal, before, after))


def test_a_last_step_that_breaks_the_weights_is_taken_back(tabular):
    X, y = tabular
    clf = tiny(NeuralClassifier).set_params(early_stopping=False, max_epochs=1, lr=1e38)
    with pytest.warns(ConvergenceWarning):
        clf.fit(X, y)
    assert np.isfinite(clf.predict_proba(X)).all()


def test_a_subclass_may_add_parameters_and_hide_some(tabular):
    class More(NeuralClassifier):
        def __init__(self, extra=1, *, max_epochs=2, random_state=0):
            super().__init__(max_epochs=max_epochs, random_state=random_state)
            self.extra = extra

    class Fewer(NeuralClassifier):
        def __init__(self, max_epochs=2):
            super().__init__(max_epochs=max_epochs)

    assert clone(More(extra=3)).fit(*tabular).extra == 3
    assert Fewer().fit(*tabular).n_iter_ == 2


def test_an_interrupt_ends_a_fit_with_whole_epochs(tabular):
    class Interrupt(Callback):
        def on_batch_end(self, net, **kwargs):
            if len(net.history) == 3:
                raise KeyboardInterrupt

    params = {"callbacks": [Interrupt()], "max_epochs": 9, "early_stopping": False}
    with pytest.warns(ConvergenceWarning, match="interrupted after 2 of 9 epochs"):
        clf = tiny(NeuralClassifier).set_params(**params).fit(*tabular)
    assert clf.n_iter_ == 2
    assert all("train_loss" in row for row in clf.history_)

"""Test scores of every epoch: only for the protocol that chooses the epoch on test rows."""

import numpy as np
from skorch.callbacks import Callback


class TestEpochScores(Callback):
    """Score the test rows at the end of every epoch.

    Choosing an epoch by these scores is how the papers' figures were made. It is no measure of
    how well a method would do on new rows.

    Attributes
    ----------
    scores_ : dict of str to ndarray of shape (n_epochs,)
        Scores of the epochs so far.
    """

    __test__ = False  # no test class for pytest

    def bind(self, estimator, rows, measure):
        """Say which estimator is going to be fitted, and how which rows are scored."""
        self.estimator, self.rows, self.measure = estimator, rows, measure
        return self

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self._scores, self._encoded = [], None

    def on_epoch_end(self, net, **kwargs):
        if self._encoded is None:
            self._encoded = self._encode()
        codes = net.predict_proba(self._encoded).argmax(axis=1)
        predicted = network_of(self.estimator).classes_[codes]
        self._scores.append(self.measure(self.rows.y_test, predicted))

    def _encode(self):
        """The test rows as the net sees them; what precedes it is fitted by now."""
        X = self.rows.X_test
        for _, step in getattr(self.estimator, "steps", [])[:-1]:
            X = step.transform(X) if hasattr(step, "transform") else X
        return network_of(self.estimator).encoder_.transform(X)

    @property
    def scores_(self):
        """Scores of each epoch by name."""
        return {name: np.array([s[name] for s in self._scores]) for name in self._scores[0]}


def network_of(estimator):
    """The estimator itself, or the last step of a pipeline."""
    return estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator


def watch(estimator, rows, measure):
    """Attach the scores to an estimator or to the last step of its pipeline."""
    scores = TestEpochScores().bind(estimator, rows, measure)
    network_of(estimator).set_params(callbacks=[scores])
    return scores

"""Test scores of every epoch: only for the protocol that chooses the epoch on test rows."""

import numpy as np
from skorch.callbacks import Callback

from imbgan.metrics import acsa_score, geometric_mean_score


class TestEpochScores(Callback):
    """Score the test rows at the end of every epoch.

    Choosing an epoch by these scores is how the paper's figures were made. It is no measure of
    how well a method would do on new rows.

    Attributes
    ----------
    acsa_, gm_ : ndarray of shape (n_epochs,)
        Scores of the epochs so far.
    """

    __test__ = False  # no test class for pytest

    def bind(self, estimator, X_test, y_test):
        """Say which estimator is going to be fitted, and which rows are scored."""
        self.estimator, self.X_test, self.y_test = estimator, X_test, y_test
        return self

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self._acsa, self._gm, self._encoded = [], [], None

    def on_epoch_end(self, net, **kwargs):
        if self._encoded is None:
            self._encode()
        codes = net.predict_proba(self._encoded).argmax(axis=1)
        self._acsa.append(acsa_score(self._codes, codes))
        self._gm.append(float(geometric_mean_score(self._codes, codes)))

    def _encode(self):
        """The test rows as the net sees them; what precedes it is fitted by now."""
        estimator, X = self.estimator, self.X_test
        for _, step in getattr(estimator, "steps", [])[:-1]:
            X = step.transform(X) if hasattr(step, "transform") else X
        network = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
        self._encoded = network.encoder_.transform(X)
        self._codes = np.searchsorted(network.classes_, self.y_test)

    @property
    def acsa_(self):
        """ACSA of each epoch."""
        return np.array(self._acsa)

    @property
    def gm_(self):
        """Geometric mean of each epoch."""
        return np.array(self._gm)


def watch(estimator, X_test, y_test):
    """Attach the scores to an estimator or to the last step of its pipeline."""
    scores = TestEpochScores().bind(estimator, X_test, y_test)
    network = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    network.set_params(callbacks=[scores])
    return scores

"""Scores that choose the epoch, of class codes and probabilities."""

import numpy as np
from sklearn.metrics import recall_score

from ..metrics import balanced_log_loss


def _negative_balanced_log_loss(y, proba):
    return -balanced_log_loss(y, proba, labels=np.arange(proba.shape[1]))


def _recalls(y, proba):
    present = np.unique(y)
    return recall_score(y, proba.argmax(1), labels=present, average=None, zero_division=0)


def _geometric_mean(y, proba):
    recalls = _recalls(y, proba)
    return float(np.prod(recalls) ** (1 / len(recalls)))


def _acsa(y, proba):
    return float(_recalls(y, proba).mean())


SCORES = {
    "balanced_log_loss": _negative_balanced_log_loss,
    "geometric_mean": _geometric_mean,
    "acsa": _acsa,
}

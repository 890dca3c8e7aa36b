"""Scores that choose the epoch, of class codes and probabilities; larger is better."""

import numpy as np

from ..metrics import ClassCounts, balanced_log_loss


def _negative_balanced_log_loss(y, proba):
    return -balanced_log_loss(y, proba, labels=np.arange(proba.shape[1]))


def _counts(y, proba):
    return ClassCounts.from_codes(y, proba.argmax(1), proba.shape[1])


def _geometric_mean(y, proba):
    return _counts(y, proba).geometric_mean()


def _acsa(y, proba):
    return _counts(y, proba).acsa()


SCORES = {
    "balanced_log_loss": _negative_balanced_log_loss,
    "geometric_mean": _geometric_mean,
    "acsa": _acsa,
}

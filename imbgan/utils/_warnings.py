"""Warnings of this package, and the line of the user that they point to."""

import sys
import warnings

# Between the user's call and a warning stand frames of these, as many as their versions like.
_BETWEEN = {"imbgan", "sklearn", "imblearn"}


class ImbalanceWarning(UserWarning):
    """Something about the class sizes keeps a method from doing what it is meant to do."""


class CollapseWarning(UserWarning):
    """Generated rows hardly vary, or are nearly copies of training rows."""


def warn_user(message, category):
    """Warn at the line that called this package.

    Parameters
    ----------
    message : str

    category : type
        Class of the warning.
    """
    frame, level = sys._getframe(1), 2
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] in _BETWEEN:
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)

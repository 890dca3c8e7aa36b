"""Warnings of this package."""


class ImbalanceWarning(UserWarning):
    """Something about the class sizes keeps a method from doing what it is meant to do."""


class CollapseWarning(UserWarning):
    """Generated rows hardly vary, or are copies of training rows."""

"""The check of parameters that are numbers of things."""

from numbers import Integral


def check_count(value, name):
    """ValueError that names the parameter unless it is a positive integer."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a positive integer, got {value!r}.")

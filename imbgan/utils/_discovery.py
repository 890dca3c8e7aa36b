"""Finding the public estimators."""

_KINDS = ("sampler", "classifier")


def all_estimators(type_filter=None):
    """List the public estimators of this package.

    Parameters
    ----------
    type_filter : {"sampler", "classifier"}, default=None
        Which kind to list; by default both.

    Returns
    -------
    estimators : list of (str, type)
        Names, in alphabetical order, and classes.

    Raises
    ------
    ValueError
        If there is no such kind.

    Examples
    --------
    >>> from imbgan import all_estimators
    >>> "DOSampler" in dict(all_estimators("sampler"))
    True
    """
    if type_filter is not None and type_filter not in _KINDS:
        raise ValueError(
            f"type_filter must be one of {list(_KINDS)} or None, got {type_filter!r}."
        )
    # Only when asked: this room is a part of the package, and others need no imbalanced-learn.
    from imblearn.base import SamplerMixin
    from sklearn.base import ClassifierMixin

    import imbgan

    of_kind = {"sampler": SamplerMixin, "classifier": ClassifierMixin}
    kinds = tuple(of_kind.values()) if type_filter is None else of_kind[type_filter]
    public = ((name, getattr(imbgan, name)) for name in sorted(imbgan.__all__))
    return [(name, it) for name, it in public if isinstance(it, type) and issubclass(it, kinds)]

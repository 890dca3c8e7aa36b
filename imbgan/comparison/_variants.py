"""Names of data sets that come at several imbalance ratios: `digits`, `digits @ 10`."""

_SEPARATOR = " @ "


def variant_name(name, ratio):
    """The name of a data set that was thinned to a ratio."""
    return f"{name}{_SEPARATOR}{ratio:g}"


def base_name(name):
    """The name of the data set that one was thinned from; its own where it was not."""
    return name.partition(_SEPARATOR)[0]

"""Packages that an extra brings, imported only where they are needed."""

from importlib import import_module


def import_optional(module, caller, extra):
    """Import a module, or say who needs it and which extra brings it.

    Parameters
    ----------
    module : str
        Dotted name of the module.

    caller : str
        Who needs it: the first words of the message.

    extra : str
        Name of the extra of imbgan that brings it.

    Returns
    -------
    module : module
        The module of that name.

    Raises
    ------
    ImportError
        If the module is not installed.

    Examples
    --------
    >>> from imbgan.utils.optional import import_optional
    >>> import_optional("no_such_package.part", "this example", "plot")
    Traceback (most recent call last):
    ...
    ImportError: this example needs no_such_package: pip install no_such_package, or all of the extra `plot`: pip install "imbgan[plot]", in a clone pip install ".[plot]".
    """  # noqa: E501
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise  # it is there, and lacks something itself
        raise ImportError(
            f"{caller} needs {package}: pip install {package}, or all of the extra `{extra}`: "
            f'pip install "imbgan[{extra}]", in a clone pip install ".[{extra}]".'
        ) from error

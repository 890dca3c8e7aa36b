"""The optional packages of this room, imported only where they are needed."""


def pandas_for(caller):
    """Import pandas, or say who needs it and how to get it."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError(_say("pandas", caller)) from error
    return pd


def pyplot_for(caller):
    """Import pyplot, or say who needs it and how to get it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(_say("matplotlib", caller)) from error
    return plt


def _say(package, caller):
    """The message of the errors."""
    return (
        f"{caller} needs {package}, which comes with the extra `comparison`: "
        'pip install "imbgan[comparison]".'
    )

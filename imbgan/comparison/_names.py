"""Names that were meant, where the one given is none of those known."""

from difflib import get_close_matches


def did_you_mean(name, known):
    """A sentence with names like the one given, after a space; empty if there are none."""
    close = get_close_matches(name, known, n=2)
    close += [one for one in known if one.lower() == name.lower() and one not in close]
    return f" Did you mean {' or '.join(close)}?" if close else ""

"""Rows of tables, numbers with signs, verdicts: the text of every report."""

import numpy as np


def row(*cells):
    """A line of a table."""
    return "| " + " | ".join(cells) + " |"


def head(*titles):
    """The first two lines of a table."""
    return [row(*titles), "|---" * len(titles) + "|"]


def verdict(gap, digits, strict=False):
    """Met where every score reaches its target to the printed digits."""
    gap = np.round(gap, digits)
    return "met" if np.all(gap > 0 if strict else gap >= 0) else "missed"


def failures(records, place):
    """What could not be fitted, once per place (a name in the records) and method."""
    failed = {
        (r[place], r["method"], r["error"].splitlines()[0]) for r in records if r.get("error")
    }
    lines = [f"- {where}, {method}: {error}" for where, method, error in sorted(failed)]
    return "## Not fitted\n\n" + "\n".join(lines) if lines else ""


def document(*parts):
    """The parts that are not empty, with an empty line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"

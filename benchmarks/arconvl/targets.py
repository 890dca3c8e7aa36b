"""Targets met or missed."""

import numpy as np
from harness.markdown import head, row, verdict

from .paper import COLUMNS, OURS, figure
from .statistics import title

DIGITS = 1
DATA = ("mnist", "fashion_mnist")
# Where ARConvL is to reach the paper's figure and to be first.
WANTED = [(data, ratio) for data in DATA for ratio in (100, 10)]
# What is to be near the paper's figure, and how near.
NEAR, POINTS = [((data, 100), method) for data in DATA for method in ("LA", "Focal")], 2.0
TITLES = ("set", "method", "paper", "repeats", "geometric mean", "difference", "target")


def target_lines(scores):
    """Every target with the difference to it."""
    return [
        f"Geometric mean of `{OURS}` at least the paper's:\n",
        *head(*TITLES),
        *(_line(scores, address, OURS, lambda gap: gap) for address in WANTED),
        f"\n`{OURS}` first of the methods run:\n",
        *_first_lines(scores),
        f"\nWithin {POINTS:.0f} points of the paper's figure:\n",
        *head(*TITLES),
        *(_line(scores, *near, lambda gap: POINTS - abs(gap)) for near in NEAR),
    ]


def _line(scores, address, method, room):
    """A method against the paper's figure; the room that a difference leaves decides."""
    paper = figure(address, method)
    values = scores.values(*address, method)
    if values is None:
        return row(title(address), method, f"{paper:.1f}", "0", "-", "-", "open")
    gap = values[:, 0].mean() - paper
    cells = [str(len(values)), scores.cell(address, method), f"{gap:+.1f}"]
    found = verdict(room(gap), DIGITS)
    return row(title(address), method, f"{paper:.1f}", *cells, found)


def _first_lines(scores):
    lines = head("set", "methods run", "best other", "its mean", "difference", "target")
    for address in WANTED:
        means = dict(zip(COLUMNS, scores.means(COLUMNS, [address])[0], strict=True))
        ours = means.pop(OURS)
        others = {method: mean for method, mean in means.items() if not np.isnan(mean)}
        if np.isnan(ours) or not others:
            lines.append(row(title(address), str(len(others)), "-", "-", "-", "open"))
            continue
        best = max(others, key=others.get)
        gap = ours - others[best]
        cells = [str(len(others) + 1), best, f"{others[best]:.1f}", f"{gap:+.1f}"]
        lines.append(row(title(address), *cells, verdict(gap, DIGITS, strict=True)))
    return lines

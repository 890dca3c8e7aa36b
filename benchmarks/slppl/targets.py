"""Targets met or missed under the honest protocol, and what each game adds to its own Q."""

import numpy as np
from harness.fits import HONEST
from harness.markdown import head, row, verdict
from harness.statistics import spread

from .methods import GAME_OFF, GAMES
from .paper import MEASURES, PAPER, TITLES

DIGITS = 4
# What of the paper's figures is to be reached.
WANTED = {
    "ADSO": MEASURES,
    "AMO": MEASURES,
    "BAGAN": ("acsa",),
    "GAMO": ("acsa",),
    "DFBS": ("acsa",),
    "BayesCNN": ("acsa",),
    "mmDGM": ("acsa",),
    "DGC": ("acsa", "f_macro", "g_macro"),
}
RIVALS, MARGIN = ("DSO+Q", GAME_OFF), 0.005
GOALS = {"mnist": 0.985, "fashion_mnist": 0.90}
TIMED, MOST_SECONDS = "fashion_mnist", 900


def target_lines(scores):
    """Every target with the difference to it."""
    return [
        "At least the paper's figures, mean over the subsets (difference):\n",
        *_paper_lines(scores),
        f"\n`ADSO` above random repetition by at least {MARGIN} of ACSA, on shared subsets; "
        f"beside it the same against its own Q without a game, `{GAME_OFF}`:\n",
        *_rival_lines(scores),
        "\nGoals for the ACSA of `ADSO`:\n",
        *_goal_lines(scores),
        f"\nMean seconds of an `ADSO` fit on {TIMED}, at most {MOST_SECONDS} on 2 cores:\n",
        *_time_lines(scores),
    ]


def _paper_lines(scores):
    lines = head("data", "method", "subsets", *TITLES.values(), "target")
    for data in PAPER:
        for method, wanted in WANTED.items():
            lines.append(_paper_line(scores, data, method, wanted))
    return lines


def _paper_line(scores, data, method, wanted):
    values = scores.values(HONEST, data, method)
    if values is None:
        return row(data, method, "0", *["-"] * len(MEASURES), "open")
    means = dict(zip(MEASURES, values.mean(axis=0), strict=True))
    gaps = {name: means[name] - PAPER[data][method][name] for name in wanted}
    missed = [TITLES[name] for name in wanted if verdict(gaps[name], DIGITS) == "missed"]
    cells = [f"{means[n]:.4f} ({gaps[n]:+.4f})" if n in gaps else "" for n in MEASURES]
    found = f"missed: {', '.join(missed)}" if missed else "met"
    return row(data, method, str(len(values)), *cells, found)


def _rival_lines(scores):
    lines = head("data", "against", "subsets", "difference", "target")
    for data in PAPER:
        for rival in RIVALS:
            gaps = scores.differences((HONEST, data, "ADSO"), (HONEST, data, rival))
            if gaps is None:
                lines.append(row(data, rival, "0", "-", "open"))
                continue
            gaps = gaps[:, :1]
            found = verdict(gaps.mean() - MARGIN, DIGITS)
            lines.append(row(data, rival, str(len(gaps)), *written(gaps, "+.4f"), found))
    return lines


def _goal_lines(scores):
    lines = head("data", "goal", "subsets", "ACSA", "difference", "target")
    for data, goal in GOALS.items():
        values = scores.values(HONEST, data, "ADSO")
        if values is None:
            lines.append(row(data, f"{goal:.4f}", "0", "-", "-", "open"))
            continue
        gap = values[:, 0].mean() - goal
        cells = [*written(values[:, :1]), f"{gap:+.4f}", verdict(gap, DIGITS)]
        lines.append(row(data, f"{goal:.4f}", str(len(values)), *cells))
    return lines


def _time_lines(scores):
    lines = head("device", "cores", "threads", "fits", "seconds", "target")
    records = scores.scored(HONEST, TIMED, "ADSO")
    for machine in sorted({_machine(record) for record in records}):
        seconds = [r["fit_seconds"] for r in records if _machine(r) == machine]
        gap = MOST_SECONDS - np.mean(seconds)
        lines.append(row(*machine, str(len(seconds)), f"{np.mean(seconds):.0f}", verdict(gap, 0)))
    return lines if records else ["Not run yet."]


def _machine(record):
    return tuple(str(record[name]) for name in ("device", "cores", "threads"))


def gain_lines(scores):
    """Differences between a game and its own Q with the game off, over shared subsets."""
    lines = head("data", "game", "subsets", *TITLES.values())
    for data in PAPER:
        for game in GAMES:
            addresses = (HONEST, data, game), (HONEST, data, GAME_OFF)
            gains = scores.differences(*addresses)
            if gains is None:
                lines.append(row(data, game, "0", *["-"] * len(MEASURES)))
            else:
                lines.append(row(data, game, str(len(gains)), *written(gains, "+.4f")))
    return lines


def written(values, number=".4f"):
    """Mean and standard deviation of each column; the mean alone where there is one row."""
    if len(values) == 1:
        return [f"{value:{number}}" for value in values[0]]
    pairs = zip(values.mean(axis=0), spread(values), strict=True)
    return [f"{mean:{number}} ± {deviation:.4f}" for mean, deviation in pairs]

"""Targets met or missed, and what each game adds to its own Q."""

import numpy as np
from harness.baselines import BALANCED_FOREST
from harness.markdown import head, row, verdict

from .methods import GAME_OFF, GAMES, RESAMPLED, WEIGHTED_Q
from .paper import PAPER

TABLES_TO_WIN = 4


def published_target_lines(scores, view):
    """AO and DO against the paper's AO and DO on every table."""
    lines = head("table", "method", "ACSA / GM", "best repeat", "paper", "difference", "")
    for table in PAPER:
        for method in ("AO", "DO"):
            values = scores.values(view, table, method)
            if values is not None:
                lines.append(_published_line(table, method, values))
    return lines


def _published_line(table, method, values):
    paper = np.array(PAPER[table][method])
    mean, best = values.mean(axis=0), values[np.argmax(values[:, 0])]
    gap = mean - paper
    pairs = _pair(mean), _pair(best), _pair(paper), _signed(gap)
    return row(table, method, *pairs, _verdict(gap))


def honest_target_lines(scores, view):
    """DO against the best resampler on each table, and against three rivals in the mean."""
    lines = [
        f"`DO` above the best of {', '.join(RESAMPLED)} in ACSA and geometric mean, "
        f"on at least {TABLES_TO_WIN} of {len(PAPER)} tables:",
        "",
        *head("table", "DO", "best resampler (each score)", "difference", ""),
    ]
    wins, compared = 0, 0
    for table in PAPER:
        ours = scores.mean(view, table, "DO")
        best = _best(scores, view, table)
        if ours is None or best is None:
            continue
        gap = ours - best
        compared, wins = compared + 1, wins + bool(np.all(gap > 0))
        lines.append(
            row(table, _pair(ours), _pair(best), _signed(gap), _verdict(gap, strict=True))
        )
    found = "met" if wins >= TABLES_TO_WIN else "missed" if compared == len(PAPER) else "open"
    lines += ["", f"{wins} of {compared} tables compared: **{found}**.", ""]
    return lines + _mean_target_lines(scores, view)


def _mean_target_lines(scores, view):
    lines = [
        "`DO` above each of these in the mean over the tables:",
        "",
        *head("against", "DO", "the other", "difference", ""),
    ]
    for rival in (*WEIGHTED_Q, BALANCED_FOREST):
        shared = [
            table
            for table in PAPER
            if all(scores.values(view, table, m) is not None for m in ("DO", rival))
        ]
        if not shared:
            continue
        ours, theirs = (scores.mean_over_tables(view, m, shared)[0] for m in ("DO", rival))
        gap = ours - theirs
        name = rival if len(shared) == len(PAPER) else f"{rival} (tables: {len(shared)})"
        lines.append(
            row(name, _pair(ours), _pair(theirs), _signed(gap), _verdict(gap, strict=True))
        )
    return lines


def gain_lines(scores, view, title):
    """Mean difference between a game and its own Q with the game off, over shared repeats."""
    lines = [f"### {title}\n", *head("game", *PAPER, "mean")]
    for game in GAMES:
        gains = [_gain(scores, view, table, game) for table in PAPER]
        known = [gain for gain in gains if gain is not None]
        mean = _signed(np.mean(known, axis=0)) if known else "-"
        cells = ["-" if gain is None else _signed(gain) for gain in gains]
        lines.append(row(game, *cells, mean))
    return lines


def _gain(scores, view, table, game):
    gains = scores.differences((view, table, game), (view, table, game + GAME_OFF))
    return None if gains is None else gains.mean(axis=0)


def _best(scores, view, table):
    """The best mean of each score over the resamplers."""
    means = [scores.mean(view, table, method) for method in RESAMPLED]
    means = [mean for mean in means if mean is not None]
    return np.max(means, axis=0) if means else None


def _pair(pair):
    return f"{pair[0]:.2f} / {pair[1]:.2f}"


def _signed(pair):
    return f"{pair[0]:+.2f} / {pair[1]:+.2f}"


def _verdict(gap, strict=False):
    return verdict(gap, digits=2, strict=strict)

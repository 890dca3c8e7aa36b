"""Who is better over the sets: average ranks, and tests against ARConvL."""

import numpy as np
from harness.markdown import head, row
from statsmodels.stats.multitest import multipletests

from .paper import ABLATIONS, COLUMNS, OURS, RANKS, figure
from .statistics import average_ranks, friedman, signed_rank


def run_columns(scores):
    """The columns of Table 1 that have scores."""
    return [method for method in COLUMNS if any(m == method for *_, m in scores)]


def ranks_of(scores, methods):
    """Sets in which all of these methods have scores, their ranks there, and the paper's ranks.

    Parameters
    ----------
    scores : Scores

    methods : sequence of str

    Returns
    -------
    means : ndarray of shape (n_sets, n_methods)

    ranks, ranks_of_paper : dict of str to float
        Average over these sets, by method; empty without sets.
    """
    addresses = scores.addresses()
    means = scores.means(methods, addresses)
    whole = ~np.isnan(means).any(axis=1)
    if not whole.any():
        return means[whole], {}, {}
    kept = [address for address, is_whole in zip(addresses, whole, strict=True) if is_whole]
    printed = np.array([[figure(address, method) for method in methods] for address in kept])
    ranks, ranks_of_paper = (average_ranks(table) for table in (means[whole], printed))
    return (
        means[whole],
        dict(zip(methods, ranks, strict=True)),
        dict(zip(methods, ranks_of_paper, strict=True)),
    )


def against_ours(scores, methods):
    """Wilcoxon's p-value of each method against ours, and the number of sets both have."""
    ours, *theirs = scores.means((OURS, *methods), scores.addresses()).T
    return {m: signed_rank(ours, their) for m, their in zip(methods, theirs, strict=True)}


def adjusted(tests):
    """The same with Holm's p-values; methods without sets are left out."""
    tests = {method: found for method, found in tests.items() if found[0] is not None}
    if not tests:
        return {}
    p_values = multipletests([p for p, _ in tests.values()], method="holm")[1]
    return {m: (p, n) for (m, (_, n)), p in zip(tests.items(), p_values, strict=True)}


def ranking(scores):
    """A row for each column of Table 1 with scores, and the test of them all.

    Returns
    -------
    n_sets : int
        Sets in which all of them have scores.

    p_value : float or None
        Friedman's.

    rows : list of tuple of str
        Method, average rank, rank of the paper's figures in the same sets, the paper's rank over
        all its sets, p-value against ours, and sets compared.
    """
    methods = run_columns(scores)
    means, ranks, printed = ranks_of(scores, methods)
    tests = {}
    if OURS in methods:
        tests = adjusted(against_ours(scores, [m for m in methods if m != OURS]))
    rows = []
    for method in methods:
        cells = [f"{of[method]:.2f}" if of else "-" for of in (ranks, printed)]
        p_value, n_compared = tests.get(method, (None, None))
        compared = ["" if p_value is None else f"{p_value:.4f}", str(n_compared or "")]
        rows.append((method, *cells, f"{RANKS[method]:.2f}", *compared))
    return len(means), friedman(means), rows


def ranking_lines(scores):
    """Average ranks and tests of Table 1 as text."""
    n_sets, p_value, rows = ranking(scores)
    tested = "" if p_value is None else f" Friedman's test finds p = {p_value:.2g}."
    return [
        f"All methods run have scores in {n_sets} sets, over which ranks are averaged.{tested} "
        f"p-values against `{OURS}` are Wilcoxon's signed-rank test over the sets that both have, "
        "after Holm; with fewer than six sets none can be below 0.05.\n",
        *head("method", "rank", "paper, same sets", "paper, its 20 sets", "p", "sets compared"),
        *(row(*cells) for cells in rows),
    ]


def ablation_lines(scores):
    """Average ranks of pairs, and tests of Table 2 as text; not adjusted, as in the paper."""
    lines = head("part", f"rank of {OURS}", "rank of the part", "mean difference", "p", "sets")
    for method in ABLATIONS:
        means, ranks, _ = ranks_of(scores, (OURS, method))
        if not ranks:
            lines.append(row(method, *["-"] * 4, "0"))
            continue
        p_value, n_sets = against_ours(scores, [method])[method]
        cells = [f"{ranks[OURS]:.2f}", f"{ranks[method]:.2f}"]
        gap = (means[:, 1] - means[:, 0]).mean()
        lines.append(row(method, *cells, f"{gap:+.2f}", f"{p_value:.4f}", str(n_sets)))
    return lines

"""The results file: scores of each sampler, ranks and tests, its classifiers, its tables."""

import warnings

import numpy as np
import pandas as pd
from harness.markdown import document, failures, head, row

from imbgan.comparison import CriticalDifferenceDisplay

from .methods import CONTROL
from .protocol import MEASURES
from .statistics import PLACE, Scores

TITLES = {"acsa": "ACSA", "gm": "GM", "ap": "AP", "auc": "AUC", "brier": "Brier"}
NOTES = """\
Stratified 70/30 splits with the seeds 0, 1, ..., the same for all samplers; everything has its
defaults. Columns are standardised by the original training rows, for samplers and classifiers
alike; SMOTE and its kin take as many neighbours as the smallest class has. A sampler is fitted
once per split, and all classifiers get its rows. Scores are in per cent.

- ACSA: mean of the recalls. GM: root of their product. AP and AUC: of the rarest class, with more
  than two classes the mean of each class against the rest. Brier: mean squared difference of the
  probability of the rarest class, with more than two classes the sum over them; smaller is better.
  `SVC` has no probabilities and so no Brier score; its AP and AUC are of its decision function.
- A sampler has a mean on a table only where all classifiers have scores in all repeats. Elsewhere
  it is missing: NA where it or a classifier after it cannot be fitted, - where it was not run.
  Means are then over fewer tables; differences are over the tables that both have.
- Tables of the development group are there to choose parameters by; those of the papers are not.
"""
RANKED = """\
Average ranks over the tables, 1 is the best. A sampler that is missing on a table has no rank. p
is Wilcoxon's signed-rank test against SMOTE on the means by table, over the tables that both
have, after Holm; with fewer than six tables none can be below 0.05."""


def report(prints, records, facts):
    """The whole results file as text."""
    scores = Scores(prints, records)
    parts = ["# Samplers before many classifiers", facts, NOTES]
    if not scores.has_means():
        return document(*parts, "No sampler has a mean yet.", failures(_failed(scores), "table"))
    names = f"{', '.join(scores.names('classifier'))} on {len(scores.names('table'))} tables."
    return document(
        *parts,
        f"## Means over classifiers and tables (difference to {CONTROL})\n\n{names}\n",
        _lines(_mean_rows(scores)),
        f"## Ranks and tests against {CONTROL}\n\n{RANKED}",
        _friedman(scores),
        _lines(_rank_rows(scores)),
        f"## ACSA by classifier (difference to {CONTROL})\n\n" + _lines(_classifier_rows(scores)),
        "## ACSA by table\n\n" + _lines(_table_rows(scores)),
        failures(_failed(scores), "table"),
    )


def _lines(rows):
    titles, *others = rows
    return "\n".join([*head(*titles), *(row(*cells) for cells in others)])


def _mean_rows(scores):
    """A row for each sampler: its scores, its tables, how long it takes."""
    titles = ["sampler", "tables", *TITLES.values(), "tables ahead", "worst table", "seconds"]
    means = {measure: scores.by_table(measure) for measure in MEASURES}
    gaps = {measure: scores.gaps(measure) for measure in MEASURES}
    seconds = scores.seconds()
    rows = [titles]
    for sampler in scores.names("sampler"):
        pairs = (_signed(means[it][sampler].mean(), gaps[it][sampler].mean()) for it in MEASURES)
        ends = _ahead(gaps["acsa"][sampler].dropna()) if sampler != CONTROL else ["", ""]
        n_tables = str(means["acsa"][sampler].count())
        rows.append([sampler, n_tables, *pairs, *ends, _written(seconds[sampler], ".2f")])
    return rows


def _ahead(gaps):
    """On how many tables a sampler is ahead of SMOTE, and where it is most behind."""
    if gaps.empty:
        return ["-", "-"]
    ahead = f"{np.sum(gaps > 0)} of {len(gaps)}"
    return [ahead, f"{gaps.idxmin()} {100 * gaps.min():+.2f}"]


def _rank_rows(scores):
    """A row for each sampler: average ranks by score, and the test of its ACSA."""
    titles = ["sampler", *(f"rank, {title}" for title in TITLES.values())]
    ranks, tests = ranks_of(scores), scores.tests("acsa")
    rows = [[*titles, "median difference, ACSA", "p", "p after Holm", "tables"]]
    for sampler in sorted(scores.names("sampler"), key=lambda it: ranks["acsa"].get(it, np.inf)):
        cells = [_written(ranks[measure].get(sampler), ".2f") for measure in MEASURES]
        if sampler in tests.index:
            test = tests.loc[sampler]
            cells += [f"{100 * test['median_difference']:+.2f}", f"{test['pvalue']:.4f}"]
            cells += [f"{test['pvalue_holm']:.4f}", f"{test['n_datasets']:.0f}"]
        else:
            cells += [""] * 4
        rows.append([sampler, *cells])
    return rows


def ranks_of(scores):
    """Average rank of each sampler by score, of those that have all tables."""
    result = scores.result()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the tables show who lacks what
        return {
            measure: result.ranks(measure).mean() if measure in _known(scores) else pd.Series()
            for measure in MEASURES
        }


def _known(scores):
    """The scores that any classifier has."""
    return [measure for measure in MEASURES if scores.by_table(measure).notna().any(axis=None)]


def _friedman(scores):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            test = scores.result().friedman("acsa")
        except ValueError as error:
            return f"No test of all: {error}"
    return (
        f"Friedman's test of the ACSA of {test.n_methods} samplers over {test.n_datasets} tables, "
        f"with the F of Iman and Davenport: {test.iman_davenport:.2f}, "
        f"p = {test.iman_davenport_pvalue:.2g}."
    )


def _classifier_rows(scores):
    """A row for each classifier, a column for each sampler; means over the tables."""
    means, gaps = scores.by_classifier("acsa"), scores.by_classifier("acsa", against=CONTROL)
    rows = [["", *means.columns]]
    for name in means.index:
        pairs = zip(means.loc[name], gaps.loc[name], strict=True)
        rows.append([name, *(_signed(*pair) for pair in pairs)])
    return rows


def _table_rows(scores):
    """A row for each table, a column for each sampler; the best of a row is bold."""
    means = scores.by_table("acsa")
    failed = set(scores.frame[scores.frame["error"].notna()].groupby(PLACE).groups)
    rows = [["", *means.columns]]
    for table, values in means.iterrows():
        cells = []
        for sampler, value in values.items():
            text = "NA" if (table, sampler) in failed else _written(100 * value, ".1f")
            cells.append(f"**{text}**" if value == values.max() else text)
        rows.append([table, *cells])
    return rows


def _failed(scores):
    """Fits that ended in an error, as the records of :func:`failures`."""
    frame = scores.frame[scores.frame["error"].notna()]
    is_sampler = frame["error"].str.startswith("resampling: ")
    method = frame["sampler"].where(
        is_sampler, frame["sampler"] + " before " + frame["classifier"]
    )
    return frame.assign(method=method).to_dict("records")


def _signed(mean, gap):
    if np.isnan(mean):
        return "-"
    return f"{100 * mean:.2f}" + ("" if np.isnan(gap) else f" ({100 * gap:+.2f})")


def _written(value, number):
    return "-" if value is None or np.isnan(value) else f"{value:{number}}"


def sheets(prints, records):
    """Rows of the tables that the documentation shows."""
    scores = Scores(prints, records)
    if not scores.has_means():
        return {}
    return {
        "means": _mean_rows(scores),
        "ranks": _rank_rows(scores),
        "classifiers": _classifier_rows(scores),
        "tables": _table_rows(scores),
    }


def draw(scores, measure, path):
    """Draw the critical-difference diagram, where there are enough samplers and tables."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            display = CriticalDifferenceDisplay.from_result(scores.result(), measure)
    except ValueError:
        path.unlink(missing_ok=True)
        return
    display.figure_.savefig(path, dpi=150, bbox_inches="tight")

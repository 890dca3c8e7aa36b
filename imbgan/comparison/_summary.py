"""Scores by data set and method, their summaries, and how missing fits are treated.

A mean over fewer folds is not comparable with one over all, and a method that failed on the hard
data sets would look better than it is. So methods that lack a fit take no part in ranks and
tests, and a warning names them.
"""

import sys
from warnings import warn

import numpy as np

from ._optional import pandas_for

_DECIMALS = 12  # means that differ by rounding errors only are tied


def score_name(result, score):
    """The score, checked; None is the first of the result."""
    if score is None:
        return result.scoring[0]
    if score not in result.scoring:
        raise ValueError(f"score={score!r} is not in this result; it has {result.scoring}.")
    return score


def known_names(names, known, parameter):
    """One or several names as a list, checked."""
    names = [names] if isinstance(names, str) else list(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"{parameter} has {unknown}, but there is only {known}.")
    return names


def common_folds(result, score):
    """Scores of the folds in which the score exists, a column for each method.

    In a test part that lacks a class, no method has the ROC AUC: such a fold is left out for all,
    with a warning. A fold in which all methods raised stays. Methods that never have the score,
    for lack of probabilities, do not decide.
    """
    folds = _fold_scores(result, score)
    if folds.isna().all(axis=None):
        raise ValueError(f"no fit of this result has the score {score!r}; see `frame`.")
    scored = set(folds.columns[folds.notna().any()])
    fitted = {
        (one.data, one.repeat, one.fold)
        for one in result.records
        if one.method in scored and not one.error
    }
    empty = folds.isna().all(axis=1) & folds.index.isin(fitted)
    counts = empty.groupby(level="data", sort=False).agg(["sum", "size"])
    for data, n_empty, n_folds in counts[counts["sum"] > 0].itertuples():
        warn_user(f"{n_empty} of {n_folds} folds of {data!r} have no {score!r} of any method.")
    for data, n_planned in result.n_splits.items():
        n_begun = counts["size"].get(data, 0)
        if n_begun < n_planned:
            warn_user(f"only {n_begun} of {n_planned} folds of {data!r} were begun.")
    return folds[~empty]


def _fold_scores(result, score):
    wide = result.frame.pivot(index=["data", "repeat", "fold"], columns="method", values=score)
    wide = wide.where(abs(wide) < float("inf")).reindex(columns=result.methods)
    order = wide.index.get_level_values("data").map(result.datasets.index)
    return wide.iloc[order.argsort(kind="stable")]


def complete_folds(result, score):
    """Scores of the common folds, of the methods that have all of them."""
    folds = common_folds(result, score)
    missing = folds.isna().sum()
    for method, n_missing in missing[missing > 0].items():
        warn_user(
            f"{method!r} is left out: it has no {score!r} in {n_missing} of {len(folds)} fits. "
            "See `frame` for the errors; `select` leaves out data sets instead."
        )
    return folds.loc[:, missing == 0]


def complete_means(result, score):
    """Means over the folds, a row for each data set, of the methods that have all fits."""
    return complete_folds(result, score).groupby(level="data", sort=False).mean()


def means_for_test(result, score, purpose, n_methods=2):
    """The complete means, if there are enough methods and data sets."""
    means = complete_means(result, score)
    if len(means) < 2:
        raise ValueError(
            f"{purpose} needs at least 2 data sets, got {len(means)}; `corrected_t` compares "
            "methods on a single one."
        )
    check_n_methods(means, purpose, n_methods)
    return means


def check_n_methods(scores, purpose, n_methods=2):
    """ValueError if there are too few methods."""
    if scores.shape[1] < n_methods:
        advice = "see `summary` for what is missing"
        if n_methods > 2:
            advice = "`wilcoxon` compares two methods over several data sets"
        raise ValueError(
            f"{purpose} needs at least {n_methods} methods that lack no fit, got "
            f"{scores.shape[1]}; {advice}."
        )


def summary_over_data(folds):
    pd = pandas_for("summary")
    groups = folds.groupby(level="data", sort=False)
    missing = folds.isna().sum()
    complete = missing.index[missing == 0]
    means = groups.mean()[complete]
    ranks = ranks_of(means)
    table = pd.DataFrame(
        {
            "mean": means.mean(),
            # Of the folds of a data set, not of the means of different data sets.
            "std": groups.var()[complete].mean() ** 0.5,
            "rank": ranks.mean(),
            "wins": ranks.eq(ranks.min(axis=1), axis=0).sum().astype(float),
        },
        index=pd.Index(folds.columns, name="method"),
    )
    table["n_fits"] = folds.notna().sum()
    table["n_missing"] = missing
    return table.sort_values("rank", kind="stable")


def summary_by_data(folds):
    pd = pandas_for("summary")
    groups = folds.groupby(level="data", sort=False)
    missing = folds.isna().groupby(level="data", sort=False).sum()
    means = groups.mean()
    columns = {
        "mean": means,
        "std": groups.std(),
        "rank": ranks_of(means.where(missing == 0)),
        "n_fits": folds.notna().groupby(level="data", sort=False).sum(),
        "n_missing": missing,
    }
    # Unlike stack, this keeps missing values in every version of pandas.
    table = pd.concat({name: wide.T.unstack() for name, wide in columns.items()}, axis=1)
    return table.rename_axis(index=["data", "method"])


def ranks_of(means):
    """Rank the methods within each data set: 1 is the best, ties share the mean of their ranks."""
    return means.astype(np.float64).round(_DECIMALS).rank(axis=1, ascending=False)


def warn_user(message):
    """Warn at the line that called into this package, at whatever depth the warning arises."""
    frame, level = sys._getframe(), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(__package__):
        frame, level = frame.f_back, level + 1
    warn(message, UserWarning, stacklevel=level)

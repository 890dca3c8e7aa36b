"""Scores by data set and method, and what is done about fits that are missing.

A mean over fewer folds is another quantity than a mean over all, and a method that failed on the
hard data sets looks better than it is. So a method that lacks a fit takes no part in ranks and
tests, and a warning says so.
"""

import sys
from warnings import warn


def score_name(result, score):
    """The score asked for, once it is one of the result; None is its first."""
    if score is None:
        return result.scoring[0]
    if score not in result.scoring:
        raise ValueError(f"score={score!r} is not in this result; it has {result.scoring}.")
    return score


def known_names(names, known, parameter):
    """The names as a list, once each of them is one of the result."""
    names = [names] if isinstance(names, str) else list(names)
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"{parameter} has {unknown}, but there is only {known}.")
    return names


def fold_scores(result, score):
    """Scores of all folds, a column for each method; NaN where there is none."""
    wide = result.frame.pivot(index=["data", "repeat", "fold"], columns="method", values=score)
    wide = wide.where(abs(wide) < float("inf")).reindex(columns=result.methods)
    order = wide.index.get_level_values("data").map(result.datasets.index)
    return wide.iloc[order.argsort(kind="stable")]


def common_folds(result, score):
    """Scores of the folds in which the score exists; a warning names what is left out.

    In a test part that lacks a class, no method has the ROC AUC: such a fold is left out for all.
    A fold in which all raised stays, so that they lack it; a method that never has the score, for
    want of probabilities, says nothing about a fold.
    """
    folds = fold_scores(result, score)
    scored = set(folds.columns[folds.notna().any()])
    well = (one for one in result.records if one.method in scored and not one.error)
    fitted = {(one.data, one.repeat, one.fold) for one in well}
    empty = folds.isna().all(axis=1) & folds.index.isin(fitted)
    if folds.isna().all(axis=None):
        raise ValueError(f"no fit of this result has the score {score!r}; see `frame`.")
    counts = empty.groupby(level="data", sort=False).agg(["sum", "size"])
    for data, n_empty, n_folds in counts[counts["sum"] > 0].itertuples():
        warn_user(f"{n_empty} of {n_folds} folds of {data!r} have no {score!r} of any method.")
    for data, n_planned in result.n_splits.items():
        n_begun = counts["size"].get(data, 0)
        if n_begun < n_planned:
            warn_user(f"only {n_begun} of {n_planned} folds of {data!r} were begun.")
    return folds[~empty]


def complete_folds(result, score):
    """Scores of the common folds, of the methods that lack none of them."""
    folds = common_folds(result, score)
    missing = folds.isna().sum()
    for method, n_missing in missing[missing > 0].items():
        warn_user(
            f"{method!r} is left out: it has no {score!r} in {n_missing} of {len(folds)} fits. "
            "See `frame` for the errors; `select` leaves out data sets instead."
        )
    return folds.loc[:, missing == 0]


def complete_means(result, score):
    """Mean scores over the folds, a row for each data set, of the methods that lack no fit."""
    return complete_folds(result, score).groupby(level="data", sort=False).mean()


def means_for_ranks(result, score, purpose):
    """The complete means, once there are three methods and two data sets of them."""
    means = complete_means(result, score)
    _refuse_one_data_set(means, purpose)
    if means.shape[1] < 3:
        raise ValueError(
            f"{purpose} needs at least 3 methods that lack no fit, got {means.shape[1]}; "
            "`wilcoxon` compares two methods over several data sets."
        )
    return means


def means_for_pairs(result, score, purpose):
    """The complete means, once there are two methods and two data sets of them."""
    means = complete_means(result, score)
    _refuse_one_data_set(means, purpose)
    refuse_one_method(means, purpose)
    return means


def refuse_one_method(scores, purpose):
    """ValueError unless there is something to compare."""
    if scores.shape[1] < 2:
        raise ValueError(
            f"{purpose} needs at least 2 methods that lack no fit, got {scores.shape[1]}; see "
            "`summary` for what is missing."
        )


def _refuse_one_data_set(means, purpose):
    """ValueError unless there is more than one data set."""
    if len(means) < 2:
        raise ValueError(
            f"{purpose} needs at least 2 data sets, got {len(means)}; `corrected_t` compares "
            "methods on a single one."
        )


def warn_user(message):
    """Warn at the line that called into this room, however deep the warning arises."""
    frame, level = sys._getframe(), 1
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(__package__):
        frame, level = frame.f_back, level + 1
    warn(message, UserWarning, stacklevel=level)

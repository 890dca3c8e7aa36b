"""The summary of scores: one row for each method, or for each data set and method.

Scores come as :func:`~._cells.common_folds` gives them: a row for each fold, a column for each
method.
"""

from ._optional import pandas_for
from ._statistics import ranks_of


def summary_over_data(folds):
    """A row for each method, over all data sets; NaN where a method lacks a fit."""
    pd = pandas_for("summary")
    groups = folds.groupby(level="data", sort=False)
    missing = folds.isna().sum()
    complete = list(missing.index[missing == 0])
    means = groups.mean()[complete]
    ranks = pd.DataFrame(ranks_of(means), index=means.index, columns=complete)
    table = pd.DataFrame(
        {
            "mean": means.mean(),
            # The spread of the scores on a data set, not that between data sets.
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
    """A row for each data set and method, over what fits there are."""
    pd = pandas_for("summary")
    groups = folds.groupby(level="data", sort=False)
    missing = folds.isna().groupby(level="data", sort=False).sum()
    means = groups.mean()
    columns = {
        "mean": means,
        "std": groups.std(),
        "rank": ranks_within(means.where(missing == 0)),
        "n_fits": folds.notna().groupby(level="data", sort=False).sum(),
        "n_missing": missing,
    }
    # Unlike stack, this keeps what is missing in every version of pandas.
    table = pd.concat({name: wide.T.unstack() for name, wide in columns.items()}, axis=1)
    return table.rename_axis(index=["data", "method"])


def ranks_within(means):
    """Rank the methods that have a mean within each data set; the others have no rank."""
    ranks = means.copy()
    for data, row in means.iterrows():
        known = row.dropna()
        ranks.loc[data] = float("nan")
        ranks.loc[data, known.index] = ranks_of([known])[0]
    return ranks

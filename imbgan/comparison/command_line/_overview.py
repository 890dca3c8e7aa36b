"""The overview of a result: a row for each method, for the terminal and for the report."""

import warnings

from .._cells import common_folds
from ..displays._styles import readable


def overview(result, score, others=()):
    """Header and rows of cells (text, whether it is the best), the best mean rank first."""
    table = result.summary(score)
    seconds = result.frame.groupby("method")["fit_seconds"].mean()
    columns = [_with_spread(result, score, table)]
    columns.append(_column(table["rank"], "{:.2f}", best=min))
    if len(result.datasets) > 1:
        columns.append(_column(table["wins"], "{:.0f}", best=max))
    columns += [_other(result, other, table.index) for other in others]
    columns.append(_column(seconds.reindex(table.index), "{:.2f}"))
    wins = ["wins"] if len(result.datasets) > 1 else []
    header = ["method", readable(score), "rank", *wins, *map(readable, others), "fit s"]
    names = [(name, False) for name in table.index]
    return header, [list(row) for row in zip(names, *columns, strict=True)]


def left_out(result, score):
    """What the means of a score leave out, as sentences."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        common_folds(result, score)
    return [str(one.message) for one in caught if one.category is UserWarning]


def _with_spread(result, score, table):
    """Mean and standard deviation; how many fits there are where some lack."""
    if len(result.datasets) == 1:
        table = result.summary(score, by="data").loc[result.datasets[0]].loc[table.index]
    best = table["rank"].min()
    return [(_mean(row), bool(row["rank"] == best)) for _, row in table.iterrows()]


def _mean(row):
    """Mean and spread of a method as text."""
    some = f" ({row['n_fits']:.0f} of {row['n_fits'] + row['n_missing']:.0f})"
    text = "–" if row["mean"] != row["mean"] else f"{row['mean']:.3f}"
    text += f" ± {row['std']:.3f}" if row["std"] == row["std"] else ""
    return text + some if row["n_missing"] else text


def _other(result, score, methods):
    """Means of another score; none where no fit has it."""
    try:
        means = result.summary(score)["mean"].reindex(methods)
    except ValueError:
        return [("–", False)] * len(methods)
    return _column(means, "{:.3f}", best=max)


def _column(values, form, best=None):
    """The values as text, with the best marked where there is a best."""
    known = values.dropna()
    most = best(known) if best and len(known) else None
    return [("–" if value != value else form.format(value), value == most) for value in values]

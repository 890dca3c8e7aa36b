"""Tables of results as text, for Markdown, LaTeX, a terminal and the report.

A table is a list of rows, the header first; a cell is a text and whether it is the best.
"""

import re
import warnings
from pathlib import Path

from ._optional import import_extra
from ._summary import common_folds, score_name, summary_by_data, summary_over_data

_ABSENT = "–"


def score_table(result, score, rows, decimals):
    """The scores of all methods on all data sets, and the average ranks of complete methods."""
    if rows not in ("data", "methods"):
        raise ValueError(f"rows must be 'data' or 'methods', got {rows!r}.")
    folds = common_folds(result, score_name(result, score))
    table = summary_by_data(folds)
    grid = [[("data", False), *((method, False) for method in result.methods)]]
    for data in folds.index.unique("data"):
        scores = table.loc[data].loc[result.methods]
        grid.append([(data, False), *_means(scores, decimals)])
    ranks = summary_over_data(folds)["rank"][result.methods]
    grid.append([("mean rank", False), *_column(ranks, "{:.2f}", best=min)])
    if rows == "methods":
        grid = [list(column) for column in zip(*grid, strict=True)]
        grid[0][0] = ("method", False)
    return _judged(result, grid)


def overview(result, score, others=()):
    """A row for each method, the best average rank first."""
    table = result.summary(score)
    main = table
    if len(result.datasets) == 1:
        main = result.summary(score, by="data").loc[result.datasets[0]].loc[table.index]
    columns = {
        "method": [(name, False) for name in table.index],
        readable(score): _means(main, 3),
        "rank": _column(table["rank"], "{:.2f}", best=min),
    }
    if len(result.datasets) > 1:
        columns["wins"] = _column(table["wins"], "{:.0f}", best=max)
    for other in others:
        try:
            means = result.summary(other)["mean"].reindex(table.index)
        except ValueError:  # no fit has it
            means = table["mean"] * float("nan")
        columns[readable(other)] = _column(means, "{:.3f}", best=max)
    seconds = result.frame.groupby("method")["fit_seconds"].mean().reindex(table.index)
    columns["fit s"] = _column(seconds, "{:.2f}")
    header = [(name, False) for name in columns]
    return _judged(result, [header, *map(list, zip(*columns.values(), strict=True))])


def _judged(result, grid):
    """The table, in which nothing is best before all fits are done."""
    if result.is_complete:
        return grid
    return [[(text, False) for text, _ in row] for row in grid]


def left_out(result, score):
    """The warnings about folds that are left out, as sentences."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        common_folds(result, score)
    return [str(one.message) for one in caught if one.category is UserWarning]


def readable(score):
    return score.replace("_", " ")


def _means(table, decimals):
    best = table["rank"].min()
    return [(_mean_text(row, decimals), bool(row["rank"] == best)) for _, row in table.iterrows()]


def _mean_text(row, decimals):
    """Mean and standard deviation, and the number of fits if some are missing."""
    if not row["n_fits"]:
        return _ABSENT
    text = _ABSENT if row["mean"] != row["mean"] else f"{row['mean']:.{decimals}f}"
    if row["std"] == row["std"]:
        text += f" ± {row['std']:.{decimals}f}"
    if row["n_missing"]:
        text += f" ({row['n_fits']:.0f} of {row['n_fits'] + row['n_missing']:.0f})"
    return text


def _column(values, form, best=None):
    known = values.dropna()
    limit = best(known) if best and len(known) else None
    return [(form.format(x), bool(x == limit)) if x == x else (_ABSENT, False) for x in values]


def markdown(grid):
    rows = _marked(grid, "**", "**")
    return _tabulate([[text.replace("|", r"\|") for text in row] for row in rows], "pipe") + "\n"


def latex(grid):
    # tabulate escapes what LaTeX would read as commands, but leaves these marks alone.
    text = _tabulate(_marked(grid, "\x02", "\x03"), "latex_booktabs")
    text = text.replace("\x02", r"\textbf{").replace("\x03", "}")
    # At the start of a row a bracket or a star would belong to the end of the row before.
    text = re.sub(r"^ *(?=[\[*])", "{}", text, flags=re.MULTILINE)
    return text.replace("±", r"$\pm$").replace("–", "--") + "\n"


def plain_text(grid):
    """A table for a terminal; the best of a column has a star."""
    return _tabulate([[text + " *"[best] for text, best in row] for row in grid], "plain")


def _tabulate(rows, style):
    tabulate = import_extra("tabulate", "A table as text").tabulate
    options = {"disable_numparse": True, "preserve_whitespace": True}
    sides = ["left"] + ["right"] * (len(rows[0]) - 1)
    return tabulate(rows[1:], headers=rows[0], tablefmt=style, colalign=sides, **options)


def _marked(grid, before, after):
    """The texts, each in one line, with marks around the best."""
    lines = [[(" ".join(text.splitlines()), best) for text, best in row] for row in grid]
    return [[before + text + after if best else text for text, best in row] for row in lines]


def write_text(text, path):
    """Return the text, or write it to the path in UTF-8 if there is one."""
    if path is None:
        return text
    Path(path).write_text(text, encoding="utf-8")
    return None

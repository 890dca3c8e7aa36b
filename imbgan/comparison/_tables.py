"""Tables of results as text: Markdown and LaTeX."""

from pathlib import Path

from ._cells import common_folds, score_name
from ._optional import import_extra
from ._summary import summary_by_data, summary_over_data

_ABSENT = "–"


def score_table(result, score, rows, decimals):
    """The cells of the papers' table of scores: a header and rows of text, the best marked.

    A cell is (text, whether it is the best). The last entry is the mean rank, of the methods that
    lack no fit.
    """
    if rows not in ("data", "methods"):
        raise ValueError(f"rows must be 'data' or 'methods', got {rows!r}.")
    folds = common_folds(result, score_name(result, score))
    table = summary_by_data(folds)
    ranks = summary_over_data(folds)["rank"][result.methods]
    datasets = [data for data in result.datasets if data in table.index.get_level_values("data")]
    grid = [
        [("data", False), *((method, False) for method in result.methods)],
        *([(data, False), *_cells(table.loc[data], result, decimals)] for data in datasets),
        [("mean rank", False), *_rank_cells(ranks)],
    ]
    if rows == "methods":
        grid = [list(column) for column in zip(*grid, strict=True)]
        grid[0][0] = ("method", False)
    return grid


def _cells(table, result, decimals):
    """The cells of a data set."""
    best = table["rank"].min()
    return [
        (_score(table.loc[method], decimals), bool(table.loc[method, "rank"] == best))
        for method in result.methods
    ]


def _score(row, decimals):
    """Mean and standard deviation as text; how many fits there are, where some are missing."""
    if not row["n_fits"]:
        return _ABSENT
    text = f"{row['mean']:.{decimals}f}"
    if row["n_fits"] > 1:
        text += f" ± {row['std']:.{decimals}f}"
    if row["n_missing"]:
        text += f" ({row['n_fits']:.0f} of {row['n_fits'] + row['n_missing']:.0f})"
    return text


def _rank_cells(ranks):
    """The mean ranks as text."""
    best = ranks.min()
    return [(_ABSENT if rank != rank else f"{rank:.2f}", bool(rank == best)) for rank in ranks]


def markdown(grid):
    """A table of cells in Markdown."""
    escaped = [[(_one_line(text).replace("|", r"\|"), best) for text, best in row] for row in grid]
    rows = [[f"**{text}**" if best else text for text, best in row] for row in escaped]
    return _tabulate(rows, "pipe") + "\n"


def plain_text(header, rows):
    """A table of cells for a terminal; the best of a column has a star."""
    marked = [[text + ("*" if best else " ") for text, best in row] for row in rows]
    return _tabulate([[f"{name} " for name in header], *marked], "plain")


def _tabulate(rows, style):
    tabulate = import_extra("tabulate", "A table as text").tabulate
    options = {"disable_numparse": True, "preserve_whitespace": True}
    sides = ["left"] + ["right"] * (len(rows[0]) - 1)
    return tabulate(rows[1:], headers=rows[0], tablefmt=style, colalign=sides, **options)


def _one_line(text):
    return " ".join(text.splitlines())


_LATEX = {
    "\\": r"\textbackslash{}",
    **{mark: "\\" + mark for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "±": r"$\pm$",
    "–": "--",
}


def latex(grid):
    """A table of cells in LaTeX, with the rules of the package booktabs."""
    rows = [[_latex_cell(*cell) for cell in row] for row in grid]
    lines = [" & ".join(row) + r" \\" for row in rows]
    columns = "l" + "r" * (len(grid[0]) - 1)
    return "\n".join(
        [
            rf"\begin{{tabular}}{{{columns}}}",
            r"\toprule",
            lines[0],
            r"\midrule",
            *lines[1:],
            r"\bottomrule",
            r"\end{tabular}",
            "",
        ]
    )


def _latex_cell(text, best):
    """A cell with what LaTeX would read as commands escaped."""
    # At the start of a row a bracket or a star would belong to the end of the row before.
    guard = "{}" if text[:1] in ("[", "*") else ""
    text = guard + "".join(_LATEX.get(mark, mark) for mark in _one_line(text))
    return rf"\textbf{{{text}}}" if best else text


def write_text(text, path):
    """The text itself without a path; otherwise it goes to that file, in UTF-8."""
    if path is None:
        return text
    Path(path).write_text(text, encoding="utf-8")
    return None

"""Tables of results as text: Markdown and LaTeX."""

from pathlib import Path

from ._cells import common_folds, score_name
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
    """A table of cells in Markdown; names to the left, numbers to the right."""
    escaped = [[(_markdown_text(text), best) for text, best in row] for row in grid]
    header, *body = [[f"**{text}**" if best else text for text, best in row] for row in escaped]
    widths = [max(map(len, column)) for column in zip(header, *body, strict=True)]
    rule = [f":{'-' * (widths[0] - 1)}", *("-" * (width - 1) + ":" for width in widths[1:])]
    lines = [_padded(row, widths) for row in (header, *body)]
    return "\n".join([lines[0], f"| {' | '.join(rule)} |", *lines[1:]]) + "\n"


def _markdown_text(text):
    """A text on one line that does not end its cell."""
    return " ".join(text.splitlines()).replace("|", r"\|")


def _padded(row, widths):
    """A line of a Markdown table whose columns stand below one another."""
    first, *others = zip(row, widths, strict=True)
    cells = [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]
    return f"| {' | '.join(cells)} |"


_LATEX = {
    "\\": r"\textbackslash{}",
    **{mark: "\\" + mark for mark in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "±": r"$\pm$",
    "–": "--",
    "\n": " ",
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
    text = guard + "".join(_LATEX.get(mark, mark) for mark in text)
    return rf"\textbf{{{text}}}" if best else text


def write_text(text, path):
    """The text itself without a path; otherwise it goes to that file, in UTF-8."""
    if path is None:
        return text
    Path(path).write_text(text, encoding="utf-8")
    return None

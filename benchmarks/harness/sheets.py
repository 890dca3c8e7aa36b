"""Tables of the results as CSV files, which the pages of the documentation show."""

import csv


def write_sheets(sheets, path):
    """Write tables beside the results.

    Parameters
    ----------
    sheets : dict of str to list of list of str
        Rows of each table, the titles first.

    path : Path
        The file of the results; the name of a table is added to its name.
    """
    for name, rows in sheets.items():
        # A hyphen alone would be the mark of a list on the page.
        shown = [["–" if cell == "-" else cell for cell in row] for row in rows]
        file = path.with_name(f"{path.stem}_{name}.csv")
        with open(file, "w", newline="", encoding="utf-8") as opened:
            csv.writer(opened, lineterminator="\n").writerows(shown)


def stacked(*lines):
    """A cell of several lines."""
    return "\n".join(f"| {line}" for line in lines)

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
        with open(path.with_name(f"{path.stem}_{name}.csv"), "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


def stacked(*lines):
    """A cell of several lines."""
    return "\n".join(f"| {line}" for line in lines)

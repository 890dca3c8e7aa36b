"""Tables in files, CSV and Parquet, as frames of numbers and categories with their target."""

import csv
import gzip
import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import islice
from pathlib import Path

import numpy as np

from .._optional import pandas_for

CSV_SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".data")
PARQUET_SUFFIXES = (".parquet", ".pq")
_SEPARATORS = (",", ";", "\t", "|")
_LOOKED_AT = 10_000  # lines that show how numbers are written
_WITH_COMMA, _WITH_POINT = re.compile(r"-?\d+,\d+"), re.compile(r"-?\d+\.\d+")
# Beyond so many values, a target with fractions or with fewer rows of a value is no class label.
_MAX_CLASSES, _ROWS_PER_CLASS = 20, 10


@dataclass(frozen=True)
class Table:
    """Columns and target of a data set, and what was done to them on the way."""

    X: object
    y: np.ndarray
    notes: list = field(default_factory=list)


def looks_like_file(name):
    """Whether a name is meant as a file rather than as a data set that is known by name."""
    ends = name.lower().endswith(CSV_SUFFIXES + PARQUET_SUFFIXES)
    return ends or Path(name).name != name or Path(name).is_file()


def short_name(path):
    """The name of a file without folders and suffixes."""
    name = Path(path).name
    ends = [end for end in CSV_SUFFIXES + PARQUET_SUFFIXES if name.lower().endswith(end)]
    return name[: -max(map(len, ends))] if ends else name


def read_file(path, target=None):
    """The content of a file as a frame; ValueError that says what is wrong with it.

    The column of the target, if it is text, keeps what would be a missing value elsewhere.
    """
    pd = pandas_for("reading a table")
    path = Path(path)
    if not path.is_file():
        raise ValueError(_no_such_file(path))
    try:
        if path.name.lower().endswith(PARQUET_SUFFIXES):
            frame = pd.read_parquet(path)
        else:
            frame = _read_csv(pd, path, target)
    except ImportError as error:
        raise ValueError(f"{path}: to read Parquet, pip install pyarrow.") from error
    except (ValueError, OSError, EOFError) as error:  # what pandas and gzip raise is among these
        first = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
        raise ValueError(f"{path} cannot be read as a table: {first}") from error
    if frame.empty:
        raise ValueError(f"{path} holds no rows.")
    return frame.rename(columns=str)


def _read_csv(pd, path, target):
    """A text table, with the mark between columns that its first line holds most of."""
    first, *others = lines = _first_lines(path)
    separator = max(_SEPARATORS, key=first.count)  # of equals the first, a comma
    # Where a comma parts the columns, it is none within a number.
    commas = separator == ";" and _has_decimal_commas(others)
    how = {
        "sep": separator,
        "decimal": "," if commas else ".",
        "na_values": ["", "?"],
        "skipinitialspace": True,
        "encoding": "utf-8-sig",
        "low_memory": False,  # parts with dtypes of their own would turn 2 into "2" and "2.0"
    }
    header, *rows = _cells(lines, separator)
    _refuse_repeated(header)
    if _end_in_separators(rows, len(header)):
        how["index_col"] = False
    frame = pd.read_csv(path, **how)
    if target in frame.columns and not pd.api.types.is_numeric_dtype(frame[target].dtype):
        # "None" and "NA" may be names of classes. Beside classes that are numbers they are not.
        as_text = pd.read_csv(path, keep_default_na=False, dtype={target: str}, **how)
        frame[target] = as_text[target]
    return frame.reset_index(drop=True)  # names of rows stand in the index


def _first_lines(path):
    """Lines that show how a file is written, from the first that is not empty."""
    open_text = gzip.open if path.name.lower().endswith(".gz") else open
    with open_text(path, "rt", encoding="utf-8-sig", newline="") as file:
        first = next((line for line in file if line.strip()), "")
        return [first, *islice(file, _LOOKED_AT)]


def _cells(lines, separator):
    """The cells of each of some lines."""
    try:
        return list(csv.reader(lines, delimiter=separator, skipinitialspace=True))
    except csv.Error as error:
        raise ValueError(f"its first lines cannot be read: {error}") from error


def _refuse_repeated(header):
    """ValueError where two columns have one name: the copy of a target would give it away."""
    repeated = [name for name, times in Counter(header).items() if name.strip() and times > 1]
    if repeated:
        raise ValueError(
            f"two columns are called {repeated[0]!r} in the first line, which holds the names of "
            "the columns; rename one."
        )


def _end_in_separators(rows, n_columns):
    """Whether the cell that rows have more than there are columns is an empty one at their end.

    Otherwise it is the first, the name of the row. ValueError where it can be neither.
    """
    longer = [row for row in rows if len(row) > n_columns]
    by_one = all(len(row) == n_columns + 1 for row in longer)
    if longer and by_one and not any(row[-1].strip() for row in longer):
        return True
    if not by_one or len({row[0] for row in longer}) < len(longer):
        raise ValueError("its rows have more cells than its first line has names of columns.")
    return False


def _has_decimal_commas(lines):
    """Whether cells of semicolon-separated lines are numbers with a comma, and none has a point.

    A comma within a text says nothing: "flat 3,5 rooms".
    """
    with_comma = False
    for line in lines:
        cells = [cell.strip(" \t\r\n\"'") for cell in line.split(";")]
        if any(_WITH_POINT.fullmatch(cell) for cell in cells):
            return False
        with_comma = with_comma or any(_WITH_COMMA.fullmatch(cell) for cell in cells)
    return with_comma


def split_target(frame, target, origin):
    """Columns and target of a frame as a table that can be compared on."""
    if target is None:
        raise ValueError(
            f"{origin}: say with --target which column is the class; there is "
            f"{_some(frame.columns)}."
        )
    if target not in frame.columns:
        close = get_close_matches(target, list(frame.columns), n=3)
        close += [name for name in frame.columns if name.lower() == target.lower()]
        advice = f"did you mean {' or '.join(dict.fromkeys(map(repr, close)))}?" if close else ""
        raise ValueError(
            f"{origin} has no column {target!r}: {advice or f'there is {_some(frame.columns)}.'}"
        )
    notes = []
    without = frame[target].isna()
    if without.any():
        notes.append(f"{without.sum()} rows without a value of {target!r} are left out")
        frame = frame[~without]
    y = labels_of(frame[target], f"{origin}: the target {target!r}")
    return Table(frame.drop(columns=target).reset_index(drop=True), y, notes)


def labels_of(target, what):
    """Class labels as integers or text; ValueError where they are none."""
    numeric = pandas_for("reading a table").api.types.is_numeric_dtype(target.dtype)
    # Nullable integers would become objects, and truth values numbers.
    numbers = numeric and target.dtype.kind != "b"
    values = target.to_numpy(np.float64) if numbers else np.asarray(target).astype(str)
    kinds, counts = np.unique(values, return_counts=True)
    fractions = numbers and np.any(kinds % 1 != 0)
    if len(kinds) < 2:
        only = f"one class only, {target.iloc[0]!r}" if len(kinds) else "no value at all"
        raise ValueError(f"{what} has {only}: there is nothing to tell apart.")
    if len(kinds) > _MAX_CLASSES and (fractions or len(values) < _ROWS_PER_CLASS * len(kinds)):
        raise ValueError(
            f"{what} has {len(kinds)} different values in {len(values)} rows: it looks "
            "continuous, or like a name of the row. These methods tell classes apart: bin it "
            "first, or name another column."
        )
    if counts.max() == 1:
        raise ValueError(f"{what} has a class of its own in each row.")
    return values.astype(np.int64) if numbers and not fractions else values.astype(str)


def _some(columns):
    """Names of columns, not too many of them."""
    names = [repr(str(name)) for name in columns]
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more


def _no_such_file(path):
    """What to say of a file that is not there."""
    if path.is_dir():
        return f"{path} is a folder; name the file in it."
    if not path.parent.is_dir():
        return f"there is no file {path}: the folder {path.parent} does not exist."
    there = sorted(one.name for one in path.parent.iterdir() if one.is_file())
    close = get_close_matches(path.name, there, n=1, cutoff=0.6)
    advice = f" Did you mean {path.parent / close[0]}?" if close else ""
    return f"there is no file {path}.{advice}"

"""Tables in files, CSV and Parquet: columns and target."""

import warnings
from difflib import get_close_matches
from pathlib import Path

import numpy as np

from .._optional import pandas_for

CSV_SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".data")
PARQUET_SUFFIXES = (".parquet", ".pq")
# Beyond so many values, a target with fractions or with fewer rows of a value is no class label.
_MAX_CLASSES, _ROWS_PER_CLASS = 20, 10


def looks_like_file(name):
    """Whether a name means a file, and not a data set that is known by name."""
    has_suffix = name.lower().endswith(CSV_SUFFIXES + PARQUET_SUFFIXES)
    return has_suffix or Path(name).name != name or Path(name).is_file()


def short_name(path):
    """The name of a file without folders and suffixes."""
    name = Path(path).name
    ends = [end for end in CSV_SUFFIXES + PARQUET_SUFFIXES if name.lower().endswith(end)]
    return name[: -max(map(len, ends))] if ends else name


def read_file(path, target=None, **csv_options):
    """The content of a file as a frame; `csv_options` go to :func:`pandas.read_csv`.

    A target of text keeps "None", "NA" and the like, which are missing values in other columns.
    """
    pd = pandas_for("reading a table")
    path = Path(path)
    if not path.is_file():
        raise ValueError(_no_such_file(path))
    try:
        if path.name.lower().endswith(PARQUET_SUFFIXES):
            frame = pd.read_parquet(path)
        else:
            frame = _read_csv(pd, path, target, csv_options)
    except ImportError as error:
        raise ValueError(f"{path}: to read Parquet, pip install pyarrow.") from error
    except (ValueError, OSError, EOFError, LookupError) as error:
        reason = str(error).strip().partition("\n")[0] or repr(error)
        raise ValueError(f"{path} cannot be read as a table: {reason}") from error
    if frame.empty:
        raise ValueError(f"{path} holds no rows.")
    return frame.rename(columns=str)


def _read_csv(pd, path, target, options):
    options = {
        "sep": "\t" if ".tsv" in path.suffixes else ",",
        "na_values": ["", "?"],
        "skipinitialspace": True,
        "low_memory": False,  # in parts with dtypes of their own, 2 becomes "2" and "2.0"
        "index_col": False,  # else pandas takes the first column of longer rows for names
        **options,
    }
    header = pd.read_csv(path, **{**options, "header": None, "nrows": 1}).iloc[0].dropna()
    repeated = header[header.duplicated()]
    if len(repeated):  # the copy of a target would give it away
        raise ValueError(
            f"two columns are called {repeated.iloc[0]!r} in the first line, which holds the "
            "names of the columns; rename one."
        )
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            frame = pd.read_csv(path, **options)
        except pd.errors.ParserWarning as error:
            raise ValueError(
                "rows have more cells than there are names of columns; is --separator right?"
            ) from error
    if target in frame and not pd.api.types.is_numeric_dtype(frame[target].dtype):
        as_text = {"keep_default_na": False, "dtype": {target: str}}
        frame[target] = pd.read_csv(path, **options, **as_text)[target]
    return frame


def split_target(frame, target, origin):
    """Columns, target as class labels, and notes of what was changed."""
    if target is None:
        raise ValueError(
            f"{origin}: say with --target which column is the class; there is "
            f"{_some(frame.columns)}."
        )
    if target not in frame.columns:
        raise ValueError(f"{origin} has no column {target!r}: {_close_columns(frame, target)}")
    notes = []
    n_missing = frame[target].isna().sum()
    if n_missing:
        notes.append(f"{n_missing} rows without a value of {target!r} are left out")
        frame = frame.dropna(subset=target)
    y = _labels_of(frame[target], f"{origin}: the target {target!r}")
    return frame.drop(columns=target).reset_index(drop=True), y, notes


def _close_columns(frame, target):
    names = list(frame.columns)
    if len(names) == 1:
        return f"there is only {names[0]!r}; is --separator right?"
    close = get_close_matches(target, names, n=3)
    close += [name for name in names if name.lower() == target.lower()]
    if close:
        return f"did you mean {' or '.join(dict.fromkeys(map(repr, close)))}?"
    return f"there is {_some(names)}."


def _labels_of(target, what):
    """Class labels as integers or text; ValueError for a target that is none."""
    is_numeric = pandas_for("reading a table").api.types.is_numeric_dtype(target.dtype)
    # Nullable integers would become objects, and booleans numbers.
    numbers = is_numeric and target.dtype.kind != "b"
    values = target.to_numpy(np.float64) if numbers else np.asarray(target).astype(str)
    labels, counts = np.unique(values, return_counts=True)
    fractions = numbers and np.any(labels % 1 != 0)
    if len(labels) < 2:
        only = f"one class only, {target.iloc[0]!r}" if len(labels) else "no value at all"
        raise ValueError(f"{what} has {only}: there is nothing to classify.")
    if len(labels) > _MAX_CLASSES and (fractions or len(values) < _ROWS_PER_CLASS * len(labels)):
        raise ValueError(
            f"{what} has {len(labels)} different values in {len(values)} rows: it looks "
            "continuous, or like a name of the row. Bin it first, or name another column."
        )
    if counts.max() == 1:
        raise ValueError(f"{what} has a class of its own in each row.")
    return values.astype(np.int64) if numbers and not fractions else values.astype(str)


def _some(columns):
    names = [repr(str(name)) for name in columns]
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more


def _no_such_file(path):
    if path.is_dir():
        return f"{path} is a folder; name the file in it."
    if not path.parent.is_dir():
        return f"there is no file {path}: the folder {path.parent} does not exist."
    files = sorted(one.name for one in path.parent.iterdir() if one.is_file())
    close = get_close_matches(path.name, files, n=1)
    advice = f" Did you mean {path.parent / close[0]}?" if close else ""
    return f"there is no file {path}.{advice}"

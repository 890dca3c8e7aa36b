"""Tables in files, of the kind that the suffix says: columns and target."""

import warnings
from pathlib import Path

import numpy as np

from ...utils.labels import alike_but_for_blanks
from .._names import did_you_mean
from .._optional import pandas_for
from ._number_columns import has_decimal_commas

_TEXT = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".data", ".dat")
_PARQUET, _EXCEL = (".parquet", ".pq"), (".xlsx", ".xlsm")
_SUFFIXES = (*_TEXT, *_PARQUET, *_EXCEL)
FORMATS = (
    f"text with commas ({', '.join(_TEXT)}; TSV: tabs), Parquet ({', '.join(_PARQUET)}), "
    f"Excel ({', '.join(_EXCEL)})"
)
_PACKAGES = dict.fromkeys(_PARQUET, "pyarrow") | dict.fromkeys(_EXCEL, "openpyxl")
# Beyond so many values a target is taken for classes only where that is said.
_MAX_CLASSES, _ROWS_PER_CLASS = 20, 10


def looks_like_file(name):
    """Whether a name means a file, and not a data set that is known by name."""
    path = Path(name)
    return name.lower().endswith(_SUFFIXES) or path.name != name or path.is_file()


def short_name(path):
    """The name of a file without folders and suffixes."""
    name = Path(path).name
    longest = max((len(end) for end in _SUFFIXES if name.lower().endswith(end)), default=0)
    return name[: len(name) - longest]


def is_excel(name):
    """Whether a file has sheets."""
    return name.lower().endswith(_EXCEL)


def read_file(path, target=None, sheet=None, **csv_options):
    """The content of a file as a frame; `csv_options` go to :func:`pandas.read_csv`.

    The suffix says what kind of file it is; one without is text.
    A target of text keeps "None", "NA" and the like, which are missing values in other columns.
    """
    pd = pandas_for("reading a table")
    path = Path(path)
    if not path.is_file():
        raise ValueError(_no_such_file(path))
    suffix = path.suffix.lower()
    if suffix and not path.name.lower().endswith(_SUFFIXES):
        raise ValueError(f"{path}: files {suffix} are not read; make it one of {FORMATS}.")
    try:
        if suffix in _PARQUET:
            frame = pd.read_parquet(path)
        elif suffix in _EXCEL:
            frame = _read_sheet(pd, path, sheet)
        else:
            frame = _read_csv(pd, path, target, csv_options)
    except ImportError as error:
        raise ValueError(f"{path}: to read it, pip install {_PACKAGES[suffix]}.") from error
    except (ValueError, OSError, EOFError, LookupError) as error:
        reason = str(error).strip().partition("\n")[0] or repr(error)
        raise ValueError(f"{path} cannot be read as a table: {reason}") from error
    if frame.empty:
        raise ValueError(f"{path} holds no rows.")
    return frame.rename(columns=str)


def _read_sheet(pd, path, sheet):
    """A sheet of a file of Excel: that of a name, or of a number from 1 on, or the only one."""
    with pd.ExcelFile(path, engine="openpyxl") as book:
        names = book.sheet_names
        if sheet is None and len(names) > 1:
            raise ValueError(f"say with --sheet which one, of {', '.join(map(repr, names))}.")
        if sheet is not None and sheet not in names:
            if not sheet.isdecimal() or not 1 <= int(sheet) <= len(names):
                raise ValueError(
                    f"there is no sheet {sheet!r}, but {', '.join(map(repr, names))}."
                )
            sheet = names[int(sheet) - 1]
        return pd.read_excel(book, sheet_name=names[0] if sheet is None else sheet)


def _no_such_file(path):
    if path.is_dir():
        return f"{path} is a folder; name the file in it."
    files = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
    return f"there is no file {path}.{did_you_mean(path.name, files)}"


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
    if len(repeated):  # a copy of the target would be a column to learn from
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
    if options["sep"] == ";" and not {"decimal", "thousands"} & options.keys():
        columns = [name for name in frame if name != target]
        if any(has_decimal_commas(frame[name]) for name in columns):
            # What pandas has read with a point may mean something else: each column is looked at.
            frame[columns] = pd.read_csv(path, **options, dtype=str)[columns]
    if target in frame and not pd.api.types.is_numeric_dtype(frame[target].dtype):
        as_text = {"keep_default_na": False, "dtype": {target: str}}
        frame[target] = pd.read_csv(path, **options, **as_text)[target]
    return frame


def split_target(frame, target, origin, many_classes=False):
    """Columns, target as class labels, and notes of what was changed.

    More than twenty classes are accepted with `many_classes` only.
    """
    names = ", ".join(map(repr, frame.columns[:12])) + ", ..." * (frame.shape[1] > 12)
    if target is None:
        raise ValueError(f"{origin}: say with --target which column is the class, of {names}.")
    if target not in frame.columns:
        advice = did_you_mean(target, list(frame.columns)) or f" There is {names}."
        if frame.shape[1] == 1:
            advice = f" There is only {names}; is --separator right?"
        raise ValueError(f"{origin} has no column {target!r}.{advice}")
    notes = []
    n_missing = frame[target].isna().sum()
    if n_missing:
        notes.append(f"{n_missing} rows without a value of {target!r} are left out")
        frame = frame.dropna(subset=target)
    y = _labels_of(frame[target], f"{origin}: the target {target!r}", many_classes)
    for one, other in alike_but_for_blanks(y.tolist()):
        notes.append(
            f"the classes {one!r} and {other!r} differ in blanks only and are two; strip the "
            "blanks in the file if they are one"
        )
    return frame.drop(columns=target).reset_index(drop=True), y, notes


def _labels_of(target, what, many_classes):
    """Class labels as integers or text; ValueError for a target that is none."""
    is_numeric = pandas_for("reading a table").api.types.is_numeric_dtype(target.dtype)
    # Nullable integers would become objects, and booleans numbers.
    numbers = is_numeric and target.dtype.kind != "b"
    values = target.to_numpy(np.float64) if numbers else np.asarray(target).astype(str)
    labels = np.unique(values)
    fractions = numbers and np.any(labels % 1 != 0)
    if len(labels) < 2:
        raise ValueError(f"{what} has a single class, {labels.tolist()}: two are needed.")
    if len(labels) > _MAX_CLASSES and not many_classes:
        looks = ""
        if fractions or len(values) < _ROWS_PER_CLASS * len(labels):
            looks = ": it looks continuous, or like a name of the row"
        raise ValueError(
            f"{what} has {len(labels)} different values in {len(values)} rows{looks}. Bin it "
            "first, or name another column; if each value is a class, say so with --many-classes."
        )
    return values.astype(np.int64) if numbers and not fractions else values.astype(str)

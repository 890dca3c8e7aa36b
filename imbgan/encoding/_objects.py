"""What columns of text and of objects hold: numbers, days, categories, or something else."""

from __future__ import annotations

import math
import re
import warnings
from collections import Counter
from datetime import date, datetime
from decimal import Decimal, localcontext

import numpy as np

# Text that a reader takes for a number: 1,234.5  12%  $3  <0.1  1,5
_LIKE_A_NUMBER = re.compile(
    r"[<>~≈]?=?\s*[+-]?\s*[$€£¥]?\s*"
    r"(\d{1,3}([, ']\d{3})+(\.\d*)?|\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?\s*[%$€£¥]?",
    re.IGNORECASE,
)


def missing_in(values):
    """Mask of the None, NaN, NA and NaT among objects."""
    return np.fromiter((_is_missing(value) for value in values), dtype=bool, count=len(values))


def is_number(text):
    """Whether a text is a number as Python reads it."""
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def holds_categories(values, name, is_text):
    """Whether a column of text or objects holds categories; raise where that is not plain.

    Most of its cells must not be numbers: a single ``<0.1`` would turn a column of numbers into
    one of categories.
    """
    counts = [pair for pair in _counted(values) if not _is_missing(pair[0])]
    texts = {value: n for value, n in counts if isinstance(value, str)}
    if not texts:
        return is_text
    rest = [(value, n) for value, n in counts if not isinstance(value, str)]
    like = sum(n for text, n in texts.items() if _LIKE_A_NUMBER.fullmatch(text.strip()))
    like += sum(n for value, n in rest if isinstance(value, (int, float, np.number, Decimal)))
    n_cells = sum(n for _, n in counts)
    if 2 * like <= n_cells:
        if not rest:
            return True
        raise ValueError(
            f"Column {name!r} of X mixes text such as {next(iter(texts))!r} with other values "
            f"such as {rest[0][0]!r}. Make it text, {_as_text(name)}, or name it in "
            "categorical_features, if these are categories."
        )
    offender = next((text for text in texts if not is_number(text)), None)
    if offender is None and not rest:
        warnings.warn(
            f"Column {name!r} of X holds text that is all numbers, such as {next(iter(texts))!r}, "
            "and is taken for categories. Convert it to numbers, or name it in "
            "categorical_features to say that it is one of categories.",
            UserWarning,
            stacklevel=2,
        )
        return True
    raise ValueError(
        f"Column {name!r} of X {_share_of(like, n_cells)}, but also text such as "
        f"{next(iter(texts)) if offender is None else offender!r}. Convert it to numbers, or name "
        "it in categorical_features, if these are categories."
    )


def numbers_from(values, name, rule):
    """Python's numbers in the dtype of their family; dates as days since 1970."""
    kinds = {type(value) for value in values}
    if any(issubclass(kind, (str, bytes)) for kind in kinds):
        raise ValueError(not_numbers(name, _finding(values), rule))
    if kinds <= {bool, np.bool_}:
        return values.astype(bool)
    if all(issubclass(kind, (int, np.bool_, np.integer)) for kind in kinds):
        for family in (np.int64, np.uint64):
            try:
                return values.astype(family)
            except OverflowError:
                continue
    missing = missing_in(values)
    if held_in(values[~missing]) == ("days",):
        return _days(values, missing)
    values = np.where(missing, np.nan, values)
    try:
        return values.astype(np.float64)
    except (TypeError, ValueError) as error:
        message = f"{not_numbers(name, 'holds other objects', rule)} ({error})"
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(message) from error


def not_numbers(name, finding, rule):
    """What to do about a column that does not hold numbers."""
    return f"Column {name!r} of X {finding}, but {rule}"


def held_in(values):
    """What objects are beside numbers, none missing: days, or decimals of so many places."""
    kinds = {type(value) for value in values}
    if kinds and all(issubclass(it, date) and not issubclass(it, datetime) for it in kinds):
        return ("days",)
    if kinds and all(issubclass(it, Decimal) for it in kinds):
        exponents = [value.as_tuple().exponent for value in values]
        if all(isinstance(it, int) for it in exponents):  # else one is infinite
            return "decimals", max(0, -min(exponents))
    return None


def as_held(values, held):
    """Numbers as the objects that a column held."""
    if held is None:
        return values
    objects = np.empty(len(values), dtype=object)
    if held[0] == "days":
        objects[:] = np.rint(values).astype(np.int64).astype("datetime64[D]").tolist()
        return objects
    with localcontext() as context:
        context.prec = 80  # the largest of Arrow has 76 digits
        unit = Decimal(1).scaleb(-held[1])
        objects[:] = [Decimal(value).quantize(unit) for value in values.tolist()]
    return objects


def _counted(values):
    """Pairs of the values and how often they come."""
    try:
        return Counter(values.tolist()).items()
    except TypeError:  # lists and the like, of which none is a category
        return [(value, 1) for value in values]


def _finding(values):
    """What a column of objects with text in it holds."""
    texts = [value for value in values if isinstance(value, (str, bytes))]
    words = [text for text in texts if isinstance(text, bytes) or not is_number(text)]
    n_numbers, n_cells = len(values) - len(words), len(values)
    if 2 * n_numbers <= n_cells:
        return f"holds {words[0]!r}"
    return f"{_share_of(n_numbers, n_cells)}, but also {(words or texts)[0]!r}"


def _share_of(n_numbers, n_cells):
    return f"holds numbers in {100 * n_numbers / n_cells:.3g} % of its cells"


def _as_text(name):
    return f"X[{name!r}].astype(str)"


def _days(values, missing):
    """Dates as days since 1970."""
    days = np.array(np.where(missing, None, values), dtype="datetime64[D]")
    counted = days.astype(np.int64)
    return np.where(missing, np.nan, counted) if missing.any() else counted


def _is_missing(value):
    """Whether an object stands for a missing value."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    # Only NaN differs from itself; arrays and the like are no missing values.
    return isinstance(value, (float, np.floating)) and value != value

"""Columns of numbers that a file holds as text or as objects: read, or refused by name."""

import datetime
import re
from decimal import Decimal

import numpy as np

from .._optional import pandas_for

# What stands for a missing value, but only in a column that is numbers but for it.
_MISSING = {
    "-",
    "--",
    "–",
    "—",
    ".",
    "?",
    "unknown",
    "missing",
    "none",
    "nan",
    "na",
    "n/a",
    "null",
}
_CURRENCIES = "$€£¥"
_GROUPED = re.compile(r"(?<=\d)[ '\u00a0\u202f](?=\d{3}(?!\d))")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_OTHER = {".": ",", ",": "."}
_BODY = {
    decimal: re.compile(
        rf"[+-]?(\d{{1,3}}({re.escape(group)}\d{{3}})+|\d*)({re.escape(decimal)}\d*)?(e[+-]?\d+)?",
        re.IGNORECASE,
    )
    for decimal, group in _OTHER.items()
}


def other_sign(thousands):
    """The decimal sign where that of thousands is known, or None."""
    return _OTHER.get(thousands)


def has_decimal_commas(column):
    """Whether a cell of a column of text is a number with a comma that cannot group digits."""
    if not _is_text(column):
        return False
    return any(_decimals(_body(text)) == {","} for text in map(str, column.dropna().unique()))


def read_numbers(frame, kept=(), decimal=None, separator=None):
    """The frame with columns of numbers for those of text that hold numbers, and notes of them.

    Columns that are `kept` stay as they are. Objects that are decimal numbers or dates become
    floats and moments.
    """
    notes, columns = [], {}
    for name, column in frame.items():
        if name not in kept and column.dtype.kind not in "biufmM":
            column = _from_objects(column)
            if _is_text(column):
                column, note = _from_text(name, column, decimal, separator)
                notes += note
        columns[name] = column
    return pandas_for("the command line").DataFrame(columns, index=frame.index), notes


def _is_text(column):
    """Whether a column that is no category holds text."""
    return not hasattr(column.dtype, "categories") and any(
        isinstance(cell, str) for cell in column.dropna()
    )


def _from_objects(column):
    """Decimal numbers as floats, and dates as moments, which the cleaning makes days."""
    cells = column.dropna()
    if len(cells) and all(isinstance(cell, Decimal) for cell in cells):
        return column.astype("float64")
    if len(cells) and all(isinstance(cell, datetime.date) for cell in cells):
        return pandas_for("the command line").to_datetime(column)
    return column


def _from_text(name, column, decimal, separator):
    """A column of numbers if the text of a column holds them, and notes."""
    counts = column.dropna().map(str).map(str.strip).value_counts(sort=False)
    words = [text for text in counts.index if text.casefold() in _MISSING]
    n_all, cells = counts.sum(), counts.drop(words)
    like = {text: n for text, n in cells.items() if _decimals(_body(text))}
    if 2 * sum(like.values()) <= n_all:
        return column, []
    share = f"the column {name!r} holds numbers in {100 * sum(like.values()) / n_all:.3g} % of its"
    strange = [text for text in cells.index if text not in like]
    if strange:
        raise ValueError(
            f"{share} cells, but also {strange[0]!r}. Make that a number in the file or leave it "
            "empty, or leave the column out with --drop, or name it in --categorical."
        )
    _check_signs(share, like)
    mark = _decimal_of(share, list(like), decimal, separator)
    values = {text: _value(_body(text), mark) for text in like}
    numbers = column.map(lambda cell: values.get(str(cell).strip(), np.nan), na_action="ignore")
    notes = []
    example = next((text for text in like if not _is_plain(text)), None)
    if example is not None:
        notes.append(f"the column {name!r} is numbers: {example!r} is {values[example]:.15g}")
    elif not words and separator != ";":  # where all columns of such a file are read as text
        notes.append(f"the column {name!r} holds numbers as text and is read as numbers")
    if words:
        n_missing = counts[words].sum()
        notes.append(f"{n_missing} cells of {name!r} such as {words[0]!r} count as missing")
    whole = not numbers.isna().any() and all(map(_WHOLE.fullmatch, like))
    return numbers.astype("int64" if whole else "float64"), notes


def _check_signs(share, texts):
    """Raise if cells have different units."""
    units = {}
    for text in texts:
        units.setdefault("".join(sign for sign in text if sign in _CURRENCIES + "%"), text)
    # Money may be written with its sign or without; a share of a hundred may not.
    units.pop("", None) if not any("%" in unit for unit in units) else None
    if len(units) > 1:
        one, other = list(units.values())[:2]
        raise ValueError(
            f"{share} cells, but of different units: {one!r} and {other!r}. Make them one in the "
            "file, or leave the column out with --drop."
        )


def _decimal_of(share, texts, decimal, separator):
    """The decimal sign of a column; ValueError if it has none, or two that could be."""
    possible = {".", ","} if decimal not in _OTHER else {decimal}
    for text in texts:
        left = possible & _decimals(_body(text))
        if not left:
            mark = f"with --decimal {decimal}" if decimal else "with either --decimal"
            beside = "" if text == texts[0] else f", beside others such as {texts[0]!r}"
            raise ValueError(
                f"{share} cells, which cannot all be read {mark}: {text!r} cannot{beside}. "
                "Make them alike in the file, leave the column out with --drop, or name it in "
                "--categorical."
            )
        possible = left
    if len(possible) == 1:
        return possible.pop()
    marked = next((text for text in texts if set(text) & set(_OTHER)), None)
    if marked is not None and separator == ";":
        raise ValueError(
            f"{share} cells, but {marked!r} may be a fraction or a whole number: say with "
            "--decimal . or --decimal , which sign is the decimal one."
        )
    return "."


def _body(text):
    """A number without its unit and without blanks that group digits."""
    text = text.strip()
    sign = text[:1] if text[:1] in "+-" else ""
    bare = text.removeprefix(sign).strip(_CURRENCIES + " ").removesuffix("%").strip()
    return sign + _GROUPED.sub("", bare)


def _decimals(body):
    """The decimal signs with which a text is a number."""
    if not any(character.isdigit() for character in body):
        return set()
    return {decimal for decimal, form in _BODY.items() if form.fullmatch(body)}


def _value(body, decimal):
    return float(body.replace(_OTHER[decimal], "").replace(decimal, "."))


def _is_plain(text):
    """Whether a reader takes a text for a number without more ado."""
    return "," not in text and text == _body(text)

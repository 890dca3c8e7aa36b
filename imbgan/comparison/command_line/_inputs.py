"""Data sets of the command line: files and names of known tables, cleaned and thinned."""

import warnings
from dataclasses import dataclass

import numpy as np

from ...datasets import make_imbalanced
from ...utils import ImbalanceWarning
from .._datasets import KNOWN, read_datasets, variant_name
from .._names import did_you_mean
from .._optional import pandas_for
from ._number_columns import other_sign, read_numbers
from ._preparation import clean_columns, counts_rows
from ._table_files import (
    FORMATS,
    is_excel,
    looks_like_file,
    read_file,
    short_name,
    split_target,
)


@dataclass(frozen=True)
class Input:
    """One data set, and the facts about it in the report."""

    name: str
    X: object
    y: np.ndarray
    notes: tuple = ()

    @property
    def counts(self):
        counts = pandas_for("the command line").Series(self.y.astype(str)).value_counts()
        return {label: int(count) for label, count in counts.items()}

    @property
    def imbalance_ratio(self):
        return max(self.counts.values()) / min(self.counts.values())

    @property
    def n_categorical(self):
        return self.X.shape[1] - self.X.select_dtypes("number").shape[1]

    @property
    def missing(self):
        return float(self.X.isna().to_numpy().mean())

    def thinned(self, ratio, seed):
        """The same with class sizes that fall exponentially, to one over a ratio."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ImbalanceWarning)  # it is among the notes
                X, y = make_imbalanced(self.X, self.y, long_tail=ratio, random_state=seed)
        except ValueError as error:
            reason = str(error).replace("long_tail=", "--thin ")
            raise ValueError(f"{self.name}: {reason}") from error
        notes = (*self.notes, f"thinned to an imbalance ratio of {ratio:g}, seed {seed}")
        return Input(variant_name(self.name, ratio), X.reset_index(drop=True), y, notes)


def read_inputs(sources, *, targets=(), thin=(), seed=0, **of_files):
    """Data sets of names and files, in the order given; ratio 1 leaves one as it is.

    `of_files` are how a file is read: `categorical`, `drop`, `sheet`, `many_classes`, and `csv`,
    options of pandas' reader.
    """
    repeated = sorted({source for source in sources if sources.count(source) > 1})
    if repeated:
        raise ValueError(f"{', '.join(repeated)}: given more than once; give each data set once.")
    files = [source for source in sources if looks_like_file(source)]
    if len(targets) > 1 and len(targets) != len(files):
        raise ValueError(
            f"--target is given {len(targets)} times for {len(files)} files: give it once for all "
            "of them, or once for each."
        )
    targets = targets if len(targets) > 1 else [*targets, None][:1] * len(files)
    target_of = dict(zip(files, targets, strict=True))
    if of_files.get("sheet") and not any(map(is_excel, files)):
        raise ValueError("--sheet is given, but no file of Excel.")
    inputs = {}
    for source in sources:
        if source in target_of:
            one = _from_file(source, target_of[source], **of_files)
        else:
            one = _from_name(source)
        for ratio in dict.fromkeys(thin) or (1,):
            variant = one if ratio == 1 else one.thinned(ratio, seed)
            if variant.name in inputs:
                raise ValueError(f"two data sets are called {variant.name!r}; rename a file.")
            inputs[variant.name] = variant
    return inputs


def _from_file(path, target, *, categorical=(), drop=(), sheet=None, many_classes=False, csv=()):
    csv = dict(csv)
    frame = read_file(path, target, sheet, **csv)
    unknown = [name for name in drop if name not in frame.columns]
    if unknown:
        raise ValueError(f"{path}: --drop names {unknown}, which are no columns of it.")
    frame = frame.drop(columns=list(drop))
    kept = {target, *categorical}
    try:
        decimal = csv.get("decimal") or other_sign(csv.get("thousands"))
        frame, as_numbers = read_numbers(frame, kept, decimal, csv.get("sep"))
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    counters = [name for name in frame if name not in kept and counts_rows(frame[name])]
    X, y, notes = split_target(frame.drop(columns=counters), target, path, many_classes)
    notes += [f"the column {name!r} counts the rows and is left out" for name in counters]
    try:
        X, cleaning = clean_columns(X, categorical)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return Input(short_name(path), X, y, (*notes, *as_numbers, *cleaning))


def _from_name(name):
    if name not in KNOWN:
        raise ValueError(
            f"there is no data set {name!r}.{did_you_mean(name, KNOWN)} Give a file or one of "
            f"{', '.join(KNOWN)}. Files are {FORMATS}."
        )
    pd = pandas_for("the command line")
    found = read_datasets([name])[name]
    X, notes = clean_columns(pd.DataFrame(found.X).rename(columns="column {}".format))
    return Input(name, X, np.asarray(found.y), tuple(notes))

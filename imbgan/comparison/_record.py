"""The record of one fit: what a worker returns, the store keeps and the result reads."""

import json
from dataclasses import dataclass, field
from numbers import Real

# The columns of a frame of records before and after those of the scores.
BEFORE_SCORES = ("data", "method", "repeat", "fold", "seed")
AFTER_SCORES = ("fit_seconds", "predict_seconds", "peak_memory", "n_train", "n_test")
AFTER_SCORES += ("imbalance_ratio", "error")


@dataclass(frozen=True)
class Record:
    """What is known of one fit of one method on one split of one data set.

    Attributes
    ----------
    key : str
        Fingerprint of the fit: method, data, split, seed, scores and versions.
    data, method : str
        The names under which they were given.
    repeat, fold : int
        Which split, counted from 0.
    seed : int or None
        The seed given to the method; None where ``random_state=None`` was asked for.
    error : str
        Type and message of what was raised; empty where the fit went well.
    scores : dict of str to float
        One value per score, larger is better; NaN where a score does not exist.
    fit_seconds, predict_seconds : float
        Wall-clock seconds of ``fit``, and of ``predict`` for the rows of the test part; NaN where
        they did not end.
    peak_memory : float
        Largest resident memory of the process during the fit, in MiB, sampled every 10 ms by
        psutil; NaN without psutil.
    n_train, n_test : int
        Numbers of rows of the split.
    imbalance_ratio : float
        Rows of the largest class over rows of the smallest, of the whole data set.
    confusion : list of list of int
        Rows are the true classes, columns the predicted ones, in the order of ``classes``; empty
        after an error.
    classes : list of str
        The classes as text, in sorted order of the labels.
    reliability : dict or None
        A hundred equal bins of the predicted probability of the class that is rarest in the data
        set: ``rows`` counts, ``predicted`` sums of the probability, ``observed`` counts of rows
        that are of that class. None without probabilities.
    versions : dict of str to str
        Versions of the packages that the result depends on.
    finished : str
        When the fit ended: UTC, ISO 8601.
    """

    key: str
    data: str
    method: str
    repeat: int
    fold: int
    seed: int | None
    error: str
    scores: dict[str, float]
    fit_seconds: float
    predict_seconds: float
    peak_memory: float
    n_train: int
    n_test: int
    imbalance_ratio: float
    confusion: list[list[int]]
    classes: list[str]
    reliability: dict[str, list] | None = None
    versions: dict[str, str] = field(default_factory=dict)
    finished: str = ""

    @classmethod
    def from_json(cls, text):
        """Return the record that a text of JSON holds.

        Parameters
        ----------
        text : str

        Returns
        -------
        record : Record

        Raises
        ------
        ValueError
            If the text is no JSON, or lacks a field or has one of another type.
        """
        values = json.loads(text)
        if not isinstance(values, dict):
            raise ValueError("it is no record")
        try:
            record = cls(**values)
        except TypeError as error:
            raise ValueError(f"it is no record: {error}") from error
        for name, kind in _TYPES.items():
            if not isinstance(values.get(name, getattr(record, name)), kind):
                raise ValueError(f"{name} is {values[name]!r}")
        if not all(isinstance(score, Real) for score in record.scores.values()):
            raise ValueError(f"scores are {record.scores}")
        return record


_TYPES = (
    dict.fromkeys(("key", "data", "method", "error", "finished"), str)
    | dict.fromkeys(("repeat", "fold", "n_train", "n_test"), int)
    | dict.fromkeys(("fit_seconds", "predict_seconds", "peak_memory", "imbalance_ratio"), Real)
    | {"seed": int | None, "reliability": dict | None, "scores": dict, "versions": dict}
    | {"confusion": list, "classes": list}
)

"""The fits of a comparison: a job for each method on each split of each data set."""

import hashlib
import sys
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from ._datasets import Dataset
from ._fingerprint import fingerprint
from ._scoring import Scoring
from ._splits import Split

_PACKAGES = ("numpy", "scipy", "scikit-learn", "imbalanced-learn", "torch", "skorch", "imbgan")


# With slots there are no weak references, without which dask does not move parts of a job to one
# worker, where they would be lost with it.
@dataclass(frozen=True, slots=True)
class Job:
    """Everything that a worker needs for one fit; equal keys mean equal fits."""

    key: str
    group: str  # of the fits that differ in what follows one sampler; the key of any other
    method: str
    estimator: Any
    data: Dataset
    split: Split
    seed: int | None
    seeded: tuple[str, ...]  # the parameters that are set to the seed
    scoring: Scoring
    versions: dict[str, str]  # of the calling process


@cache
def versions():
    """Versions of the packages that scores depend on; cached since reading them is slow."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "source"
    return found


def plan(methods, datasets, splits, scoring, random_state):
    """All jobs, split by split, so that methods advance together."""
    digests = {name: _method_digest(name, estimator) for name, estimator in methods.items()}
    seeded = {name: random_state_parameters(estimator) for name, estimator in methods.items()}
    samplers = {name: sampler_digest(estimator) for name, estimator in methods.items()}
    common = fingerprint(list(scoring.scorers.items())), fingerprint(versions())
    jobs = []
    for data in datasets.values():
        for split in splits[data.name]:
            seed = _seed(random_state, data, split)
            for name, estimator in methods.items():
                on = data.digest, split.digest, repr(seed)
                key = _sha(digests[name], *on, *common)
                group = _sha(samplers[name], *on) if samplers[name] else key
                fit = name, estimator, data, split, seed, seeded[name], scoring, versions()
                jobs.append(Job(key, group, *fit))
    return jobs


def _method_digest(name, estimator):
    try:
        return fingerprint(estimator)
    except (TypeError, ValueError) as error:
        raise ValueError(f"Method {name!r}: {error}") from error


def sampler_digest(estimator):
    """The fingerprint of all but the last step of a pipeline; None if no sampler precedes that."""
    if type(estimator).__module__ != "imblearn.pipeline" or len(estimator.steps) < 2:
        return None
    sampler = estimator.steps[-2][1]
    is_sampler = hasattr(sampler, "fit_resample") and hasattr(sampler, "fit")
    return fingerprint(estimator.steps[:-1]) if is_sampler else None


def random_state_parameters(estimator):
    """Each `random_state`, at any depth, that is None or a number."""
    return tuple(
        name
        for name, value in estimator.get_params(deep=True).items()
        if name.rpartition("__")[2] == "random_state"
        and (value is None or isinstance(value, (int, np.integer)))
    )


def _seed(random_state, data, split):
    """The seed of all methods on a split, the same in all versions of the packages."""
    if random_state is None:
        return None
    numbers = [zlib.crc32(rows.astype("<i8").tobytes()) for rows in (data.codes, split.test)]
    return int(np.random.SeedSequence([int(random_state), *numbers]).generate_state(1)[0] >> 1)


def _sha(*texts):
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()

"""What is to be fitted: one task for each method on each split of each data set."""

import hashlib
import sys
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from ._fingerprint import fingerprint
from ._splits import Split

PACKAGES = ("numpy", "scipy", "scikit-learn", "imbalanced-learn", "torch", "skorch", "imbgan")


@dataclass(frozen=True)
class Task:
    """One fit to be made; equal keys mean equal fits, whatever the names are."""

    key: str
    data: str
    method: str
    split: Split
    seed: int | None


@cache
def versions():
    """Versions of what a score hangs on; reading them is slow, so it is done once."""
    found = {"python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "source"
    return found


def plan(methods, datasets, splits, scoring, random_state):
    """All tasks: data set by data set, split by split, so that methods advance together."""
    digests = {name: _method_digest(name, it) for name, it in methods.items()}
    around = fingerprint(scoring.identity), fingerprint(versions())
    tasks = []
    for name, data in datasets.items():
        for split in splits[name]:
            seed = _seed(random_state, data.digest, split.digest)
            for method, digest in digests.items():
                key = _sha(digest, data.digest, split.digest, repr(seed), *around)
                tasks.append(Task(key, name, method, split, seed))
    return tasks


def _method_digest(name, estimator):
    """The fingerprint of a method, or a ValueError that names it."""
    try:
        return fingerprint(estimator)
    except (TypeError, ValueError) as error:
        raise ValueError(f"Method {name!r}: {error}") from error


def _seed(random_state, *digests):
    """The seed of all methods on one split of one data set."""
    if random_state is None:
        return None
    return int(_sha(str(int(random_state)), *digests)[:8], 16) % 2**31


def _sha(*texts):
    """SHA-256 of some texts."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()

"""Running the jobs: one after the other, side by side, or on a cluster, by joblib.

Only the calling process writes to the store, as soon as a fit is done.
"""

import random
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice

from joblib import Parallel, delayed, effective_n_jobs
from joblib.parallel import get_active_backend

from ._fit import fit_group, killed
from ._progress import Progress
from ._resources import limited_threads, may_use_gpu, threads_per_fit
from ._store import Store

# Backends of this machine; on a cluster the workers decide how many fits run at a time.
_LOCAL = {"LokyBackend", "ThreadingBackend", "MultiprocessingBackend", "SequentialBackend"}
_KILLED = (
    "the process of this fit was killed, most likely for lack of memory; with fewer n_jobs there "
    "is more for each, and retry_errors repeats it."
)


def run(jobs, store, progress, *, n_jobs, gpu_jobs, raises, deadline):
    """Make all fits, the `gpu_jobs` at a time that may use a GPU last.

    Fits behind one sampler are made one after the other, so that it is fitted once. Returns the
    records by key, without those of fits that another process finished first.
    """
    groups = {}
    for job in jobs:
        groups.setdefault(job.group, []).append(job)
    n_jobs = effective_n_jobs(n_jobs)
    backend, _ = get_active_backend()
    n_threads = _n_threads(backend, n_jobs)
    runner = _Runner(store, progress, raises, deadline, n_threads)
    with limited_threads(n_threads):
        if type(backend).__name__ not in _LOCAL:
            runner.run(list(groups.values()), n_jobs)
            return runner.made
        estimators = {id(job.estimator): job.estimator for job in jobs}
        users = {at for at, estimator in estimators.items() if may_use_gpu(estimator)}
        on_gpu = {job.group for job in jobs if id(job.estimator) in users}
        runner.run([group for name, group in groups.items() if name not in on_gpu], n_jobs)
        last = [group for name, group in groups.items() if name in on_gpu]
        runner.run(last, min(n_jobs, gpu_jobs))
    return runner.made


def _n_threads(backend, n_jobs):
    """The limit of threads for each fit, or None."""
    if n_jobs == 1:
        return None
    if type(backend).__name__ == "MultiprocessingBackend":
        return 1  # in a fork OpenMP would wait for ever for threads that stayed with the parent
    return threads_per_fit(n_jobs) if getattr(backend, "uses_threads", False) else None


@dataclass
class _Runner:
    """Runs groups of jobs and keeps track of them."""

    store: Store
    progress: Progress
    raises: bool
    deadline: float | None
    n_threads: int | None
    begun: set = field(default_factory=set)
    made: dict = field(default_factory=dict)
    ended: set = field(default_factory=set)
    is_shared: bool = False  # whether another process makes fits of these

    def run(self, groups, n_jobs):
        """Run groups; jobs under way when a process is killed are repeated one by one."""
        suspects = []
        while groups:
            try:
                self._run(groups, n_jobs)
                break
            except BrokenProcessPool:
                left = [job for group in groups for job in group if job.key not in self.ended]
                suspects += [job for job in left if job.key in self.begun]
                groups = [group for group in groups if group[0].key not in self.begun]
        for job in suspects:
            try:
                self._run([[job]], max(2, n_jobs))
            except BrokenProcessPool:
                self._end(killed(job, _KILLED))

    def _run(self, groups, n_jobs):
        with closing(self._outcomes(groups, n_jobs)) as outcomes:
            for outcome in outcomes:
                self._end(outcome)

    def _end(self, outcome):
        self.ended.add(outcome.key)
        if outcome.exception is not None and self.raises:
            raise outcome.exception
        if outcome.record is None:
            return
        if self.store.add(outcome.record):
            self.made[outcome.key] = outcome.record
        else:
            self.is_shared = True
        self.progress.add(outcome.record)

    def _outcomes(self, groups, n_jobs):
        """Yield the outcomes in the order in which they come."""
        calls = ((group, self.n_threads, self.deadline) for group in self._due(groups))
        if n_jobs == 1:
            for call in calls:
                yield from fit_group(*call)
        else:
            yield from _in_parallel((delayed(_all_of)(*call) for call in calls), n_jobs)

    def _due(self, groups):
        """Yield groups until the deadline, without jobs that another process has finished.

        If there is one, the rest is shuffled: processes that go through the groups in the same
        order would make each fit twice.
        """
        left, in_order = list(reversed(groups)), True
        while left and (self.deadline is None or time.time() <= self.deadline):
            if self.is_shared and in_order:
                random.Random().shuffle(left)
                in_order = False
            group = left.pop()
            missing = [job for job in group if job.key not in self.store]
            self.is_shared |= len(missing) < len(group)
            if missing:
                self.begun |= {job.key for job in group}
                self.progress.begin(missing)
                yield missing


def _all_of(*call):
    return list(fit_group(*call))  # a generator cannot travel


def _in_parallel(calls, n_jobs):
    is_generator = get_active_backend()[0].supports_return_generator
    return_as = "generator_unordered" if is_generator else "list"
    with Parallel(n_jobs=n_jobs, batch_size=1, return_as=return_as) as parallel:
        if is_generator:
            with closing(parallel(calls)) as outcomes:
                yield from chain.from_iterable(outcomes)
        else:
            while some := list(islice(calls, n_jobs)):
                yield from chain.from_iterable(parallel(some))

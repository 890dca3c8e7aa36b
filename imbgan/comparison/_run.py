"""Running the jobs: one after the other, side by side, or on a cluster, by joblib.

Only the calling process writes to the store, as soon as a fit is done.
"""

import random
import time
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from joblib import Parallel, delayed, effective_n_jobs
from joblib.parallel import get_active_backend

from ._fit import fit_job, killed
from ._resources import limited_threads, may_use_gpu, threads_per_fit
from ._store import Store

# Backends of this machine; on a cluster the workers decide how many fits run at a time.
_LOCAL = {"LokyBackend", "ThreadingBackend", "MultiprocessingBackend", "SequentialBackend"}
_KILLED = (
    "the process of this fit was killed, most likely for lack of memory; with fewer n_jobs there "
    "is more for each, and retry_errors repeats it."
)


class Progress:
    """Counts the fits and, if asked to, prints a line for each."""

    def __init__(self, jobs, n_stored, verbose):
        self._n, self._done, self._verbose = len(jobs), n_stored, verbose
        names = [(job.data.name, job.method) for job in jobs] or [("", "")]
        self._widths = [max(map(len, column)) for column in zip(*names, strict=True)]
        if n_stored:
            self._print(f"{n_stored} of {self._n} fits are in the store already")

    def add(self, record):
        self._done += 1
        score, value = next(iter(record.scores.items()))
        data_width, method_width = self._widths
        parts = [
            f"[{self._done}/{self._n}] {record.data.ljust(data_width)}",
            record.method.ljust(method_width),
            f"repeat {record.repeat} fold {record.fold}",
            f"ERROR {record.error}" if record.error else f"{score} {value:.3f}",
            "" if np.isnan(record.fit_seconds) else f"{record.fit_seconds:.1f} s",
        ]
        self._print("  ".join(filter(None, parts)))

    def _print(self, text):
        if self._verbose:
            print(text, flush=True)


def run(jobs, store, progress, *, n_jobs, gpu_jobs, raises, deadline):
    """Make all fits, the `gpu_jobs` at a time that may use a GPU last.

    Returns the records by key, without those of fits that another process finished first.
    """
    n_jobs = effective_n_jobs(n_jobs)
    backend, _ = get_active_backend()
    n_threads = _n_threads(backend, n_jobs)
    runner = _Runner(store, progress, raises, deadline, n_threads)
    with limited_threads(n_threads):
        if type(backend).__name__ not in _LOCAL:
            runner.run(jobs, n_jobs)
            return runner.made
        estimators = {id(job.estimator): job.estimator for job in jobs}
        on_gpu = {at for at, estimator in estimators.items() if may_use_gpu(estimator)}
        runner.run([job for job in jobs if id(job.estimator) not in on_gpu], n_jobs)
        last = [job for job in jobs if id(job.estimator) in on_gpu]
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
    """Runs jobs and keeps track of them."""

    store: Store
    progress: Progress
    raises: bool
    deadline: float | None
    n_threads: int | None
    begun: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)
    ended: set = field(default_factory=set)
    is_shared: bool = False  # whether another process makes fits of these

    def run(self, jobs, n_jobs):
        """Run jobs; those under way when a process is killed are repeated one by one."""
        suspects = []
        while jobs:
            try:
                self._run(jobs, n_jobs)
                break
            except BrokenProcessPool:
                left = [job for job in jobs if job.key not in self.ended]
                suspects += [job for job in left if job.key in self.begun]
                jobs = [job for job in left if job.key not in self.begun]
        for job in suspects:
            try:
                self._run([job], max(2, n_jobs))
            except BrokenProcessPool:
                self._end(killed(job, _KILLED))

    def _run(self, jobs, n_jobs):
        with closing(self._outcomes(jobs, n_jobs)) as outcomes:
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

    def _outcomes(self, jobs, n_jobs):
        """Yield the outcomes in the order in which they come."""
        calls = (delayed(fit_job)(job, self.n_threads, self.deadline) for job in self._due(jobs))
        if n_jobs == 1:
            yield from (function(*args, **kwargs) for function, args, kwargs in calls)
        else:
            yield from _in_parallel(calls, n_jobs)

    def _due(self, jobs):
        """Yield jobs until the deadline, without those that another process has finished.

        If there is one, the rest is shuffled: processes that go through the jobs in the same
        order would make each fit twice.
        """
        left, in_order = list(reversed(jobs)), True
        while left and (self.deadline is None or time.time() <= self.deadline):
            if self.is_shared and in_order:
                random.Random().shuffle(left)
                in_order = False
            job = left.pop()
            if job.key in self.store:
                self.is_shared = True
            else:
                self.begun[job.key] = job
                yield job


def _in_parallel(calls, n_jobs):
    is_generator = get_active_backend()[0].supports_return_generator
    return_as = "generator_unordered" if is_generator else "list"
    with Parallel(n_jobs=n_jobs, batch_size=1, return_as=return_as) as parallel:
        if is_generator:
            with closing(parallel(calls)) as outcomes:
                yield from outcomes
        else:
            while some := list(islice(calls, n_jobs)):
                yield from parallel(some)

"""Running the fits: one after the other, side by side, or on a cluster, by joblib.

Only the calling process writes to the store, and it does so when a fit is done.
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

from ._cluster import active_client, on_cluster
from ._fit import Outcome, failed, fit_job
from ._resources import limited_threads, may_use_gpu, threads_per_fit
from ._store import Store

# Backends on this machine; on a cluster the workers say what runs side by side.
_LOCAL = {"LokyBackend", "ThreadingBackend", "MultiprocessingBackend", "SequentialBackend"}
_KILLED = (
    "the process of this fit was killed, most likely for lack of memory; with fewer n_jobs there "
    "is more for each, and with retry_errors it is made again."
)


class Progress:
    """Counts the fits and, if asked to, prints a line for each."""

    def __init__(self, tasks, n_stored, verbose):
        self._n, self._done, self._verbose = len(tasks), n_stored, verbose
        self._width = {
            name: max((len(getattr(task, name)) for task in tasks), default=0)
            for name in ("data", "method")
        }
        if n_stored:
            self._print(f"{n_stored} of {self._n} fits are in the store already")

    def add(self, record):
        """Count a fit."""
        self._done += 1
        if self._verbose:
            self._print(f"[{self._done}/{self._n}] {self._line(record)}")

    def _line(self, record):
        names = (getattr(record, name).ljust(width) for name, width in self._width.items())
        score, value = next(iter(record.scores.items()))
        outcome = f"ERROR {record.error}" if record.error else f"{score} {value:.3f}"
        seconds = "" if np.isnan(record.fit_seconds) else f"{record.fit_seconds:.1f} s"
        split = f"repeat {record.repeat} fold {record.fold}"
        return "  ".join(filter(None, [*names, split, outcome, seconds]))

    def _print(self, text):
        if self._verbose:
            print(text, flush=True)


def run(jobs, store, progress, *, n_jobs, gpu_jobs, raises, deadline):
    """Make all fits, those that may use a GPU in the end and only so many at a time.

    Returns the records by key, but for fits that another process was the first to finish.
    """
    n_jobs = effective_n_jobs(n_jobs)
    backend, _ = get_active_backend()
    n_threads = _threads_of_a_fit(backend, n_jobs)
    work = _Work(store, progress, raises, deadline, n_threads)
    with limited_threads(n_threads):
        if type(backend).__name__ not in _LOCAL:
            work.off(jobs, n_jobs)
            return work.made
        methods = {id(job.estimator): job.estimator for job in jobs}
        on_gpu = {at for at, estimator in methods.items() if may_use_gpu(estimator)}
        work.off([job for job in jobs if id(job.estimator) not in on_gpu], n_jobs)
        last = [job for job in jobs if id(job.estimator) in on_gpu]
        work.off(last, min(n_jobs, gpu_jobs))
    return work.made


def _threads_of_a_fit(backend, n_jobs):
    """How many threads a fit may use; None where that is not for us to say."""
    if n_jobs == 1:
        return None
    if type(backend).__name__ == "MultiprocessingBackend":
        return 1  # in a fork OpenMP would wait for ever for threads that stayed with the parent
    return threads_per_fit(n_jobs) if getattr(backend, "uses_threads", False) else None


@dataclass
class _Work:
    """What is done with every fit, and what has become of each."""

    store: Store
    progress: Progress
    raises: bool
    deadline: float | None
    n_threads: int | None
    begun: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)
    ended: set = field(default_factory=set)
    in_company: bool = False  # whether another process makes fits of these

    def off(self, jobs, n_jobs):
        """Make these fits; those at work when a process is killed come again, one by one."""
        suspects = []
        while jobs:
            try:
                self._make(jobs, n_jobs)
                break
            except BrokenProcessPool:
                pass
            left = [job for job in jobs if job.task.key not in self.ended]
            suspects += [job for job in left if job.task.key in self.begun]
            jobs = [job for job in left if job.task.key not in self.begun]
        for job in suspects:
            try:
                self._make([job], max(2, n_jobs))
            except BrokenProcessPool:
                self._end(_killed(job))

    def _make(self, jobs, n_jobs):
        """Make these fits, so many at a time, and keep each as it ends."""
        with closing(self._outcomes(jobs, n_jobs)) as outcomes:
            for outcome in outcomes:
                self._end(outcome)

    def _end(self, outcome):
        """Raise what a fit raised, where that is asked for, or keep its record."""
        self.ended.add(outcome.task.key)
        if outcome.exception is not None and self.raises:
            raise outcome.exception
        if outcome.record is not None:
            self._keep(outcome.record)

    def _outcomes(self, jobs, n_jobs):
        """What comes back, in the order in which it does."""
        calls = (delayed(fit_job)(job, self.n_threads, self.deadline) for job in self._due(jobs))
        client = active_client()
        if client is not None:
            yield from on_cluster(client, calls, lambda call: _killed(call[1][0]))
            return
        if n_jobs == 1:
            yield from (function(*args, **kwargs) for function, args, kwargs in calls)
            return
        in_turn = get_active_backend()[0].supports_return_generator
        how = "generator_unordered" if in_turn else "list"
        with Parallel(n_jobs=n_jobs, batch_size=1, return_as=how) as parallel:
            if in_turn:
                with closing(parallel(calls)) as outcomes:
                    yield from outcomes
            else:  # all that run side by side come back together
                while some := list(islice(calls, n_jobs)):
                    yield from parallel(some)

    def _due(self, jobs):
        """The jobs while there is time, without those that another process has made since.

        Once another is seen, the others come in an order of their own: two that go through them
        in the same order would make each fit twice, side by side.
        """
        left, in_order = list(reversed(jobs)), True
        while left and (self.deadline is None or time.time() <= self.deadline):
            if self.in_company and in_order:
                random.Random().shuffle(left)
                in_order = False
            job = left.pop()
            if job.task.key in self.store:
                self.in_company = True
            else:
                self.begun[job.task.key] = job
                yield job

    def _keep(self, record):
        """Write a record and say so."""
        if self.store.add(record):
            self.made[record.key] = record
        else:
            self.in_company = True
        self.progress.add(record)


def _killed(job):
    """The outcome of a fit that kills its process whenever it is made."""
    return Outcome(job.task, failed(job, f"WorkerKilled: {_KILLED}"), RuntimeError(_KILLED))

"""What is said while fits are made: which one, how long it has taken, and when it will end."""

import sys
import time
import warnings

import numpy as np


class Progress:
    """Counts the fits and, if asked to, says what is fitted, and how long all of it takes.

    Each fit is a line. In a notebook there is a bar instead, and lines for errors alone; in a
    terminal the last line says what is being fitted.

    Parameters
    ----------
    jobs : iterable of Job
        All fits.

    stored : iterable of Record
        Those that were made before.

    verbose : int
    """

    def __init__(self, jobs, stored, verbose):
        self._left = {job.key: job for job in jobs}
        self._n, self._running, self._verbose = len(self._left), {}, verbose
        self._seconds, self._work_done = {}, 0.0  # of the fits of a method; of fits made now
        names = [(job.data.name, job.method) for job in self._left.values()] or [("", "")]
        self._widths = [max(map(len, column)) for column in zip(*names, strict=True)]
        self._start, self._status, self._bar = time.monotonic(), "", None
        stored = list(stored)
        for record in stored:
            self._take(record)
        if verbose and in_notebook():
            self._bar = _new_bar(self._n, len(stored))
        elif stored:
            self._print(f"{len(stored)} of {self._n} fits are in the store already")

    def begin(self, jobs):
        """Say that fits are begun."""
        is_first = not self._running and not self._work_done
        self._running |= {job.key: job for job in jobs}
        if self._verbose:
            self._show(is_first)

    def add(self, record):
        """Count a fit that is done."""
        self._take(record)
        self._work_done += _seconds_of(record)
        if self._bar is not None:
            self._bar.update()
            if record.error:
                self._bar.write(self._line(record))
        else:
            self._print(self._line(record))
        if self._verbose and self._running:
            self._show(is_first=False)

    def close(self):
        """End the bar, or the line of what is being fitted."""
        if self._bar is not None:
            self._bar.close()
        self._print_status("")

    def _take(self, record):
        job = self._left.pop(record.key, None)
        self._running.pop(record.key, None)
        name = (record.data, record.method) if job is None else (job.data.name, job.method)
        self._seconds.setdefault(name, []).append(_seconds_of(record))

    def _line(self, record):
        score, value = next(iter(record.scores.items()))
        data_width, method_width = self._widths
        parts = [
            f"[{self._n - len(self._left)}/{self._n}] {record.data.ljust(data_width)}",
            record.method.ljust(method_width),
            f"repeat {record.repeat} fold {record.fold}",
            f"ERROR {record.error}" if record.error else f"{score} {value:.3f}",
            "" if np.isnan(record.fit_seconds) else f"{record.fit_seconds:.1f} s",
            self._end() if self._left else f"after {span(time.monotonic() - self._start)}",
        ]
        return "  ".join(filter(None, parts))

    def _end(self):
        """Say about how long the rest takes."""
        left = self._expected()
        return "" if left is None else f"about {span(left)} left"

    def _expected(self):
        """Return the seconds that the rest will take, or None where nothing is known."""
        known = {name: np.mean(seconds) for name, seconds in self._seconds.items()}
        if not known:
            return None
        usual = np.mean(list(known.values()))
        work = sum(known.get((j.data.name, j.method), usual) for j in self._left.values())
        # Side by side, or with more around it, a second of fits takes another time.
        elapsed = time.monotonic() - self._start
        return work * elapsed / self._work_done if self._work_done else work

    def _show(self, is_first):
        """Say what is being fitted."""
        job = next(iter(self._running.values()))
        more = f" and {len(self._running) - 1} more" if len(self._running) > 1 else ""
        what = f"{job.method} on {job.data.name}{more}"
        if self._bar is not None:
            self._bar.set_description(what)
            return
        end, elapsed = self._end(), span(time.monotonic() - self._start)
        end = end or "end known after the first"
        status = f"fitting {what}: {self._n - len(self._left)} of {self._n} fits done, {end}"
        if sys.stdout.isatty():
            self._print_status(f"{status}, {elapsed} so far"[: _COLUMNS - 1])
        elif is_first:
            print(status, flush=True)

    def _print(self, text):
        if self._verbose:
            self._print_status("")
            print(text, flush=True)

    def _print_status(self, text):
        """Put a line in the place of the last one, where that may be overwritten."""
        if text or self._status:
            print(f"\r{' ' * len(self._status)}\r{text}", end="", flush=True)
        self._status = text


_COLUMNS = 80


def in_notebook():
    """Tell whether this runs in the kernel of a notebook."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


def _new_bar(n, n_done):
    with warnings.catch_warnings():
        # Of a notebook without widgets, in which it falls back on text.
        warnings.simplefilter("ignore")
        from tqdm.auto import tqdm
    form = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} fits [{elapsed}<{remaining}]"
    return tqdm(total=n, initial=n_done, bar_format=form)


def _seconds_of(record):
    return float(np.nansum([record.fit_seconds, record.predict_seconds]))


def span(seconds):
    """A time in words."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"

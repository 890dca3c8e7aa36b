"""One line for each fit, for those who watch."""


class Progress:
    """Counts the fits and, if asked for, prints them."""

    def __init__(self, tasks, n_stored, verbose):
        self._n, self._done, self._verbose = len(tasks), n_stored, verbose
        self._width = {
            name: max((len(getattr(task, name)) for task in tasks), default=0)
            for name in ("data", "method")
        }
        if n_stored:
            self._say(f"{n_stored} of {self._n} fits are in the store already")

    def add(self, record):
        """One more."""
        self._done += 1
        if self._verbose:
            self._say(f"[{self._done}/{self._n}] {self._line(record)}")

    def _line(self, record):
        """What is said of a fit."""
        names = (getattr(record, name).ljust(width) for name, width in self._width.items())
        score, value = next(iter(record.scores.items()))
        found = f"ERROR {record.error}" if record.error else f"{score} {value:.3f}"
        seconds = "" if record.fit_seconds != record.fit_seconds else f"{record.fit_seconds:.1f} s"
        place = f"repeat {record.repeat} fold {record.fold}"
        return "  ".join(filter(None, [*names, place, found, seconds]))

    def _say(self, text):
        """Print a line at once."""
        if self._verbose:
            print(text, flush=True)

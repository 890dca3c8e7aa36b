"""How many cases are tried, what counts as an answer, and where the counts are written.

``IMBGAN_ROBUSTNESS_CASES`` is the number of cases of all tests together; with a file in
``IMBGAN_ROBUSTNESS_REPORT`` each test appends a row of its counts to it.
"""

import os
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

N_CASES = int(os.environ.get("IMBGAN_ROBUSTNESS_CASES", "500"))
REPORT = os.environ.get("IMBGAN_ROBUSTNESS_REPORT")


class Trial:
    """Runs the cases of a test and counts their outcomes.

    Parameters
    ----------
    name : str
        What is tried.

    share : float
        Share of this test in the cases of all.
    """

    def __init__(self, name, share):
        self.name, self.counts = name, Counter()
        self.settings = settings(
            max_examples=max(5, round(N_CASES * share)),
            deadline=None,
            database=None,
            derandomize=REPORT is None,  # the same cases on every machine, but for long runs
            suppress_health_check=list(HealthCheck),
        )

    def outcome(self, call):
        """Return what a call gives; None where it refuses the input in words of its own."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = call()
        except (ValueError, TypeError) as error:
            where = traceback.extract_tb(error.__traceback__)[-1].filename
            assert f"{os.sep}torch{os.sep}" not in where, "the message is torch's"
            assert str(error).strip(), "the error says nothing"
            self.counts["refused"] += 1
            return None
        self.counts["worked"] += 1
        return found

    def run(self, test):
        """Run a test of hypothesis and write down what came of it."""
        start = time.perf_counter()
        self.settings(test)()
        if REPORT is not None:
            row = f"| {self.name} | {self.counts.total()} | {self.counts['refused']} | "
            row += f"{self.counts['worked']} | {time.perf_counter() - start:.0f} |\n"
            with Path(REPORT).open("a") as file:
                file.write(row)
        assert self.counts["worked"], "no case came to anything"
        assert self.counts["refused"], "no case was refused"


@pytest.fixture
def trial_of():
    """Make a :class:`Trial`."""
    return Trial

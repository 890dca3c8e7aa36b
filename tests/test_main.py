"""The package can be run as a command."""

import subprocess
import sys

import imbgan
from imbgan.__main__ import main


def test_the_exit_status_is_that_of_the_command():
    done = subprocess.run(
        [sys.executable, "-m", "imbgan", "compare", "no.csv", "--target", "a"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2 and "there is no file no.csv" in done.stderr


def test_importing_the_command_line_runs_nothing():
    assert callable(main) and imbgan.__version__

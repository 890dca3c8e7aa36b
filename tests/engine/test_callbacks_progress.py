"""Claims about the bar of a fit: what it shows, in how many columns, and what stays."""

import re

import pytest

from imbgan.engine import BestEpoch, EpochProgress


def test_the_bar_shows_epochs_time_and_the_loss_that_matters(falling, capsys):
    falling.make(BestEpoch(falling.scripted(*range(6))), EpochProgress()).fit(falling.rows, None)
    last = capsys.readouterr().err.strip().split("\r")[-1]
    assert re.search(r"^fit: 100%.+ 6/6 epochs \[00:00<00:00, valid_loss=0.4\]$", last)


@pytest.mark.parametrize("title", [None, "autoencoder"])
def test_the_bar_has_a_title(falling, capsys, title):
    falling.make(EpochProgress(title) if title else EpochProgress()).fit(falling.rows, None)
    assert f"{title or 'fit'}: " in capsys.readouterr().err


def test_in_a_terminal_the_bar_fits_into_a_line_which_stays(in_terminal):
    shown = in_terminal(
        "from imbgan import DOSampler; from sklearn.datasets import make_moons; "
        "DOSampler(verbose=1, max_epochs=3).fit(*make_moons((60, 20)))"
    )
    assert shown.endswith("\n")
    lines = re.split("[\r\n]+", shown.strip())
    assert max(map(len, lines)) <= 80
    assert re.search(r"100%\|.{8,}\| 3/3 epochs \[.*<.*, classifier_loss=\S+\]$", lines[-1])

"""Tests of where the files are looked for, how downloads are kept, and what is said without."""

import os
import urllib.error
from pathlib import Path

import pytest

from imbgan.datasets._folder import data_folder, download_or_advise, keep_files

ADVICE = {"name": "set", "put": "the file a.gz", "held": "it"}


def test_the_argument_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("IMBGAN_DATA", "/elsewhere")
    assert data_folder("/here") == Path("/here")
    assert data_folder(None) == Path("/elsewhere")


def test_without_either_scikit_learns_folder_is_taken(tmp_path, monkeypatch):
    monkeypatch.delenv("IMBGAN_DATA", raising=False)
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path))
    assert data_folder(None) == tmp_path / "imbgan"


def test_the_users_folder_is_expanded():
    assert data_folder("~/data") == Path.home() / "data"


def test_what_was_downloaded_is_returned(tmp_path):
    assert download_or_advise(lambda: 3, path=tmp_path / "a.gz", allowed=True, **ADVICE) == 3


def test_a_forbidden_download_is_not_tried_and_says_what_to_do(tmp_path):
    with pytest.raises(OSError, match="no file .*a.gz. Put the file a.gz into .*IMBGAN_DATA"):
        download_or_advise(None, path=tmp_path / "a.gz", allowed=False, **ADVICE)


@pytest.mark.parametrize("error", [urllib.error.URLError("no route"), ValueError("no route")])
def test_a_failed_download_says_why_and_what_to_do(tmp_path, error):
    def fail():
        raise error

    with pytest.raises(OSError, match="'set' failed: .*no route.*Put the file a.gz into"):
        download_or_advise(fail, path=tmp_path / "a.gz", allowed=True, **ADVICE)


def test_kept_files_lie_in_a_new_folder_under_their_names(tmp_path):
    paths = [tmp_path / "new" / name for name in "ab"]
    keep_files({path: lambda part: part.write_text("content") for path in paths})
    assert [path.read_text() for path in paths] == ["content", "content"]
    assert sorted(os.listdir(tmp_path / "new")) == ["a", "b"]


def test_a_file_that_cannot_be_written_whole_warns_and_leaves_nothing(tmp_path):
    def half(part):
        part.write_text("half")
        raise OSError("disk full")

    with pytest.warns(UserWarning, match="could not be kept as .*a: disk full") as caught:
        keep_files({tmp_path / "a": half, tmp_path / "b": half})
    assert len(caught) == 1 and os.listdir(tmp_path) == []

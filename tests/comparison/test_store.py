"""The file that keeps the fits."""

import math
import multiprocessing
import os
import signal
import sqlite3
import sys
import time
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from imbgan.comparison._store import Store

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes")
FORK = multiprocessing.get_context("fork") if hasattr(os, "fork") else None


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fits.sqlite"


@pytest.fixture
def full(record):
    """A record in which every field says something."""
    return record(
        "pima",
        "smote",
        3,
        1 / 3,
        scores={"acsa": 1 / 3, "roc_auc": math.nan},
        peak_memory=math.nan,
        confusion=[[3, 1], [0, 2]],
        reliability={"rows": [1] * 10, "predicted": [0.1] * 10, "observed": [0] * 10},
        versions={"numpy": "2"},
        finished="2026-01-01T00:00:00+00:00",
    )


def test_a_record_comes_back_as_it_was(path, full):
    with Store(path) as store:
        store.add(full)
        # NaN is not equal to itself, so the texts are compared.
        assert repr(store.get([full.key])) == repr({full.key: full})
    with Store(path) as store:
        assert repr(store.get([full.key])) == repr({full.key: full})


def test_a_record_is_there_for_others_at_once(path, full):
    with Store(path) as one, Store(path) as other:
        one.add(full)
        assert full.key in other and len(other) == 1


def test_the_first_record_of_a_key_stays(path, full):
    with Store(path) as store:
        store.add(full)
        store.add(replace(full, fit_seconds=99.0))
        assert store.get([full.key])[full.key].fit_seconds == 0.5
        assert len(store) == 1


def test_only_what_is_asked_for_and_there_is_returned(record):
    records = [record("d", f"m{at}", 0, 0.5) for at in range(1200)]
    with Store() as store:
        for one in records:
            store.add(one)
        wanted = [one.key for one in records[::2]]
        assert set(store.get([*wanted, "unknown"])) == set(wanted)
        assert "unknown" not in store


def test_a_store_without_a_file_is_forgotten(full):
    with Store() as store:
        store.add(full)
        assert len(store) == 1
    with Store() as store:
        assert len(store) == 0


def test_errors_are_kept_too(path, record):
    failed = record("d", "m", 0, None, scores={"acsa": math.nan})
    with Store(path) as store:
        store.add(failed)
        assert store.get([failed.key])[failed.key].error == "ValueError: too few rows"


def add_all(path, records):
    with Store(path) as store:
        for one in records:
            store.add(one)


@needs_fork
def test_several_processes_write_at_the_same_time(path, record):
    records = [record("d", "m", at, 0.5) for at in range(200)]
    parts = [records[:150], records[50:], records[::-1]]
    writers = [FORK.Process(target=add_all, args=(path, part)) for part in parts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    with Store(path) as store:
        assert len(store) == 200


def add_and_tell(path, records, pipe):
    with Store(path) as store:
        for one in records:
            store.add(one)
            os.write(pipe, b".")


@needs_fork
def test_what_was_added_outlives_a_kill(path, record):
    records = [record("d", "m", at, 0.5) for at in range(5000)]
    reading, writing = os.pipe()
    writer = FORK.Process(target=add_and_tell, args=(path, records, writing))
    writer.start()
    os.read(reading, 1)
    time.sleep(0.05)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    os.close(writing)
    added = 1
    while told := os.read(reading, 4096):
        added += len(told)
    os.close(reading)
    with Store(path) as store:
        assert added <= len(store) <= added + 1
        assert set(store.get([one.key for one in records])) >= {one.key for one in records[:added]}


def fill_up(store):
    """Let SQLite find its disk full with the next page."""
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_full_disk_is_said_and_loses_nothing(path, record):
    records = [record("d", "m", at, 0.5) for at in range(500)]
    with Store(path) as store:
        store.add(records[0])
        fill_up(store)
        with pytest.raises(OSError, match="disk may be full .*same call continues"):
            for one in records[1:]:
                store.add(one)
        added = len(store)
        assert 0 < added < 500
    with Store(path) as store:
        assert len(store) == added
        store.add(records[-1])
        assert len(store) == added + 1


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is of Linux")
def test_a_disk_that_is_full_from_the_start_is_said(tmp_path):
    with pytest.raises(OSError, match="store: .* (cannot be|disk may be)"):
        Store("/dev/full")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere does not exist"):
        Store(tmp_path / "nowhere" / "fits.sqlite")


def test_a_file_of_another_kind_is_refused_and_left_alone(path):
    path.write_text("data,method\n" * 100)
    with pytest.raises(ValueError, match="is no SQLite file"):
        Store(path)
    assert path.read_text().startswith("data,method")


def test_another_format_is_refused(path):
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ValueError, match="has the format 99"):
        Store(path)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('a')",
        "CREATE TABLE fits (size TEXT); PRAGMA user_version = 2",
        "CREATE TABLE fits (key TEXT); INSERT INTO fits VALUES ('a')",
        "CREATE TABLE customers (name TEXT); PRAGMA user_version = 99",
    ],
)
def test_an_sqlite_file_of_something_else_is_refused_and_left_as_it_is(path, script, mode):
    other = sqlite3.connect(path)
    other.executescript(f"PRAGMA journal_mode = {mode}; {script}")
    other.close()
    before = path.read_bytes()
    with pytest.raises(ValueError, match="is an SQLite file of something else; give another name"):
        Store(path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_table_beside_the_fits_is_of_something_else(path, full):
    with Store(path) as store:
        store.add(full)
        store._connection.execute("ANALYZE")  # whose table is SQLite's own
    with Store(path) as store:
        assert len(store) == 1
        store._connection.execute("CREATE TABLE customers (name TEXT)")
    with pytest.raises(ValueError, match="is an SQLite file of something else"):
        Store(path)


@pytest.mark.parametrize("done", [["table"], ["table", "mode"], ["mode"]])
def test_a_file_that_another_process_is_making_is_a_store(path, full, done):
    """Stopped between two of its steps, it is left to whoever comes next."""
    with Store(path) as store:
        store.add(full)
        schema = store._ask("SELECT sql FROM sqlite_master WHERE name = 'fits'")[0][0]
    path.unlink()
    steps = {"table": schema, "mode": "PRAGMA journal_mode = WAL"}
    half = sqlite3.connect(path, isolation_level=None)
    for step in done:
        half.execute(steps[step])
    half.close()
    with Store(path) as store:
        store.add(full)
        assert len(store) == 1


class Taken(sqlite3.Connection):
    """A file whose mode another process is changing: SQLite says so at once, without a wait."""

    refusals = 0

    def execute(self, sql, *values):
        if "journal_mode" in sql and Taken.refusals:
            Taken.refusals -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorname = "SQLITE_BUSY"
            raise error
        return super().execute(sql, *values)


def test_processes_that_make_one_file_at_the_same_moment_wait_for_each_other(path, monkeypatch):
    monkeypatch.setattr(Taken, "refusals", 3)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Taken))
    with Store(path) as store:
        assert len(store) == Taken.refusals == 0


def test_numbers_keep_their_digits(path, record):
    values = np.random.default_rng(0).random(20)
    records = [record("d", "m", at, value, fit_seconds=value) for at, value in enumerate(values)]
    add_all(path, records)
    with Store(path) as store:
        found = store.get([one.key for one in records])
    assert all(found[one.key].scores == one.scores for one in records)
    assert all(found[one.key].fit_seconds == one.fit_seconds for one in records)


def test_errors_can_be_forgotten_and_nothing_else(path, record):
    good, bad, other = (
        record("d", "m", 0, 0.5),
        record("d", "m", 1, None),
        record("d", "n", 1, None),
    )
    with Store(path) as store:
        for one in (good, bad, other):
            store.add(one)
        store.forget_errors([good.key, bad.key, "unknown"])
        assert good.key in store and other.key in store and bad.key not in store


def test_an_empty_name_is_no_file():
    with pytest.raises(ValueError, match="store is empty"):
        Store("")

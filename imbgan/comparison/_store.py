"""The store: an SQLite file with a row for each finished fit."""

import json
import math
import sqlite3
import time
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from threading import Lock

from ._record import Record

_FORMAT = 1
_WAIT_SECONDS = 60
_CHUNK = 500  # keys in one question

_JSON = {"scores", "confusion", "classes", "reliability", "versions"}
_KINDS = {str: "TEXT", int: "INTEGER", int | None: "INTEGER", float: "REAL"}
_COLUMNS = {one.name: _KINDS.get(one.type, "TEXT") for one in fields(Record)}
_SCHEMA = ", ".join(
    f"{name} {kind}{' PRIMARY KEY' if name == 'key' else ''}" for name, kind in _COLUMNS.items()
)
_INSERT = f"INSERT OR IGNORE INTO fits VALUES ({', '.join('?' * len(_COLUMNS))})"

# Tables that SQLite makes for itself begin with its name.
_FIND_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
)
_FIND_COLUMNS = "SELECT name FROM pragma_table_info('fits') ORDER BY cid"


class Store:
    """Records by key, in a file or, without one, in memory.

    A record is written in a transaction of its own: it is there when `add` returns, and several
    processes may write to one file. The first record of a key stays.
    """

    def __init__(self, path=None):
        self.path = path
        if path is not None and not str(path):
            raise ValueError("store is empty; give a file, or None to keep the fits in memory.")
        self._lock = Lock()  # the scheduler of parallel fits asks from another thread
        if path is not None and not Path(path).parent.is_dir():
            raise FileNotFoundError(
                f"store: the folder {Path(path).parent} does not exist; make it first."
            )
        with self._explained():
            self._open()

    def _open(self):
        """Connect, and make the table where the file is new."""
        where = ":memory:" if self.path is None else str(self.path)
        self._connection = sqlite3.connect(
            where, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
        )
        try:
            self._check()
            self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _check(self):
        """Refuse a file that holds something else, and write nothing into it.

        A file that another process is making passes at each moment: it has no table yet, or all
        of it.
        """
        ask = self._connection.execute
        names = {name for (name,) in ask(_FIND_TABLES).fetchall()}
        columns = [name for (name,) in ask(_FIND_COLUMNS).fetchall()]
        found = ask("PRAGMA user_version").fetchall()[0][0]
        if found not in (0, _FORMAT) and (not names or "fits" in names):
            raise ValueError(
                f"store: {self.path} has the format {found}, this version reads {_FORMAT}; give "
                "another file."
            )
        if names - {"fits"} or (names and columns != list(_COLUMNS)):
            raise ValueError(
                f"store: {self.path} is an SQLite file of something else; give another name."
            )

    def _prepare(self):
        """Write what a new file lacks."""
        ask = self._connection.execute
        # Readers and a writer do not hinder each other, and what is committed outlives the
        # process; only a loss of power may cost the last rows.
        _write_ahead(ask)
        ask("PRAGMA synchronous = NORMAL")
        ask(f"CREATE TABLE IF NOT EXISTS fits ({_SCHEMA})")
        ask(f"PRAGMA user_version = {_FORMAT}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def __len__(self):
        return self._ask("SELECT COUNT(*) FROM fits")[0][0]

    def __contains__(self, key):
        return bool(self._ask("SELECT 1 FROM fits WHERE key = ?", [key]))

    def add(self, record):
        """Write a record; False where there is one of that key already, of another process."""
        with self._explained(), self._lock:
            return self._connection.execute(_INSERT, _row(record)).rowcount == 1

    def get(self, keys):
        """The records of those keys that are there, by key."""
        rows = self._ask_of("SELECT * FROM fits WHERE", keys)
        return {record.key: record for record in map(_from_row, rows)}

    def forget_errors(self, keys):
        """Take out those of these records that are of an error."""
        self._ask_of("DELETE FROM fits WHERE error <> '' AND", keys)

    def _ask_of(self, sql, keys):
        """Run a statement on the rows of these keys, so many at a time."""
        keys, rows = list(keys), []
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            rows += self._ask(f"{sql} key IN ({', '.join('?' * len(some))})", some)
        return rows

    def _ask(self, sql, values=()):
        """Run one statement."""
        with self._explained(), self._lock:
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _explained(self):
        """Say of SQLite's errors what they mean for the comparison."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _explanation(error, self.path) from error


def _write_ahead(ask):
    """Keep a log beside the file; SQLite does not wait for those who ask for it just now."""
    last = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return ask("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", "")
            if not name.startswith("SQLITE_BUSY") or time.monotonic() > last:
                raise
            time.sleep(0.01)


def _explanation(error, path):
    """The error to be raised instead of one of SQLite's."""
    name = getattr(error, "sqlite_errorname", "")
    safe = "All fits finished before are in it; the same call goes on from there."
    if name == "SQLITE_NOTADB":
        return ValueError(f"store: {path} is no SQLite file; give another name.")
    if name.startswith("SQLITE_FULL") or name.startswith("SQLITE_IOERR"):
        return OSError(f"store: {path} cannot be written, the disk may be full ({error}). {safe}")
    if name.startswith("SQLITE_BUSY"):
        return OSError(
            f"store: {path} has been locked by another process for {_WAIT_SECONDS} s. {safe}"
        )
    return OSError(f"store: {path} cannot be used ({error}).")


def _row(record):
    """A record as the values of its columns; NaN becomes NULL."""
    return [_as_column(name, getattr(record, name)) for name in _COLUMNS]


def _as_column(name, value):
    """One value as SQLite keeps it."""
    if name == "scores":  # JSON knows no NaN
        value = {score: None if math.isnan(x) else x for score, x in value.items()}
    return json.dumps(value) if name in _JSON else value


def _from_row(row):
    """A record of the values of its columns."""
    found = dict(zip(_COLUMNS, row, strict=True))
    found |= {name: json.loads(found[name]) for name in _JSON}
    found["scores"] = {name: _number(x) for name, x in found["scores"].items()}
    for name in ("fit_seconds", "predict_seconds", "peak_memory"):
        found[name] = _number(found[name])
    return Record(**found)


def _number(value):
    """A number, NaN for NULL."""
    return math.nan if value is None else value

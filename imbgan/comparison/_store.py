"""The store: an SQLite file with a row for each finished fit."""

import json
import sqlite3
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock

from ._record import Record

_FORMAT = 2
_WAIT_SECONDS = 60
_KEYS_PER_QUERY = 500
# The record holds everything, as JSON; the other columns are copies for queries.
_COLUMNS = ("key", "data", "method", "repeat", "fold", "error", "record")
_SCHEMA = f"CREATE TABLE IF NOT EXISTS fits ({', '.join(_COLUMNS)}, PRIMARY KEY (key))"
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
        self._lock = Lock()  # joblib asks for the next fit from another thread
        if path is not None and not Path(path).parent.is_dir():
            raise FileNotFoundError(
                f"store: the folder {Path(path).parent} does not exist; make it first."
            )
        with self._explained():
            self._open()

    def _open(self):
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
        """Refuse a file with other content, before anything is written into it.

        A file that another process is just making has no table, or all of it.
        """
        execute = self._connection.execute
        (found,) = execute("PRAGMA quick_check(1)").fetchone()
        if found != "ok":
            raise ValueError(_damaged(self.path, found))
        names = {name for (name,) in execute(_FIND_TABLES).fetchall()}
        columns = [name for (name,) in execute(_FIND_COLUMNS).fetchall()]
        found = execute("PRAGMA user_version").fetchall()[0][0]
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
        # Readers and a writer do not block each other, and what is committed outlives the
        # process; only a loss of power may cost the last rows.
        _write_ahead(self._connection)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(_SCHEMA)
        self._connection.execute(f"PRAGMA user_version = {_FORMAT}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def __len__(self):
        return self._ask("SELECT COUNT(*) FROM fits")[0][0]

    def __contains__(self, key):
        return bool(self._ask("SELECT 1 FROM fits WHERE key = ?", [key]))

    def add(self, record):
        """Write a record; False if there is one of that key already, of another process."""
        values = vars(record) | {"record": json.dumps(vars(record))}
        with self._explained(), self._lock:
            row = [values[name] for name in _COLUMNS]
            return self._connection.execute(_INSERT, row).rowcount == 1

    def get(self, keys):
        found = {}
        for key, text in self._ask_of("SELECT key, record FROM fits WHERE", keys):
            try:
                found[key] = Record.from_json(text)
            except (TypeError, ValueError) as error:
                fault = f"the fit {key!r} cannot be read ({error})"
                raise ValueError(_damaged(self.path, fault)) from error
        return found

    def forget_errors(self, keys):
        self._ask_of("DELETE FROM fits WHERE error <> '' AND", keys)

    def _ask_of(self, sql, keys):
        keys, rows = list(keys), []
        for start in range(0, len(keys), _KEYS_PER_QUERY):
            some = keys[start : start + _KEYS_PER_QUERY]
            rows += self._ask(f"{sql} key IN ({', '.join('?' * len(some))})", some)
        return rows

    def _ask(self, sql, values=()):
        with self._explained(), self._lock:
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _explained(self):
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise _explanation(error, self.path) from error


def _write_ahead(connection):
    """Switch to a write-ahead log; SQLite's timeout does not hold for this statement."""
    last = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            return connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            name = getattr(error, "sqlite_errorname", "")
            if not name.startswith("SQLITE_BUSY") or time.monotonic() > last:
                raise
            time.sleep(0.01)


def _damaged(path, fault):
    return (
        f"store: {path} is damaged: {fault}. Keep the fits that are whole with --repair of the "
        f"command line, or with imbgan.comparison.repair_store({str(path)!r})."
    )


def _explanation(error, path):
    name = getattr(error, "sqlite_errorname", "")
    safe = "All fits finished before are in it; the same call continues."
    if name == "SQLITE_NOTADB":
        return ValueError(f"store: {path} is no SQLite file; give another name.")
    if name.startswith("SQLITE_FULL") or name.startswith("SQLITE_IOERR"):
        return OSError(f"store: {path} cannot be written, the disk may be full ({error}). {safe}")
    if name.startswith("SQLITE_BUSY"):
        return OSError(
            f"store: {path} has been locked by another process for {_WAIT_SECONDS} s. {safe}"
        )
    if name.startswith("SQLITE_CORRUPT"):
        return ValueError(_damaged(path, error))
    return OSError(f"store: {path} cannot be used ({error}).")


def repair_store(path):
    """Keep what is whole of a damaged store.

    The fits that can be read go to a new file of the same name; the damaged one stays beside it,
    with ``.damaged`` behind its name. No other process may be using it.

    Parameters
    ----------
    path : str or path-like
        The store of a comparison.

    Returns
    -------
    n_kept : int
        Number of fits in the new file.

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    FileExistsError
        If a damaged file of an earlier repair is still there.

    Examples
    --------
    >>> from imbgan.comparison import repair_store
    >>> repair_store("report/fits.sqlite")  # doctest: +SKIP
    412
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"store: there is no file {path}.")
    damaged = path.with_name(f"{path.name}.damaged")
    if damaged.exists():
        raise FileExistsError(f"store: {damaged} is there from an earlier repair; move it away.")
    whole = _whole_records(path)
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(damaged.with_name(damaged.name + suffix))
    with Store(path) as store:
        for record in whole.values():
            store.add(record)
        return len(store)


def _whole_records(path):
    """Read what can be read of a file, from both ends and by key."""
    connection, texts, keys = sqlite3.connect(path), [], []
    ways = (
        ("SELECT record FROM fits ORDER BY rowid", texts),
        ("SELECT record FROM fits ORDER BY rowid DESC", texts),
        ("SELECT key FROM fits ORDER BY key", keys),
    )
    with closing(connection):
        # Without it SQLite reads nothing at all of a file that was cut short.
        connection.execute("PRAGMA writable_schema = ON")
        for sql, found in ways:
            with suppress(sqlite3.DatabaseError):  # at the first page that is damaged
                for (value,) in connection.execute(sql):
                    found.append(value)
        for key in keys:
            with suppress(sqlite3.DatabaseError):
                by_key = connection.execute("SELECT record FROM fits WHERE key = ?", [key])
                texts += [text for (text,) in by_key.fetchall()]
    whole = {}
    for text in texts:
        with suppress(TypeError, ValueError):
            record = Record.from_json(text)
            whole[record.key] = record
    return whole

"""Claims about a store that was damaged."""

import json
import random
import sqlite3

import pytest

from imbgan.comparison import repair_store
from imbgan.comparison._store import Store

N_FITS = 200


@pytest.fixture
def path(tmp_path, record):
    """A store of many fits, without a log beside it."""
    path = tmp_path / "fits.sqlite"
    with Store(path) as store:
        for fold in range(N_FITS):
            store.add(record("pima", "smote", fold, 0.5, versions={"numpy": "2" * 100}))
    return path


def keys_in(path):
    with Store(path) as store:
        return [key for (key,) in store._ask("SELECT key FROM fits")]


def change(path, sql, *values):
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql, values)
    connection.close()


def test_a_file_cut_short_is_refused_with_its_remedy(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ValueError, match=r"fits\.sqlite is damaged.*repair_store"):
        Store(path)


def test_a_file_cut_short_keeps_the_fits_that_are_whole(path):
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    kept = repair_store(path)
    assert 0 < kept < N_FITS
    assert len(keys_in(path)) == kept
    assert path.with_name("fits.sqlite.damaged").read_bytes() == whole[: len(whole) // 2]


def test_a_page_of_noise_costs_only_its_own_fits(path):
    content = bytearray(path.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    start = len(content) // 2 // size * size
    content[start : start + size] = random.Random(0).randbytes(size)
    path.write_bytes(content)
    with pytest.raises(ValueError, match="is damaged"), Store(path) as store:
        store.get(keys_in(path))
    assert repair_store(path) > N_FITS * 3 / 4
    assert len(keys_in(path)) > N_FITS * 3 / 4


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "{}", b"\xff", 3, None, '{"key": "a", "foreign": 1}'],
    ids=str,
)
def test_a_row_that_holds_no_record_is_named(path, text):
    key = keys_in(path)[3]
    change(path, "UPDATE fits SET record = ? WHERE key = ?", text, key)
    with Store(path) as store, pytest.raises(ValueError, match=f"is damaged: the fit '{key}'"):
        store.get([key])
    assert repair_store(path) == N_FITS - 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fold", "0"),
        ("seed", 0.5),
        ("scores", {"acsa": "good"}),
        ("scores", []),
        ("error", None),
        ("fit_seconds", "x"),
    ],
)
def test_a_record_with_a_field_of_another_type_is_named(path, name, value):
    key = keys_in(path)[0]
    with Store(path) as store:
        (text,) = store._ask("SELECT record FROM fits WHERE key = ?", [key])[0]
    changed = json.dumps(json.loads(text) | {name: value})
    change(path, "UPDATE fits SET record = ? WHERE key = ?", changed, key)
    with Store(path) as store, pytest.raises(ValueError, match="is damaged"):
        store.get([key])


def test_a_whole_store_loses_nothing_by_a_repair(path):
    before = sorted(keys_in(path))
    assert repair_store(path) == N_FITS
    assert sorted(keys_in(path)) == before


def test_a_second_repair_does_not_overwrite_what_the_first_has_put_aside(path):
    repair_store(path)
    with pytest.raises(FileExistsError, match="move it away"):
        repair_store(path)


def test_there_has_to_be_a_file(tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        repair_store(tmp_path / "none.sqlite")

"""Claims about the file."""

import json
import os
import pickle
import stat

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

import imbgan
from imbgan.persistence import _file
from imbgan.persistence._file import read, unfinished, write

RECORD = {"class": "AOSampler", "text": "é\n\ud800", "number": 0.1, "list": [1, None, True]}


@pytest.fixture
def tensors():
    return {
        "weights": torch.arange(6.0).reshape(2, 3).T,  # not contiguous
        "codes": torch.tensor([2**63 + 1], dtype=torch.uint64),
        "flags": torch.tensor([True, False]),
        "number": torch.tensor(3.5),
        "nothing": torch.zeros(0, 4),
        "half": torch.ones(2, dtype=torch.bfloat16),
    }


@pytest.fixture
def path(tmp_path, tensors):
    path = tmp_path / "model"
    write(path, RECORD, tensors)
    return path


def test_the_record_and_the_tensors_come_back(path, tensors):
    record, found = read(path)
    assert {name: record[name] for name in RECORD} == RECORD
    assert found.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert found[name].dtype == tensor.dtype
        assert torch.equal(found[name], tensor)


def test_the_format_and_the_version_stand_in_the_header(path):
    with safe_open(path, framework="pt") as file:
        header = json.loads(file.metadata()["imbgan"])
    assert header["format"] == _file.FORMAT
    assert header["version"] == imbgan.__version__


def test_the_same_content_gives_the_same_file(path, tensors, tmp_path):
    write(tmp_path / "again", RECORD, tensors)
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_tensors_that_share_memory_are_written_each(tmp_path):
    one = torch.arange(4.0)
    write(tmp_path / "shared", {}, {"a": one, "b": one, "c": one[1:]})
    assert torch.equal(read(tmp_path / "shared")[1]["c"], one[1:])


def test_what_was_read_does_not_change_with_the_file(path):
    _, tensors = read(path)
    with open(path, "r+b") as file:  # in place, as rsync may do it
        file.write(bytes(path.stat().st_size))
    assert torch.equal(tensors["weights"], torch.arange(6.0).reshape(2, 3).T)


def test_every_flipped_byte_is_noticed(path):
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(ValueError, match="damaged|not a model file|Upgrade"):
            read(path)


@pytest.mark.parametrize("kept", [0, 5, 100, -1])
def test_a_file_cut_short_is_said_to_be_damaged(path, kept):
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ValueError, match="damaged"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", pickle.dumps({"a": 1}), b"PK\x03\x04"])
def test_a_foreign_file_is_said_to_be_none_of_ours(tmp_path, content):
    (tmp_path / "foreign").write_bytes(content)
    with pytest.raises(ValueError, match="not a model file of imbgan"):
        read(tmp_path / "foreign")


@pytest.mark.parametrize(
    "metadata", [None, {"format": "pt"}, {"imbgan": "no JSON"}, {"imbgan": "[]"}]
)
def test_a_safetensors_file_of_another_origin_is_told_apart(tmp_path, metadata):
    save_file({"a": torch.ones(1)}, tmp_path / "other", metadata=metadata)
    with pytest.raises(ValueError, match="another kind of safetensors file"):
        read(tmp_path / "other")


def test_a_newer_format_asks_for_a_newer_version(tmp_path, monkeypatch):
    monkeypatch.setattr(_file, "FORMAT", _file.FORMAT + 1)
    write(tmp_path / "newer", {}, {})
    monkeypatch.undo()
    now = _file.FORMAT
    message = f"format {now + 1}, written by imbgan .* reads formats up to {now}. Upgrade imbgan"
    with pytest.raises(ValueError, match=message):
        read(tmp_path / "newer")


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "missing")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(path, tensors, monkeypatch):
    before = path.read_bytes()

    def full(descriptor):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write(path, {"class": "other"}, tensors)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]


def test_a_link_stays_a_link(path, tmp_path):
    link = tmp_path / "latest"
    link.symlink_to(path)
    write(link, {"class": "newer"}, {})
    assert link.is_symlink()
    assert read(path)[0]["class"] == "newer"


def test_others_may_read_the_file_as_they_may_read_any(path, tmp_path):
    (tmp_path / "plain").write_text("")
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_replaced_keeps_its_mode(path, mode):
    path.chmod(mode)
    write(path, {"class": "newer"}, {}, is_private=True)
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_private_file_can_be_read_by_its_owner_alone(tmp_path):
    write(tmp_path / "private", {}, {}, is_private=True)
    assert stat.S_IMODE((tmp_path / "private").stat().st_mode) == 0o600


def test_names_may_be_as_long_as_the_system_allows(tmp_path):
    path = tmp_path / ("n" * 255)
    write(path, RECORD, {})
    assert read(path)[0]["class"] == RECORD["class"]


@pytest.fixture
def pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_pipes_and_folders_are_not_read(pipe, tmp_path):
    for path in (pipe, tmp_path):
        with pytest.raises(ValueError, match="no regular file"):
            read(path)


def test_pipes_folders_and_devices_are_not_replaced(pipe, tmp_path):
    for path in (pipe, tmp_path, "/dev/null"):
        with pytest.raises(ValueError, match="no regular file"):
            write(path, RECORD, {})
    assert os.listdir(tmp_path) == ["pipe"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    "record",
    [
        '{"format": 1, "a": ' + "[" * 10**5 + "]" * 10**5 + "}",
        '{"format": 1, "a": ' + "[" * 500 + "]" * 500 + "}",
        '{"format": 1, "a": NaN}',
        '{"format": 1, "a": -Infinity}',
    ],
    ids=["deep", "deeper than any estimator", "NaN", "infinity"],
)
def test_records_that_are_not_ours_are_told_apart(record, tmp_path):
    save_file({"a": torch.ones(1)}, tmp_path / "other", metadata={"imbgan": record})
    with pytest.raises(ValueError, match="another kind of safetensors file"):
        read(tmp_path / "other")


def test_what_a_killed_process_left_beside_a_file_is_found(path):
    name = ("n" * 60) + "[1]"
    left = path.with_name(f".{name[:50]}.{'0a' * 16}")
    left.touch()
    path.with_name(f".{name[:50]}.other").touch()
    assert unfinished(path.with_name(name)) == [left]

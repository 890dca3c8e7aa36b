"""Claims about what a model file may name."""

import os
from functools import partial

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.metrics import acsa_score
from imbgan.networks import PackedMLP
from imbgan.persistence._codec import PLAIN_KINDS, CannotWrite, Codec
from imbgan.persistence._objects import CALLABLES, OBJECT_KINDS, RECORDS


@pytest.fixture
def codec():
    return Codec({**PLAIN_KINDS, **OBJECT_KINDS}, {})


@pytest.mark.parametrize("it", [torch.optim.AdamW, torch.optim.SGD, PackedMLP, acsa_score])
def test_optimisers_of_torch_and_our_networks_and_scores_come_back_by_name(codec, it):
    assert codec.get(codec.put(it)) is it


def test_only_optimisers_networks_and_scores_can_be_named():
    rooms = {path.rpartition(".")[0] for path in CALLABLES}
    assert rooms == {"torch.optim", "imbgan.networks", "imbgan.metrics"}
    for path, it in CALLABLES.items():
        if path.startswith("torch.optim"):
            assert issubclass(it, torch.optim.Optimizer)
        if path.startswith("imbgan.networks"):
            assert issubclass(it, torch.nn.Module)


class Adam(torch.optim.Adam):
    """A user's own, with a familiar name."""


@pytest.mark.parametrize(
    "it", [Adam, os.system, torch.load, partial(PackedMLP, n_members=2), lambda spec: None, type]
)
def test_other_callables_are_refused(codec, it):
    with pytest.raises(CannotWrite):
        codec.put(it)


@pytest.mark.parametrize("path", ["os.system", "builtins.eval", "torch.load", "imbgan.load"])
def test_a_file_cannot_name_anything_else(codec, path):
    with pytest.raises(KeyError):
        codec.get({"kind": "callable", "path": path})


def test_records_of_the_encoding_room_come_back(codec):
    spec = DataSpec(shape=(4,), class_counts=(9, 1), n_to_draw=(0, 8), categories=(3,))
    assert codec.get(codec.put(spec)) == spec
    assert set(RECORDS) >= {"DataSpec", "TabularEncoder"}

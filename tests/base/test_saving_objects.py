"""Claims about what a model file may name."""

import json
import os
from functools import partial

import numpy as np
import pytest
import torch

from imbgan.base._saving import _KINDS, CALLABLES, RECORDS
from imbgan.encoding import DataSpec, ImageEncoder
from imbgan.metrics import acsa_score
from imbgan.networks import PackedMLP
from imbgan.persistence import CannotWrite, Codec


@pytest.fixture
def codec():
    return Codec(_KINDS, {})


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
    assert set(RECORDS) == {"DataSpec", "ImageEncoder", "ImageMetadataEncoder", "TabularEncoder"}


@pytest.mark.parametrize("kind", ["images", "flat", "frame"])
def test_encoders_of_images_come_back(codec, kind):
    X = np.random.default_rng(0).integers(0, 256, (3, 64), dtype=np.uint8)
    if kind == "images":
        X = X.reshape(3, 1, 8, 8)
    if kind == "frame":
        X = pytest.importorskip("pandas").DataFrame(X).add_prefix("pixel")
    encoder = ImageEncoder(None if kind == "images" else (8, 8)).fit(X)
    text = json.dumps(codec.put(encoder))
    again = codec.get(json.loads(text))
    assert type(again) is ImageEncoder
    assert vars(again).keys() == vars(encoder).keys()
    back = again.inverse_transform(again.transform(X))
    assert type(back) is type(X)
    assert np.array_equal(back, X)

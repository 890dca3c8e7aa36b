"""The skorch side: nets, turns, batches, callbacks, seeds. It knows players, not methods."""

from ._blocks import block_rows, in_blocks
from ._callbacks import BestEpoch, EpochProgress, FiniteLosses, WeightAverage
from ._data import BatchIterator, TensorRows
from ._device import on_device, resolve_device
from ._game_net import GameNet
from ._net import ImbalanceNet, probabilities
from ._schedule import OneCycle
from ._seed import SeedStreams, building
from ._turn import Turn

__all__ = [
    "BatchIterator",
    "BestEpoch",
    "EpochProgress",
    "FiniteLosses",
    "GameNet",
    "ImbalanceNet",
    "OneCycle",
    "SeedStreams",
    "TensorRows",
    "Turn",
    "WeightAverage",
    "block_rows",
    "building",
    "in_blocks",
    "on_device",
    "probabilities",
    "resolve_device",
]

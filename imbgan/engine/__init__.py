"""The skorch side: nets, turns, batches, callbacks, seeds. It knows players, not methods."""

from ._blocks import block_rows, in_blocks
from ._callbacks import BestEpoch, EpochProgress, FiniteLosses, WeightAverage
from ._data import BatchIterator, TensorRows
from ._device import on_device, resolve_device
from ._game_net import GameNet
from ._net import ImbalanceNet
from ._schedule import SCHEDULES, FirstRate, OneCycle, StepWise, share_done
from ._seed import SeedStreams, building
from ._turn import Turn
from ._two_loss_net import TwoLossNet

__all__ = [
    "SCHEDULES",
    "BatchIterator",
    "BestEpoch",
    "EpochProgress",
    "FiniteLosses",
    "FirstRate",
    "GameNet",
    "ImbalanceNet",
    "OneCycle",
    "SeedStreams",
    "StepWise",
    "TensorRows",
    "Turn",
    "TwoLossNet",
    "WeightAverage",
    "block_rows",
    "building",
    "in_blocks",
    "on_device",
    "resolve_device",
    "share_done",
]

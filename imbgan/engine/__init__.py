"""The skorch side: nets, players, batches, callbacks, seeds. It knows players, not methods."""

from ._callbacks import (
    BestEpoch,
    EpochProgress,
    FiniteLosses,
    PlayerHook,
    TimeLimit,
    WeightAverage,
    is_clearly_better,
)
from ._data import BatchIterator, GroupIterator, TensorRows, block_rows, in_blocks, in_halves
from ._environment import (
    limited_threads,
    on_device,
    optimizer_options,
    resolve_device,
    stream_seeds,
)
from ._game_net import GameNet, Player, TrainingStep
from ._net import ImbalanceNet
from ._schedule import SCHEDULES, FirstRate, LinearDecay, OneCycle, StepWise, share_done
from ._states import restore_net, states_of
from ._two_loss_net import TwoLossNet

__all__ = [
    "SCHEDULES",
    "BatchIterator",
    "BestEpoch",
    "EpochProgress",
    "FiniteLosses",
    "FirstRate",
    "GameNet",
    "GroupIterator",
    "ImbalanceNet",
    "LinearDecay",
    "OneCycle",
    "Player",
    "PlayerHook",
    "StepWise",
    "TensorRows",
    "TimeLimit",
    "TrainingStep",
    "TwoLossNet",
    "WeightAverage",
    "block_rows",
    "in_blocks",
    "in_halves",
    "is_clearly_better",
    "limited_threads",
    "on_device",
    "optimizer_options",
    "resolve_device",
    "restore_net",
    "share_done",
    "states_of",
    "stream_seeds",
]

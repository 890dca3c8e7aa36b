from functools import partial

from ..losses import LeastSquares, opposite_squared_error
from ..networks import MLPCritic
from ._base import GameClassifier, GameSampler
from ._game import Game


class GAMOGame(Game):
    persuade = staticmethod(opposite_squared_error)

    def make_contest(self, penalty_weight):
        return LeastSquares()


class _GAMO:
    _game = GAMOGame
    _critic = partial(MLPCritic, conditional=True)
    _method_defaults = {"loss": "squared_error", "fake_weight": 1.0, "fake_labels": "deficit", "fake_class_weight": "equal", "persuade_weight": 1.0}

    def _classes_to_generate(self, lacking):
        return tuple(lacking.tolist())


class GAMOSampler(_GAMO, GameSampler):
    pass


class GAMOClassifier(_GAMO, GameClassifier):
    pass

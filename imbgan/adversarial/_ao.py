from ..losses import complement_cross_entropy
from ._base import GameClassifier, GameSampler
from ._game import Game


class AOGame(Game):
    persuade = staticmethod(complement_cross_entropy)


class _AO:
    _game = AOGame
    _method_defaults = {"loss": "logit_adjusted", "fake_weight": 0.3, "fake_labels": "inverse_frequency", "fake_class_weight": "equal", "persuade_weight": 0.1}


class AOSampler(_AO, GameSampler):
    pass


class AOClassifier(_AO, GameClassifier):
    pass

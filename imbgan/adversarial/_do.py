from ..losses import complement_cross_entropy, cross_entropy
from ._base import GameClassifier, GameSampler
from ._game import Game


class DOGame(Game):
    law = "real_batch"
    learn_fake = staticmethod(complement_cross_entropy)
    persuade = staticmethod(cross_entropy)


class _DO:
    _game = DOGame
    _method_defaults = {"loss": "logit_adjusted", "fake_weight": 0.03, "fake_labels": "real_batch"}


class DOSampler(_DO, GameSampler):
    pass


class DOClassifier(_DO, GameClassifier):
    pass

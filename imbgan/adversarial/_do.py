from ..losses import complement_cross_entropy, cross_entropy
from ._base import GameClassifier, GameSampler
from ._game import Game


class DOGame(Game):
    learn_fake = staticmethod(complement_cross_entropy)
    persuade = staticmethod(cross_entropy)

    def class_prior(self):
        return self.fed_shares


class _DO:
    _game = DOGame
    _method_defaults = {"loss": "logit_adjusted", "fake_weight": 0.1, "fake_labels": "real_batch", "fake_class_weight": "capped", "persuade_weight": 0.1}


class DOSampler(_DO, GameSampler):
    pass


class DOClassifier(_DO, GameClassifier):
    pass

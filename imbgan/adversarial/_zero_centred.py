"""Games whose critic has its slope drawn to zero."""

from ..losses import ZeroCentred, complement_cross_entropy, cross_entropy
from ._game import Game

_AIMS = {"fool": complement_cross_entropy, "favour": cross_entropy}


class ZeroCentredGame(Game):
    """A game with a zero-centred contest, in which the generator's aim can be chosen.

    Parameters
    ----------
    spec, classes, fed_counts, **options
        Those of :class:`Game`, and what :meth:`make_contest` takes.

    generator_aim : {"fool", "favour"}
        Whether the generator wants the classifier to miss its rows or to recognise them.
    """

    def __init__(self, spec, classes, fed_counts, *, generator_aim, **options):
        super().__init__(spec, classes, fed_counts, **options)
        self.persuade = _AIMS[generator_aim]

    def make_contest(self, penalty_weight=10.0, penalty_at="real", f="identity"):
        """Return the contest of generator and critic."""
        return ZeroCentred(penalty_weight, penalty_at, f)

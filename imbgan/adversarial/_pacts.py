"""The two pacts of generator and classifier, whatever the generator and the contest."""

from ..losses import complement_cross_entropy, cross_entropy
from ._game import Game


class FoolAccept(Game):
    r"""The generator fools the classifier, which accepts its rows as rows of their class.

    The generator tells :math:`-\log(1 - Q_i(G))`, the classifier learns :math:`-\log Q_j(G)`.
    """

    persuade = staticmethod(complement_cross_entropy)


class FavourReject(Game):
    r"""The generator favours the classifier, which rejects its rows as rows of their class.

    The generator tells :math:`-\log Q_i(G)`, the classifier learns :math:`-\log(1 - Q_k(G))`.
    """

    persuade = staticmethod(cross_entropy)
    learn_fake = staticmethod(complement_cross_entropy)

    def class_prior(self):
        """Return the shares among the real rows: fakes are not taken for rows of their class."""
        return self.fed_shares

"""New codes of a class: coordinates of its codes, shuffled, where they lie near the class."""

from dataclasses import dataclass

import numpy as np
from sklearn.metrics import pairwise_distances_argmin

from ..utils import ImbalanceWarning
from ..utils._warnings import warn_user

# Codes that are drawn to see which share of them is accepted.
_N_TRIED = 256


@dataclass
class ShuffledCodes:
    r"""Draw codes of classes, coordinate by coordinate, by the rule of three distances.

    With the mean :math:`m_c` of a class, the mean :math:`m_o` of its rivals and the point
    :math:`m_h` half way between them, a code is accepted that is nearer to :math:`m_c` than to
    :math:`m_h`, and nearer to :math:`m_h` than to :math:`m_o`.

    Parameters
    ----------
    codes : ndarray of shape (n_rows, latent_dim)
        Codes of the rows of the classes that are drawn for.

    y : ndarray of shape (n_rows,)
        Their class codes.

    means : ndarray of shape (n_classes, latent_dim)
        Mean code of each class.

    counts : ndarray of shape (n_classes,)
        Rows of each class.

    rival : {"rest", "nearest"}
        Whether the rivals of a class are all other rows, or those of the class with the nearest
        mean.

    max_tries : int
        Most codes that are drawn for one.
    """

    codes: np.ndarray
    y: np.ndarray
    means: np.ndarray
    counts: np.ndarray
    rival: str
    max_tries: int

    def draw(self, code, n, rng):
        """Draw codes of a class.

        Parameters
        ----------
        code : int

        n : int

        rng : numpy.random.Generator

        Returns
        -------
        drawn : ndarray of shape (n, latent_dim)

        n_refused : int
            How many of them stand in for codes of which none was accepted.
        """
        own = self.codes[self.y == code]
        if len(own) == 1:
            return np.repeat(own, n, axis=0), 0
        middle, rivals = self.means[code], self.rival_mean(code)
        drawn, missing = shuffled(own, n, rng), np.arange(n)
        for further in range(self.max_tries):
            refused = ~accepts(drawn[missing], middle, rivals)
            missing = missing[refused]
            if not missing.size or further == self.max_tries - 1:
                break
            drawn[missing] = shuffled(own, len(missing), rng)
        if missing.size:
            accepted = np.delete(drawn, missing, axis=0)
            drawn[missing] = _stand_ins(drawn[missing], accepted, own, rng)
        return drawn, len(missing)

    def pass_rate(self, code, rng):
        """Return which share of the codes drawn for a class is accepted."""
        drawn = shuffled(self.codes[self.y == code], _N_TRIED, rng)
        return float(accepts(drawn, self.means[code], self.rival_mean(code)).mean())

    def rival_mean(self, code):
        """Return the mean of the rivals of a class."""
        others = np.delete(np.arange(len(self.means)), code)
        if self.rival == "rest":
            return np.average(self.means[others], axis=0, weights=self.counts[others])
        apart = np.square(self.means[others] - self.means[code]).sum(axis=1)
        return self.means[others[apart.argmin()]]


def shuffled(codes, n, rng):
    """Draw vectors each of whose coordinates is that of a random code.

    Parameters
    ----------
    codes : ndarray of shape (n_rows, latent_dim)

    n : int

    rng : numpy.random.Generator

    Returns
    -------
    drawn : ndarray of shape (n, latent_dim)
    """
    width = codes.shape[1]
    return codes[rng.integers(len(codes), size=(n, width)), np.arange(width)]


def accepts(codes, middle, rivals):
    """Tell which codes the rule of three distances accepts.

    Parameters
    ----------
    codes : ndarray of shape (n_rows, latent_dim)

    middle, rivals : ndarray of shape (latent_dim,)
        Means of a class and of its rivals.

    Returns
    -------
    accepted : ndarray of bool of shape (n_rows,)
    """
    points = np.stack([middle, (middle + rivals) / 2, rivals])
    near, half, far = np.square(codes[None] - points[:, None]).sum(axis=2)
    return (far > half) & (half > near)


def draw_codes(source, y, classes, rng):
    """Draw codes of some classes, in the order asked for.

    Parameters
    ----------
    source : ShuffledCodes

    y : ndarray of shape (n_rows,)
        Class codes.

    classes : ndarray of shape (n_classes,)
        Labels.

    rng : numpy.random.Generator

    Returns
    -------
    drawn : ndarray of shape (n_rows, latent_dim)

    Warns
    -----
    ImbalanceWarning
        If for a code none was accepted in the tries that it has.
    """
    drawn = np.empty((len(y), source.codes.shape[1]), dtype=source.codes.dtype)
    overlapping = []
    for code in np.unique(y):
        places = np.flatnonzero(y == code)
        drawn[places], n_refused = source.draw(code, len(places), rng)
        if n_refused:
            overlapping.append(classes.tolist()[code])
    if overlapping:
        warn_user(
            f"For some codes of the classes {overlapping} none of max_tries={source.max_tries} "
            "candidates lay near enough to the class; codes that were accepted, or those of the "
            "class's rows, stand in for them. These classes overlap with others.",
            ImbalanceWarning,
        )
    return drawn


def _stand_ins(refused, accepted, own, rng):
    """Return for each code the nearest one that was accepted, or where there is none a row's."""
    if not len(accepted):
        return own[rng.integers(len(own), size=len(refused))]
    return accepted[pairwise_distances_argmin(refused, accepted)]

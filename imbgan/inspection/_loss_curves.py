"""Losses and validation scores over the epochs."""

import numpy as np

from ._plotting import axes_or_new, pyplot_for
from ._steps import step_with

_NAMES = {"train_loss": "training", "valid_loss": "validation"}


class LossCurvesDisplay:
    """The players' losses over the epochs, with the validation score and the best epoch.

    Make it with :meth:`from_estimator` or :meth:`from_history`.

    Parameters
    ----------
    losses : dict of str to ndarray of shape (n_epochs,)
        The loss of each player; NaN where an epoch has none.

    scores : ndarray of shape (n_epochs,), default=None
        The validation scores, of which greater is better.

    best_epoch : int, default=None
        The epoch whose weights were kept, counted from 1.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes with the losses.

    score_ax_ : matplotlib Axes or None
        The axes on the right side with the scores, if there are any.

    figure_ : matplotlib Figure
        The figure of the axes.

    lines_ : dict of str to matplotlib Line2D
        The curves by name.

    Examples
    --------
    >>> from imbgan.inspection import LossCurvesDisplay
    >>> history = [
    ...     {"train_loss": 0.9, "valid_score": -0.8, "valid_score_best": True},
    ...     {"train_loss": 0.5, "valid_score": -0.6, "valid_score_best": True},
    ...     {"train_loss": 0.3, "valid_score": -0.7, "valid_score_best": False},
    ... ]
    >>> display = LossCurvesDisplay.from_history(history)
    >>> list(display.lines_), display.best_epoch
    (['training', 'validation score'], 2)
    """

    def __init__(self, *, losses, scores=None, best_epoch=None):
        self.losses = losses
        self.scores = scores
        self.best_epoch = best_epoch

    @classmethod
    def from_estimator(cls, estimator, *, ax=None):
        """Show the losses of a fitted estimator.

        Parameters
        ----------
        estimator : object
            Fitted, with `history_`; or a fitted pipeline with such a step.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : LossCurvesDisplay

        Raises
        ------
        ValueError
            If the estimator has no `history_`: it is not fitted, of another kind, or had nothing
            to train.
        """
        # In an estimator of this package that is not fitted, too, the attribute is missing.
        (estimator,) = step_with("history_", estimator)
        history = getattr(estimator, "history_", None)
        if history is None:
            raise ValueError(
                f"{type(estimator).__name__} has no `history_`; pass a fitted estimator that has "
                "been trained."
            )
        return cls.from_history(history, ax=ax)

    @classmethod
    def from_history(cls, history, *, ax=None):
        """Show the losses of a history.

        Parameters
        ----------
        history : list of dict
            An entry for each epoch. Keys that end in ``loss`` are losses; ``valid_score`` and
            ``valid_score_best`` are the validation score and whether it was the best so far.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : LossCurvesDisplay

        Raises
        ------
        ValueError
            If there is no epoch or no loss.
        """
        pyplot_for(f"{cls.__name__}.from_history")
        if not len(history):
            raise ValueError("history is empty; it needs an entry for each epoch.")
        keys = list(dict.fromkeys(key for epoch in history for key in epoch))
        shown = [key for key in keys if key.endswith("loss")]
        if _is_repeated("train_loss", shown, history):
            shown.remove("train_loss")
        losses = {_name(key): _values(history, key) for key in shown}
        if not losses:
            raise ValueError(f"history has no key that ends in 'loss'; its keys are {keys}.")
        scores = _values(history, "valid_score") if "valid_score" in keys else None
        best = [at for at, epoch in enumerate(history, 1) if epoch.get("valid_score_best")]
        display = cls(losses=losses, scores=scores, best_epoch=best[-1] if best else None)
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw the curves.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None makes a new figure.

        Returns
        -------
        display : LossCurvesDisplay
        """
        plt = pyplot_for(f"{type(self).__name__}.plot")
        self.ax_ = axes_or_new(plt, ax, layout="constrained")
        self.figure_ = self.ax_.figure
        # A curve of one epoch is invisible without a marker.
        marker = "o" if max(map(len, self.losses.values())) == 1 else None
        self.lines_ = {
            name: self.ax_.plot(_epochs(loss), loss, label=name, marker=marker)[0]
            for name, loss in self.losses.items()
        }
        self.ax_.set(xlabel="epoch", ylabel="loss")
        self.ax_.xaxis.get_major_locator().set_params(integer=True)
        self._plot_scores(marker)
        handles = list(self.lines_.values())
        if self.best_epoch is not None:
            handles.append(
                self.ax_.axvline(self.best_epoch, color="gray", ls="--", label="best epoch")
            )
        # Above the axes, as the curves may fill every corner.
        place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "ncols": 3, "frameon": False}
        self.ax_.legend(handles=handles, **place)
        return self

    def _plot_scores(self, marker):
        """Draw the scores against an axis of their own on the right."""
        self.score_ax_ = None
        if self.scores is None:
            return
        self.score_ax_ = self.ax_.twinx()
        name = "validation score"
        (self.lines_[name],) = self.score_ax_.plot(
            _epochs(self.scores), self.scores, label=name, color="black", ls=":", marker=marker
        )
        self.score_ax_.set_ylabel("validation score (greater is better)")


def _name(key):
    """The label of the curve of a key: the player, or the rows."""
    return _NAMES.get(key, key.removeprefix("train_").removesuffix("_loss"))


def _is_repeated(key, keys, history):
    """Whether a loss is that of a player, which is there under the player's name too."""
    values = [epoch.get(key) for epoch in history]
    others = [other for other in keys if other != key]
    return key in keys and any([e.get(other) for e in history] == values for other in others)


def _values(history, key):
    """The values of a key, NaN where an epoch has none."""
    return np.array([epoch.get(key, np.nan) for epoch in history], dtype=float)


def _epochs(values):
    """The numbers of the epochs."""
    return np.arange(1, len(values) + 1)

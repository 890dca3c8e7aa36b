"""What is trained, on which rows, and what is trained before a game."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning

from ..engine import (
    EpochProgress,
    FiniteLosses,
    ImbalanceNet,
    TensorRows,
    TimeLimit,
    optimizer_options,
)
from ..utils._warnings import warn_user


@dataclass
class EncodedRows:
    """Encoded rows of a fit: what is trained on, and what is held out."""

    X: np.ndarray
    y: np.ndarray
    weight: np.ndarray | None = None
    held_out: tuple | None = None
    order: np.ndarray | None = None  # which rows are fed, where not each comes once


@dataclass
class Plan:
    """What is trained.

    Parameters
    ----------
    network : callable
        Builds the network that predicts, or what the estimator trains instead of one.

    criterion : callable
        Builds its loss, or the game.

    players : dict of str to Player, default={}
        The other players of a game.

    main_player : str, default="classifier"
        What `network` is in a game: the classifier, or a generator where none is trained.

    kept : set of str, default=set()
        Names of those that the fitted estimator keeps.

    callbacks : list of (str, skorch callback), default=[]
        Callbacks of the method.

    optimizer_options : dict, default={}
        Further arguments of the optimiser, if it takes them.

    net : callable, default=ImbalanceNet
        Builds the net of a single network.

    net_arguments : dict, default={}
        Further arguments of the net.

    to_the_end : bool, default=False
        Whether all epochs are run, whatever the validation rows say.

    later_of_equals : bool, default=False
        Whether of epochs with the same score the last is kept.

    finish : callable, default=None
        Called with the run once the net is trained, not where a saved one is built again.

    alone : Plan, default=None
        That of the classifier of a game without the game. It is trained first, and kept unless
        the game makes the members better on the rows that they hold out.

    is_alone : bool, default=False
        Whether it is such a plan. Callbacks of the user see the game alone.
    """

    network: Callable
    criterion: Callable
    players: dict = field(default_factory=dict)
    main_player: str = "classifier"
    kept: set = field(default_factory=set)
    callbacks: list = field(default_factory=list)
    optimizer_options: dict = field(default_factory=dict)
    net: Callable = ImbalanceNet
    net_arguments: dict = field(default_factory=dict)
    to_the_end: bool = False
    later_of_equals: bool = False
    finish: Callable | None = None
    alone: Any = None
    is_alone: bool = False


class GeneratorStrategy(ABC):
    """How the generator of a game is prepared, built and, from epoch to epoch, kept up.

    An estimator makes one for each fit, and one to build a fitted net again. The fit calls
    :meth:`reads_features`, :meth:`fit_prior`, :meth:`build` and :meth:`classifier`, the engine
    :meth:`start_epoch`.

    Attributes
    ----------
    needs_epochs : bool
        Whether :meth:`start_epoch` is to be called.
    """

    needs_epochs = False

    def reads_features(self, is_image):
        """Tell whether the game is played on features of the rows instead of the rows.

        Parameters
        ----------
        is_image : bool

        Returns
        -------
        reads_features : bool
        """
        return False

    def fit_prior(self, run):  # noqa: B027
        """Train what the game starts from. By default it starts from nothing.

        Parameters
        ----------
        run : Run
            The fit; its rows and its spec may be replaced, as by features.
        """

    @abstractmethod
    def build(self, run):
        """Return what builds the generator network.

        Parameters
        ----------
        run : Run
            Where its ``states`` are not None a fitted generator is built again, without training
            rows; its weights are loaded afterwards.

        Returns
        -------
        build : callable
            Builds an ``nn.Module`` that is called with noise and class codes.
        """

    @abstractmethod
    def classifier(self, run):
        """Return what builds the classifier.

        Parameters
        ----------
        run : Run

        Returns
        -------
        build : callable
        """

    def start_epoch(self, generator, rows, labels):  # noqa: B027
        """Do what the generator needs when an epoch begins, if ``needs_epochs`` says so.

        Parameters
        ----------
        generator : nn.Module

        rows : TensorRows
            The training rows.

        labels : torch.Generator
            Random stream, on the CPU.
        """


def pretrain(run, title, module, criterion, *, max_epochs, lr, callbacks=()):
    """Train a network alone, before what it is for, on the rows of the fit.

    Parameters
    ----------
    run : Run

    title : str
        Title of the progress bar.

    module, criterion : callable
        Build the network and its loss.

    max_epochs : int

    lr : float

    callbacks : sequence of (str, skorch callback), default=()

    Returns
    -------
    module : nn.Module
        The network, in evaluation mode, on the device.

    data : TensorRows
        The rows, on the device.
    """
    estimator = run.estimator
    named = [("finite", FiniteLosses()), *callbacks]
    if estimator.verbose:
        named.append(("progress", EpochProgress(title)))
    if run.value("time_limit") is not None:
        named.append(("time", TimeLimit(run.started + estimator.time_limit)))
    options = {}
    for name, value in optimizer_options(torch.optim.Adam, run.device).items():
        options[f"optimizer__{name}"] = value
    rows = run.rows
    data = TensorRows.from_arrays(rows.X, rows.y, rows.weight, rows.order, device=run.device)
    net = ImbalanceNet(
        module,
        criterion,
        seed=run.seeds["pretraining"],
        max_epochs=max_epochs,
        max_steps_per_epoch=estimator.max_steps_per_epoch,
        batch_size=estimator.batch_size,
        lr=lr,
        optimizer=torch.optim.Adam,
        train_split=None,
        callbacks=named,
        device=run.device,
        verbose=0,
        **options,
    )
    fit = net.fit if run.checkpoint is None else partial(run.checkpoint.fit, net)
    fit(data, None)
    if net.was_interrupted:
        raise KeyboardInterrupt  # a game on a network that is half trained is worth nothing
    return net.module_.eval(), data


def tell_interrupt(net):
    """Warn of the epochs that are kept, or go on with the interrupt where there are none."""
    n_epochs = len(net.history)
    if not n_epochs:
        raise KeyboardInterrupt("No epoch was finished, so that the estimator is not fitted.")
    warn_user(
        f"The fit was interrupted after {n_epochs} of {net.max_epochs} epochs; what these have "
        "learned is kept.",
        ConvergenceWarning,
    )

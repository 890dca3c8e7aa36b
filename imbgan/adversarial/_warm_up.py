"""What is trained before a game: a network alone, on the rows that the game is fed."""

import torch
from skorch.helper import predefined_split

from ..base._estimator import optimizer_arguments, tensor_rows
from ..engine import EpochProgress, FiniteLosses, ImbalanceNet, SeedStreams


def warm_up(
    estimator, title, module, criterion, rows, *, seed, device, max_epochs, lr, watchers=()
):
    """Train a network alone.

    Parameters
    ----------
    estimator : BaseGameEstimator
        Gives the size of the batches, and tells whether to show progress.

    title : str
        Title of the progress bar.

    module, criterion : callable
        Build the network and its loss.

    rows : EncodedRows

    seed : int
        Seed of the estimator's fit.

    device : str

    max_epochs : int

    lr : float

    watchers : sequence of skorch callbacks, default=()
        Further callbacks.

    Returns
    -------
    module : nn.Module
        The network, in evaluation mode, on the device.

    data : TensorRows
        The rows, on the device.
    """
    watchers = [FiniteLosses(), *watchers]
    if estimator.verbose:
        watchers.append(EpochProgress(title))
    split = None
    if rows.held_out is not None:
        split = predefined_split(tensor_rows(*rows.held_out, device=device))
    net = ImbalanceNet(
        module,
        criterion,
        seed=SeedStreams(seed).seed("warm_up"),
        max_epochs=max_epochs,
        max_steps_per_epoch=estimator.max_steps_per_epoch,
        batch_size=estimator.batch_size,
        lr=lr,
        train_split=split,
        callbacks=[(f"watcher{i}", watcher) for i, watcher in enumerate(watchers)],
        device=device,
        verbose=0,
        **optimizer_arguments("optimizer", torch.optim.Adam),
    )
    data = tensor_rows(rows.X, rows.y, order=rows.order, device=device)
    net.fit(data, None)
    if net.was_interrupted:
        raise KeyboardInterrupt  # a game on a network that is half trained is worth nothing
    return net.module_.eval(), data


def there_already(player):
    """Build a player that has been trained before the game: return it."""
    return player

"""The tensors of a fitted net, and the net that is made of them again."""

from skorch.history import History


def states_of(net):
    """Return the tensors of a fitted net: those of the criterion and of each player it keeps.

    Parameters
    ----------
    net : ImbalanceNet

    Returns
    -------
    states : dict of str to dict of str to tensor
    """
    return {name: module.state_dict() for name, module in _modules_of(net).items()}


def restore_net(net, states, history):
    """Make a net the fitted one that some tensors and a history were taken from.

    Parameters
    ----------
    net : ImbalanceNet
        Not initialised; nothing is trained.

    states : dict of str to dict of str to tensor
        From :func:`states_of`. Players that it leaves out stay as they are built.

    history : list of dict
        A record per epoch.

    Returns
    -------
    net : ImbalanceNet
        The one that was given.
    """
    net.initialize()
    modules = _modules_of(net)
    for name, state in states.items():
        # In a network from before columns had factors, all of them are one, as at the start.
        factors = {k: v for k, v in modules[name].state_dict().items() if k.endswith("read.scale")}
        modules[name].load_state_dict(factors | state)
    net.history_ = History(history)
    return net.release()


def _modules_of(net):
    """Return the networks by player, and the criterion."""
    return {**net.player_modules(), "criterion": net.criterion_}

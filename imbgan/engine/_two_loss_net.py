"""The net that makes two updates with each batch."""

from ._net import ImbalanceNet


class TwoLossNet(ImbalanceNet):
    """A net that lowers one loss and then, on the same batch, another.

    The second loss reads the rows anew, after the first update, and has an optimiser of the same
    kind with a state of its own. Its rate follows the schedule of the first one's.

    Parameters
    ----------
    module : callable
        Builds the network.

    criterion : callable
        Builds the loss.

    second_criterion : callable
        Builds the second loss.

    second_lr : float, default=0.01
        Learning rate of the second update.

    **kwargs : dict
        What :class:`ImbalanceNet` takes.
    """

    def __init__(self, module, criterion, *, second_criterion, second_lr=0.01, **kwargs):
        self.second_criterion, self.second_lr = second_criterion, second_lr
        super().__init__(module, criterion, **kwargs)

    def initialize(self):
        super().initialize()
        self._replay = None  # the second update is not recorded, and both are of one stream
        return self

    def initialize_criterion(self):
        super().initialize_criterion()
        self.second_criterion_ = self.initialized_instance(
            self.second_criterion, self.get_params_for("second_criterion")
        )
        return self

    def initialize_optimizer(self, triggered_directly=None):
        super().initialize_optimizer()
        args, kwargs = self.get_params_for_optimizer("optimizer", self.module_.named_parameters())
        self.second_optimizer_ = self.optimizer(*args, **{**kwargs, "lr": self.second_lr})
        return self

    def train_step(self, batch, **fit_params):
        step = super().train_step(batch, **fit_params)
        rate = self.optimizer_.param_groups[-1]["lr"] * self.second_lr / self.lr
        for group in self.second_optimizer_.param_groups:
            group["lr"] = rate
        loss, _ = self._update(batch, self.second_criterion_, self.second_optimizer_)
        return {**step, "losses": {**step["losses"], "second_loss": loss}}

    def release(self, kept=None):
        self.second_criterion_.to("cpu")
        return super().release(kept)

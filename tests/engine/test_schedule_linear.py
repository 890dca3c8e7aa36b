"""Claims about rates that fall linearly, those of all players."""

import numpy as np
import pytest
from sklearn.datasets import load_wine
from skorch.callbacks import Callback

from imbgan import CycleGANSampler
from imbgan.utils.testing import tiny


class Rates(Callback):
    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.rates_ = []

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        found = [getattr(net, f"{name}_").param_groups[0]["lr"] for name in net._optimizers]
        self.rates_.append(found)


def test_rates_are_kept_for_half_of_the_epochs_and_fall_linearly_afterwards():
    rates = Rates()
    sampler = tiny(CycleGANSampler).set_params(
        max_epochs=8, lr=1e-3, critic_lr=1e-2, callbacks=[("rates", rates)]
    )
    sampler.fit(*load_wine(return_X_y=True))
    shares = [1, 1, 1, 1, 1, 0.75, 0.5, 0.25]
    assert np.array(rates.rates_) == pytest.approx(np.outer(shares, [1e-3, 1e-2]))

"""What "auto" stands for where it depends on the data alone."""

import math

TABLE_DEFAULTS = {
    "dropout": 0.1,
    "lr_schedule": "constant",
    "play_every": 1,
    "inherited": 1.0,
}
IMAGE_DEFAULTS = {
    "dropout": 0.5,
    "lr_schedule": "one_cycle",
    "play_every": 2,
    "inherited": 0.5,
}
TABLE_EPOCHS = 100
# The steps that a training shall have, and the least and most epochs that they may take.
IMAGE_STEPS = (2000, 15, 100)
AUTOENCODER_STEPS = (1000, 5, 200)


def epochs_of(steps, steps_per_epoch):
    """Return the epochs of a number of steps, within its limits."""
    wanted, fewest, most = steps
    return min(max(math.ceil(wanted / steps_per_epoch), fewest), most)

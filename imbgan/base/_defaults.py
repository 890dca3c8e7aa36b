"""What "auto" stands for, and the settings that methods of several papers share."""

import math

TABLE_DEFAULTS = {
    "batch_size": 64,
    "cycle_weight": 1.0,
    "dropout": 0.1,
    "extrapolation": 2.0,
    "generator_lr": 1e-5,
    "identity_weight": 0.5,
    "latent_dim": 16,
    "lr": 1e-3,
    "lr_schedule": "constant",
    "max_steps": 100,
    "n_iter_no_change": 10,
    "play_every": 1,
    "pretrained_share": 1.0,
    "validation_fraction": 0.15,
}
IMAGE_DEFAULTS = {
    "batch_size": 4,
    "cycle_weight": 10.0,
    "dropout": 0.5,
    "extrapolation": 0.0,
    "generator_lr": 1e-4,
    "identity_weight": 5.0,
    "latent_dim": 32,
    "lr": 2e-4,
    "lr_schedule": "one_cycle",
    "max_steps": None,
    "n_iter_no_change": 10,
    "play_every": 2,
    "pretrained_share": 0.5,
    "validation_fraction": 0.15,
}
TABLE_EPOCHS = 100
# Members of a classifier network for few training rows and for many, and how many are few.
N_MEMBERS = 16, 8, 8000
# Batches without a better score after which a fit ends by default, if it has not before.
PATIENT_STEPS = 390
# Batches that a training shall have, and the least and most epochs that they may take.
IMAGE_STEPS = (2000, 15, 100)
AUTOENCODER_STEPS = (1000, 5, 200)

# The classifier network of the AO/DO paper and its training.
PAPER_NETWORK = {
    "n_members": 1,
    "hidden_layer_sizes": (256, 128, 64),
    "dropout": 0.0,
    "weight_decay": 0.0,
    "max_epochs": 100,
    "max_steps_per_epoch": None,
}


def n_epochs_of(steps, steps_per_epoch):
    """Return the number of epochs that make a number of batches, within its limits."""
    wanted, fewest, most = steps
    return min(max(math.ceil(wanted / steps_per_epoch), fewest), most)


def default_epochs(max_steps, steps_per_epoch, is_image):
    """Return the number of epochs of a fit for which none is given."""
    if max_steps is not None:
        return n_epochs_of((max_steps, 1, max_steps), steps_per_epoch)
    return n_epochs_of(IMAGE_STEPS, steps_per_epoch) if is_image else TABLE_EPOCHS

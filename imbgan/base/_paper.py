"""What the papers say of the classifier's network and its training."""

PAPER_NETWORK = {
    "n_members": 1,
    "hidden_layer_sizes": (256, 128, 64),
    "dropout": 0.0,
    "weight_decay": 0.0,
    "max_epochs": 100,
    "max_steps_per_epoch": None,
    "early_stopping": False,
}

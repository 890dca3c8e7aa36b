"""Which labels the fakes wear: laws over the classes that have a generator.

A law is called as ``law(real_y, generator)`` with class codes on the CPU and returns as many
labels, on the CPU.
"""

import torch


class LabelLaw:
    """Labels drawn independently with fixed shares.

    Parameters
    ----------
    shares : sequence of float of shape (n_classes,)
        Proportional to the probability of each class; zero for a class without a generator.
    """

    def __init__(self, shares):
        shares = torch.as_tensor(shares, dtype=torch.float64)
        self.shares = shares / shares.sum()

    def __call__(self, real_y, generator):
        """Draw as many labels as there are real rows."""
        return torch.multinomial(self.shares, len(real_y), replacement=True, generator=generator)


class RealBatchLaw:
    """The labels of the real batch.

    Parameters
    ----------
    shares : tensor of shape (n_classes,)
        Their expected shares.
    """

    def __init__(self, shares):
        self.shares = shares

    def __call__(self, real_y, generator):
        """Return the labels of the real rows."""
        return real_y


def label_law(name, spec, classes, fed_shares):
    """Return the law of a name.

    Parameters
    ----------
    name : {"uniform", "inverse_frequency", "deficit", "original", "real_batch"}
        Every class alike; in inverse proportion to its rows; in proportion to the rows that it
        lacks; in proportion to its original rows; or just those of the batch (where not every
        class has a generator, those that have one in proportion to their rows in the batches).

    spec : DataSpec

    classes : sequence of int
        Classes with a generator.

    fed_shares : tensor of shape (n_classes,)
        Shares of the classes among the rows that the classifier is fed.

    Returns
    -------
    law : callable
    """
    if name == "real_batch" and len(classes) == spec.n_classes:
        return RealBatchLaw(fed_shares)
    counts = torch.tensor(spec.class_counts, dtype=torch.float64)
    has_generator = torch.zeros(spec.n_classes, dtype=torch.float64)
    has_generator[list(classes)] = 1
    shares = {
        "uniform": torch.ones_like(counts),
        "inverse_frequency": 1 / counts.clamp_min(1),
        "deficit": torch.tensor(spec.n_to_draw, dtype=torch.float64),
        "original": counts,
        "real_batch": fed_shares,
    }[name]
    shares = shares * has_generator
    return LabelLaw(shares if shares.sum() > 0 else has_generator)

"""Weights of classes as users write them."""

from numbers import Real

import numpy as np


def class_weights(class_weight, classes, counts):
    """Return the weight of each class's rows, or None where all weigh alike."""
    if class_weight is None:
        return None
    if isinstance(class_weight, str):
        return counts.sum() / (len(counts) * np.maximum(counts, 1e-12))
    labels = classes.tolist()
    unknown = [label for label in class_weight if label not in labels]
    if unknown:
        raise ValueError(
            f"class_weight names the classes {unknown}, which y does not have: its classes "
            f"are {labels}."
        )
    weights = [class_weight.get(label, 1.0) for label in labels]
    if not all(isinstance(weight, Real) and weight >= 0 for weight in weights):
        raise ValueError(
            f"class_weight must give numbers that are not negative, got {class_weight}."
        )
    return np.array(weights, dtype=np.float64)

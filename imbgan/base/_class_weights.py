"""Weights of classes, as the parameter `class_weight` gives them."""

from numbers import Real

import numpy as np
from sklearn.utils.class_weight import compute_class_weight


def class_weights(class_weight, classes, counts):
    """Return the weight of each class's rows, or None where all weigh alike.

    Parameters
    ----------
    class_weight : "balanced", dict or None

    classes : ndarray of shape (n_classes,)
        Labels.

    counts : ndarray of shape (n_classes,)
        Rows of each class, as they weigh.

    Returns
    -------
    weights : ndarray of shape (n_classes,) or None

    Raises
    ------
    ValueError
        If a dict names a class that is not there, or a weight that is negative or no number.
    """
    if class_weight is None:
        return None
    if isinstance(class_weight, str):
        codes = np.arange(len(counts))
        counts = np.maximum(counts, 1e-12)  # of a class whose rows weigh nothing
        return compute_class_weight(class_weight, classes=codes, y=codes, sample_weight=counts)
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

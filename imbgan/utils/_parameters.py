"""The parameters of the estimators: what each allows, and its paragraph in the documentation.

A key is the name of a parameter, or ``Class.name`` where it means something of its own in a class
and in those derived from it. Signatures, with the defaults, stand in the classes.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real

from sklearn.utils._param_validation import Interval, StrOptions

POSITIVE_INT = Interval(Integral, 1, None, closed="left")
# Of torch's numbers: smaller ones would become zero, larger ones infinite.
_SMALLEST, _LARGEST = 1.1754943508222875e-38, 3.4028234663852886e38
POSITIVE = Interval(Real, _SMALLEST, _LARGEST, closed="both")
NOT_NEGATIVE = Interval(Real, 0, _LARGEST, closed="both")
UNIT_INTERVAL = Interval(Real, 0, 1, closed="both")


@dataclass(frozen=True)
class Parameter:
    """A row of the table.

    Parameters
    ----------
    allowed : list
        Constraints of scikit-learn's parameter validation.

    type : str
        What the documentation says of the type.

    text : str
        The paragraph. ``{auto}`` stands for what ``"auto"`` means in a method.
    """

    allowed: list
    type: str
    text: str


# What people set first; the docstrings list the rest apart, as Other Parameters.
SET_FIRST = frozenset(
    """
    sampling_strategy random_state loss class_weight fake_weight screen extrapolation
    hidden_layer_sizes max_epochs max_steps time_limit batch_size lr
    categorical_features image_shape device verbose
    margin tau post_hoc focal_exponent beta alpha gamma max_margin backbone n_features n_centers
    proba threshold prior_std n_draws evidence_weight on oversampling_rate rival source
    cycle_weight fusion synthetic metadata image_column image_columns metadata_features
    """.split()
)

NET_PARAMETERS = {
    "classifier": Parameter(
        [callable, None],
        "callable",
        """
        Builds the classifier network from a :class:`~imbgan.encoding.DataSpec`; it maps encoded
        rows to logits of shape (n_rows, n_classes). By default, on tables, an ensemble of
        perceptrons that are trained side by side on the same batches
        (:class:`~imbgan.networks.PackedMLP`), and on images convolutions with batch
        normalisation (:class:`~imbgan.networks.ConvClassifier`).
        """,
    ),
    "n_members": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Number of perceptrons in the default network of tables, whose probabilities are
        averaged; 1 gives a plain perceptron. ``"auto"`` is 16, and 8 for more than 8000 training
        rows, of which fewer do as well in less time.
        """,
    ),
    "SingleNetClassifier.threshold": Parameter(
        [StrOptions({"balanced", "f1"}), "array-like", callable],
        '"balanced", "f1", array-like of shape (n_classes, n_classes) or callable',
        """
        By what ``predict`` decides; ``predict_proba`` stays as it is. ``"balanced"`` takes the
        class of the largest probability. The others are found on ``oof_proba_``, the
        probabilities of the training rows by members that have not seen them. ``"f1"`` is the
        threshold with the best F1 of the second class. A matrix holds costs, ``threshold[i, j]``
        that of taking a row of class i for one of class j: what costs least is predicted, by
        probabilities that have the shares of the classes among the training rows as their means.
        A callable is a score of class codes and probabilities,
        ``threshold(y_codes, y_proba)``, greater is better; the probabilities are weighed so that
        the threshold in question comes to one half, and those with the best score are kept.
        ``"f1"`` and a callable are for two classes.
        """,
    ),
    "proba": Parameter(
        [StrOptions({"balanced", "training"})],
        '{"balanced", "training"}',
        """
        Of which classes ``predict_proba`` speaks where the loss is adjusted: ``"balanced"``, as
        frequent as each other, which is what this loss makes of it, or ``"training"``, as
        frequent as among the training rows, as they weigh. The latter are the former times the
        shares of the classes, divided by their sum. ``predict`` is the same with both.
        """,
    ),
    "hidden_layer_sizes": Parameter(
        ["array-like"],
        "tuple of int",
        """
        Hidden units of each perceptron.
        """,
    ),
    "n_channels": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Channels of the first convolution in the networks of images; they double each time that
        the image is halved.
        """,
    ),
    "dropout": Parameter(
        [Interval(Real, 0, 1, closed="left"), StrOptions({"auto"})],
        'float or "auto"',
        """
        Share of hidden units that are set to zero in a training step; ``"auto"`` is 0.1 on
        tables and 0.5 on images.
        """,
    ),
    "max_shift": Parameter(
        [Interval(Integral, 0, None, closed="left")],
        "int",
        """
        Largest number of pixels by which an image is moved when the classifier reads it in
        training.
        """,
    ),
    "flip": Parameter(
        ["boolean"],
        "bool",
        """
        Whether half of the images are mirrored, left to right, when the classifier reads them
        in training.
        """,
    ),
    "max_epochs": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Largest number of epochs. An epoch is one pass over the rows fed, or
        `max_steps_per_epoch` batches. ``"auto"`` is 100 on tables, and on images as many as
        make 2000 batches, from 15 to 100.
        """,
    ),
    "max_steps_per_epoch": Parameter(
        [POSITIVE_INT, None],
        "int or None",
        """
        Largest number of batches in an epoch; on large data the next epoch goes on where this
        one ended.
        """,
    ),
    "batch_size": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Rows in a batch.
        """,
    ),
    "lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of the classifier.
        """,
    ),
    "lr_schedule": Parameter(
        [StrOptions({"auto", "constant", "one_cycle", "step"})],
        '{"auto", "constant", "one_cycle", "step"}',
        """
        Whether `lr` is kept, or is the peak of a rise and fall over all of `max_epochs`, or is
        divided by ten after half and again after four fifths of them. ``"auto"`` is
        ``"constant"`` on tables and ``"one_cycle"`` on images.
        """,
    ),
    "weight_decay": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight decay of the classifier, handed to `optimizer` if that has one.
        """,
    ),
    "optimizer": Parameter(
        [callable],
        "type",
        """
        Optimiser of the classifier.
        """,
    ),
    "early_stopping": Parameter(
        ["boolean", StrOptions({"auto"})],
        'bool or "auto"',
        """
        Whether a part of the training rows is held out, the epoch with the best score on it is
        kept, and training stops when it no longer improves. ``"auto"`` does so unless the
        schedule of the learning rate is one cycle, which ends where it is best.
        """,
    ),
    "validation_fraction": Parameter(
        [Interval(Real, 0, 1, closed="neither"), StrOptions({"auto"})],
        'float or "auto"',
        """
        Share of each class that is held out; a class of fewer than five rows gives none. With
        ``"auto"`` the members of an ensemble hold out other rows each: the rows are dealt into
        eight folds, class by class, a member holds out one of them, and the score of a row is
        that of the members that hold it out. So every row trains most members. Half as many
        folds as members are dealt where there are fewer than 16; with images, a network of your
        own, a single member, and in games but that of DO ``"auto"`` is 0.15.
        """,
    ),
    "n_iter_no_change": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Epochs without a better score after which training stops. ``"auto"`` is ten, and where
        fewer have 390 batches only so many, five at least. A schedule of the learning rate is run
        to its end.
        """,
    ),
    "scoring": Parameter(
        [
            StrOptions({"balanced_log_loss", "geometric_mean", "acsa", "balanced_accuracy"}),
            callable,
        ],
        '{"balanced_log_loss", "geometric_mean", "acsa", "balanced_accuracy"} or callable',
        """
        Score that chooses the epoch; ``"acsa"`` and ``"balanced_accuracy"`` are the same. A
        callable gets class codes and probabilities, ``scoring(y_codes, y_proba)``, and is tried
        on two rows of each class before training; greater is better. Weights of rows do not
        enter it: every row held out counts alike, but those of weight zero, which are left out
        beforehand.
        """,
    ),
    "categorical_features": Parameter(
        [StrOptions({"auto"}), "array-like", None],
        '"auto", None, array-like of bool, int or str',
        """
        Categorical columns: a mask, indices, or names of a frame's columns. ``"auto"`` takes
        the category and text columns of a frame, and none of an array.
        """,
    ),
    "image_shape": Parameter(
        ["array-like", None],
        "tuple of int",
        """
        Says that the rows of X are flat images of this shape, (height, width) or (channels,
        height, width). An X of shape (n_samples, channels, height, width) needs no such word.
        """,
    ),
    "callbacks": Parameter(
        [list, None],
        "list of skorch callbacks",
        """
        Further callbacks of the net.
        """,
    ),
    "device": Parameter(
        [str],
        "str",
        """
        Device to train on; ``"auto"`` takes cuda, then mps, then cpu. A fitted model lies on
        the CPU.
        """,
    ),
    "verbose": Parameter(
        ["verbose"],
        "int",
        """
        Whether a bar is shown with time, expected end and the loss that matters.
        """,
    ),
    "net_params": Parameter(
        [Mapping, None],
        "dict",
        """
        Further parameters of the skorch net, such as ``{"optimizer__betas": (0.5, 0.9)}``.
        """,
    ),
    "checkpoint": Parameter(
        [str, os.PathLike, None],
        "str, path-like or None",
        """
        File from which a fit that was killed goes on, if it is called again with the same
        parameters and the same data: it ends as if nothing had happened, to the last bit. The
        file is written while training goes on, holds what training needs, which may be rows of X,
        and is removed when the fit is over. Each fit needs a file of its own.
        """,
    ),
    "random_state": Parameter(
        ["random_state"],
        "int, RandomState instance or None",
        """
        Seed of the fit. The same number gives the same result on a CPU with the same number of
        threads.
        """,
    ),
}

"""The table of parameters: those of classifiers of one network and one loss."""

from collections.abc import Mapping
from numbers import Integral, Real

from sklearn.utils._param_validation import HasMethods, Interval, StrOptions

from ._parameters import NOT_NEGATIVE, POSITIVE, POSITIVE_INT, UNIT_INTERVAL, Parameter

# Of the classifiers whose only loss it is.
PLAIN_LOSS = Parameter(
    [StrOptions({"cross_entropy", "logit_adjusted"})],
    '{"cross_entropy", "logit_adjusted"}',
    """
    ``"logit_adjusted"`` adds the log of the class shares to the logits in training, so that
    predictions are those of balanced classes.
    """,
)

METHOD_PARAMETERS = {
    "COTClassifier.loss": Parameter(
        [StrOptions({"cross_entropy", "logit_adjusted"})],
        '{"cross_entropy", "logit_adjusted"}',
        """
        Loss of the first update. ``"logit_adjusted"`` adds the log of the class shares to the
        logits; the complement objective itself does not know how frequent classes are.
        """,
    ),
    "NeuralClassifier.loss": PLAIN_LOSS,
    "PrototypeClassifier.hidden_layer_sizes": Parameter(
        ["array-like"],
        "tuple of int",
        """
        Hidden units of the default network of tables.
        """,
    ),
    "PrototypeClassifier.n_channels": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Channels of the first convolutions in the networks of images. ``"auto"`` is the paper's
        number, 32 in the double convolutions and 16 in a residual network.
        """,
    ),
    "PrototypeClassifier.dropout": Parameter(
        [Interval(Real, 0, 1, closed="left")],
        "float",
        """
        Share of hidden units that are set to zero in a training step; a residual network has
        none.
        """,
    ),
    "ARConvLClassifier.lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of network and centres. The paper's is 0.1; see Notes.
        """,
    ),
    "ARConvLClassifier.lr_schedule": Parameter(
        [StrOptions({"auto", "constant", "one_cycle", "step"})],
        '{"auto", "constant", "one_cycle", "step"}',
        """
        ``"step"`` divides `lr` by ten after half of `max_epochs` and again after four fifths.
        The others are those of :class:`CPLClassifier`.
        """,
    ),
    "ARConvLClassifier.weight_decay": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight decay, handed to `optimizer` if that has one. Radii have none.
        """,
    ),
    "ARConvLClassifier.optimizer": Parameter(
        [callable],
        "type",
        """
        Optimiser of network, centres and radii.
        """,
    ),
    "ARConvLClassifier.early_stopping": Parameter(
        ["boolean", StrOptions({"auto"})],
        'bool or "auto"',
        """
        Whether a part of the training rows is held out and the epoch with the best score on it
        is kept, the later one of equals. Training stops early only where `lr_schedule` is
        ``"constant"``.
        """,
    ),
    "ARConvLClassifier.n_iter_no_change": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Epochs without a better score after which training stops where `lr_schedule` is
        ``"constant"``.
        """,
    ),
    "ARConvLClassifier.beta": Parameter(
        [NOT_NEGATIVE, StrOptions({"adaptive"})],
        '"adaptive" or float',
        """
        Weight of the loss that draws rows to their centres. ``"adaptive"`` compares the largest
        radius with the one that all regions could have.
        """,
    ),
    "ClassBalancedClassifier.beta": Parameter(
        [UNIT_INTERVAL],
        "float",
        r"""
        In [0, 1]. At 0 all rows weigh alike, at 1 in inverse proportion to the rows of their
        class. Beyond some :math:`1 / (1 - \beta)` rows a class counts hardly more.
        """,
    ),
    "LDAMClassifier.beta": Parameter(
        [UNIT_INTERVAL],
        "float",
        """
        That of :class:`ClassBalancedClassifier`, for the late weights; at 0 there are none.
        """,
    ),
    "ARConvLClassifier.margin": Parameter(
        [NOT_NEGATIVE, StrOptions({"adaptive"})],
        '"adaptive" or float',
        r"""
        Margin of the cross-entropy, :math:`\sigma^2`. ``"adaptive"`` is by how much regions
        overlap.
        """,
    ),
    "AffinityClassifier.margin": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        What the affinity with the own class shall exceed the others by.
        """,
    ),
    "center_loss": Parameter(
        ["boolean"],
        "bool",
        """
        Whether centres are driven apart by a cross-entropy of their own.
        """,
    ),
    "alpha": Parameter(
        [POSITIVE, StrOptions({"min", "mean"})],
        '{"min", "mean"} or float',
        """
        Weight of a row by its class. ``"min"`` is the rows of the largest class through those
        of its own; ``"mean"`` divides these numbers by their mean where rows are drawn to
        centres. A number is the weight of all rows.
        """,
    ),
    "gamma": Parameter(
        [Interval(Real, 0, 1, closed="both")],
        "float",
        """
        What keeps radii small.
        """,
    ),
    "prior": Parameter(
        ["boolean"],
        "bool",
        """
        Whether the cross-entropy knows the shares of the classes in training.
        """,
    ),
    "ARConvLClassifier.temperature": Parameter(
        [POSITIVE],
        "float",
        """
        Divisor of the squared distances in :meth:`predict_proba`; training has none.
        """,
    ),
    "AffinityClassifier.temperature": Parameter(
        [POSITIVE],
        "float",
        """
        :meth:`predict_proba` is the softmax of the affinities divided by this number.
        """,
    ),
    "CPLClassifier.temperature": Parameter(
        [POSITIVE],
        "float",
        """
        The :math:`T` of the distances, in training and in :meth:`predict_proba`.
        """,
    ),
    "GCPLClassifier.temperature": Parameter(
        [POSITIVE],
        "float",
        """
        The divisor of the squared distances, in training and in :meth:`predict_proba`.
        """,
    ),
    "radius_lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of the radii, which `lr_schedule` does not change.
        """,
    ),
    "radius_warm_up": Parameter(
        [Interval(Integral, 0, None, closed="left")],
        "int",
        """
        Number of first epochs in which the radii learn at a tenth of their rate.
        """,
    ),
    "backbone": Parameter(
        [StrOptions({"auto", "double_conv", "resnet44", "resnet56"}), callable],
        '{"auto", "double_conv", "resnet44", "resnet56"} or callable',
        """
        The network that makes features of rows. On images ``"double_conv"`` is
        :class:`~imbgan.networks.DoubleConvTrunk`, and the two others are
        :class:`~imbgan.networks.ResNetELU` of that depth; ``"auto"`` takes ``"resnet44"`` where
        the shorter side has 32 pixels or more, and ``"double_conv"`` below. On tables
        ``"auto"`` is :class:`~imbgan.networks.FeatureMLP`. A callable builds a network from a
        :class:`~imbgan.encoding.DataSpec` that maps encoded rows to features of shape (n_rows,
        n_features).
        """,
    ),
    "n_features": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Number of features, that is, dimensions of the latent space.
        """,
    ),
    "random_erasing": Parameter(
        [Interval(Real, 0, 1, closed="both")],
        "float",
        """
        Share of the images in which a rectangle, 2 to 40 % of the image, becomes noise in
        training.
        """,
    ),
    "raw_pixels": Parameter(
        ["boolean"],
        "bool",
        """
        Whether the network reads pixels between 0 and 255, not between -1 and 1. It is of no
        effect on tables.
        """,
    ),
    "momentum": Parameter(
        [Interval(Real, 0, 1, closed="left")],
        "float",
        """
        Momentum, handed to `optimizer` if that has one.
        """,
    ),
    "n_centers": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Centres of each class.
        """,
    ),
    "sigma": Parameter(
        [POSITIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Squared distance at which an affinity has fallen to :math:`1 / e`. ``"auto"`` is
        `n_features`; see Notes.
        """,
    ),
    "spread_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight of the variance of the squared distances between centres.
        """,
    ),
    "complement_lr": Parameter(
        [POSITIVE, None],
        "float or None",
        """
        Learning rate of the second update; None is `lr`. It follows the same schedule.
        """,
    ),
    "complement_divide_by": Parameter(
        [StrOptions({"wrong_classes", "classes"})],
        '{"wrong_classes", "classes"}',
        """
        What the entropy is divided by: the number of wrong classes, as in the paper, or of all,
        as in its code.
        """,
    ),
    "ClassBalancedClassifier.focal_exponent": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        At 0 the loss is the weighted cross-entropy, otherwise the weighted focal loss.
        """,
    ),
    "FocalClassifier.focal_exponent": Parameter(
        [NOT_NEGATIVE],
        "float",
        r"""
        :math:`\gamma`; at 0 the loss is the cross-entropy.
        """,
    ),
    "ClassBalancedClassifier.form": Parameter(
        [StrOptions({"softmax", "sigmoid"})],
        '{"softmax", "sigmoid"}',
        """
        Whether the probabilities in the loss are a softmax, or sigmoids, one for each class.
        """,
    ),
    "FocalClassifier.form": Parameter(
        [StrOptions({"softmax", "sigmoid"})],
        '{"softmax", "sigmoid"}',
        """
        Whether :math:`Q` is a softmax, or the paper's sigmoids, one for each class.
        """,
    ),
    "FocalClassifier.class_weight": Parameter(
        [StrOptions({"balanced"}), Mapping, None],
        '"balanced", dict or None',
        """
        Weight of a row's loss by its class; ``"balanced"`` weighs in inverse proportion to the
        rows of a class. A class that a dict does not name has weight one. The probability in
        the focal factor is not weighted.
        """,
    ),
    "class_weight": Parameter(
        [StrOptions({"balanced"}), Mapping, None],
        '"balanced", dict or None',
        """
        Weight of a row's loss by its class; ``"balanced"`` weighs in inverse proportion to the
        rows of a class. A class that a dict does not name has weight one.
        """,
    ),
    "prototype_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        r"""
        The :math:`\lambda` above.
        """,
    ),
    "max_margin": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Margin of the smallest class, a difference of cosines.
        """,
    ),
    "scale": Parameter(
        [POSITIVE],
        "float",
        """
        Factor of the cosines.
        """,
    ),
    "reweight_from": Parameter(
        [UNIT_INTERVAL],
        "float",
        """
        Share of `max_epochs` after which the weights apply; 0 is from the start, 1 never.
        """,
    ),
    "LogitAdjustedClassifier.tau": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Strength of the correction. At 0 there is none; 1 is best for the mean of the recalls
        wherever the logits are good estimates.
        """,
    ),
    "PriorCorrectedClassifier.tau": Parameter(
        [Interval(Real, 0, None, closed="left")],
        "float",
        """
        Strength of the correction; at 0 nothing is changed.
        """,
    ),
    "post_hoc": Parameter(
        ["boolean"],
        "bool",
        """
        Whether the correction is made after training instead of in the loss.
        """,
    ),
    "estimator": Parameter(
        [HasMethods(["fit", "predict_proba"]), None],
        "classifier with ``predict_proba``",
        """
        It has to learn from the rows as they are: one that resamples or weighs classes is
        corrected already. None is a :class:`NeuralClassifier`.
        """,
    ),
}

"""The table of parameters: those of samplers that a classifier guides."""

from numbers import Real

from sklearn.utils._param_validation import HasMethods, Interval, StrOptions

from ._parameters import NOT_NEGATIVE, POSITIVE_INT, UNIT_INTERVAL, Parameter

GUIDED_PARAMETERS = {
    "teacher": Parameter(
        [HasMethods(["fit", "predict", "get_params"]), None],
        "classifier",
        """
        Classifier with ``predict_proba``, a copy of which is trained on the training rows; a
        ``FrozenEstimator`` is taken as it is. By default :class:`LogitAdjustedClassifier`. It
        gets rows as they are given to fit, and `random_state`, `categorical_features` and
        `image_shape` of the sampler where it has such parameters and they are not set.
        """,
    ),
    "teacher_prior": Parameter(
        [StrOptions({"balanced", "adjust"})],
        '{"balanced", "adjust"}',
        """
        ``"balanced"`` reads the teacher's probabilities as they are, for one that treats classes
        alike; ``"adjust"`` divides them by the class shares of the training rows, which is what
        an ordinary classifier needs.
        """,
    ),
    "candidates": Parameter(
        [StrOptions({"mixed", "class", "all"}), HasMethods(["fit", "sample"])],
        '{"mixed", "class", "all"} or sampler',
        """
        Where candidates come from: segments between neighbours of the class (``"class"``),
        between neighbours of any classes (``"all"``), or half of each; or a sampler of this
        package, fitted or not, whose ``sample`` draws them.
        """,
    ),
    "n_candidates": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Candidates for each row that is wanted.
        """,
    ),
    "threshold": Parameter(
        [Interval(Real, 0, 1, closed="left")],
        "float",
        """
        Probability of the class above which a candidate passes.
        """,
    ),
    "selection": Parameter(
        [StrOptions({"proportional", "even"})],
        '{"proportional", "even"}',
        """
        Whether those that pass are drawn in proportion to their probability, or alike.
        """,
    ),
    "trust": Parameter(
        [UNIT_INTERVAL, StrOptions({"auto"})],
        'float or "auto"',
        """
        Share of the generated rows that the teacher chooses; the rest are plain segments of the
        class. ``"auto"`` is 0.7, or less where the teacher's out-of-fold recalls are behind those
        of a small forest, see Notes; for that the teacher is trained twice more, on some 750 rows
        each time. A teacher that is frozen is trusted.
        """,
    ),
    "n_neighbors": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Neighbours of a row to which segments lead.
        """,
    ),
    "extrapolation": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Part of a segment's length by which it is lengthened at both ends; 0 is SMOTE's segment.
        """,
    ),
}

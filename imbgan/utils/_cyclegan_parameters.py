"""The table of parameters: those of CycleGANSampler."""

from numbers import Integral

from sklearn.utils._param_validation import Interval, StrOptions

from ._parameters import NOT_NEGATIVE, POSITIVE, POSITIVE_INT, Parameter

CYCLEGAN_PARAMETERS = {
    "source": Parameter(
        "no_validation",
        '"majority", "rest" or label',
        """
        Which rows are translated into a class that lacks rows: those of the largest other
        class, those of all other classes, or those of one class.
        """,
    ),
    "cycle_weight": Parameter(
        [NOT_NEGATIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Weight of the mean absolute difference between rows and what has been translated there
        and back. ``"auto"`` is 10 on images, as in the paper, and 1 on tables.
        """,
    ),
    "identity_weight": Parameter(
        [NOT_NEGATIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Weight of the mean absolute difference between rows and their translation into the class
        that they have already. ``"auto"`` is 5 on images, as in the paper, and 0.5 on tables.
        """,
    ),
    "buffer_size": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Generated rows of the past that are kept for each critic; half of the generated rows
        that it sees are taken from them.
        """,
    ),
    "n_blocks": Parameter(
        [Interval(Integral, 0, None, closed="left"), StrOptions({"auto"})],
        'int or "auto"',
        """
        Residual blocks of a generator of images. ``"auto"`` is 2 up to 32 pixels, 3 up to 64, 6
        up to 128 and 9 above.
        """,
    ),
    "CycleGANSampler.n_channels": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Channels of the first convolution of a generator or critic of images. ``"auto"`` is 64
        from 128 pixels on and 32 below.
        """,
    ),
    "upsampling": Parameter(
        [StrOptions({"transposed", "resize"})],
        '{"transposed", "resize"}',
        """
        How a generator doubles an image: by transposed convolutions, as in the paper, or by
        repeating pixels before a convolution, which leaves no checkerboard patterns.
        """,
    ),
    "CycleGANSampler.hidden_layer_sizes": Parameter(
        ["array-like"],
        "tuple of int",
        """
        Hidden units of generators and critics of tables.
        """,
    ),
    "CycleGANSampler.max_shift": Parameter(
        [Interval(Integral, 0, None, closed="left")],
        "int",
        """
        Largest number of pixels by which an image is moved that is translated once more.
        """,
    ),
    "CycleGANSampler.flip": Parameter(
        ["boolean"],
        "bool",
        """
        Whether half of the images that are translated once more are mirrored, left to right.
        """,
    ),
    "CycleGANSampler.max_epochs": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Number of epochs. An epoch is one pass over the largest class or source, or
        `max_steps_per_epoch` batches.
        """,
    ),
    "CycleGANSampler.batch_size": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Rows of a class, and of its source, in a batch. ``"auto"`` is 4 on images and 64 on
        tables.
        """,
    ),
    "CycleGANSampler.lr": Parameter(
        [POSITIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Learning rate of the generators. ``"auto"`` is 2e-4 on images, as in the paper, and 1e-3
        on tables.
        """,
    ),
    "CycleGANSampler.critic_lr": Parameter(
        [POSITIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Learning rate of the critics. ``"auto"`` is that of the generators.
        """,
    ),
    "mixed_precision": Parameter(
        ["boolean"],
        "bool",
        """
        Whether convolutions and matrix products of the training on a CUDA device are computed in
        bfloat16. Other devices compute as always; weights and generated rows stay float32.
        """,
    ),
    "CycleGANSampler.lr_schedule": Parameter(
        [StrOptions({"linear", "constant"})],
        '{"linear", "constant"}',
        """
        Whether the rates of generators and critics fall to almost nothing in the second half of
        the epochs, or are kept.
        """,
    ),
}

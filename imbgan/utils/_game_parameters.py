"""The table of parameters: those of games."""

from collections.abc import Mapping
from numbers import Integral, Real

from sklearn.utils._param_validation import Interval, StrOptions

from ._parameters import NOT_NEGATIVE, POSITIVE, POSITIVE_INT, Parameter

GAME_PARAMETERS = {
    "sampling_strategy": Parameter(
        [
            Interval(Real, 0, 1, closed="right"),
            StrOptions({"auto", "minority", "not minority", "not majority", "all"}),
            Mapping,
            callable,
        ],
        "float, str, dict or callable",
        """
        The class sizes to work towards, with all forms of imbalanced-learn's over-samplers. A
        sampler generates what is missing to them; with ``real_rows="repeated"`` the classifier
        is fed rows repeated up to them.
        """,
    ),
    "loss": Parameter(
        [StrOptions({"auto", "cross_entropy", "logit_adjusted", "squared_error"})],
        '{"auto", "cross_entropy", "logit_adjusted", "squared_error"}',
        """
        Loss of the classifier on real rows. ``"auto"`` is ``"{auto}"``. ``"logit_adjusted"``
        adds the log of the class shares among the rows fed to the logits.
        """,
    ),
    "fake_weight": Parameter(
        [NOT_NEGATIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Weight of the classifier's loss on generated rows. ``"auto"`` is {auto}; 0 turns the
        game off in a classifier.
        """,
    ),
    "DOClassifier.fake_weight": Parameter(
        [NOT_NEGATIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Weight of the classifier's loss on generated rows; 0 turns the game off. With ``"auto"`` it
        is {auto}, and where the members hold out rows in turn (see `validation_fraction`) the
        classifier is trained without the game too, first; the game is kept if it betters the
        score of the rows that are held out by a tenth, and by more than two standard errors of
        that gain. `callbacks` see the game alone, and where `time_limit` is over before it there
        is none.
        """,
    ),
    "fake_labels": Parameter(
        [
            StrOptions(
                {"auto", "uniform", "inverse_frequency", "deficit", "real_batch", "original"}
            )
        ],
        "str",
        """
        Distribution of the classes of the rows that are generated for the classifier:
        ``"uniform"``, every class alike; ``"inverse_frequency"``, in inverse proportion to its
        rows; ``"deficit"``, in proportion to what `sampling_strategy` adds to it;
        ``"original"``, in proportion to its rows; ``"real_batch"``, the classes of the real
        batch. ``"auto"`` is ``"{auto}"``.
        """,
    ),
    "fake_class_weight": Parameter(
        [StrOptions({"auto", "equal", "capped"})],
        '{"auto", "equal", "capped"}',
        """
        Further weight of a generated row by its class. With ``"capped"`` it is at most one, and
        less where the generated rows of a class would together weigh more than the real rows of
        the smallest class (times `fake_weight`), so that the generated rows of no class weigh
        more than its real ones. ``"auto"`` is ``"{auto}"``.
        """,
    ),
    "generator_classifier_weight": Parameter(
        [NOT_NEGATIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Weight of the classifier's part in the generator's loss, beside that of the critic.
        ``"auto"`` is {auto}.
        """,
    ),
    "generator_objective": Parameter(
        [StrOptions({"auto", "adversarial", "cooperative"})],
        '{"auto", "adversarial", "cooperative"}',
        """
        What the generator wants of the classifier: ``"adversarial"``, that its rows are
        misclassified; ``"cooperative"``, that they are recognised as their class. ``"auto"`` is
        ``"{auto}"``.
        """,
    ),
    "LatentGame.real_rows": Parameter(
        [StrOptions({"auto", "original", "repeated"})],
        '{"auto", "original", "repeated"}',
        """
        Whether real rows are fed as they are, or repeated up to the sizes of
        `sampling_strategy`. ``"auto"`` is ``"{auto}"``.
        """,
    ),
    "ConvexGame.real_rows": Parameter(
        [StrOptions({"original", "repeated"})],
        '{"original", "repeated"}',
        """
        Whether real rows are fed as they are, or repeated up to the sizes of
        `sampling_strategy`.
        """,
    ),
    "critic_steps": Parameter(
        [Interval(Integral, 1, 1000, closed="both")],
        "int",
        """
        Updates of the critic for each batch, at most 1000.
        """,
    ),
    "play_every": Parameter(
        [Interval(Integral, 1, 1000, closed="both"), StrOptions({"auto"})],
        'int or "auto"',
        """
        Critic and generator are updated with one batch of so many, the classifier with each. At
        most 1000: with more, hardly a fit would update them at all.
        ``"auto"`` is 1 on tables and 2 on images, where their updates take most of the time.
        """,
    ),
    "LatentGame.penalty_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight of the critic's gradient penalty, which draws its gradient to zero.
        """,
    ),
    "ConvexGame.penalty_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight of the gradient penalty of a Wasserstein critic.
        """,
    ),
    "penalty_at": Parameter(
        [StrOptions({"real", "fake", "between"})],
        '{"real", "fake", "between"}',
        """
        Where the gradient is taken: at real rows, at generated ones, or at random points
        between.
        """,
    ),
    "f": Parameter(
        [StrOptions({"identity", "log"})],
        '{"identity", "log"}',
        """
        Form of the adversarial loss: that of a Wasserstein GAN, or with the logarithm of a
        sigmoid that of the first GAN.
        """,
    ),
    "LatentGame.n_members": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Number of perceptrons in the default networks of tables, whose probabilities are averaged;
        1 gives a plain perceptron.
        """,
    ),
    "LatentGame.latent_dim": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Coordinates of the latent space.
        """,
    ),
    "ConvexGame.latent_dim": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Coordinates of the generator's noise.
        """,
    ),
    "classification_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight of the classification loss in the autoencoder, beside that of the reconstruction.
        """,
    ),
    "autoencoder_epochs": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Epochs of the autoencoder; ``"auto"`` is as many as make 1000 batches, from 5 to 200.
        """,
    ),
    "autoencoder_lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of the autoencoder.
        """,
    ),
    "pretrained_share": Parameter(
        [Interval(Real, 0, 1, closed="both"), StrOptions({"auto"})],
        'float or "auto"',
        """
        Share of the encoder's weights in those that the classifier starts from; the rest are
        random ones. 1 hands the trunk over as it is. ``"auto"`` is 1 on tables and 0.5 on
        images, where the longer training ended below that of random weights when it started
        from the trunk alone.
        """,
    ),
    "generator_lr": Parameter(
        [POSITIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        Learning rate of the generator. ``"auto"`` is 1e-5 on tables, where one that moves faster
        leaves parts of a class without rows, and 1e-4 on images.
        """,
    ),
    "critic_lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of the critic.
        """,
    ),
    "mix": Parameter(
        [StrOptions({"learned", "local"})],
        '{"learned", "local"}',
        """
        What of the mix is learned. ``"learned"``: the keys of the rows, how sharply the mix tells
        them apart, and what moves it through the class. ``"local"``: the last only, so that a mix
        stays one of neighbours by the spread of their own class.
        """,
    ),
    "ConvexGame.extrapolation": Parameter(
        [NOT_NEGATIVE, StrOptions({"auto"})],
        'float or "auto"',
        """
        How far the numbers of a generated row go beyond the mix of rows, since mixes have less
        spread than the rows: the mix of half the sharpness lies nearer to the middle, and a row
        goes this part of the distance further on. 0 stays in the hull of the class. Categories
        come from the mix itself. ``"auto"`` is 2 on tables and 0 on images.
        """,
    ),
    "screen": Parameter(
        ["boolean"],
        "bool",
        """
        In a sampler, whether rows are given out only if the classifier of the game takes them for
        their class, with a probability above one half. Others are drawn again, up to ten times in
        all, and then given out as they are. The share that passed is in ``pass_rate_``.
        """,
    ),
    "max_steps": Parameter(
        [POSITIVE_INT, StrOptions({"auto"}), None],
        'int, "auto" or None',
        """
        Batches of the game in all, in whole epochs, where `max_epochs` is ``"auto"``. With
        ``"auto"`` it is 100 on tables, or 75 where the generator mixes rows, and has no say on
        images; with None it has none at all.
        """,
    ),
    "OverSampler.max_epochs": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Largest number of epochs. An epoch is one pass over the rows fed, or
        `max_steps_per_epoch` batches. ``"auto"`` is as many as make `max_steps` batches, and on
        images as many as make 2000, from 15 to 100.
        """,
    ),
    "time_limit": Parameter(
        [POSITIVE, None],
        "float or None",
        """
        Seconds after which the fit ends with the epoch that is running. What is trained before
        the game counts; of the game one epoch is run in any case.
        """,
    ),
    "max_anchors": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Largest number of rows of a class that the generator mixes in a step, and that a fitted
        sampler keeps.
        """,
    ),
    "feature_network": Parameter(
        ["boolean", StrOptions({"auto"})],
        'bool or "auto"',
        """
        On images, whether a network is trained on the real ones first and the game is played
        with the features that it makes of them. ``"auto"`` does so unless a network is given.
        """,
    ),
    "generator": Parameter(
        [callable, None],
        "callable",
        """
        Builds the generator from a :class:`~imbgan.encoding.DataSpec`; it is called with noise
        of shape (n_rows, latent_dim) and class codes and returns encoded rows. By default
        :class:`~imbgan.networks.ConvexGenerator`.
        """,
    ),
    "critic": Parameter(
        [callable, None],
        "callable",
        """
        Builds the critic from a :class:`~imbgan.encoding.DataSpec`; it is called with encoded
        rows and class codes and returns one number per row. By default
        :class:`~imbgan.networks.MLPCritic` on tables and :class:`~imbgan.networks.TrunkCritic`
        on images.
        """,
    ),
}

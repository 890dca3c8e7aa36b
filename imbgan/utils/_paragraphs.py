"""The paragraphs that several estimators' docstrings share."""

from ._network_paragraphs import CLASSIFIER_PARAMETERS

RANDOM_STATE = """
random_state : int, RandomState instance or None, default=None
    Seed of the fit. The same number gives the same result on a CPU with the same number of
    threads.
"""

SAMPLING_STRATEGY = """
sampling_strategy : float, str, dict or callable, default="auto"
    The class sizes to work towards, with all forms of imbalanced-learn's over-samplers. A sampler
    generates what is missing to them; with ``real_rows="repeated"`` the classifier is fed rows
    repeated up to them.
"""

_GAME = """
loss : {"auto", "cross_entropy", "logit_adjusted", "squared_error"}, default="auto"
    What the classifier loses on real rows. ``"auto"`` is ``%(loss)s``. ``"logit_adjusted"`` adds
    the log of the class shares among the rows fed to the logits.

fake_weight : float or "auto", default="auto"
    Weight of what the classifier learns from generated rows. ``"auto"`` is %(fake_weight)s; 0
    turns the game off in a classifier.

fake_labels : str, default="auto"
    Law of the classes of the rows that are generated for the classifier: ``"uniform"``, every
    class alike; ``"inverse_frequency"``, in inverse proportion to its rows; ``"deficit"``, in
    proportion to what `sampling_strategy` adds to it; ``"original"``, in proportion to its rows;
    ``"real_batch"``, the classes of the real batch. ``"auto"`` is ``%(fake_labels)s``.

fake_class_weight : {"auto", "equal", "capped"}, default="auto"
    Further weight of a generated row by its class. ``"capped"`` lets the generated rows of every
    class weigh together as much as the real rows of the smallest class (times `fake_weight`), so
    that no class hears more from its generated rows than from its real ones. ``"auto"`` is
    ``%(fake_class_weight)s``.

persuade_weight : float or "auto", default="auto"
    Weight of what the generator tells the classifier beside its contest with the critic.
    ``"auto"`` is %(persuade_weight)s.
"""

_CONVEX = """
real_rows : {"original", "repeated"}, default="original"
    Whether real rows are fed as they are, or repeated up to the sizes of `sampling_strategy`.

critic_steps : int, default=1
    Moves of the critic for each batch.

penalty_weight : float, default=10.0
    Weight of the gradient penalty of a Wasserstein critic.

latent_dim : int, default=32
    Coordinates of the generator's noise.

max_anchors : int, default=512
    Largest number of rows of a class that the generator mixes in a step, and that a fitted sampler
    keeps.

feature_network : bool or "auto", default="auto"
    On images, whether a network is trained on the real ones first and the game is played with the
    features that it makes of them. ``"auto"`` does so in a classifier, unless a network is given.
    A sampler mixes the images themselves, so that what it gives back lies in the hull of real
    images.

generator : callable, default=None
    Builds the generator from a :class:`~imbgan.encoding.DataSpec`; it is called with noise of
    shape (n_rows, latent_dim) and class codes and returns encoded rows. By default
    :class:`~imbgan.networks.ConvexGenerator`.

critic : callable, default=None
    Builds the critic from a :class:`~imbgan.encoding.DataSpec`; it is called with encoded rows and
    class codes and returns one number per row. By default :class:`~imbgan.networks.MLPCritic` on
    tables and :class:`~imbgan.networks.TrunkCritic` on images.

generator_lr : float, default=1e-3
    Learning rate of the generator.

critic_lr : float, default=1e-3
    Learning rate of the critic.
"""

_LATENT = """
generator_aim : {"auto", "fool", "favour"}, default="auto"
    Whether the generator wants the classifier to miss its rows or to recognise them. ``"auto"`` is
    ``%(generator_aim)s``.

real_rows : {"auto", "original", "repeated"}, default="auto"
    Whether real rows are fed as they are, or repeated up to the sizes of `sampling_strategy`.
    ``"auto"`` is ``%(real_rows)s``.

critic_steps : int, default=1
    Moves of the critic for each batch.

play_every : int or "auto", default="auto"
    Critic and generator move with one batch of so many, the classifier with each. ``"auto"`` is 1
    on tables and 2 on images, where their moves take most of the time.

penalty_weight : float, default=10.0
    Weight of the critic's gradient penalty, which draws its slope to zero.

penalty_at : {"real", "fake", "between"}, default="real"
    Where the slope is taken: at real rows, at generated ones, or at random points between.

f : {"identity", "log"}, default="identity"
    Form of the contest with the critic: that of a Wasserstein GAN, or with the logarithm of a
    sigmoid that of the first GAN.

latent_dim : int, default=64
    Coordinates of the latent space.

classification_weight : float, default=1.0
    Weight of the classification loss in the autoencoder, beside that of the reconstruction.

autoencoder_epochs : int or "auto", default="auto"
    Epochs of the autoencoder; ``"auto"`` is as many as make 1000 batches, from 5 to 200.

autoencoder_lr : float, default=1e-3
    Learning rate of the autoencoder.

inherited : float or "auto", default="auto"
    Share of the encoder's weights in those that the classifier starts from; the rest are random
    ones. 1 hands the trunk over as it is. ``"auto"`` is 1 on tables and 0.5 on images, where the
    longer training ended below that of random weights when it started from the trunk alone.

generator_lr : float, default=1e-4
    Learning rate of the generator.

critic_lr : float, default=1e-4
    Learning rate of the critic.
"""

_GAME_HEAD = SAMPLING_STRATEGY + RANDOM_STATE + _GAME
CONVEX_PARAMETERS = _GAME_HEAD + _CONVEX + CLASSIFIER_PARAMETERS
LATENT_PARAMETERS = _GAME_HEAD + _LATENT + CLASSIFIER_PARAMETERS

ATTRIBUTES = """
classes_ : ndarray of shape (n_classes,)
    The class labels.

n_features_in_ : int
    Number of columns seen in fit; of images, the product of their shape.

feature_names_in_ : ndarray of shape (`n_features_in_`,)
    Their names, where X was a frame with string names.

net_ : skorch net
    The trained net; ``net_.module_`` is the classifier network.

encoder_ : TabularEncoder or ImageEncoder
    Turns rows into the net's numbers and back.

spec_ : DataSpec
    What the networks know about the data.

history_ : list of dict
    Losses and scores of each epoch.

n_iter_ : int
    Number of epochs run.
"""

PROTOTYPE_ATTRIBUTES = (
    """
centers_ : ndarray of shape (n_classes, n_features)
    The centres of the classes, in the latent space of :meth:`transform`.
"""
    + ATTRIBUTES
)

GAME_ATTRIBUTES = (
    ATTRIBUTES
    + """
sampling_strategy_ : dict
    Number of rows to generate for each class.

generated_classes_ : tuple of int
    Codes of the classes that had a generator.
"""
)

SAMPLER_ATTRIBUTES = (
    GAME_ATTRIBUTES
    + """
synthetic_mask_ : ndarray of shape (n_rows,)
    Which rows of the last :meth:`fit_resample` are generated.

sparse_type_ : str or None
    Name of the sparse container seen in fit, in which rows are given back.
"""
)

LATENT_SAMPLER_ATTRIBUTES = (
    SAMPLER_ATTRIBUTES
    + """
latent_means_ : ndarray of shape (n_classes, latent_dim)
    Means of the classes in latent space.

latent_covariances_ : ndarray of shape (n_classes, latent_dim, latent_dim)
    Their covariances.

single_classes_ : ndarray of shape (n_single_classes,)
    Codes of the classes that have one row each.

single_rows_ : ndarray
    Their rows, encoded, which is what is generated for these classes.
"""
)

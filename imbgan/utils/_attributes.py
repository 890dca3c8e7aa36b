"""The paragraphs on attributes that several estimators share."""

_ALL = """
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
    What the networks know of the data: shape, class counts, categories.

history_ : list of dict
    Losses and scores of each epoch.

n_iter_ : int
    Number of epochs run.
"""

_OUT_OF_FOLD = """
oof_proba_ : ndarray of shape (n_samples, n_classes)
    Probabilities of the training rows, each by the members that have not trained on it. Only
    where ``validation_fraction="auto"`` lets the members hold out rows in turn. They are those
    that the net gives: a decision by `threshold` is not in them.
"""

_ENSEMBLE = (
    _ALL
    + _OUT_OF_FOLD
    + """

decision_costs_ : ndarray of shape (n_classes, n_classes)
    What it costs to take a row of one class (row of the matrix) for one of another (column), by
    the probabilities that the net gives; ``predict`` chooses what costs least.

threshold_ : float
    Of two classes, the probability above which the second is predicted, by the same probabilities.
"""
)

_PROTOTYPE = (
    """
centers_ : ndarray of shape (n_classes, n_features)
    The centres of the classes, in the latent space of :meth:`transform`.
"""
    + _ALL
)

_GAME = (
    _ALL
    + """
sampling_strategy_ : dict
    Number of rows to generate for each class.

generated_classes_ : tuple
    Labels of the classes that had a generator; empty without a game.
"""
)

_CLASS_PRIOR = """
class_prior_ : ndarray of shape (n_classes,)
    Shares of the classes among the training rows, as they weigh.
"""

_SAMPLER = (
    _GAME
    + """
synthetic_mask_ : ndarray of shape (n_rows,)
    Which rows of the last :meth:`fit_resample` are generated.

sparse_type_ : str or None
    Name of the sparse container seen in fit, in which rows are given back.

frame_kind_ : DataFrame of polars, Table of pyarrow or None
    Without rows: the kind of table seen in fit, in which rows are given back. None for others.
"""
)

_GAME_SAMPLER = (
    _SAMPLER
    + """
pass_rate_ : dict
    With ``screen=True``, the share of rows that pass at the first draw, by label; else empty.
"""
)

_LATENT_SPACE = """
latent_means_ : ndarray of shape (n_classes, latent_dim)
    Means of the classes in latent space.

latent_covariances_ : ndarray of shape (n_classes, latent_dim, latent_dim)
    Their covariances.
"""

_LATENT_SAMPLER = (
    _GAME_SAMPLER
    + _LATENT_SPACE
    + """
single_classes_ : ndarray of shape (n_single_classes,)
    Labels of the classes that have one row each.

single_rows_ : ndarray
    Their rows, encoded, which is what is generated for these classes.
"""
)

_CODE_CLASSIFIER = (
    _ALL
    + """
sampling_strategy_ : dict
    Number of codes to draw for each class.
"""
)

_CODE_SAMPLER = (
    _SAMPLER.replace("had a generator", "rows can be generated for").replace(
        "the classifier network", "the autoencoder"
    )
    + """
latent_means_ : ndarray of shape (n_classes, latent_dim)
    Means of the classes' codes.

latent_covariances_ : ndarray of shape (n_classes, latent_dim, latent_dim)
    Their covariances.

row_codes_ : ndarray of shape (n_samples, latent_dim)
    Codes of the rows seen in fit.

row_classes_ : ndarray of shape (n_samples,)
    Their class codes.

pass_rate_ : dict
    Share of the candidates that the rule of three distances accepts, by label.

single_classes_ : ndarray of shape (n_single_classes,)
    Labels of the classes that have one row each.

single_rows_ : ndarray
    Their rows, encoded, which is what is generated for these classes.
"""
)

_IMAGE_METADATA = (
    _ALL.replace("TabularEncoder or ImageEncoder", "ImageMetadataEncoder")
    + """
sampling_strategy_ : dict
    Number of synthetic images for each class, those for rows held out included; empty without
    `synthetic`.
"""
)

# By the line of a docstring that they replace.
ATTRIBUTES = {
    "<attributes>": _ALL.strip(),
    "<ensemble_attributes>": _ENSEMBLE.strip(),
    "<prototype_attributes>": _PROTOTYPE.strip(),
    "<code_classifier_attributes>": _CODE_CLASSIFIER.strip(),
    "<code_sampler_attributes>": _CODE_SAMPLER.strip(),
    "<game_attributes>": (_GAME + _CLASS_PRIOR).strip(),
    "<do_attributes>": (_GAME + _OUT_OF_FOLD + _CLASS_PRIOR).strip(),
    "<adjusted_attributes>": (_ENSEMBLE + _CLASS_PRIOR).strip(),
    "<sampler_attributes>": _SAMPLER.strip(),
    "<game_sampler_attributes>": _GAME_SAMPLER.strip(),
    "<image_metadata_attributes>": _IMAGE_METADATA.strip(),
    "<latent_attributes>": (_ALL + _LATENT_SPACE).strip(),
    "<latent_sampler_attributes>": _LATENT_SAMPLER.strip(),
}

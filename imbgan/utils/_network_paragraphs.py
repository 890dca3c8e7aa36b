"""The paragraphs on the classifier network and on its training."""

_NETWORK = """
classifier : callable, default=None
    Builds the classifier network from a :class:`~imbgan.encoding.DataSpec`; it maps encoded rows
    to logits of shape (n_rows, n_classes). By default, on tables, an ensemble of perceptrons that
    are trained side by side on the same batches
    (:class:`~imbgan.networks.PackedMLP`), and on images convolutions with batch normalisation
    (:class:`~imbgan.networks.ConvClassifier`).

n_members : int, default=16
    Number of perceptrons in the default network of tables, whose probabilities are averaged; 1
    gives a plain perceptron.

hidden_layer_sizes : tuple of int, default=(96, 96)
    Hidden units of each perceptron.

n_channels : int, default=16
    Channels of the first convolution in the networks of images; they double each time that the
    image is halved.

dropout : float or "auto", default="auto"
    Share of hidden units that are silent in a training step; ``"auto"`` is 0.1 on tables and 0.5
    on images.

max_shift : int, default=0
    Largest number of pixels by which an image is moved when the classifier reads it in training.

flip : bool, default=False
    Whether half of the images are mirrored, left to right, when the classifier reads them in
    training.
"""

EPOCHS = """
max_epochs : int or "auto", default="auto"
    Largest number of epochs. An epoch is one pass over the rows fed, or `max_steps_per_epoch`
    batches. ``"auto"`` is 100 on tables, and on images as many as make 2000 batches, from 15 to
    100.

max_steps_per_epoch : int or None, default=200
    Largest number of batches in an epoch; on large data the next epoch goes on where this one
    ended.

batch_size : int, default=128
    Rows in a batch.
"""

_RATE = """
lr : float, default=2e-3
    Learning rate of the classifier.

lr_schedule : {"auto", "constant", "one_cycle", "step"}, default="auto"
    Whether `lr` is kept, or is the peak of a rise and fall over all of `max_epochs`, or is divided
    by ten after half and again after four fifths of them. ``"auto"`` is ``"constant"`` on tables
    and ``"one_cycle"`` on images.

weight_decay : float, default=1e-3
    Weight decay of the classifier, handed to `optimizer` if that has one.

optimizer : type, default=torch.optim.AdamW
    Optimiser of the classifier.
"""

_SELECTION = """
early_stopping : bool or "auto", default="auto"
    Whether a part of the training rows is held out, the epoch with the best score on it is kept,
    and training stops when it no longer improves. ``"auto"`` does so in classifiers, unless their
    schedule is one cycle, which ends where it is best. Samplers train on all rows.

validation_fraction : float, default=0.15
    Share of each class that is held out; a class of fewer than five rows gives none.

n_iter_no_change : int, default=20
    Epochs without a better score after which training stops. A schedule of the learning rate is
    run to its end.

scoring : {"balanced_log_loss", "geometric_mean", "acsa"} or callable, default="balanced_log_loss"
    Score that chooses the epoch. A callable gets class codes and probabilities, ``scoring(y_codes,
    y_proba)``; greater is better. Weights of rows do not enter it: every row held out counts
    alike, but those of weight zero, which are left out beforehand.
"""

DATA = """
categorical_features : "auto", None, array-like of bool, int or str, default="auto"
    Categorical columns: a mask, indices, or names of a frame's columns. ``"auto"`` takes the
    category and string columns of a frame, and none of an array.

image_shape : tuple of int, default=None
    Says that the rows of X are flat images of this shape, (height, width) or (channels, height,
    width). An X of shape (n_samples, channels, height, width) needs no such word.

callbacks : list of skorch callbacks, default=None
    Further callbacks of the net.

device : str, default="auto"
    Device to train on; ``"auto"`` takes cuda, then mps, then cpu. A fitted model lies on the CPU.

verbose : int, default=0
    Whether a progress bar with the losses is shown.

net_params : dict, default=None
    Further parameters of the skorch net, such as ``{"optimizer__betas": (0.5, 0.9)}``.
"""

BACKBONE = """
backbone : {"auto", "double_conv", "resnet44", "resnet56"} or callable, default="auto"
    The network that makes features of rows. On images ``"double_conv"`` is
    :class:`~imbgan.networks.DoubleConvTrunk`, and the two others are
    :class:`~imbgan.networks.ResNetELU` of that depth; ``"auto"`` takes ``"resnet44"`` where the
    shorter side has 32 pixels or more, and ``"double_conv"`` below. On tables ``"auto"`` is
    :class:`~imbgan.networks.FeatureMLP`. A callable builds a network from a
    :class:`~imbgan.encoding.DataSpec` that maps encoded rows to features of shape (n_rows,
    n_features).

n_features : int, default=64
    Number of features, that is, dimensions of the latent space.

hidden_layer_sizes : tuple of int, default=(96, 96)
    Hidden units of the default network of tables.

n_channels : int or "auto", default="auto"
    Channels of the first convolutions in the networks of images. ``"auto"`` is the paper's number,
    32 in the double convolutions and 16 in a residual network.

dropout : float, default=0.0
    Share of hidden units that are silent in a training step; a residual network has none.

max_shift : int, default=0
    Largest number of pixels by which an image is moved in training.

flip : bool, default=False
    Whether half of the images are mirrored, left to right, in training.

random_erasing : float, default=0.0
    Share of the images in which a rectangle, 2 to 40 % of the image, becomes noise in training.

raw_pixels : bool, default=False
    Whether the network reads pixels between 0 and 255, not between -1 and 1. It is of no effect on
    tables.
"""

CLASSIFIER_PARAMETERS = _NETWORK + EPOCHS + _RATE + _SELECTION + DATA
TRAINING = EPOCHS + _RATE + _SELECTION + DATA

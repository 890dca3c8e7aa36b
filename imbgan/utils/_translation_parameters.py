"""The table of parameters: those of the classifier of images with metadata."""

import os
from collections.abc import Mapping
from numbers import Integral, Real

from sklearn.utils._param_validation import HasMethods, Interval, StrOptions

from ._parameters import POSITIVE_INT, Parameter

TRANSLATION_PARAMETERS = {
    "ImageMetadataClassifier.backbone": Parameter(
        [StrOptions({"auto", "resnet50", "densenet121", "vgg16"}), callable],
        '{"auto", "resnet50", "densenet121", "vgg16"} or callable',
        """
        What turns images into features. ``"auto"`` is the network of :class:`NeuralClassifier`
        for images; ``"vgg16"`` has batch normalisation and no dense layers; ``"resnet50"`` and
        ``"densenet121"`` (from 29 pixels on) are MONAI's, ``pip install "imbgan[vision]"``. A
        callable builds a network from the :class:`~imbgan.encoding.DataSpec` of the images,
        which gives `n_features` features.
        """,
    ),
    "pretrained": Parameter(
        [str, os.PathLike, None],
        "str or path-like",
        """
        File of weights that the backbone starts from: a state dict written by ``torch.save``,
        or in the safetensors format. Weights of a head are left out, and a first convolution of
        one channel takes the mean over the channels in the file. Nothing is ever downloaded;
        without a file weights are random.
        """,
    ),
    "fusion": Parameter(
        [StrOptions({"joint", "average"})],
        '{"joint", "average"}',
        """
        Whether one head reads the features of image and metadata side by side, or each has a
        head of its own and the probabilities of both are averaged.
        """,
    ),
    "synthetic": Parameter(
        [HasMethods(["fit_resample", "set_params", "get_params"]), None],
        "over-sampler",
        """
        Over-sampler of images, a copy of which is trained in fit, on the images of the training
        rows alone; it is not kept. It gets images of shape (n, channels, height, width), or flat
        ones if it has no method ``sample``, as those of imbalanced-learn. Rows held out for
        `early_stopping` stay real and unseen. Its own `sampling_strategy` is not used.
        """,
    ),
    "metadata": Parameter(
        [StrOptions({"source", "positive"})],
        '{"source", "positive"}',
        """
        Metadata of a synthetic image: that of the training row which it was made from, as
        ``source_indices_`` of the sampler tells, or that of a real row of its class, drawn at
        random.
        """,
    ),
    "ImageMetadataClassifier.sampling_strategy": Parameter(
        [
            Interval(Real, 0, 1, closed="right"),
            StrOptions({"half", "auto", "minority", "not minority", "not majority", "all"}),
            Mapping,
            callable,
        ],
        "float, str, dict or callable",
        """
        How many synthetic images there are. ``"half"`` adds half the size of the largest class
        to each smaller one, at most until it is as large; otherwise the class sizes to work
        towards, in all forms of imbalanced-learn's over-samplers. Where rows are held out they
        take their share along.
        """,
    ),
    "image_column": Parameter(
        [str, Integral, None],
        "str, int or None",
        """
        The column of images: arrays of shape (height, width) or (channels, height, width), or
        paths to files, which pillow reads as grey or RGB. ``"auto"`` looks for it; None reads
        no column as images.
        """,
    ),
    "image_columns": Parameter(
        [slice, "array-like", None],
        "slice or array-like",
        """
        The columns that hold the pixels of flat images, where `image_shape` is given: a slice,
        indices, a mask, or names. By default the first, as many as an image has pixels.
        """,
    ),
    "metadata_features": Parameter(
        ["array-like", None],
        "array-like",
        """
        The columns of metadata: indices, a mask, or names; ``[]`` is none, so that only images
        are read. By default all columns that are no images.
        """,
    ),
    "ImageMetadataClassifier.loss": Parameter(
        [StrOptions({"cross_entropy", "logit_adjusted"})],
        '{"cross_entropy", "logit_adjusted"}',
        """
        ``"logit_adjusted"`` adds the log of the class shares, synthetic images included, to the
        logits in training, so that predictions are those of balanced classes.
        """,
    ),
    "ImageMetadataClassifier.class_weight": Parameter(
        [StrOptions({"balanced"}), Mapping, None],
        '"balanced", dict or None',
        """
        Weight of a row's loss by its class; ``"balanced"`` weighs in inverse proportion to the
        rows of a class, synthetic images included. A class that a dict does not name has weight
        one.
        """,
    ),
    "ImageMetadataClassifier.n_channels": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Channels of the first convolution in the backbone ``"auto"``; they double each time that
        the image is halved.
        """,
    ),
    "ImageMetadataClassifier.n_features": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Number of features that the backbone ``"auto"`` gives, and a callable has to give.
        """,
    ),
    "ImageMetadataClassifier.hidden_layer_sizes": Parameter(
        ["array-like"],
        "tuple of int",
        """
        Hidden units of the perceptron that reads the metadata.
        """,
    ),
    "ImageMetadataClassifier.dropout": Parameter(
        [Interval(Real, 0, 1, closed="left"), StrOptions({"auto"})],
        'float or "auto"',
        """
        Share of the features before a head that are set to zero in a training step; in the
        backbone ``"auto"`` also of the units before its last layer. ``"auto"`` is 0.5, and 0.1
        without images.
        """,
    ),
    "ImageMetadataClassifier.categorical_features": Parameter(
        [StrOptions({"auto"}), "array-like", None],
        '"auto", None, array-like of bool, int or str',
        """
        Categorical columns of X: a mask, indices, or names of a frame's columns. ``"auto"``
        takes the category and text columns of a frame, and none of an array.
        """,
    ),
    "ImageMetadataClassifier.image_shape": Parameter(
        ["array-like", None],
        "tuple of int",
        """
        Says that rows have flat images of this shape, (height, width) or (channels, height,
        width), in `image_columns`; the other columns are metadata. Files of images are read with
        this number of channels.
        """,
    ),
}

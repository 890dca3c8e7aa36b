"""Loading of one set of images: from a folder of its published files, else from OpenML."""

from functools import partial

import numpy as np
from sklearn.utils import Bunch

from imbgan.datasets._folder import data_folder, download_or_advise, keep_files
from imbgan.datasets._image_files import FILES
from imbgan.datasets._image_sets import image_set_info
from imbgan.datasets._sources import download_images

SUBSETS = {"train": ("train",), "test": ("test",), "all": ("train", "test")}
PARTS = SUBSETS["all"]


def fetch_images(
    name, *, data_home=None, download_if_missing=True, subset="train", return_X_y=False
):
    """Load MNIST, Fashion-MNIST, SVHN or CIFAR-10.

    The images are read from a folder of files. Where the folder lacks them, they are downloaded
    from OpenML and kept there. Either way the images and the members of each class are counted
    and compared with the published ones.

    The sets are balanced, or nearly so but for SVHN: under-sample the training part with
    :func:`imbalanced_subset` or :func:`step_imbalance`, and leave the test part as it is.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist", "svhn", "cifar10"}
        The set of images.

    data_home : str or path-like, default=None
        Folder in which a folder with the name of the set holds its files as they were published:

        ``mnist``, ``fashion_mnist``
            ``train-images-idx3-ubyte.gz``, ``train-labels-idx1-ubyte.gz``,
            ``t10k-images-idx3-ubyte.gz`` and ``t10k-labels-idx1-ubyte.gz``, or the same unpacked
            and without ``.gz``.
        ``svhn``
            ``train_32x32.mat`` and ``test_32x32.mat``, the cropped digits.
        ``cifar10``
            ``data_batch_1.bin`` to ``data_batch_5.bin`` and ``test_batch.bin``, the binary
            version, or the same without ``.bin``, the Python version. Of its pickles only plain
            containers and arrays are read; nothing in them is executed.

        None takes the environment variable ``IMBGAN_DATA``, and where it is not set ``imbgan`` in
        scikit-learn's data folder.

    download_if_missing : bool, default=True
        Whether to download images that the folder lacks.

    subset : {"train", "test", "all"}, default="train"
        The training images, the test images, or both with the training images first.

    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    images : :class:`~sklearn.utils.Bunch`
        Dictionary-like, with the attributes

        data : ndarray of shape (n_samples, channels, height, width)
            Grey values, or red, green and blue ones, from 0 to 255, as uint8.
        target : ndarray of shape (n_samples,)
            Labels from 0 to 9, as int64. Those of digits are the digits: the 10 that SVHN's
            files have for the digit 0 becomes 0.
        image_shape : tuple
            Channels, height and width: ``(1, 28, 28)``, and ``(3, 32, 32)`` of SVHN and CIFAR-10.
        target_names : list of str
            Names of the classes 0 to 9.
        DESCR : str
            Description, source and licence.

    (data, target) : tuple
        With ``return_X_y=True``.

    Raises
    ------
    ValueError
        If there is no such set or subset, if a file is damaged, or if its content is not the
        published one.
    OSError
        If the folder lacks a file and it cannot be (or is not to be) downloaded.
    ImportError
        If the images are to be downloaded and pandas is not installed.

    References
    ----------
    .. [1] Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to
       document recognition", Proceedings of the IEEE 86(11), 1998.
    .. [2] H. Xiao, K. Rasul, R. Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking
       machine learning algorithms", arXiv:1708.07747, 2017.
    .. [3] Y. Netzer et al., "Reading digits in natural images with unsupervised feature
       learning", NIPS Workshop on Deep Learning and Unsupervised Feature Learning, 2011.
    .. [4] A. Krizhevsky, "Learning multiple layers of features from tiny images", technical
       report, University of Toronto, 2009.

    Examples
    --------
    >>> from imbgan.datasets import fetch_images, imbalanced_subset
    >>> X, y = fetch_images("fashion_mnist", return_X_y=True)  # doctest: +SKIP
    >>> X.shape  # doctest: +SKIP
    (60000, 1, 28, 28)
    >>> rows = imbalanced_subset(y, random_state=0)  # doctest: +SKIP
    >>> X[rows].shape  # doctest: +SKIP
    (9000, 1, 28, 28)
    """
    info = image_set_info(name)
    if subset not in list(SUBSETS):
        raise ValueError(f"subset={subset!r} is no part; choose one of {list(SUBSETS)}.")
    folder = data_folder(data_home) / name
    found = {part: FILES[name].find(folder, part) for part in PARTS}
    wanted = SUBSETS[subset]
    parts = {part: _read(info, part, found[part]) for part in wanted if found[part]}
    if len(parts) < len(wanted):
        lacking = [part for part in wanted if not found[part]]
        fresh = _download(info, folder, lacking, download_if_missing)
        _write_to_cache(name, folder, {part: fresh[part] for part in PARTS if not found[part]})
        parts.update({part: fresh[part] for part in lacking})
    return _bunch(info, [parts[part] for part in wanted], return_X_y=return_X_y)


def _read(info, part, paths):
    """Images and labels of one part that the folder holds."""
    images, labels = FILES[info.name].read(paths)
    origin = " with ".join([str(paths[0]), *(path.name for path in paths[1:])])
    _check_content(info, part, images, labels, origin)
    return images, labels


def _download(info, folder, lacking, allowed, **openers):
    """Images and labels of both parts from OpenML, or an error that says what to do instead."""
    files = [name for part in lacking for name in FILES[info.name].names(part)]
    parts = download_or_advise(
        partial(download_images, info, **openers),
        name=info.name,
        path=folder / files[0],
        put=f"the files {', '.join(files)}",
        held=f"the folder {info.name!r}",
        allowed=allowed,
    )
    for part, (images, labels) in parts.items():
        _check_content(info, part, images, labels, "the download")
    return parts


def _write_to_cache(name, folder, parts):
    """Write downloaded parts into the folder."""
    writers = {}
    for part, arrays in parts.items():
        writers.update(FILES[name].writers(folder, part, *arrays))
    keep_files(writers)


def _check_content(info, part, images, labels, origin):
    """ValueError that names everything in which a part differs from the published one."""
    expected = info.class_counts[part]
    shape = (sum(expected), *info.image_shape)
    problems = []
    if images.shape != shape:
        problems.append(f"images {images.shape} instead of {shape}")
    counts = tuple(np.bincount(labels, minlength=len(expected)).tolist())
    if counts != expected:
        problems.append(f"classes {counts} instead of {expected}")
    if problems:
        raise ValueError(
            f"{origin} is not the {part} part of {info.name!r} as published: "
            f"{'; '.join(problems)}."
        )


def _bunch(info, parts, *, return_X_y):
    """The parts in the form that was asked for."""
    data = np.concatenate([images for images, _ in parts])
    target = np.concatenate([labels for _, labels in parts]).astype(np.int64)
    if return_X_y:
        return data, target
    return Bunch(
        data=data,
        target=target,
        image_shape=info.image_shape,
        target_names=list(info.target_names),
        DESCR=info.description,
    )

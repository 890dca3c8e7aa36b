"""Loading of one set of images: from a folder of idx files, else from OpenML."""

from functools import partial

import numpy as np
from sklearn.utils import Bunch

from imbgan.datasets._folder import data_folder, download_or_advise, keep_files
from imbgan.datasets._idx import read_idx, write_idx
from imbgan.datasets._image_sets import IMAGE_SHAPE, image_set_info
from imbgan.datasets._sources import download_images

SUBSETS = {"train": ("train",), "test": ("test",), "all": ("train", "test")}
# Files of the images and of the labels, without .gz.
FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}


def fetch_images(
    name, *, data_home=None, download_if_missing=True, subset="train", return_X_y=False
):
    """Load MNIST or Fashion-MNIST.

    The images are read from a folder of files. Where the folder lacks them, they are downloaded
    from OpenML and kept there. Either way the images and the members of each class are counted
    and compared with the published ones.

    Both sets are (nearly) balanced: thin the training part out with :func:`imbalanced_subset` or
    :func:`step_imbalance`, and leave the test part whole.

    Parameters
    ----------
    name : {"mnist", "fashion_mnist"}
        The set of images.

    data_home : str or path-like, default=None
        Folder in which the folder ``mnist`` or ``fashion_mnist`` holds the files
        ``train-images-idx3-ubyte.gz``, ``train-labels-idx1-ubyte.gz``,
        ``t10k-images-idx3-ubyte.gz`` and ``t10k-labels-idx1-ubyte.gz``, or the same unpacked
        and without ``.gz``. None takes the environment variable ``IMBGAN_DATA``, and where it is
        not set ``imbgan`` in scikit-learn's data folder.

    download_if_missing : bool, default=True
        Whether to download images that the folder lacks.

    subset : {"train", "test", "all"}, default="train"
        The 60,000 training images, the 10,000 test images, or both with the training images
        first.

    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    Returns
    -------
    images : :class:`~sklearn.utils.Bunch`
        Dictionary-like, with the attributes

        data : ndarray of shape (n_samples, 1, 28, 28)
            Grey values from 0 to 255, as uint8.
        target : ndarray of shape (n_samples,)
            Labels from 0 to 9, as int64.
        image_shape : tuple
            ``(1, 28, 28)``: channels, height, width.
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
    wanted = SUBSETS[subset]
    missing = [part for part in FILES if None in _paths(folder, part)]
    parts = {part: _read(info, folder, part) for part in wanted if part not in missing}
    if len(parts) < len(wanted):
        lacking = [part for part in wanted if part in missing]
        fresh = _download(info, folder, lacking, download_if_missing)
        _keep(folder, {part: fresh[part] for part in missing})
        parts.update({part: fresh[part] for part in lacking})
    return _bunch(info, [parts[part] for part in wanted], return_X_y=return_X_y)


def _paths(folder, part):
    """Files of the images and of the labels of a part, None for one that is not there."""
    for file in FILES[part]:
        packed, plain = folder / f"{file}.gz", folder / file
        yield packed if packed.is_file() else plain if plain.is_file() else None


def _read(info, folder, part):
    """Images and labels of one part that the folder holds."""
    image_path, label_path = _paths(folder, part)
    images, labels = read_idx(image_path, 3), read_idx(label_path, 1)
    _check_content(info, part, images, labels, f"{image_path} with {label_path.name}")
    return images, labels


def _download(info, folder, lacking, allowed, **openers):
    """Images and labels of both parts from OpenML, or an error that says what to do instead."""
    files = [f"{file}.gz" for part in lacking for file in FILES[part]]
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


def _keep(folder, parts):
    """Write downloaded parts into the folder."""
    keep_files(
        {
            folder / f"{file}.gz": partial(write_idx, array=array)
            for part, arrays in parts.items()
            for file, array in zip(FILES[part], arrays, strict=True)
        }
    )


def _check_content(info, part, images, labels, origin):
    """ValueError that names everything in which a part differs from the published one."""
    expected = info.class_counts[part]
    problems = []
    if images.shape != (sum(expected), *IMAGE_SHAPE[1:]):
        problems.append(f"images {images.shape} instead of {(sum(expected), *IMAGE_SHAPE[1:])}")
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
    data = np.concatenate([images for images, _ in parts]).reshape(-1, *IMAGE_SHAPE)
    target = np.concatenate([labels for _, labels in parts]).astype(np.int64)
    if return_X_y:
        return data, target
    return Bunch(
        data=data,
        target=target,
        image_shape=IMAGE_SHAPE,
        target_names=list(info.target_names),
        DESCR=info.description,
    )

"""Public sources: each function makes one frame, or images, of what is downloaded.

A source takes two openers, so that everything but the network itself can be tried with local
files: ``read_url(url)`` returns bytes, ``read_openml(data_id)`` a frame and a series. pandas is no
requirement of the package, so it is imported where a table is really read.
"""

import io
import math
import urllib.request
import zipfile

import numpy as np
from sklearn.datasets import fetch_openml

from imbgan.datasets._image_files import as_digits

UCI = "https://archive.ics.uci.edu/static/public/"
SECOM_URL = UCI + "179/secom.zip"
HABERMAN_URL = UCI + "43/haberman+s+survival.zip"
YEAST_URL = UCI + "110/yeast.zip"
WAFER_URL = "https://www.timeseriesclassification.com/aeon-toolkit/Wafer.zip"
PIMA_OPENML, CREDIT_OPENML = 37, 45577
# Number of images from which the order of the pixels is inferred.
N_LOOKED_AT = 200


def read_url(url):
    """Bytes at a URL."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def read_openml(data_id):
    """Columns and target of an OpenML data set."""
    found = fetch_openml(data_id=data_id, as_frame=True)
    return found.data, found.target


def download_table(info, *, read_url=read_url, read_openml=read_openml):
    """The table of `info` from its public source, in the layout of our files."""
    import pandas as pd

    X, y = _SOURCES[info.name](read_url, read_openml)
    if X.shape[1] != info.n_features:
        raise ValueError(f"the source has {X.shape[1]} columns instead of {info.n_features}")
    X = X.set_axis(list(info.feature_names), axis=1).reset_index(drop=True)
    return pd.concat([X, pd.Series(np.asarray(y), name="target")], axis=1)


def download_images(info, *, read_openml=read_openml):
    """Images and labels of each part of `info` from OpenML, which has the training part first."""
    X, y = read_openml(info.openml_id)
    sizes = {part: sum(counts) for part, counts in info.class_counts.items()}
    expected = (sum(sizes.values()), math.prod(info.image_shape))
    if X.shape != expected:
        raise ValueError(f"the source has the shape {X.shape} instead of {expected}")
    images, labels = _as_images(_as_bytes(X), info.image_shape), _as_bytes(y)
    if info.name == "svhn":
        labels = as_digits(labels)
    cut = [sizes["train"]]
    parts = zip(np.split(images, cut), np.split(labels, cut), strict=True)
    return dict(zip(("train", "test"), parts, strict=True))


def _as_images(pixels, shape):
    """Flat rows as images of this shape.

    The source does not state whether the channels are stored as planes or pixel by pixel, so the
    order in which neighbouring pixels differ less is taken.
    """
    planes = pixels.reshape(-1, *shape)
    mixed = pixels.reshape(-1, *shape[1:], shape[0]).transpose(0, 3, 1, 2)
    return min(planes, mixed, key=_roughness)


def _roughness(images):
    """Mean difference of pixels from their neighbours in the row."""
    return np.abs(np.diff(images[:N_LOOKED_AT].astype(np.int16), axis=-1)).mean()


def _as_bytes(values):
    """Numbers, or strings of digits, as unsigned bytes."""
    numbers = np.asarray(values)
    if numbers.dtype.kind not in "iuf":
        numbers = numbers.astype(np.int64)
    with np.errstate(invalid="ignore"):
        found = numbers.astype(np.uint8)
    if not np.array_equal(found, numbers):
        raise ValueError("the source has values that are no integers from 0 to 255")
    return found


def minority_as_one(labels):
    """Two-class labels as 0 and 1, where 1 is the class with fewer rows."""
    values, codes, counts = np.unique(
        np.asarray(labels, dtype=str), return_inverse=True, return_counts=True
    )
    if len(values) != 2:
        raise ValueError(f"the source has {len(values)} classes instead of 2")
    return (codes == np.argmin(counts)).astype(np.int64)


def _member(archive, name, **how):
    """One text table without a header of a zip file, in whichever folder it is."""
    import pandas as pd

    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        paths = [path for path in files.namelist() if path.split("/")[-1] == name]
        if not paths:
            raise ValueError(f"the archive holds no file {name}, only {files.namelist()}")
        with files.open(paths[0]) as file:
            return pd.read_csv(file, header=None, **how)


def _secom(read_url, read_openml):
    archive = read_url(SECOM_URL)
    labels = _member(archive, "secom_labels.data", sep=r"\s+")
    return _member(archive, "secom.data", sep=r"\s+"), minority_as_one(labels[0])


def _haberman(read_url, read_openml):
    table = _member(read_url(HABERMAN_URL), "haberman.data")
    return table.iloc[:, :-1], minority_as_one(table.iloc[:, -1])


def _wafer(read_url, read_openml):
    import pandas as pd

    archive = read_url(WAFER_URL)
    parts = [_member(archive, f"Wafer_{part}.txt", sep=r"\s+") for part in ("TRAIN", "TEST")]
    table = pd.concat(parts, ignore_index=True)
    return table.iloc[:, 1:], minority_as_one(table[0].astype(int))


def _yeast(read_url, read_openml):
    table = _member(read_url(YEAST_URL), "yeast.data", sep=r"\s+")
    return table.iloc[:, 1:-1], table.iloc[:, -1]  # the first column is the protein's name


def _pima(read_url, read_openml):
    X, y = read_openml(PIMA_OPENML)
    return X, minority_as_one(y)


def _credit(read_url, read_openml):
    X, y = read_openml(CREDIT_OPENML)
    return X, minority_as_one(y)


_SOURCES = {
    "secom": _secom,
    "pima": _pima,
    "haberman": _haberman,
    "wafer": _wafer,
    "credit": _credit,
    "yeast": _yeast,
}

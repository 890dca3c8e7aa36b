"""Loading of one table: from a folder of files, else from its public source."""

import http.client
import os
import warnings
import zipfile
from pathlib import Path

import numpy as np
from sklearn.datasets import get_data_home
from sklearn.utils import Bunch

from imbgan.datasets._sources import download_table
from imbgan.datasets._tables import table_info

DATA_VARIABLE = "IMBGAN_DATA"
DOWNLOAD_ERRORS = (OSError, ValueError, http.client.HTTPException, zipfile.BadZipFile)


def fetch_table(
    name, *, data_home=None, download_if_missing=True, return_X_y=False, as_frame=False
):
    """Load one of the six tables of the paper on AO and DO.

    The table is read from a folder of files. Where the folder lacks it, it is downloaded from
    its public source (UCI, the UCR archive, OpenML) and kept there. Either way its rows, columns
    and classes are counted and compared with the published ones.

    Parameters
    ----------
    name : {"secom", "pima", "haberman", "wafer", "credit", "yeast"}
        The table.

    data_home : str or path-like, default=None
        Folder with the files ``secom.csv.gz``, ``pima.csv.gz``, ``haberman.csv.gz``,
        ``wafer.csv.gz``, ``give_me_some_credit.csv.gz`` (for ``"credit"``) and
        ``yeast.csv.gz``: comma-separated, with a header, the class in the last column
        ``target``, an empty field for a missing value. None takes the environment variable
        ``IMBGAN_DATA``, and where it is not set ``imbgan`` in scikit-learn's data folder.

    download_if_missing : bool, default=True
        Whether to download a table that the folder lacks.

    return_X_y : bool, default=False
        Return ``(data, target)`` instead of a Bunch.

    as_frame : bool, default=False
        Return pandas objects instead of arrays.

    Returns
    -------
    table : :class:`~sklearn.utils.Bunch`
        Dictionary-like, with the attributes

        data : ndarray or DataFrame of shape (n_samples, n_features)
            Missing values (``"secom"``, ``"credit"``) are NaN: impute them, with an imputer
            fitted on the training rows only, before an estimator of this package sees them.
        target : ndarray or Series of shape (n_samples,)
            0 and 1, where 1 is the minority class; strings for ``"yeast"``.
        feature_names : list of str
            Names of the columns.
        target_names : list of str
            Names of the classes, in sorted order of the labels.
        frame : DataFrame of shape (n_samples, n_features + 1) or None
            Columns and target together, with ``as_frame=True``.
        DESCR : str
            Description, source and licence.

    (data, target) : tuple
        With ``return_X_y=True``.

    Raises
    ------
    ValueError
        If there is no such table, or if the content of the file is not the published one.
    OSError
        If the folder lacks the file and it cannot be (or is not to be) downloaded.
    ImportError
        If pandas is not installed.

    References
    ----------
    .. [1] T. Dam, M. M. Ferdaus, S. G. Anavatti, S. Jayavelu, H. A. Abbass, "Does adversarial
       oversampling help us?", CIKM 2021.

    Examples
    --------
    >>> from imbgan.datasets import fetch_table
    >>> X, y = fetch_table("haberman", return_X_y=True)  # doctest: +SKIP
    >>> X.shape  # doctest: +SKIP
    (306, 3)
    """
    info = table_info(name)
    path = _folder(data_home) / info.filename
    if path.is_file():
        table, origin = _read(path), str(path)
    else:
        table, origin = _download(info, path, download_if_missing), "the download"
    _check_content(info, table, origin)
    if origin != str(path):
        _keep(table, path)
    return _bunch(info, table, return_X_y=return_X_y, as_frame=as_frame)


def _folder(data_home):
    """Folder of the files, which need not exist."""
    folder = data_home if data_home is not None else os.environ.get(DATA_VARIABLE)
    return Path(folder).expanduser() if folder else Path(get_data_home()) / "imbgan"


def _read(path):
    """Content of one file."""
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError("fetch_table needs pandas to read tables: pip install pandas") from error
    try:
        return pd.read_csv(path)
    except (ValueError, OSError, EOFError) as error:
        raise ValueError(f"{path} is no gzipped CSV table: {error}") from error


def _download(info, path, allowed, **openers):
    """Content from the public source, or an error that says what to do instead."""
    advice = (
        f"Put the file {info.filename} into {path.parent}, or name the folder that holds it with "
        f"data_home= or the environment variable {DATA_VARIABLE}."
    )
    if not allowed:
        raise OSError(f"There is no file {path}. {advice}")
    try:
        return download_table(info, **openers)
    except DOWNLOAD_ERRORS as error:
        raise OSError(
            f"There is no file {path}, and downloading {info.name!r} failed: {error}. {advice}"
        ) from error


def _keep(table, path):
    """Write a downloaded table into the folder, whole or not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(part, index=False, compression={"method": "gzip", "mtime": 0})
        os.replace(part, path)
    except OSError as error:
        warnings.warn(f"The table could not be kept as {path}: {error}", stacklevel=3)


def _check_content(info, table, origin):
    """ValueError that names everything in which the table differs from the published one."""
    problems = []
    columns = list(table.columns)
    if not columns or columns[-1] != "target":
        raise ValueError(f"{origin} is not the table {info.name!r}: no last column 'target'.")
    if len(columns) - 1 != info.n_features:
        problems.append(f"{len(columns) - 1} columns instead of {info.n_features}")
    numeric = set(table.select_dtypes("number").columns)
    words = [str(column) for column in columns[:-1] if column not in numeric]
    if words:
        problems.append(f"columns that are not numbers: {words[:5]}")
    n_rows = [sum(counts.values()) for counts in info.class_counts]
    if len(table) not in n_rows:
        problems.append(f"{len(table)} rows instead of {' or '.join(map(str, n_rows))}")
    counts = table["target"].value_counts().to_dict()
    if counts not in info.class_counts:
        expected = " or ".join(map(str, info.class_counts))
        problems.append(f"classes {counts} instead of {expected}")
    if problems:
        raise ValueError(
            f"{origin} is not the table {info.name!r} as published: {'; '.join(problems)}."
        )


def _bunch(info, table, *, return_X_y, as_frame):
    """The table in the form that was asked for."""
    data, target = table.iloc[:, :-1], table["target"]
    names = [str(column) for column in data.columns]
    if not as_frame:
        data = data.to_numpy(dtype=np.float64)
        words = info.name == "yeast"
        target = target.to_numpy(dtype=object if words else np.int64)
    if return_X_y:
        return data, target
    return Bunch(
        data=data,
        target=target,
        feature_names=names,
        target_names=list(info.target_names),
        frame=table if as_frame else None,
        DESCR=info.description,
    )

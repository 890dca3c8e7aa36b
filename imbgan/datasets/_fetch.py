"""Loading of one table: from a folder of files, else from its public source."""

from functools import partial

import numpy as np
from sklearn.utils import Bunch

from imbgan.datasets._folder import data_folder, download_or_advise, keep_files
from imbgan.datasets._sources import download_table
from imbgan.datasets._tables import table_info


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
    path = data_folder(data_home) / info.filename
    if path.is_file():
        table, origin = _read(path), str(path)
    else:
        table, origin = _download(info, path, download_if_missing), "the download"
    _check_content(info, table, origin)
    if origin != str(path):
        _write_to_cache(table, path)
    return _bunch(info, table, return_X_y=return_X_y, as_frame=as_frame)


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
    return download_or_advise(
        partial(download_table, info, **openers),
        name=info.name,
        path=path,
        put=f"the file {info.filename}",
        held="it",
        allowed=allowed,
    )


def _write_to_cache(table, path):
    """Write a downloaded table into the folder."""
    how = {"index": False, "compression": {"method": "gzip", "mtime": 0}}
    keep_files({path: partial(table.to_csv, **how)})


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

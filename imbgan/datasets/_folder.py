"""The folder of the data files: where it is, and how downloads are stored in it."""

import contextlib
import http.client
import os
import warnings
import zipfile
from pathlib import Path

from sklearn.datasets import get_data_home

DATA_VARIABLE = "IMBGAN_DATA"
DOWNLOAD_ERRORS = (OSError, ValueError, http.client.HTTPException, zipfile.BadZipFile)


def data_folder(data_home):
    """Folder of the files, which need not exist."""
    folder = data_home if data_home is not None else os.environ.get(DATA_VARIABLE)
    return Path(folder).expanduser() if folder else Path(get_data_home()) / "imbgan"


def download_or_advise(download, *, name, path, put, held, allowed):
    """What `download()` returns, or an error that says what to put where instead."""
    advice = (
        f"Put {put} into {path.parent}, or name the folder that holds {held} with data_home= or "
        f"the environment variable {DATA_VARIABLE}."
    )
    if not allowed:
        raise OSError(f"There is no file {path}. {advice}")
    try:
        return download()
    except DOWNLOAD_ERRORS as error:
        raise OSError(
            f"There is no file {path}, and downloading {name!r} failed: {error}. {advice}"
        ) from error


def keep_files(writers):
    """Write downloaded files into their folder, each fully or not: path -> write(path)."""
    for path, write in writers.items():
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(part)
            os.replace(part, path)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            warnings.warn(f"The download could not be kept as {path}: {error}", stacklevel=4)
            return

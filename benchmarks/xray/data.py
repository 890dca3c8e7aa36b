"""The chest X-rays: a frame of images and metadata, labels, patients, and one split of them."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedGroupKFold

DATA = ("effusion", "covid", "pneumonia")
# The finding on which epochs and rates were chosen; it is in no table.
DEVELOPMENT = "infiltration"
# Of ten parts of the patients three are tested on, and one chooses the threshold.
N_PARTS, N_TEST, N_VALIDATION = 10, 3, 1
# The rows of the paper: images without and with pneumonia.
PAPER_COUNTS = (700, 212)


@dataclass(frozen=True)
class Parts:
    """Rows of one repeat: trained on, for the threshold, tested on."""

    X_train: pd.DataFrame
    y_train: np.ndarray
    X_validation: pd.DataFrame
    y_validation: np.ndarray
    X_test: pd.DataFrame
    y_test: np.ndarray


def folder():
    """The folder of the X-rays."""
    return Path(os.environ["IMBGAN_DATA"]) / "chest_xray"


@lru_cache(maxsize=2)
def load(data):
    """Frame with the column "image", labels (1 is the rare class), patients."""
    if data == "covid":
        table, name = pd.read_csv(folder() / "covid_metadata.csv"), "covid_64.npz"
        y = table["target"].to_numpy()
    else:
        table, name = pd.read_csv(folder() / "nih_metadata.csv"), "nih_64.npz"
        y = table[data].to_numpy()
        kept = (y == 1) | (table["target"] == 0).to_numpy()
        table, y = table[kept].reset_index(drop=True), y[kept]
    images = np.load(folder() / name)["images"][table["image"]]
    X = table[["age", "sex", "view"]].astype({"sex": "category", "view": "category"})
    return X.assign(image=list(images)), y, table["patient_id"].to_numpy()


def split(data, seed):
    """One repeat."""
    if data == "pneumonia":
        return _thinned(seed)
    X, y, patients = load(data)
    folds = StratifiedGroupKFold(N_PARTS, shuffle=True, random_state=seed).split(X, y, patients)
    parts = [rows for _, rows in folds]
    ends = N_TEST, N_TEST + N_VALIDATION
    groups = parts[ends[1] :], parts[ends[0] : ends[1]], parts[: ends[0]]
    rows = [np.sort(np.concatenate(group)) for group in groups]
    return Parts(*(part for at in rows for part in (X.iloc[at], y[at])))


def _thinned(seed):
    """PneumoniaMNIST with as many training rows as the paper had, and its own test rows."""
    found, rng = np.load(folder() / "pneumoniamnist.npz"), np.random.default_rng(seed)
    parts = []
    for part in ("train", "val", "test"):
        images, y = found[f"{part}_images"], found[f"{part}_labels"].ravel()
        rows = np.arange(len(y))
        if part != "test":
            share = 1 if part == "train" else 1 / 7
            drawn = [
                rng.choice(rows[y == code], round(share * n), replace=False)
                for code, n in enumerate(PAPER_COUNTS)
            ]
            rows = np.sort(np.concatenate(drawn))
        parts += [pd.DataFrame({"image": list(images[rows])}), y[rows]]
    return Parts(*parts)

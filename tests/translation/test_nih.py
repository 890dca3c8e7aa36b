"""The classifier on real chest X-rays with age, sex and view, where there is a folder of data."""

import os
from pathlib import Path

import numpy as np
import pytest
from imblearn.over_sampling import RandomOverSampler
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from imbgan import ImageMetadataClassifier

FOLDER = Path(os.environ.get("IMBGAN_DATA", "")) / "chest_xray"

pytestmark = pytest.mark.skipif(
    not os.environ.get("IMBGAN_DATA") or not (FOLDER / "nih_64.npz").exists(),
    reason="IMBGAN_DATA names no folder with the chest X-rays",
)


@pytest.fixture
def x_rays():
    """Effusion against no finding at 32 pixels: (X, y), indices of training and test rows."""
    pd = pytest.importorskip("pandas")
    table = pd.read_csv(FOLDER / "nih_metadata.csv")
    images = np.load(FOLDER / "nih_64.npz")["images"]
    column = next(name for name in table.columns if name.lower() == "effusion")
    y = table[column].to_numpy()
    kept = (y == 1) | (table["target"] == 0).to_numpy()
    smaller = images.reshape(len(images), 32, 2, 32, 2).mean(axis=(2, 4)).astype(np.uint8)
    X = table[["age", "sex", "view"]].astype({"sex": "category", "view": "category"})
    X = X.assign(image=list(smaller[table["image"]]))[kept].reset_index(drop=True)
    groups = table.loc[kept, "patient_id"].to_numpy()
    folds = StratifiedGroupKFold(3, shuffle=True, random_state=0).split(X, y[kept], groups)
    return X, y[kept], *next(folds)


def test_effusion_is_ranked_above_chance_with_all_three_sources(x_rays):
    X, y, train, test = x_rays
    clf = ImageMetadataClassifier(
        synthetic=RandomOverSampler(), max_shift=2, max_epochs=6, batch_size=32, random_state=0
    )
    clf.fit(X.iloc[train], y[train])
    assert clf.spec_.categories == (2, 2)
    assert clf.spec_.image_part == (1, 32, 32)
    assert clf.sampling_strategy_[1] > 0
    assert roc_auc_score(y[test], clf.predict_proba(X.iloc[test])[:, 1]) > 0.65

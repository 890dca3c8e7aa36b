"""
=====================================================
Images of the ill made of the well, with their papers
=====================================================

``CycleGANSampler`` learns to translate images of one class into images of another, and
``ImageMetadataClassifier`` reads an image together with what is known of the person. This example
draws small pictures of lungs, looks at translations and at the way back, and then compares what
each addition does for a classifier.
"""

# %%
# Made-up lungs
# -------------
#
# Two dark lungs, different in every image. The ill have a bright spot in one of them, and they are
# older on average. Three hundred people are well and sixty are ill; the test rows have as many of
# both, so that recall can be read off reliably.

import numpy as np
import pandas as pd

SIDE = 20
rows, columns = np.mgrid[:SIDE, :SIDE] / (SIDE - 1)


def draw_lungs(is_ill, rng):
    width, height = rng.uniform(0.13, 0.2), rng.uniform(0.25, 0.38)
    left, middle = rng.uniform(0.24, 0.3), rng.uniform(0.45, 0.55)
    image = rng.uniform(0.75, 0.9) + rng.normal(0, 0.04, (SIDE, SIDE))
    depth = rng.uniform(0.4, 0.6)
    for centre in (left, 1 - left):
        distance = ((columns - centre) / width) ** 2 + ((rows - middle) / height) ** 2
        image -= depth * np.exp(-(distance**2))
    if is_ill:
        x = rng.choice([left, 1 - left]) + rng.normal(0, 0.03)
        y = middle + rng.uniform(-0.5, 0.5) * height
        distance = ((columns - x) ** 2 + (rows - y) ** 2) / rng.uniform(0.07, 0.1) ** 2
        image += 0.3 * np.exp(-distance / 2)
    return np.clip(image, 0, 1).astype(np.float32)


def draw_people(n_well, n_ill, seed):
    rng = np.random.default_rng(seed)
    y = np.repeat(["well", "ill"], [n_well, n_ill])
    people = pd.DataFrame(
        {
            "image": [draw_lungs(label == "ill", rng) for label in y],
            "age": rng.normal(np.where(y == "ill", 58, 48), 14).round(),
            "sex": pd.Categorical(rng.choice(["f", "m"], len(y))),
        }
    )
    return people, y


X_train, y_train = draw_people(300, 60, seed=0)
X_test, y_test = draw_people(300, 300, seed=1)
print(X_train.drop(columns="image").groupby(y_train).describe()["age"].round(1))

# %%
# Translations
# ------------
#
# A sampler of images gets an array of them. The rates are higher and the networks smaller than the
# defaults, which suit X-rays and take minutes; see ``CycleGANSampler``.
#
# The first row are images of well people. Below each is its translation: the lungs are the same,
# and a spot has come into one or both. The last row is translated back, and the spots are gone.
# Look for translations that change more than they should, or nothing.

from imbgan import CycleGANSampler
from imbgan.inspection import TranslationDisplay

images = np.stack(X_train["image"])[:, None]
sampler = CycleGANSampler(n_channels=16, batch_size=8, lr=1e-3, max_epochs=30, random_state=0)
more_images, y_more = sampler.fit_resample(images, y_train)
print("images by class:", dict(zip(*np.unique(y_more, return_counts=True), strict=True)))

display = TranslationDisplay.from_estimator(
    sampler, images[y_train == "well"], "ill", value_range=(0, 1), random_state=0
)

# %%
# Each synthetic image knows which person it comes from. The classifier gives it the age and sex
# of that person.

print("the first synthetic images come from rows", sampler.source_indices_[:5])

# %%
# What helps
# ----------
#
# The three settings of the paper on image, metadata and synthetic images are three sets of
# parameters; inside ``fit`` the sampler is trained again on the training rows alone. Beside them
# stand two rivals that cost nothing: a loss that is adjusted for the class shares, and images that
# are repeated, moved and mirrored.

from imblearn.over_sampling import RandomOverSampler
from sklearn.metrics import balanced_accuracy_score, recall_score, roc_auc_score

from imbgan import ImageMetadataClassifier

settings = {
    "images": {"metadata_features": []},
    "with metadata": {},
    "with metadata and translations": {"synthetic": sampler},
    "adjusted loss": {"loss": "logit_adjusted"},
    "repeated, moved, mirrored": {"synthetic": RandomOverSampler(), "max_shift": 1, "flip": True},
}
found = {}
for name, parameters in settings.items():
    clf = ImageMetadataClassifier(
        max_epochs=30, batch_size=32, early_stopping=False, random_state=0, **parameters
    )
    predicted = clf.fit(X_train, y_train).predict(X_test)
    found[name] = {
        "recall of the ill": recall_score(y_test, predicted, pos_label="ill"),
        "balanced accuracy": balanced_accuracy_score(y_test, predicted),
        "AUC": roc_auc_score(y_test == "ill", clf.predict_proba(X_test)[:, 0]),
    }
pd.DataFrame(found).T.round(3)

# %%
# How to read it
# --------------
#
# Here the translations do not pay: repetition with moves and mirrors is ahead in every column, in
# seconds, and so it was on the X-rays of the benchmark, see :ref:`image_metadata`. A translation
# repeats what the generator has learned from the same sixty images that the classifier sees
# anyway, mistakes included. Try the rivals first, and translations where the rare images are very
# few and the common ones many and varied, and keep what the validation rows say.

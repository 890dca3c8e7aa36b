"""
==========================================
Latent spaces of four generative methods
==========================================

Each of these methods turns rows into a few numbers, and each wants something else of them: that
they tell the classes apart, that rows of a class lie together, that they look like normal noise,
or only that the rows can be made of them again. This example trains them on the same digits, with
few sevens, eights and nines, and puts their latent spaces side by side.
"""

# %%
# Digits of which some are rare
# -----------------------------
#
# All rows of 0 to 6 in the training part, and every eighth of 7, 8 and 9.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from imbgan import BAGANSampler, DFBSSampler, DGCSampler, MMDGMClassifier
from imbgan.inspection import GeneratedImagesDisplay, LatentSpaceDisplay

X, y = load_digits(return_X_y=True)
X, X_test, y, y_test = train_test_split(X, y, test_size=0.4, stratify=y, random_state=0)
kept = (y < 7) | (np.arange(len(y)) % 8 == 0)
X, y = X[kept], y[kept]
print("training rows by class:", np.bincount(y).tolist())

# %%
# Four latent spaces
# ------------------
#
# Test rows by the two main directions of their latent vectors. Ellipses are the normal
# distribution of a class of training rows, at one and at two standard deviations.
#
# - The autoencoder of **BAGAN** reproduces rows and, with a linear layer on the latent vectors,
#   tells their classes.
# - **DFBS** on images pulls each latent vector to the centre of its class: tight groups, between
#   which there is room for new ones.
# - **DGC** asks that all latent vectors together look like draws from a standard normal
#   distribution. Classes fill one ball and share its borders.
# - **mmDGM** wants a margin between the classes, and latent vectors that do not stray from a
#   normal distribution further than the rows require.

images = {"image_shape": (8, 8), "random_state": 0}
methods = {
    "BAGAN": BAGANSampler(**images),
    "DFBS": DFBSSampler(**images),
    "DGC": DGCSampler(**images),
    "mmDGM": MMDGMClassifier(class_weight="balanced", **images),
}
figure, axes = plt.subplots(2, 2, figsize=(10, 10), layout="constrained")
for (name, method), ax in zip(methods.items(), axes.ravel(), strict=True):
    method.fit(X, y)
    LatentSpaceDisplay.from_estimator(method, X_test, y_test, random_state=0, ax=ax)
    ax.set_title(name)
    if ax is not axes[0, 1]:
        ax.get_legend().remove()

# %%
# What is made of them
# --------------------
#
# Three of the four generate. BAGAN draws from the ellipse of a class, DFBS shuffles the
# coordinates of rows of the class and keeps what lies on their side, DGC draws near a row of the
# class. The decoders have seen some thirteen images of each rare digit.

rare, n_images = y >= 7, 6
labels = np.repeat([7, 8, 9], n_images)
figure, axes = plt.subplots(1, 3, figsize=(12, 4.5), layout="constrained")
for name, ax in zip(("BAGAN", "DFBS", "DGC"), axes, strict=True):
    generated = np.concatenate([methods[name].sample(n_images, label) for label in (7, 8, 9)])
    GeneratedImagesDisplay.from_images(
        X[rare],
        y[rare],
        generated,
        labels,
        n_images=n_images,
        image_shape=(8, 8),
        random_state=0,
        ax=ax,
    )
    ax.set_title(name)

plt.show()

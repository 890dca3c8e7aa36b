"""
===============================
Regions of digits, as they grow
===============================

``ARConvLClassifier`` gives each class a region of a latent space, a centre and a radius, and
learns to make these regions about equally large. With two features the space can be looked at.
This example does that beside ``CPLClassifier``, which has centres and no regions, and then asks
what it is good for, and how far its probabilities can be believed.
"""

# %%
# Digits, half of them rare
# -------------------------
#
# As in the paper the even digits are the rare ones: ten images of each beside a hundred of each
# odd one. The test part keeps its balance.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from imbgan import ARConvLClassifier, CPLClassifier
from imbgan.datasets import imbalanced_subset

X, y = load_digits(return_X_y=True)
X_pool, X_test, y_pool, y_test = train_test_split(
    X / 16, y, test_size=0.4, stratify=y, random_state=0
)
rows = imbalanced_subset(y_pool, [10, 100] * 5, random_state=0)
X_train, y_train = X_pool[rows], y_pool[rows]
print("training rows by digit:", np.bincount(y_train))

# %%
# Two features
# ------------
#
# Crosses are the centres; the circles are the radii that ARConvL learned. CPL leaves the centres
# of the rare digits close to each other, wherever the frequent ones had room for them, and their
# rows lie far from them. ARConvL drives the centres apart, so that each class has a place of about
# the same size; the radii of the rare digits are smaller, as in the paper's figure, since they
# follow the few rows that there are to learn from.

from imbgan.inspection import LossCurvesDisplay, RegionsDisplay

settings = {"image_shape": (8, 8), "n_channels": 8, "max_epochs": 100, "random_state": 0}
figure, axes = plt.subplots(1, 2, figsize=(12, 5.5), layout="constrained")
for axis, kind in zip(axes, (CPLClassifier, ARConvLClassifier), strict=True):
    model = kind(n_features=2, lr=0.01, **settings).fit(X_train, y_train)
    RegionsDisplay.from_estimator(model, X_test, y_test, ax=axis)
    axis.set_title(kind.__name__)

print("radii:", model.radii_.round(2))

# %%
# The loss of ARConvL, and the geometric mean of the recalls on the rows held out, by which the
# epoch is chosen. With one row of each rare digit among them it is 0 as soon as one of these is
# missed.

LossCurvesDisplay.from_estimator(model)

# %%
# Sixty-four features
# -------------------
#
# Two features were for the eye. With the number that the paper takes, beside the plain network and
# the same network with a logit-adjusted loss, here on the flat rows, for speed:

from imblearn.metrics import geometric_mean_score

from imbgan import NeuralClassifier

models = {
    "NeuralClassifier": NeuralClassifier(n_members=4, random_state=0),
    "NeuralClassifier, adjusted": NeuralClassifier(
        n_members=4, loss="logit_adjusted", random_state=0
    ),
    "CPLClassifier": CPLClassifier(random_state=0),
    "ARConvLClassifier": ARConvLClassifier(random_state=0),
}
for name, model in models.items():
    model.fit(X_train, y_train)
    predicted = model.predict(X_test)
    score = geometric_mean_score(y_test, predicted, average="multiclass")
    recalls = [np.mean(predicted[y_test == digit] == digit) for digit in range(10)]
    print(f"{name:<28} geometric mean {score:.3f}, least recall {min(recalls):.3f}")

# %%
# How far to believe the probabilities
# ------------------------------------
#
# ``predict_proba`` is the softmax of the negative squared distances, divided by a temperature (the
# parameter ``temperature``, 1 by default), which changes no prediction. On the balanced test rows
# ARConvL is right a little more often than it says at temperature 1, since it was trained with a
# margin and with rows drawn to their centres; at a half it says a little more than it keeps, and
# at 3 it knows much more than it says. Where classes are not balanced in the world either,
# multiply the probabilities by their shares.

from scipy.special import softmax

features, centers = model.transform(X_test), model.centers_
distances = ((features[:, None] - centers) ** 2).sum(axis=2)
hit = model.classes_[distances.argmin(axis=1)] == y_test

figure, axis = plt.subplots(figsize=(4.5, 4.5), layout="constrained")
axis.plot([0, 1], [0, 1], color="0.8")
for temperature in (0.5, 1, 3):
    confidence = softmax(-distances / temperature, axis=1).max(axis=1)
    parts = np.array_split(np.argsort(confidence), 8)
    points = [(confidence[part].mean(), hit[part].mean()) for part in parts]
    axis.plot(*np.transpose(points), "o-", label=f"temperature {temperature}")
axis.set(xlabel="largest probability, mean of an eighth of the rows", ylabel="share of hits")
axis.legend()
plt.show()

"""
======================================
Losses for imbalanced classes compared
======================================

The classifiers on this page have the same network, the same batches and the same rule of stopping.
They differ in what a row loses in training, or in what is done with the probabilities afterwards.
We compare how well they find rare classes, and what their probabilities are worth.
"""

# %%
# A table with rare classes
# -------------------------
#
# Handwritten digits that ship with scikit-learn, as a table of eight columns: the mean ink in
# eight fields of the image, which is too little to tell all digits apart. From 170 rows of the
# digit 0 the classes fall to 15 rows of the digit 9.

import matplotlib.pyplot as plt
import numpy as np
from imblearn.datasets import make_imbalance
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier

from imbgan import (
    ClassBalancedClassifier,
    COTClassifier,
    FocalClassifier,
    LDAMClassifier,
    LogitAdjustedClassifier,
    NeuralClassifier,
    PriorCorrectedClassifier,
)

digits = load_digits()
X = digits.images.reshape(-1, 4, 2, 2, 4).mean(axis=(2, 4))  # four rows of two fields
X, y = X.reshape(-1, 8), digits.target
counts = [170, 130, 100, 75, 55, 42, 32, 25, 19, 15]
X, y = make_imbalance(X, y, sampling_strategy=dict(enumerate(counts)), random_state=0)

# %%
# The first row is the one to beat: plain cross-entropy. The last two are a random forest, which
# knows nothing of networks, and the same forest corrected for the class prior after training.
# Networks are smaller here than by default, so that the page is built in a minute.

small = {"n_members": 4, "max_epochs": 40, "random_state": 0}
forest = RandomForestClassifier(50, min_samples_leaf=2, random_state=0)
models = {
    "cross-entropy": NeuralClassifier(**small),
    "focal": FocalClassifier(**small),
    "class-balanced": ClassBalancedClassifier(**small),
    "logit-adjusted": LogitAdjustedClassifier(**small),
    "logit-adjusted, post hoc": LogitAdjustedClassifier(post_hoc=True, **small),
    "COT": COTClassifier(**small),
    "COT, logit-adjusted": COTClassifier(loss="logit_adjusted", complement_lr=2e-4, **small),
    "LDAM": LDAMClassifier(**small),
    "forest": forest,
    "forest, prior-corrected": PriorCorrectedClassifier(forest),
}

# %%
# Repeated stratified folds
# -------------------------
#
# Two repetitions of three folds. We keep the probabilities of the test rows: scores and
# calibration curves come from the same fits.

from imblearn.metrics import geometric_mean_score
from sklearn.model_selection import RepeatedStratifiedKFold

from imbgan.metrics import acsa_score

folds = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0)
scores, tested, said = {}, {}, {}
for name, model in models.items():
    scores[name], tested[name], said[name] = [], [], []
    for train, test in folds.split(X, y):
        proba = model.fit(X[train], y[train]).predict_proba(X[test])
        predicted = model.classes_[proba.argmax(axis=1)]
        both = acsa_score(y[test], predicted), geometric_mean_score(y[test], predicted)
        scores[name].append(both)
        tested[name].append(y[test])
        said[name].append(proba)
    acsa, gmean = np.mean(scores[name], axis=0)
    print(f"{name:<26} mean recall {acsa:.3f}   geometric mean {gmean:.3f}")

# %%
# The geometric mean is 0 where one class is missed altogether, and the smallest class has five
# rows in a test part: it moves in large steps. Small dots are folds, diamonds their mean.

figure, axes = plt.subplots(1, 2, figsize=(10, 4.5), sharey=True)
for place, name in enumerate(reversed(models)):
    colour = "tab:gray" if name in ("cross-entropy", "forest") else "tab:blue"
    for axis, values in zip(axes, np.transpose(scores[name]), strict=True):
        axis.plot(values, [place] * len(values), "o", color=colour, alpha=0.35, ms=4)
        axis.plot(values.mean(), place, "D", color=colour)
axes[0].set_yticks(range(len(models)), list(reversed(models)))
axes[0].set_xlabel("mean recall (ACSA)")
axes[1].set_xlabel("geometric mean of recalls")
for axis in axes:
    axis.grid(axis="x", alpha=0.3)
    axis.margins(y=0.06)
figure.tight_layout()

# %%
# What the probabilities are worth
# --------------------------------
#
# A model is calibrated if, of the rows to which it gives a class with a probability of 0.7, seven
# in ten are of that class. That depends on the world that one asks about. On the left, test rows
# are as frequent as they are. On the right each row weighs in inverse proportion to the rows of
# its class, which is what a world of equally frequent classes looks like.
#
# Probabilities of all classes are pooled and put into bins. A curve above the diagonal belongs to
# a model that says too little, one below to a model that says too much.
#
# Cross-entropy keeps to the diagonal on the left, the logit-adjusted loss on the right. The focal
# loss is unsure by design. COT's second update, at the same rate as the first, keeps a part of the
# probability for the wrong classes; ``complement_lr`` sets how much. LDAM's margins make it too
# sure of itself here: calibrate it where the numbers matter.


def reliability(y_true, proba, weight, n_bins=8):
    """Return the mean probability and the share of hits in each bin."""
    said = proba.ravel()
    hit = (y_true[:, None] == np.arange(proba.shape[1])).ravel()
    weight = np.repeat(weight, proba.shape[1])
    bins = np.minimum((said * n_bins).astype(int), n_bins - 1)
    total = np.bincount(bins, weight, n_bins)
    filled = np.bincount(bins, minlength=n_bins) >= 15
    sums = (np.bincount(bins, weight * part, n_bins)[filled] for part in (said, hit))
    return tuple(each / total[filled] for each in sums)


shown = {
    "cross-entropy": "tab:gray",
    "focal": "tab:purple",
    "class-balanced": "tab:green",
    "logit-adjusted": "tab:blue",
    "COT": "tab:brown",
    "LDAM": "tab:orange",
    "forest, prior-corrected": "tab:red",
}
figure, axes = plt.subplots(1, 2, figsize=(10, 5.2), sharex=True, sharey=True)
for name, colour in shown.items():
    y_true, proba = np.concatenate(tested[name]), np.concatenate(said[name])
    for axis, weight in zip(axes, (np.ones(len(y_true)), 1 / np.bincount(y)[y_true]), strict=True):
        axis.plot(*reliability(y_true, proba, weight), "o-", ms=4, color=colour, label=name)
for axis, world in zip(axes, ("classes as frequent as they are", "balanced classes"), strict=True):
    axis.plot([0, 1], [0, 1], color="black", lw=0.8, ls=":")
    axis.set_title(world)
    axis.set_xlabel("probability that is said")
axes[0].set_ylabel("share of rows of the class")
figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=4, frameon=False)
figure.tight_layout(rect=(0, 0.12, 1, 1))
plt.show()

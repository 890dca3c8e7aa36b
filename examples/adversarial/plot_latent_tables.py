"""
===========================================
What three games generate for a small class
===========================================

``DOSampler`` mixes the rows of a class. ``ADSOSampler`` and ``AMOSampler`` decode draws from a
latent space, so what they generate need not lie between rows that were seen. This example puts
them and ``SMOTE`` in front of the same classifier, and then asks with the measures of
:mod:`imbgan.inspection` in what their rows differ from real ones.
"""

# %%
# A table, thinned
# ----------------
#
# Thirty columns, scaled, and 24 malignant rows beside 200 benign ones to train on; three random
# splits. The malignant rows that the thinning leaves out are kept: they are real rows that no
# sampler has seen.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler

from imbgan.datasets import imbalanced_subset

X, y = load_breast_cancer(return_X_y=True)  # 0 is malignant


def thin(pool, test, seed):
    """Training rows, scaled, and unseen malignant ones of the same pool; test rows."""
    rows = imbalanced_subset(y[pool], {0: 24, 1: 200}, random_state=seed)
    unused = np.setdiff1d(np.arange(len(pool)), rows)
    scaler = StandardScaler().fit(X[pool[rows]])
    unseen = pool[unused[y[pool[unused]] == 0]]
    parts = {"train": pool[rows], "unseen": unseen, "test": test}
    return {name: (scaler.transform(X[part]), y[part]) for name, part in parts.items()}


shuffles = StratifiedShuffleSplit(n_splits=3, test_size=0.4, random_state=0).split(X, y)
splits = [thin(pool, test, seed) for seed, (pool, test) in enumerate(shuffles)]

# %%
# Samplers, and a classifier behind them
# --------------------------------------
#
# Four members, and for the latent games half of the epochs that they have by default, keep the
# example short. AMO is there twice: with the adversarial generator of its equation, whose rows are
# to be misclassified, and with the cooperative one of its text, whose rows are to be recognised.

from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score

from imbgan import ADSOSampler, AMOSampler, DOSampler

settings = {"n_members": 4, "random_state": 0}
short = {**settings, "autoencoder_epochs": 100, "max_epochs": 50}
samplers = {
    "SMOTE": SMOTE(random_state=0),
    "DO": DOSampler(**settings),
    "ADSO": ADSOSampler(**short),
    "AMO": AMOSampler(**short),
    "AMO, cooperative": AMOSampler(generator_objective="cooperative", **short),
}


def score(split, X_fed, y_fed, class_weight=None):
    """Balanced accuracy on the test rows of a classifier that was trained on some rows."""
    model = LogisticRegression(class_weight=class_weight, max_iter=1000).fit(X_fed, y_fed)
    X_test, y_test = split["test"]
    return balanced_accuracy_score(y_test, model.predict(X_test))


generated = {name: [] for name in samplers}
scores = {name: [] for name in ("no resampling", "class weights", *samplers)}
for split in splits:
    X_train, y_train = split["train"]
    scores["no resampling"].append(score(split, X_train, y_train))
    scores["class weights"].append(score(split, X_train, y_train, "balanced"))
    for name, sampler in samplers.items():
        X_more, y_more = sampler.fit_resample(X_train, y_train)
        scores[name].append(score(split, X_more, y_more))
        generated[name].append(X_more[len(X_train) :])

# %%
# The first split on two principal components of the malignant rows. Black are rows that no
# sampler has seen, coloured the generated ones. SMOTE stays between the rows that it knows. DO
# mixes neighbours too, and goes a little beyond them. ADSO and AMO decode draws from the class's
# place in the latent space, and spread much as real rows do; how much a game moves them depends on
# its rate and steps, which are small by default.

from sklearn.decomposition import PCA

unseen, X_train, y_train = splits[0]["unseen"][0], *splits[0]["train"]
view = PCA(n_components=2).fit(unseen)
figure, axes = plt.subplots(1, 5, figsize=(14, 3.4), sharex=True, sharey=True)
for place, (axis, name) in enumerate(zip(axes, samplers, strict=True)):
    axis.plot(*view.transform(X_train[y_train == 1]).T, ".", color="0.8", ms=3, label="benign")
    axis.plot(*view.transform(unseen).T, "o", color="black", ms=3, label="malignant, unseen")
    shown = view.transform(generated[name][0][: len(unseen)])
    axis.plot(*shown.T, "x", color=f"C{place}", ms=4, alpha=0.7)
    axis.set_title(name)
figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=2, frameon=False)
figure.tight_layout(rect=(0, 0.08, 1, 1))

# %%
# In what they differ from real rows
# ----------------------------------
#
# Each set is compared with the malignant test rows, near-copies with the training rows; means over
# the splits. The first column is the one to read the others against: other real rows in the place
# of generated ones.

from sklearn.ensemble import RandomForestClassifier

from imbgan.inspection import (
    classifier_two_sample_test,
    correlation_distance,
    near_copy_share,
    precision_recall_density_coverage,
)


def measure(split, rows):
    """All measures of a set of rows."""
    X_train, y_train = split["train"]
    X_test, y_test = split["test"]
    real, rows = X_test[y_test == 0], rows[: len(split["unseen"][0])]
    around = precision_recall_density_coverage(real, rows)
    forest = RandomForestClassifier(n_estimators=30, random_state=0)
    test = classifier_two_sample_test(real, rows, estimator=forest, cv=3, random_state=0)
    return {
        "two-sample accuracy": test.accuracy,
        "precision": around.precision,
        "recall": around.recall,
        "coverage": around.coverage,
        "median copy ratio": near_copy_share(X_train[y_train == 0], rows).median_ratio,
        "correlations": correlation_distance(real, rows),
    }


sets = {"real": [split["unseen"][0] for split in splits], **generated}
found = {
    name: [measure(split, rows) for split, rows in zip(splits, parts, strict=True)]
    for name, parts in sets.items()
}
names = list(found["real"][0])
print(f"{'':<20}" + "".join(f"{kind:>{max(9, len(kind) + 2)}}" for kind in found))
for name in names:
    cells = [
        f"{np.mean([one[name] for one in measured]):>{max(9, len(kind) + 2)}.2f}"
        for kind, measured in found.items()
    ]
    print(f"{name:<20}" + "".join(cells))

# %%
# No sampler passes for real: a forest tells the rows of each of them from real ones. The measures
# say why. SMOTE places rows among real ones (precision), close to training rows (copy ratio), and
# leaves the rim of the class empty (recall). DO is close to training rows too and reaches more of
# the class, ADSO still more, at the distance from training rows that real rows have. AMO, whose
# generator is to be misclassified, reaches less of the class and has rows that stray; with the
# objective turned round it is ADSO's twin.

figure, axes = plt.subplots(1, len(names), figsize=(14, 2.8), sharey=True)
for axis, name in zip(axes, names, strict=True):
    for place, measured in enumerate(reversed(found.values())):
        values = [one[name] for one in measured]
        colour = "black" if place == len(found) - 1 else f"C{len(samplers) - 1 - place}"
        axis.plot(values, [place] * len(values), "o", color=colour, alpha=0.5)
    axis.axvline(np.mean([one[name] for one in found["real"]]), color="black", lw=0.8, ls=":")
    axis.set_title(name, fontsize="medium")
    axis.margins(x=0.15, y=0.1)
axes[0].set_yticks(range(len(found)), list(reversed(found)))
figure.tight_layout()

# %%
# Does it pay?
# ------------
#
# That is for the classifier to say. New rows help where they tell it how far the class reaches,
# and harm where they lie in the other one. But class weights, which cost nothing, come as far as
# most of the samplers, and with three splits a difference of a point is none. That its rows reach
# more of the class does not by itself make a sampler the best, nor does a forest that sees through
# them make it a bad one.

for name, values in scores.items():
    print(f"{name:<16} {np.mean(values):.3f}")

figure, axis = plt.subplots(figsize=(7, 3))
for place, (name, values) in enumerate(reversed(scores.items())):
    colour = f"C{list(samplers).index(name)}" if name in samplers else "black"
    axis.plot(values, [place] * len(values), "o", color=colour, alpha=0.4)
    axis.plot(np.mean(values), place, "D", color=colour)
axis.set_yticks(range(len(scores)), list(reversed(scores)))
axis.set_xlabel("balanced accuracy: splits and mean")
axis.grid(axis="x", alpha=0.3)
figure.tight_layout()
plt.show()

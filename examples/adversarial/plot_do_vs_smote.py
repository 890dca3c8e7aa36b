"""
============================
What DO generates, and SMOTE
============================

``SMOTE`` draws new rows on the segments between neighbours of the small class. ``DOSampler``
trains a generator that mixes rows of the class, so that a critic takes them for real ones and a
classifier for the class. This example looks at both on two columns, then compares them on a real
table.
"""

# %%
# Rows in two dimensions
# ----------------------
#
# The small class lies on an arc that touches the large one. We train both samplers, and the same
# classifier on what each returns.

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.datasets import make_moons
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler

from imbgan import DOSampler

X, y = make_moons(n_samples=(400, 25), noise=0.2, random_state=0)
samplers = {
    "no resampling": None,
    "SMOTE": SMOTE(random_state=0),
    "DOSampler": DOSampler(random_state=0),
}


def resample(sampler):
    return (X, y) if sampler is None else sampler.fit_resample(X, y)


resampled = {name: resample(sampler) for name, sampler in samplers.items()}
for name, (_, y_new) in resampled.items():
    print(f"{name:<15} rows per class {np.bincount(y_new)}")

# %%
# Real rows are dots, generated ones crosses; the shading is where the classifier decides for the
# small class. Without new rows it gives a part of the arc away, because there is little to lose.
# SMOTE fills the segments between all neighbours, stray rows among them. DO's generator mixes
# several rows at a time, so its rows lie further inside the arc. The critic wants them where real
# rows are, the classifier where the class is recognised: raise ``generator_classifier_weight``,
# and they leave the part of the arc that touches the other class.

grid_x, grid_y = np.meshgrid(np.linspace(-2, 3, 200), np.linspace(-1.7, 2, 200))
grid = np.column_stack([grid_x.ravel(), grid_y.ravel()])

figure, axes = plt.subplots(1, 3, figsize=(12, 4), sharex=True, sharey=True)
for axis, (name, (X_new, y_new)) in zip(axes, resampled.items(), strict=True):
    model = make_pipeline(
        StandardScaler(), PolynomialFeatures(3), LogisticRegression(max_iter=500)
    )
    small = model.fit(X_new, y_new).predict(grid).reshape(grid_x.shape)
    axis.contourf(grid_x, grid_y, small, levels=[0.5, 1.5], colors=["tab:orange"], alpha=0.2)
    axis.contour(grid_x, grid_y, small, levels=[0.5], colors=["tab:orange"], linewidths=1)
    axis.plot(*X[y == 0].T, ".", color="tab:blue", ms=3, label="large class")
    axis.plot(*X_new[len(X) :].T, "x", color="tab:red", ms=4, alpha=0.4, label="generated")
    axis.plot(*X[y == 1].T, "o", color="black", ms=4, label="small class")
    axis.set_title(name)
figure.legend(*axes[1].get_legend_handles_labels(), loc="lower center", ncols=3, frameon=False)
figure.tight_layout(rect=(0, 0.08, 1, 1))

# %%
# A real table
# ------------
#
# Two columns show how a sampler works, not whether it pays. For that: a table with thirty
# columns, thinned to one malignant row in sixteen, and cross-validation with the sampler inside.
# The rows to beat are the same classifier without new rows, with and without class weights.

from imblearn.datasets import make_imbalance
from imblearn.pipeline import Pipeline
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import StratifiedKFold, cross_val_score

X_table, y_table = load_breast_cancer(return_X_y=True)
X_table, y_table = make_imbalance(X_table, y_table, sampling_strategy={0: 24}, random_state=0)


def model_with(sampler, class_weight=None):
    classifier = LogisticRegression(class_weight=class_weight, max_iter=1000)
    steps = [("scale", StandardScaler()), ("sample", sampler), ("classify", classifier)]
    return Pipeline(steps)


models = {
    "no resampling": model_with("passthrough"),
    "class weights": model_with("passthrough", class_weight="balanced"),
    "SMOTE": model_with(SMOTE(random_state=0)),
    "DOSampler": model_with(DOSampler(random_state=0)),
}
folds = StratifiedKFold(3, shuffle=True, random_state=0)
scores = {
    name: cross_val_score(model, X_table, y_table, cv=folds, scoring="balanced_accuracy")
    for name, model in models.items()
}
for name, score in scores.items():
    print(f"{name:<15} {score.mean():.3f} +- {score.std():.3f}")

# %%
# Eight malignant rows in each test part make every figure uncertain by some points, so that a
# small difference between two rows of this plot means nothing. Look at the single folds.

figure, axis = plt.subplots(figsize=(7, 2.8))
for place, (name, score) in enumerate(reversed(scores.items())):
    colour = "tab:orange" if name == "DOSampler" else "tab:blue"
    axis.plot(score, [place] * len(score), "o", color=colour, alpha=0.4)
    axis.errorbar(score.mean(), place, xerr=score.std(), fmt="D", color=colour, capsize=4)
axis.set_yticks(range(len(scores)), list(reversed(scores)))
axis.set_xlabel("balanced accuracy: folds, mean and standard deviation")
axis.set_xlim(right=1.005)  # an error bar may reach beyond what a score can be
axis.margins(y=0.15)
axis.grid(axis="x", alpha=0.3)
figure.tight_layout()
plt.show()

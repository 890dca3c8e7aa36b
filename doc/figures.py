"""Figures of the pages: what methods do to two moons, of which one is rare.

The pages call these from ``.. plot::``; ``plot_pre_code`` of conf.py is what stands before.
"""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from imblearn.datasets import make_imbalance
from sklearn.datasets import load_digits, make_moons
from sklearn.inspection import DecisionBoundaryDisplay
from sklearn.tree import DecisionTreeClassifier

from imbgan.inspection import (
    GeneratedImagesDisplay,
    classifier_two_sample_test,
    near_copy_share,
    precision_recall_density_coverage,
)

X, y = make_moons((300, 30), noise=0.25, random_state=0)

COMMON, RARE, GENERATED = "tab:blue", "darkred", "salmon"


def side_by_side(*estimators, titles=()):
    """Draw a panel for each estimator: generated rows of a sampler, regions of a classifier.

    Parameters
    ----------
    *estimators : estimator or None
        None stands for the rows as they are.

    titles : tuple of str
        Instead of the names of the classes.
    """
    shape = {"figsize": (3.2 * len(estimators), 3.1), "layout": "constrained"}
    figure, axes = plt.subplots(1, len(estimators), sharex=True, sharey=True, **shape)
    for at, (estimator, ax) in enumerate(zip(estimators, np.atleast_1d(axes), strict=True)):
        name = "as they are" if estimator is None else type(estimator).__name__
        ax.set_title(titles[at] if titles else name)
        if hasattr(estimator, "fit_resample"):
            draw_sampler(estimator, ax)
        else:
            draw_classifier(estimator, ax)
        draw_rows(ax)
        ax.set(xticks=[], yticks=[], xlim=(-1.9, 2.9), ylim=(-1.4, 1.9))
    handles, labels = {}, []
    for ax in np.atleast_1d(axes):
        handles |= dict(zip(*reversed(ax.get_legend_handles_labels()), strict=True))
    labels = [label for label in ("common", "rare", "generated") if label in handles]
    figure.legend(
        [handles[label] for label in labels], labels, loc="outside lower center", ncols=len(labels)
    )
    return figure


def draw_rows(ax):
    """Draw the rows as they are."""
    ax.scatter(*X[y == 0].T, s=5, color=COMMON, label="common")
    ax.scatter(*X[y == 1].T, s=14, color=RARE, label="rare")


def draw_sampler(sampler, ax):
    """Draw the rows that a sampler adds, and the regions of a tree that is grown on all rows."""
    X_more, y_more = fitted(sampler.fit_resample)
    draw_regions(DecisionTreeClassifier(random_state=0).fit(X_more, y_more), ax)
    ax.scatter(*X_more[len(X) :].T, s=6, color=GENERATED, label="generated")


def draw_classifier(classifier, ax):
    """Draw where a classifier would decide for the rare class."""
    if classifier is not None:
        draw_regions(fitted(classifier.fit), ax)


def draw_regions(classifier, ax):
    """Shade the predicted classes."""
    DecisionBoundaryDisplay.from_estimator(
        classifier,
        np.array([[-1.9, -1.4], [2.9, 1.9]]),
        response_method="predict",
        eps=0,
        grid_resolution=150,
        alpha=0.2,
        cmap="coolwarm",
        ax=ax,
    )


def fitted(fit):
    """Fit to the moons; what is said of a class that collapsed is what the figure shows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fit(X, y)


def rare_digits(sampler):
    """Draw real and generated images of four digits, two of them rare."""
    wanted = {0: 150, 1: 150, 2: 50, 3: 50}
    digits, kinds = make_imbalance(
        *load_digits(n_class=4, return_X_y=True), sampling_strategy=wanted, random_state=0
    )
    images = digits.reshape(-1, 1, 8, 8) / 16
    sampler.fit(images, kinds)
    return GeneratedImagesDisplay.from_estimator(sampler, images, kinds, random_state=0).figure_


def measured_rows():
    """Draw sets of rows that are wrong in different ways, with what the measures say."""
    random = np.random.default_rng(0)
    train, held = random.normal(size=(2, 200, 2))
    sets = {
        "held-out rows": held,
        "copies": train + random.normal(scale=0.01, size=train.shape),
        "too narrow": random.normal(scale=0.4, size=(200, 2)),
        "shifted": random.normal(size=(200, 2)) + 1,
    }
    real = random.normal(size=(200, 2))
    figure, axes = plt.subplots(
        1, 4, figsize=(11, 3.4), sharex=True, sharey=True, layout="constrained"
    )
    for (name, rows), ax in zip(sets.items(), axes, strict=True):
        ax.scatter(*train.T, s=8, color=COMMON)
        ax.scatter(*rows.T, s=8, color=GENERATED, alpha=0.7)
        ax.set(title=name, xticks=[], yticks=[])
        test = classifier_two_sample_test(real, rows, random_state=0)
        coverage = precision_recall_density_coverage(real, rows).coverage
        copies = near_copy_share(train, rows).share
        said = f"told apart {test.accuracy:.2f}\ncoverage {coverage:.2f}\nnear-copies {copies:.2f}"
        ax.set_xlabel(said)
    return figure


def spots_with_age(n_common, n_rare, seed):
    """Return images with a spot, an age for each, how bright the spots are, and classes."""
    random = np.random.default_rng(seed)
    kinds = np.repeat([0, 1], [n_common, n_rare])
    bright = random.normal(0.35 + 0.25 * kinds, 0.15).clip(0.05, 1)
    age = random.normal(45 + 15 * kinds, 10)
    return spots(bright, random), age, bright, kinds


def spots(bright, random):
    """Draw images of 16 pixels with noise and a spot somewhere."""
    rows, columns = np.mgrid[:16, :16]
    place = random.uniform(4, 12, size=(2, len(bright), 1, 1))
    spot = np.exp(-((rows - place[0]) ** 2 + (columns - place[1]) ** 2) / 4)
    images = bright[:, None, None] * spot + random.normal(0, 0.05, (len(bright), 16, 16))
    return list(images.clip(0, 1).astype(np.float32))


def image_beside_age(**estimators):
    """Draw what classifiers say of images by the brightness of their spot and by age."""
    images, age, bright, kinds = spots_with_age(300, 60, seed=0)
    rows = pd.DataFrame({"image": images, "age": age})
    grid = np.meshgrid(np.linspace(0.05, 1, 30), np.linspace(20, 85, 30))
    seen = spots(grid[0].ravel(), np.random.default_rng(1))
    new = pd.DataFrame({"image": seen, "age": grid[1].ravel()})
    figure, axes = plt.subplots(1, len(estimators), figsize=(8, 3.4), layout="constrained")
    for (name, estimator), ax in zip(estimators.items(), axes, strict=True):
        said = estimator.fit(rows, kinds).predict_proba(new)[:, 1].reshape(grid[0].shape)
        ax.contourf(*grid, said, levels=np.linspace(0, 1, 11), cmap="coolwarm", alpha=0.4)
        ax.scatter(bright[kinds == 0], age[kinds == 0], s=5, color=COMMON, label="common")
        ax.scatter(bright[kinds == 1], age[kinds == 1], s=12, color=RARE, label="rare")
        ax.set(title=name.replace("_", " "), xlabel="brightness of the spot", ylabel="age")
        ax.set(xlim=(0.05, 1), ylim=(20, 85))
    axes[0].legend(loc="upper left")
    return figure

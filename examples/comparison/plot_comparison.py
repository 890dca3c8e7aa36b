"""
===========================================
Over-sampling beside thresholds and nothing
===========================================

Does over-sampling pay? ``compare`` answers with the same splits for every method, and with three
rows that belong into every answer: the classifier alone, with its threshold tuned, and with its
probabilities corrected for the shares of the classes.
"""

# %%
# Four small tables
# -----------------
#
# All ship with scikit-learn. Each becomes a question with two answers, thinned until one in nine
# rows is of the rare class. The diabetes table is one of regression; the rare class are the
# patients whose disease progresses the most.

import warnings

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine

from imbgan.datasets import make_imbalanced

cancer, cancer_y = load_breast_cancer(return_X_y=True)
diabetes, progression = load_diabetes(return_X_y=True)
iris, flower = load_iris(return_X_y=True)
wine, grower = load_wine(return_X_y=True)
tables = {
    "cancer": (cancer, cancer_y == 0),
    "diabetes": (diabetes, progression > np.quantile(progression, 0.8)),
    "iris": (iris, flower == 1),
    "wine": (wine, grower == 1),
}
tables = {
    name: make_imbalanced(X, y.astype(int), ratio=8, random_state=0)
    for name, (X, y) in tables.items()
}
for name, (_, y) in tables.items():
    print(f"{name:<10} rows per class {np.bincount(y)}")

# %%
# One call
# --------
#
# Samplers are put in front of the classifier, here a pipeline that scales first. ``DOSampler`` has
# a smaller game than by default, so that this page builds quickly.

from imblearn.over_sampling import SMOTE
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from imbgan import DOSampler
from imbgan.comparison import compare

warnings.filterwarnings("ignore", module="sklearn.utils")
result = compare(
    {
        "SMOTE": SMOTE(k_neighbors=3),
        "DOSampler": DOSampler(max_epochs=20, n_members=4),
    },
    tables,
    classifier=make_pipeline(StandardScaler(), LogisticRegression()),
    baselines=["nothing", "tuned-threshold", "prior-correction"],
    cv=3,
    random_state=0,
)
print(result)

# %%
# Labels
# ------
#
# The mean of the recalls (``acsa``) asks how well the decisions treat both classes. ``frame`` has
# a row for each fit, from which pandas draws the boxes.

import matplotlib.pyplot as plt

from imbgan.comparison import (
    CriticalDifferenceDisplay,
    ReliabilityDisplay,
    ScoreTimeDisplay,
)

result.frame.boxplot(column="acsa", by="method", fontsize="small")
result.summary("acsa").round(3)

# %%
# Doing nothing is last, because at a threshold of one half a rare class is hardly ever chosen. To
# move the threshold, or to correct the prior, mends that as well as new rows do.
#
# Is any of these differences more than chance? Four tables are four observations, however many
# folds they have. The Friedman test asks whether the methods differ at all; the bar of the diagram
# joins those whose average ranks are closer than the critical difference. A single bar over all
# methods says that these tables do not tell which one differs from which, and not that all are
# equal.

test = result.friedman("acsa")
print(f"Iman and Davenport: F = {test.iman_davenport:.2f}, p = {test.iman_davenport_pvalue:.3f}")
print(f"Kendall's W = {test.kendall_w:.2f}, where 1 is one order on every table")
CriticalDifferenceDisplay.from_result(result, score="acsa")

# %%
# Probabilities
# -------------
#
# The log loss asks whether probabilities come true, and the picture turns round: whatever was done
# for the rare class is now an error. A threshold leaves the probabilities as they are, so
# that its box is that of doing nothing.

result.frame.boxplot(column="neg_log_loss", by="method", fontsize="small")
result.summary("neg_log_loss").round(3)

# %%
# On the diagonal what is said comes true. Below it the rare class is announced more often than it
# comes: that is what rows in balance teach, and what a corrected prior says on purpose. Most bins
# hold a few rows only, hence the zigzag. The curve of the tuned threshold hides that of nothing.

ReliabilityDisplay.from_result(result, data="diabetes")

# %%
# Time
# ----
#
# And what it costs. Methods on the line are beaten by none in both score and time. Tuning a
# threshold fits the classifier five more times and tries a hundred thresholds; a game trains three
# networks.

ScoreTimeDisplay.from_result(result, score="acsa")
plt.show()

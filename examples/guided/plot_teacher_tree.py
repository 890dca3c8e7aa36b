"""
=============================================
A decision tree that learned from a network
=============================================

Where the model has to be a tree, a forest or a linear model, a network can still help: it teaches.
``TeacherSampler`` trains a classifier that treats classes alike, asks it about points between
neighbouring rows, and hands out those that it takes for the rare class. This example looks at what
SMOTE, the generator of a game (``DOSampler``) and a teacher make of two moons, and at the trees
that are grown on it.
"""

# %%
# Two moons, one of them rare
# ---------------------------
#
# A thousand rows of one class and fifty of the other overlap. The test rows have as many of both.

import matplotlib.pyplot as plt
import numpy as np
from imblearn.over_sampling import SMOTE
from sklearn.datasets import make_moons
from sklearn.inspection import DecisionBoundaryDisplay
from sklearn.tree import DecisionTreeClassifier

from imbgan import DOSampler, TeacherSampler
from imbgan.metrics import acsa_score

X, y = make_moons((1000, 50), noise=0.3, random_state=0)
X_test, y_test = make_moons((1000, 1000), noise=0.3, random_state=1)

# %%
# Generated rows and trees
# ------------------------
#
# First the rows as they are. SMOTE's lie between rare rows, even where those are strays; those of
# the game's generator reach a little beyond them. The teacher knows from all rows where the rare
# class is more likely than the other, and puts rows there that lie between rows of either class.
# Blue and red is what a tree makes of it, without any pruning.

samplers = {
    "as they are": None,
    "SMOTE": SMOTE(random_state=0),
    "DOSampler": DOSampler(random_state=0),
    "TeacherSampler": TeacherSampler(random_state=0),
}
figure, axes = plt.subplots(2, 2, figsize=(9, 6.6), sharex=True, sharey=True, layout="constrained")
for (name, sampler), ax in zip(samplers.items(), axes.flat, strict=True):
    X_more, y_more = (X, y) if sampler is None else sampler.fit_resample(X, y)
    tree = DecisionTreeClassifier(random_state=0).fit(X_more, y_more)
    DecisionBoundaryDisplay.from_estimator(
        tree, X, response_method="predict", alpha=0.25, cmap="coolwarm", ax=ax
    )
    new = np.arange(len(y_more)) >= len(y)
    ax.scatter(*X_more[new].T, s=4, color="salmon", label="generated")
    ax.scatter(*X[y == 0].T, s=4, color="tab:blue", label="common")
    ax.scatter(*X[y == 1].T, s=12, color="darkred", label="rare")
    ax.set_title(f"{name}: mean recall {acsa_score(y_test, tree.predict(X_test)):.3f}", size=14)
    ax.set(xticks=[], yticks=[])
axes[0, 0].legend(*ax.get_legend_handles_labels(), loc="lower left", markerscale=2)

# %%
# The numbers are the means of the recalls on the test rows: with the teacher's rows the tree finds
# more of the rare class than with SMOTE's, and loses little of the common one.
#
# How far the teacher is trusted
# ------------------------------
#
# ``trust_`` is the share of rows that the teacher chose; the rest are plain segments of the class.
# It falls where the teacher's recalls on rows that it has not seen are behind those of a small
# forest. ``pass_rate_`` is the share of candidates that it took for the class.

teacher = samplers["TeacherSampler"]
print(f"trust {teacher.trust_:.2f}, candidates that passed: {teacher.pass_rate_}")

# %%
# The teacher itself
# ------------------
#
# The default teacher is ``LogitAdjustedClassifier``. It is ahead of its pupil, so where a network
# may be used, use it. A boosted model teaches too; as it speaks of the class shares of the
# training rows, ``teacher_prior="adjust"`` divides its probabilities by them.

from sklearn.ensemble import HistGradientBoostingClassifier

boosted = TeacherSampler(
    teacher=HistGradientBoostingClassifier(), teacher_prior="adjust", random_state=0
)
tree = DecisionTreeClassifier(random_state=0).fit(*boosted.fit_resample(X, y))
own = acsa_score(y_test, teacher.teacher_.predict(X_test))
print(f"the default teacher itself: {own:.3f}")
print(f"a tree taught by boosting:  {acsa_score(y_test, tree.predict(X_test)):.3f}")

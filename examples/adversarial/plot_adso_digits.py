"""
=============================
Digits that ADSO makes of few
=============================

``ADSOSampler`` trains an autoencoder on all classes, describes each class by a normal distribution
of its latent vectors, and lets a generator play from there against a critic and with a classifier.
This example thins out the digits that ship with scikit-learn, looks at what is generated for the
rare ones, and then asks what a classifier gains.
"""

# %%
# Digits, thinned
# ---------------
#
# The images have eight by eight pixels with values from 0 to 16. Divided by 16 they lie between 0
# and 1, and for floats in that range 0 is black and 1 is white whatever a training set holds.
# The rows stay flat, as every tool of scikit-learn wants them; ``image_shape`` says that they are
# images. The test part keeps all its rows, and so do the rows that nobody is trained on: they
# serve as a measure of what is possible.

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from imbgan import ADSOSampler
from imbgan.datasets import imbalanced_subset

X, y = load_digits(return_X_y=True)
X_pool, X_test, y_pool, y_test = train_test_split(
    X / 16, y, test_size=0.4, stratify=y, random_state=0
)
rows = imbalanced_subset(y_pool, (100, 80, 60, 45, 35, 25, 18, 12, 8, 6), random_state=0)
X_train, y_train = X_pool[rows], y_pool[rows]
print("training rows by digit:", np.bincount(y_train))
print("test rows by digit:    ", np.bincount(y_test))

# %%
# The sampler
# -----------
#
# ``fit_resample`` returns the training rows with generated ones behind them, until all digits
# have as many. With ``real_rows="repeated"`` the rare digits are repeated while the sampler
# trains, as in the paper; otherwise an autoencoder of so few images hardly sees a nine.
# ``max_epochs=30`` keeps the example short.

sampler = ADSOSampler(real_rows="repeated", image_shape=(8, 8), max_epochs=30, random_state=0)
X_more, y_more = sampler.fit_resample(X_train, y_train)
print("rows by digit now:", np.bincount(y_more))

# %%
# For each digit a row of training images, and below it a row of generated ones. Most can be read
# and differ from each other; some are blurred, or lie between two forms of the digit. Six images
# of a nine span five directions of the latent space, and no nine is drawn outside them.

from imbgan.inspection import GeneratedImagesDisplay

figure, axis = plt.subplots(figsize=(6, 11), layout="compressed")
GeneratedImagesDisplay.from_estimator(
    sampler, X_train, y_train, n_images=10, value_range=(0, 1), random_state=0, ax=axis
)

# %%
# The latent space on its two principal components, with the normal distribution of each class at
# one and two standard deviations. The autoencoder is supervised, so it keeps the digits apart;
# those that lie on each other here part in other dimensions. The few points of a nine make a thin
# ellipse: they leave most directions without any spread.

from imbgan.inspection import LatentSpaceDisplay

display = LatentSpaceDisplay.from_estimator(sampler, X_train, y_train)
display.ax_.legend(title="digit", loc="center left", bbox_to_anchor=(1, 0.5))

# %%
# The losses of the players. What one of them loses depends on the others, so curves need not fall,
# and a low one is no merit. These say that nobody has run away, and no more.

from imbgan.inspection import LossCurvesDisplay

LossCurvesDisplay.from_estimator(sampler)

# %%
# Are they good?
# --------------
#
# Three measures against test images of the same digit. The second line of each digit is what real
# images reach which were in neither set, and is what a perfect generator would get.

from imbgan.inspection import near_copy_share, precision_recall_density_coverage

unused = np.setdiff1d(np.arange(len(y_pool)), rows)
print("digit                 near-copies  precision  recall  coverage")
for digit in (2, 4, 6, 8):
    train = X_train[y_train == digit]
    real = X_pool[unused][y_pool[unused] == digit]
    generated = sampler.sample(len(real), digit, random_state=0)
    for name, images in {"generated": generated, "real": real}.items():
        copies = near_copy_share(train, images, standardize=False)
        found = precision_recall_density_coverage(
            X_test[y_test == digit], images, standardize=False
        )
        print(
            f"{digit}, from {len(train):2d}, {name:<9} {copies.share:10.2f}"
            f"{found.precision:11.2f}{found.recall:8.2f}{found.coverage:10.2f}"
        )

# %%
# No image is a copy, and most lie among real ones (precision). But they reach only some of the
# forms that a digit has (recall, and coverage, which is milder), and fewer the rarer it was. What
# no training row shows is not invented.
#
# Does it pay?
# ------------
#
# That is for a classifier to say, on test images. The same network is trained on the rows as they
# are, on those with the rare ones repeated, on those with generated ones added, and with the loss
# adjusted to the frequencies. Beside it stands the game's own classifier. All have the same rule
# of stopping.

from imblearn.over_sampling import RandomOverSampler

from imbgan import ADSOClassifier, NeuralClassifier
from imbgan.metrics import acsa_score

settings = {"image_shape": (8, 8), "random_state": 0}
adjusted = NeuralClassifier(loss="logit_adjusted", **settings)
fits = {
    "network alone": (NeuralClassifier(**settings), X_train, y_train),
    "repeated rows": (
        NeuralClassifier(**settings),
        *RandomOverSampler(random_state=0).fit_resample(X_train, y_train),
    ),
    "adjusted loss": (adjusted, X_train, y_train),
    "ADSOSampler": (NeuralClassifier(**settings), X_more, y_more),
    "ADSOClassifier": (ADSOClassifier(**settings), X_train, y_train),
}
scores, recalls = {}, {}
for name, (model, X_fed, y_fed) in fits.items():
    predicted = model.fit(X_fed, y_fed).predict(X_test)
    scores[name] = acsa_score(y_test, predicted)
    hits = predicted == y_test
    recalls[name] = [hits[y_test == digit].mean() for digit in range(10)]
    print(f"{name:<15} ACSA {scores[name]:.3f}")

# %%
# The methods part where a digit has eight or six rows. The network alone misses many of these.
# Whatever gives all digits the same weight finds most of them: generated rows, a game, repeated
# rows, an adjusted loss. The last two cost nothing. Another subset or seed moves each figure by a
# point or more, so nothing is decided among the four; but a game that does not beat repetition on
# your data is one to leave out.

figure, axis = plt.subplots(figsize=(8, 3.6))
for place, (name, recall) in enumerate(recalls.items()):
    width = 2.2 if name.startswith("ADSO") else 1.1
    label = f"{name} ({scores[name]:.3f})"
    axis.plot(recall, "o-", ms=4, lw=width, color=f"C{place}", label=label)
axis.set_xticks(range(10), [f"{digit}\n{n}" for digit, n in enumerate(np.bincount(y_train))])
axis.set_xlabel("digit, and its training rows")
axis.set_ylabel("recall on test rows")
axis.legend(title="method (ACSA)", loc="lower left", fontsize="small")
figure.tight_layout()
plt.show()

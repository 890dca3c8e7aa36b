"""Two ways to split a table, and one fit under either."""

from functools import lru_cache

from harness import fits
from harness.fits import PUBLISHED, Split
from harness.tables import thinned
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.model_selection import StratifiedShuffleSplit

from imbgan.datasets import fetch_table, paper_split
from imbgan.metrics import acsa_score, geometric_mean_score

from .methods import lower_neighbors

IMPUTERS = {
    # The paper's two nearest neighbours; on 150,000 rows the median, as neighbours take hours.
    "secom": lambda: KNNImputer(n_neighbors=2, keep_empty_features=True),
    "credit": lambda: SimpleImputer(strategy="median"),
}
THINNED = "credit"


@lru_cache(maxsize=1)
def load(table, max_rows):
    """The rows of a table, thinned where that is asked for."""
    X, y = fetch_table(table, return_X_y=True)
    return thinned(X, y, rows_kept(table, max_rows))


def rows_kept(table, max_rows):
    """What a record says of thinning: only the one large table is ever thinned."""
    return max_rows if table == THINNED else None


@lru_cache(maxsize=1)
def split(table, protocol, seed, max_rows):
    """Training and test rows of one repeat; the imputer sees the training rows only."""
    X, y = load(table, max_rows)
    if protocol == PUBLISHED:
        train, test = paper_split(table, y, random_state=seed)
    else:
        splitter = StratifiedShuffleSplit(1, test_size=0.3, random_state=seed)
        train, test = next(splitter.split(X, y))
    X_train, X_test = imputed(table, X[train], X[test])
    return Split(X_train, y[train], X_test, y[test])


def imputed(table, X_train, X_test):
    """The rows without missing values, where the table has any."""
    if table not in IMPUTERS:
        return X_train, X_test
    imputer = IMPUTERS[table]().fit(X_train)
    return imputer.transform(X_train), imputer.transform(X_test)


def run_fit(estimator, rows, protocol):
    """Fit and score once, with as many neighbours as the smallest class allows."""
    n_neighbors = lower_neighbors(estimator, rows.y_train)
    return fits.run_fit(estimator, rows, protocol, scores) | {"n_neighbors": n_neighbors}


def scores(y_true, y_pred):
    """ACSA and the root of the product of the recalls."""
    gm = float(geometric_mean_score(y_true, y_pred))
    return {"acsa": acsa_score(y_true, y_pred), "gm": gm}

"""Input that is wrong raises an error that says what to do, for every estimator."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.utils import get_tags

from imbgan import all_estimators
from imbgan.utils.testing import tiny

SAMPLERS = [kind for _, kind in all_estimators("sampler")]
# Those that train a network; the others wrap any classifier.
CLASSIFIERS = [kind for _, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")]
GAMES = [kind for _, kind in all_estimators() if hasattr(kind(), "sampling_strategy")]
every_kind = pytest.mark.parametrize("kind", SAMPLERS + CLASSIFIERS)
# One takes missing values as they are.
REFUSING_NAN = [k for k in SAMPLERS + CLASSIFIERS if not get_tags(k()).input_tags.allow_nan]
every_kind_that_refuses_nan = pytest.mark.parametrize("kind", REFUSING_NAN)
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)
every_game = pytest.mark.parametrize("kind", GAMES)


@pytest.fixture
def rows():
    """Two classes of 20 and 8 rows: (X, y)."""
    return np.random.default_rng(0).normal(size=(28, 4)), np.repeat([0, 1], [20, 8])


@pytest.fixture
def frame(rows):
    """The same rows in a frame with names: (X, y)."""
    return pd.DataFrame(rows[0], columns=["age", "height", "weight", "income"]), rows[1]


def refused(estimator, X, y, message, error=ValueError):
    """Check that all ways to fit an estimator raise an error with a message."""
    for way in ("fit", "fit_resample"):
        if hasattr(estimator, way):
            with pytest.raises(error, match=message):
                getattr(estimator, way)(X, y)


@every_kind
@pytest.mark.parametrize("label", [0, "only"])
def test_one_class_only(kind, label, rows):
    X, y = rows
    refused(tiny(kind), X, np.repeat(label, len(y)), "one class|more than 1 class")


@every_classifier
def test_the_only_class_is_named(kind, rows):
    refused(tiny(kind), rows[0], ["only"] * 28, "has one class, 'only'; at least two are needed")


@every_kind
@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_a_column_with_infinite_values_is_named(kind, value, rows, frame):
    (X, y), (F, _) = rows, frame
    X[3, 2] = F.iloc[3, 2] = value
    refused(tiny(kind), X, y, "contains infinity.*in column 2")
    refused(tiny(kind), F, y, "contains infinity.*in column 'weight'")


@every_kind_that_refuses_nan
def test_a_column_with_missing_values_is_named(kind, rows, frame):
    (X, y), (F, _) = rows, frame
    X[3, 2] = F.iloc[3, 2] = np.nan
    refused(tiny(kind), X, y, "contains NaN.*in column 2")
    refused(tiny(kind), F, y, "contains NaN.*in column 'weight'")


@every_kind_that_refuses_nan
def test_missing_values_are_met_with_the_imputers_to_use(kind, frame):
    X, y = frame
    X.loc[[3, 4], ["age", "income"]] = np.nan
    refused(tiny(kind), X, y, "columns 'age', 'income'.*SimpleImputer or .*KNNImputer")


@every_kind_that_refuses_nan
@pytest.mark.parametrize("dtype", ["Int64", "Float64", "boolean", "string", "category"])
def test_a_missing_value_of_any_dtype_is_told(kind, dtype, frame):
    X, y = frame
    values = [pd.NA, *(["a", "b"] * 14)[1:]] if dtype in ("string", "category") else [pd.NA, 1, 0]
    X["income"] = pd.Series((values * 10)[:28]).astype(dtype)
    refused(tiny(kind), X, y, "NaN.*'income'")


@every_kind_that_refuses_nan
def test_a_missing_value_in_a_sparse_matrix_is_told(kind, rows):
    X, y = rows
    X[5, 1] = np.nan
    refused(tiny(kind), sparse.csr_array(X), y, "contains NaN")


@every_kind
def test_no_rows_or_no_columns(kind, rows, frame):
    for X, y in (rows, frame):
        refused(tiny(kind), X[:0], y[:0], r"0 sample\(s\)")
    refused(tiny(kind), rows[0][:, :0], rows[1], r"0 feature\(s\)")
    refused(tiny(kind), frame[0][[]], frame[1], r"0 feature\(s\)")


@every_kind
def test_rows_and_labels_of_different_number(kind, rows):
    refused(tiny(kind), rows[0], rows[1][:-1], "inconsistent numbers of samples")


@every_kind
def test_rows_that_are_no_table(kind, rows):
    X, y = rows
    refused(tiny(kind), X[:, 0], y, "Expected 2D array, got 1D array")
    refused(tiny(kind), X[:, :, None], y, "dim")
    refused(tiny(kind), X + 1j, y, "Complex data not supported")


@every_classifier
def test_another_number_of_columns_in_predict(kind, rows, frame):
    for X, y in (rows, frame):
        fitted = tiny(kind).set_params(max_epochs=1).fit(X, y)
        three = X[:, :3] if isinstance(X, np.ndarray) else X.iloc[:, :3]
        message = (
            f"X has 3 features, but {kind.__name__} is expecting 4|feature names should match"
        )
        with pytest.raises(ValueError, match=message):
            fitted.predict(three)


@pytest.mark.parametrize("kind", [kind for kind in CLASSIFIERS if kind in REFUSING_NAN])
def test_missing_values_in_predict(kind, frame):
    X, y = frame
    fitted = tiny(kind).set_params(max_epochs=1).fit(X, y)
    X.loc[0, "height"] = np.nan
    with pytest.raises(ValueError, match="NaN.*'height'"):
        fitted.predict_proba(X)


@every_kind
def test_a_column_that_is_neither_numbers_nor_declared_categorical(kind, frame):
    X, y = frame
    words = pd.Series(np.array(["light", "heavy"])[y], dtype=object)
    X = X.astype(object).assign(weight=words)
    told = "holds '(light|heavy)'.*not declared categorical.*list it in categorical_features"
    undeclared = tiny(kind).set_params(categorical_features=None)
    refused(undeclared, X, y, f"Column 'weight' of X {told}")
    refused(tiny(kind), X.to_numpy(), y, f"Column 2 of X {told}")
    refused(tiny(kind), X.to_numpy().tolist(), y, f"Column 2 of X {told}")


@every_kind
def test_a_column_of_numbers_with_some_text_is_no_column_of_categories(kind, frame):
    X, y = frame
    X = X.astype({"weight": object})
    X.loc[3, "weight"] = "<0.1"
    told = "Column 'weight' of X holds numbers in .* % of its cells, but also text such as '<0.1'"
    refused(tiny(kind), X, y, told)
    refused(tiny(kind), X.assign(weight=X["weight"].astype(str)), y, told)
    X["weight"] = pd.Series([1.5, "light"] * 14, dtype=object)
    refused(tiny(kind), X, y, "Column 'weight' of X mixes text such as 'light'")
    for cell in ([1], {"a": 1}, object()):
        X["weight"] = pd.Series([1.5] + [cell] * 27, dtype=object)
        refused(tiny(kind), X, y, "Column 'weight' of X", error=(TypeError, ValueError))


@every_kind
def test_moments_of_time_are_no_numbers(kind, frame):
    X, y = frame
    X["income"] = pd.date_range("2020-01-01", periods=28)
    refused(tiny(kind), X, y, "Column 'income' of X has dtype datetime64")


@every_kind
@pytest.mark.parametrize(
    "columns, message",
    [
        ([9], "names the columns 9, but X has only the columns 0 to 3"),
        (["size"], "X does not have: 'size'"),
        ([True, False], "mask of length 2, but X has 4 columns"),
    ],
)
def test_categorical_columns_that_there_are_not(kind, columns, message, frame):
    refused(tiny(kind).set_params(categorical_features=columns), *frame, message)


@every_game
@pytest.mark.parametrize(
    "strategy, message",
    [
        ({0: 20, 1: 5}, "should be greater or equal to the original number of samples"),
        (lambda y: {1: 5}, "should be greater or equal to the original number of samples"),
        ({7: 50}, "target class is/are not present in the data"),
        (lambda y: {7: 50}, "target class is/are not present in the data"),
        ({1: 30.5}, "sampling_strategy must give whole numbers of rows, got 30.5 for the class 1"),
        (
            lambda y: {1: 30.5},
            "function sampling_strategy must give whole numbers of rows, got",
        ),
        (lambda y: {1: np.inf}, "must give whole numbers of rows, got inf for the class 1"),
        (lambda y: {1: "30"}, "must give whole numbers of rows, got '30' for the class 1"),
        (lambda y: {1: True}, "must give whole numbers of rows, got True for the class 1"),
        (lambda y: None, "must return a dict of labels and numbers of rows, got None"),
        (lambda y: [20, 20], r"must return a dict of .* got \[20, 20\]"),
        (0.1, "Please increase the ratio"),
        (1.5, "'sampling_strategy' parameter of"),
        ("most", "'sampling_strategy' parameter of"),
    ],
)
def test_a_strategy_below_what_there_is_or_beside_it(kind, strategy, message, rows):
    refused(tiny(kind).set_params(sampling_strategy=strategy), *rows, message)


@every_game
def test_a_float_strategy_for_three_classes(kind, rows):
    X, y = rows
    y[:6] = 2
    refused(tiny(kind).set_params(sampling_strategy=0.8), X, y, "only when the type of target is")


@every_kind
@pytest.mark.parametrize(
    "target, message",
    [
        (lambda y: y + 0.5 * np.arange(28), "Unknown label type"),
        (lambda y: np.column_stack([y, 1 - y, np.ones_like(y)]), "[Mm]ultilabel"),
        (lambda y: np.where(y == 1, np.nan, 0), "NaN"),
        (lambda y: np.array([1, "a"], dtype=object)[y], "Unknown label type"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in cast:RuntimeWarning")
def test_labels_of_an_unsupported_kind(kind, target, message, rows):
    X, y = rows
    refused(tiny(kind), X, target(y), message)


@every_kind
def test_no_labels(kind, rows):
    refused(tiny(kind), rows[0], None, "None")


@every_kind
def test_a_failed_fit_can_be_followed_by_a_good_one(kind, rows):
    X, y = rows
    estimator = tiny(kind)
    bad = np.where(np.eye(28, 4) == 1, np.inf, X)
    refused(estimator, bad, y, "infinity")
    assert estimator.fit(X, y).classes_.tolist() == np.unique(y).tolist()

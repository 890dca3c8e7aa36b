"""Claims about how far a teacher is trusted."""

import numpy as np

from imbgan.guided._trust import trust_in

RNG = np.random.default_rng(0)
CODES = np.repeat([0, 1], [160, 40])
ROWS = (RNG.normal(size=(200, 2)) + 4 * CODES[:, None]).astype(np.float32)


def as_they_are(rows, codes, rng):
    return rows, codes


def trusted(right, codes=CODES, rows=ROWS, fill_up=as_they_are):
    """Trust in a teacher that is right about a share of each class."""

    def fit_teacher(X, codes_of_fit):
        def predict(X):
            codes = (X[:, 0] > 2).astype(int)  # right for nearly all
            wrong = np.random.default_rng(1).random(len(codes)) > right
            return np.where(wrong, 1 - codes, codes)

        return predict

    return trust_in(fit_teacher, fill_up, rows, rows, codes, seed=0)


def test_a_teacher_that_is_as_good_as_a_forest_is_trusted():
    assert trusted(1.0) == 1.0


def test_a_teacher_that_is_far_worse_is_not():
    assert trusted(0.5) == 0.0


def test_between_five_and_ten_points_trust_falls():
    found = [trusted(right) for right in np.linspace(0.85, 1, 12)]
    assert found[0] < found[-1] and any(0 < trust < 1 for trust in found)


def test_a_teacher_is_never_asked_about_rows_that_it_has_seen():
    seen = []

    def fit_teacher(X, codes):
        def predict(rows):
            seen.append(set(map(tuple, X)) & set(map(tuple, rows)))
            return np.zeros(len(rows), dtype=int)

        return predict

    trust_in(fit_teacher, as_they_are, ROWS, ROWS, CODES, seed=0)
    assert seen == [set(), set()]


def test_the_forest_is_trained_on_rows_that_are_filled_up():
    given = []

    def fill_up(rows, codes, rng):
        given.append((len(rows), np.bincount(codes).tolist()))
        return rows, codes

    trusted(1.0, fill_up=fill_up)
    assert given == [(100, [80, 20]), (100, [80, 20])]


def test_a_class_that_cannot_be_halved_says_nothing():
    codes = np.repeat([0, 1], [30, 1])
    assert trusted(0.0, codes, ROWS[:31]) == 1.0


def test_of_many_rows_some_are_judged_on():
    codes = np.repeat([0, 1], [20_000, 60])
    rows = np.random.default_rng(0).normal(size=(20_060, 2)).astype(np.float32)
    sizes = []

    def fit_teacher(X, codes):
        sizes.append(np.bincount(codes).tolist())
        return lambda rows: np.zeros(len(rows), dtype=int)

    trust_in(fit_teacher, as_they_are, rows, rows, codes, seed=0)
    assert all(large < 800 and small == 25 for large, small in sizes)

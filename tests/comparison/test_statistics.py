"""Tests of the statistics over several data sets, against worked examples and other packages."""

import numpy as np
import pytest

from imbgan.comparison._statistics import (
    friedman_test,
    holm,
    iman_davenport,
    joined_runs,
    nemenyi_difference,
    ranks_of,
)


@pytest.fixture
def means(demsar):
    return np.array(list(demsar.values())).T


def test_average_ranks_are_those_of_demsars_table_6(means):
    # Rank sums by hand: 44, 28, 40.5 and 27.5 over 14 data sets.
    expected = np.array([44, 28, 40.5, 27.5]) / 14
    np.testing.assert_allclose(ranks_of(means).mean(axis=0), expected)
    np.testing.assert_allclose(expected, [3.143, 2.000, 2.893, 1.964], atol=5e-4)


def test_the_highest_score_has_rank_one_and_ties_share():
    np.testing.assert_array_equal(ranks_of([[0.5, 0.9, 0.9, 0.1]]), [[3, 1.5, 1.5, 4]])


def test_scores_that_differ_by_rounding_errors_are_tied():
    assert 0.1 + 0.2 != 0.3
    np.testing.assert_array_equal(ranks_of([[0.1 + 0.2, 0.3]]), [[1.5, 1.5]])


def test_friedman_is_demsars_once_its_correction_for_ties_is_undone(means):
    # 12 * 14 / (4 * 5) * (3.143^2 + 2^2 + 2.893^2 + 1.964^2 - 4 * 5^2 / 4) = 9.28 ignores ties.
    # Three ties of two (6 each) and one of four (60): 78 of 14 * 4 * (4^2 - 1) = 840.
    assert friedman_test(means).statistic * (1 - 78 / 840) == pytest.approx(9.28, abs=0.01)


def test_iman_davenport_is_demsars():
    # 13 * 9.28 / (14 * 3 - 9.28) = 3.69; the critical value of F(3, 39) at 0.05 is 2.85.
    f, pvalue = iman_davenport(9.28, 4, 14)
    assert f == pytest.approx(3.69, abs=0.005)
    assert pvalue == pytest.approx(0.0198, abs=0.0005)


def test_iman_davenport_is_the_f_test_of_two_way_analysis_of_variance_of_the_ranks(means):
    ranks = ranks_of(means)
    n, k = ranks.shape
    between = n * ((ranks.mean(axis=0) - ranks.mean()) ** 2).sum()
    within = ((ranks - ranks.mean()) ** 2).sum() - between
    expected = between / (k - 1) / (within / ((n - 1) * (k - 1)))
    assert friedman_test(means).iman_davenport == pytest.approx(expected)


def test_data_sets_that_all_agree_leave_no_doubt():
    result = friedman_test(np.tile([0.1, 0.2, 0.3], (5, 1)))
    assert result.statistic == pytest.approx(10)  # n * (k - 1), the largest there is
    assert (result.iman_davenport, result.iman_davenport_pvalue) == (np.inf, 0)
    assert result.kendall_w == pytest.approx(1)


def test_methods_that_are_all_alike_do_not_differ():
    result = friedman_test(np.full((4, 3), 0.5))
    assert result[:5] == (0, 1, 0, 1, 0)


@pytest.mark.parametrize(
    ("n_methods", "n_datasets", "alpha", "expected"),
    [
        (4, 14, 0.05, 2.569 * np.sqrt(4 * 5 / (6 * 14))),  # 1.25 in the paper
        (4, 14, 0.10, 2.291 * np.sqrt(4 * 5 / (6 * 14))),  # 1.12
        (2, 10, 0.05, 1.960 * np.sqrt(2 * 3 / 60)),
        (10, 30, 0.05, 3.164 * np.sqrt(10 * 11 / 180)),
    ],
)
def test_the_critical_difference_comes_from_demsars_table_5(
    n_methods, n_datasets, alpha, expected
):
    difference = nemenyi_difference(n_methods, n_datasets, alpha)
    assert difference == pytest.approx(expected, abs=5e-4)


def test_the_critical_difference_decides_as_the_nemenyi_test_of_scikit_posthocs(means):
    posthocs = pytest.importorskip("scikit_posthocs", reason="the package to check against")
    pvalues = posthocs.posthoc_nemenyi_friedman(ranks_of(means)).to_numpy()
    ranks = ranks_of(means).mean(axis=0)
    distance = abs(ranks[:, None] - ranks)
    for alpha in (0.02, 0.05, 0.08, 0.2, 0.5):
        differ = distance >= nemenyi_difference(4, 14, alpha)
        np.testing.assert_array_equal(differ, pvalues <= alpha)
    assert differ.any() and not differ.all()


def test_holm_is_a_worked_example():
    # In order .01, .02, .03, .04 by 4, 3, 2, 1: .04, .06, .06, .04, which must not fall.
    np.testing.assert_allclose(holm([0.04, 0.01, 0.03, 0.02]), [0.06, 0.04, 0.06, 0.06])


def test_holm_adjusts_no_value_beyond_one_and_a_single_one_not_at_all():
    np.testing.assert_array_equal(holm([0.9, 0.8]), [1, 1])
    np.testing.assert_array_equal(holm([0.3]), [0.3])


@pytest.mark.parametrize("seed", range(3))
def test_holm_is_that_of_statsmodels(seed):
    multitest = pytest.importorskip("statsmodels.stats.multitest", reason="to check against")
    pvalues = np.random.default_rng(seed).random(12) ** 3
    expected = multitest.multipletests(pvalues, method="holm")[1]
    np.testing.assert_allclose(holm(pvalues), expected)


def _differ(n_methods, *pairs):
    differ = np.zeros((n_methods, n_methods), dtype=bool)
    for one, other in pairs:
        differ[one, other] = differ[other, one] = True
    return differ


@pytest.mark.parametrize(
    ("differ", "runs"),
    [
        (_differ(3), [(0, 2)]),
        (_differ(3, (0, 2)), [(0, 1), (1, 2)]),
        (_differ(3, (0, 1), (0, 2), (1, 2)), []),
        (_differ(4, (0, 2), (0, 3), (1, 3)), [(0, 1), (1, 2), (2, 3)]),
        # The first and the last do not differ, but both do from the one between them.
        (_differ(3, (0, 1), (1, 2)), []),
        # The run of the last two is part of the run before it.
        (_differ(4, (0, 1), (0, 2), (0, 3)), [(1, 3)]),
    ],
)
def test_runs_join_neighbours_of_which_no_pair_differs(differ, runs):
    assert joined_runs(differ) == runs

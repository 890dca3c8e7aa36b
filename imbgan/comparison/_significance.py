"""The tests that a result offers, and what their p-values mean."""

from functools import partial

from ._statistics import corrected_t, friedman_test, pairs_table, signed_rank
from ._summary import (
    check_n_methods,
    complete_folds,
    complete_means,
    known_names,
    means_for_test,
    ranks_of,
    score_name,
)


class Significance:
    """Ranks and statistical tests of a result.

    All but :meth:`corrected_t` use the means over the folds, one number for each data set and
    method. Methods that lack a fit are left out, with a warning.
    """

    def ranks(self, score=None):
        """Rank the methods within each data set.

        Parameters
        ----------
        score : str, default=None
            Name of a score. None takes the first.

        Returns
        -------
        ranks : DataFrame
            A row for each data set, a column for each method that lacks no fit. 1 is the best;
            ties share the mean of their ranks.

        Raises
        ------
        ValueError
            If the score is not known, or no fit has it.
        """
        return ranks_of(complete_means(self, score_name(self, score)))

    def friedman(self, score=None):
        """Test whether the methods differ at all over several data sets.

        The null hypothesis is that all methods are equivalent, so that their ranks on a data set
        are random. There is one observation for each data set: more repeats or folds make the
        means more precise, but add no observations. Data sets are assumed to be independent, which
        variants of the same data set are not. A large p-value is no evidence of equality: with few
        data sets the test has little power.

        Parameters
        ----------
        score : str, default=None
            Name of a score. None takes the first.

        Returns
        -------
        result : FriedmanResult
            ``statistic`` and ``pvalue`` of Friedman's chi squared [1]_, corrected for ties;
            ``iman_davenport`` and ``iman_davenport_pvalue``, the F statistic made of it [2]_, to
            be preferred; ``kendall_w``, the size of the effect between 0 and 1; ``n_methods`` and
            ``n_datasets``.

        Raises
        ------
        ValueError
            If there are fewer than three methods or two data sets that lack no fit.

        References
        ----------
        .. [1] J. Demsar, "Statistical comparisons of classifiers over multiple data sets",
           Journal of Machine Learning Research 7, 2006, section 3.2.2.
        .. [2] R. L. Iman and J. M. Davenport, "Approximations of the critical region of the
           Friedman statistic", Communications in Statistics A9, 1980.
        """
        return friedman_test(means_for_test(self, score_name(self, score), "friedman", 3))

    def wilcoxon(self, score=None, *, control=None, correction="holm"):
        """Test pairs of methods over several data sets by Wilcoxon's signed ranks.

        As in :meth:`friedman`, each data set is one observation. Differences of zero are kept and
        count half for each side [1]_; differences that are equal up to 1e-12 are tied. scipy takes
        the exact distribution if it can, otherwise the normal approximation. With fewer than six
        data sets no two-sided p-value can be below 0.05, and adjusted ones grow with the number of
        pairs: test against a control that was chosen beforehand if that answers the question.

        Parameters
        ----------
        score : str, default=None
            Name of a score. None takes the first.

        control : str, default=None
            The method against which each other is tested. None tests all pairs.

        correction : {"holm", None}, default="holm"
            Whether the p-values are adjusted for the number of pairs in the table.

        Returns
        -------
        table : DataFrame
            A row for each pair (``method``, ``against``): ``statistic`` (the smaller rank sum),
            ``pvalue``, ``pvalue_holm``, ``rank_biserial`` (size of the effect: the share of the
            rank sum in favour of ``method`` less that in favour of ``against`` [2]_, from -1 to
            1), ``median_difference`` and ``n_datasets``. Differences are ``method`` less
            ``against``.

        Raises
        ------
        ValueError
            If there are fewer than two methods or two data sets that lack no fit, or a name is
            not known.

        References
        ----------
        .. [1] J. Demsar, "Statistical comparisons of classifiers over multiple data sets",
           Journal of Machine Learning Research 7, 2006, section 3.1.3.
        .. [2] D. S. Kerby, "The simple difference formula: an approach to teaching nonparametric
           correlation", Comprehensive Psychology 3, 2014.
        """
        means = means_for_test(self, score_name(self, score), "wilcoxon")
        return pairs_table(means, control, correction, signed_rank)

    def corrected_t(self, score=None, *, data=None, control=None, correction="holm"):
        """Test pairs of methods on a single data set by the corrected resampled t-test.

        Splits of one data set share training rows, so their scores depend on one another and the
        usual paired t-test rejects too often. Nadeau and Bengio [1]_ add the ratio of test to
        training rows to the variance: ``t = mean / (std * sqrt(1 / n_splits + n_test / n_train))``
        with ``n_splits - 1`` degrees of freedom. The correction is approximate. A small p-value
        says that one method is better on this data set, trained on so many rows, and nothing about
        other data sets.

        Parameters
        ----------
        score : str, default=None
            Name of a score. None takes the first.

        data : str, default=None
            Name of the data set. None is enough where there is only one.

        control : str, default=None
            The method against which each other is tested. None tests all pairs.

        correction : {"holm", None}, default="holm"
            Whether the p-values are adjusted for the number of pairs in the table.

        Returns
        -------
        table : DataFrame
            A row for each pair (``method``, ``against``): ``statistic``, ``pvalue``,
            ``pvalue_holm``, ``effect_size`` (mean difference over the standard deviation of the
            differences, which shrinks with larger test parts), ``mean_difference`` and
            ``n_splits``.

        Raises
        ------
        ValueError
            If there are fewer than two methods or two splits, a name is not known, or ``data`` is
            missing where there are several.

        References
        ----------
        .. [1] C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning
           52, 2003.
        """
        score = score_name(self, score)
        if data is None and len(self.datasets) > 1:
            raise ValueError(f"data must be one of {self.datasets}; this test is of a single one.")
        (data,) = known_names(self.datasets if data is None else data, self.datasets, "data")
        one = self.select(datasets=data)
        folds = complete_folds(one, score)
        check_n_methods(folds, "corrected_t")
        if len(folds) < 2:
            raise ValueError(f"corrected_t needs at least 2 splits of {data!r}, got {len(folds)}.")
        rows = one.frame[["n_test", "n_train"]].mean()
        test = partial(corrected_t, test_per_train=rows["n_test"] / rows["n_train"])
        return pairs_table(folds, control, correction, test)

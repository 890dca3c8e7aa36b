"""What a comparison found: the fits as a table, their summary and exports."""

from collections import Counter
from functools import cached_property

from ._optional import pandas_for
from ._record import AFTER_SCORES, BEFORE_SCORES
from ._significance import Significance
from ._summary import common_folds, known_names, score_name, summary_by_data, summary_over_data
from ._tables import latex, markdown, score_table, write_text


class ComparisonResult(Significance):
    """The fits of a comparison, with summaries, tests and exports.

    :func:`compare` returns one. Scores are such that larger is better. A method that lacks a fit,
    because it raised, ran out of time or has no probabilities, is never averaged over fewer folds:
    it has no mean over the data sets, takes no part in ranks and tests, and a warning names it.
    :meth:`select` leaves out methods or data sets instead. A fold in which the score does not
    exist, since a class is absent from the test part, is left out for all of them, with a warning.

    Parameters
    ----------
    records : iterable of Record
        One for each fit.

    methods, datasets : iterable of str, default=None
        Names in the order in which they are shown; records of others are left out. None takes
        them as they come in the records.

    scoring : iterable of str, default=None
        Names of the scores. None takes them as they come in the records.

    n_splits : dict of str to int, default=None
        How many splits of each data set were planned. None takes those of the records.

    Attributes
    ----------
    records : list of Record
        The fits, in the order of data sets, methods, repeats and folds.

    methods, datasets, scoring : list of str
        The names.

    n_splits : dict of str to int
        Splits of each data set.

    is_complete : bool
        Whether each method has a record of each split of each data set, be it of an error.

    n_fits : int
        How many records there are then.

    frame : DataFrame
        A row for each fit: data, method, repeat, fold, seed, a column for each score,
        fit_seconds, predict_seconds, peak_memory (MiB), n_train, n_test, imbalance_ratio, error.

    Raises
    ------
    ValueError
        If there is no record, or two are of the same method and split.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from imbgan.comparison import compare
    >>> methods = {"bayes": GaussianNB(), "logistic": LogisticRegression(max_iter=5000)}
    >>> result = compare(methods, ["iris", "wine"], cv=3, scoring=["acsa", "f_macro"])
    >>> result
    ComparisonResult(2 methods, 2 data sets, 12 fits)
    >>> list(result.summary().columns)
    ['mean', 'std', 'rank', 'wins', 'n_fits', 'n_missing']
    """

    def __init__(self, records, *, methods=None, datasets=None, scoring=None, n_splits=None):
        records = list(records)
        self.methods = _names(methods, (record.method for record in records))
        self.datasets = _names(datasets, (record.data for record in records))
        self.scoring = _names(scoring, (name for record in records for name in record.scores))
        data_order = {name: at for at, name in enumerate(self.datasets)}
        method_order = {name: at for at, name in enumerate(self.methods)}
        self.records = sorted(
            (one for one in records if one.data in data_order and one.method in method_order),
            key=lambda it: (data_order[it.data], method_order[it.method], it.repeat, it.fold),
        )
        if not self.records:
            raise ValueError("records holds no fit of these methods and data sets.")
        fits = Counter((one.data, one.method, one.repeat, one.fold) for one in self.records)
        fit, times = fits.most_common(1)[0]
        if times > 1:
            raise ValueError(f"records holds {times} fits of (data, method, repeat, fold) {fit}.")
        splits = {(data, repeat, fold) for data, _, repeat, fold in fits}
        self.n_splits = Counter(data for data, *_ in splits) | dict(n_splits or {})
        self.n_splits = {data: self.n_splits[data] for data in self.datasets}

    def __repr__(self):
        failed = sum(bool(record.error) for record in self.records)
        parts = [f"{len(self.methods)} methods", f"{len(self.datasets)} data sets"]
        parts += [f"{len(self.records)} fits", f"{failed} failed" if failed else ""]
        parts += ["" if self.is_complete else "not complete"]
        return f"{type(self).__name__}({', '.join(filter(None, parts))})"

    @property
    def is_complete(self):
        return len(self.records) == self.n_fits

    @property
    def n_fits(self):
        return len(self.methods) * sum(self.n_splits.values())

    @cached_property
    def frame(self):
        pd = pandas_for("frame")
        rows = [{**vars(record), **record.scores} for record in self.records]
        columns = [*BEFORE_SCORES, *self.scoring, *AFTER_SCORES]
        return pd.DataFrame(rows).reindex(columns=columns)

    def select(self, *, methods=None, datasets=None):
        """The same result with fewer methods or data sets.

        Parameters
        ----------
        methods, datasets : str or iterable of str, default=None
            The names to keep, in the order in which they are to be shown. None keeps all.

        Returns
        -------
        result : ComparisonResult

        Raises
        ------
        ValueError
            If a name is not known, or nothing is left.
        """
        methods = self.methods if methods is None else methods
        datasets = self.datasets if datasets is None else datasets
        return type(self)(
            self.records,
            methods=known_names(methods, self.methods, "methods"),
            datasets=known_names(datasets, self.datasets, "datasets"),
            scoring=self.scoring,
            n_splits=self.n_splits,
        )

    def summary(self, score=None, *, by=None):
        """Means, standard deviations, ranks and wins of the methods.

        Parameters
        ----------
        score : str, default=None
            Name of a score. None takes the first.

        by : {None, "data"}, default=None
            None gives a row for each method, over all data sets, the best mean rank first.
            "data" gives a row for each data set and method.

        Returns
        -------
        table : DataFrame
            With the columns ``mean`` (over the data sets, of the means over the folds), ``std``
            (over the folds of a data set; the root of the mean variance over several), ``rank``
            (mean over the data sets; 1 is the best, ties share), ``wins`` (data sets on which no
            method was better; not by data set), ``n_fits`` (fits with the score) and
            ``n_missing``. Over all data sets, a method with ``n_missing`` above 0 has NaN, since
            its mean would be of other folds than those of the others; by data set, its mean is
            of what there is and has no rank. Folds share training rows, so ``std`` over the root
            of their number is no standard error.

        Raises
        ------
        ValueError
            If the score or ``by`` is not known, or no fit has the score.
        """
        if by not in (None, "data"):
            raise ValueError(f"by must be None or 'data', got {by!r}.")
        folds = common_folds(self, score_name(self, score))
        return summary_over_data(folds) if by is None else summary_by_data(folds)

    def to_csv(self, path=None):
        """Write the frame, a line for each fit, as CSV.

        Parameters
        ----------
        path : str or path-like, default=None
            Where to write. None returns the text.

        Returns
        -------
        text : str or None
        """
        return write_text(self.frame.to_csv(index=False, lineterminator="\n"), path)

    def to_markdown(self, path=None, *, score=None, rows="data", decimals=3):
        """Write the table of a score, mean ± standard deviation over the folds, as Markdown.

        The best mean of each data set is bold. A cell of a method that lacks fits says how many
        it has, and is never the best. The last entry is the mean rank.

        Parameters
        ----------
        path : str or path-like, default=None
            Where to write. None returns the text.

        score : str, default=None
            Name of a score. None takes the first.

        rows : {"data", "methods"}, default="data"
            What the rows are.

        decimals : int, default=3
            Digits after the point.

        Returns
        -------
        text : str or None

        Raises
        ------
        ValueError
            If the score or ``rows`` is not known, or no fit has the score.
        """
        return write_text(markdown(score_table(self, score, rows, decimals)), path)

    def to_latex(self, path=None, *, score=None, rows="data", decimals=3):
        """Write the table of :meth:`to_markdown` as LaTeX, for the package booktabs.

        Parameters
        ----------
        path : str or path-like, default=None
            Where to write. None returns the text.

        score : str, default=None
            Name of a score. None takes the first.

        rows : {"data", "methods"}, default="data"
            What the rows are.

        decimals : int, default=3
            Digits after the point.

        Returns
        -------
        text : str or None

        Raises
        ------
        ValueError
            If the score or ``rows`` is not known, or no fit has the score.
        """
        return write_text(latex(score_table(self, score, rows, decimals)), path)


def _names(given, seen):
    return list(dict.fromkeys(seen if given is None else given))

"""The function `compare`."""

import time
from contextlib import closing
from dataclasses import replace
from numbers import Integral, Real

import numpy as np
from sklearn.utils._param_validation import Interval, StrOptions, validate_params

from ._datasets import read_datasets
from ._methods import read_methods
from ._plan import plan
from ._progress import Progress
from ._result import ComparisonResult
from ._run import run
from ._scoring import Scoring
from ._splits import groups_of, make_splits, read_cv
from ._store import Store
from ._trial import try_scorers


@validate_params(
    {
        "n_jobs": [
            None,
            Interval(Integral, None, -1, closed="right"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "gpu_jobs": [Interval(Integral, 1, None, closed="left")],
        # Not an object with a state: an interrupted comparison could not find its fits again.
        "random_state": [None, Interval(Integral, 0, None, closed="left")],
        # No number: it would be averaged with scores.
        "error_score": [np.nan, StrOptions({"raise"})],
        "time_limit": [None, Interval(Real, 0, None, closed="neither")],
    },
    prefer_skip_nested_validation=False,
)
def compare(
    methods,
    datasets,
    *,
    classifier=None,
    baselines=(),
    cv=None,
    scoring=None,
    groups=None,
    store=None,
    n_jobs=None,
    gpu_jobs=1,
    random_state=0,
    verbose=0,
    error_score=np.nan,
    retry_errors=False,
    time_limit=None,
):
    """Compare methods on the same splits of data sets.

    Every method is cloned and fitted on the training rows of each split, and scored on its test
    rows; everything, scaling and resampling included, is fitted on the training rows. All methods
    have the same splits and the same seeds. Each finished fit is written to the `store` at once:
    the comparison can be stopped at any moment, and the same call continues where it ended.

    Read more in the :ref:`user guide <comparison>`.

    Parameters
    ----------
    methods : dict of str to estimator
        Classifiers, pipelines that end in one, and samplers (or pipelines that end in one), which
        are put in front of `classifier`. Anything with the interface of scikit-learn.

    datasets : dict of str to data, list of str, or str
        Data are ``(X, y)`` of arrays, sparse arrays or frames, a
        :class:`~sklearn.utils.Bunch`, or a name: a table of
        :func:`~imbgan.datasets.fetch_table`, or ``"breast_cancer"``, ``"digits"``, ``"iris"`` or
        ``"wine"``, which come with scikit-learn.

    classifier : estimator or dict of str to estimator, default=None
        The classifier that follows the samplers, also that of the `baselines`. With a dict all of
        them follow each sampler, which is fitted once on each split; the methods are then called
        "smote, forest", "nothing, forest".

    baselines : {"nothing", "tuned-threshold", "prior-correction"} or list of them, default=()
        Further methods, under these names: `classifier` alone; its threshold chosen by
        cross-validation within the training rows for the best balanced accuracy (for two
        classes only); its probabilities divided by the class shares.

    cv : int, splitter or iterable of pairs, default=None
        None is two repetitions of stratified folds, five each; a number is so many folds, once.
        A splitter of scikit-learn is taken as it is; one without a seed gets `random_state`.

    scoring : str, callable, list or dict, default=None
        Names of scores (see Notes), any name that scikit-learn knows, functions of
        ``(estimator, X, y)``, or a dict of names to those. None is all that are listed in the
        Notes. Larger is better. Each is tried on a few rows of each data set before the first fit.

    groups : array-like of shape (n_samples,) or dict of str to array-like, default=None
        Rows of one group stay together: in the folds made by None or a number, and in a splitter
        that looks at groups. A dict names the data set of each.

    store : str or path-like, default=None
        SQLite file that keeps the fits; made if it is not there. None keeps them in memory.

    n_jobs : int, default=None
        Fits at a time, by joblib: None is one, or what :class:`joblib.parallel_config` says; -1
        is one per core. Threads of numpy, scikit-learn and torch within a fit share the cores.

    gpu_jobs : int, default=1
        Fits at a time among those that may use a GPU of this machine: those with a ``device``
        that is not ``"cpu"``. They come after the others.

    random_state : int, default=0
        Seed of the splits, and of every fit: each ``random_state`` within a method that is None
        or a number is replaced by a seed made of this one, the data and the split. With None
        splits differ from call to call, and methods keep their own; then hardly a fit is found
        again in a `store`.

    verbose : int, default=0
        Whether to say what is fitted, how long it takes and when all will be done: by a line for
        each fit, in a notebook by a bar.

    error_score : "raise" or NaN, by default NaN
        What happens when a method raises: with NaN the fit becomes a record with its error and
        the rest goes on; ``"raise"`` raises, without a record.

    retry_errors : bool, default=False
        Whether to repeat fits that the `store` has with an error.

    time_limit : float, default=None
        Seconds after which no further fit is begun. Then ``is_complete`` of the result is False.

    Returns
    -------
    result : ComparisonResult
        The fits as a frame, summaries, tests, exports. The seconds of a fit are those of the
        sampler and of the classifier, also where several classifiers share the sampler.

    Raises
    ------
    ValueError
        If a parameter cannot be used, or a score cannot be computed for a data set; the message
        names the method, the score or the data set.
    OSError
        If the store cannot be written, for example because the disk is full. What was finished
        before is in it.
    RuntimeError
        With ``error_score="raise"``, if the store has an error of an earlier call.
    TimeoutError
        If no fit was finished within `time_limit`.

    Notes
    -----
    **Scores.** Of the labels: ``"acsa"`` (mean of the recalls) or, the same,
    ``"balanced_accuracy"``; ``"geometric_mean"``, ``"g_macro"``, ``"f_macro"``,
    ``"majority_precision"``, ``"minority_recall"``, as in :mod:`imbgan.metrics`; majority and
    minority are those of the training rows, the minority among the classes of the test rows. Of
    the probabilities, NaN without ``predict_proba``: ``"average_precision"`` and ``"roc_auc"`` (of
    the class that is rarer in training; with more classes the mean of each against the rest),
    ``"neg_brier"`` and ``"neg_log_loss"``.

    **Small classes.** In the folds made by None or a number, the rows of a class go to the folds
    in turn. A class with fewer rows than folds is absent from the test rows of some folds, whose
    scores are those of the classes present: one that is absent does not count where it is
    predicted either, as it would in :mod:`imbgan.metrics`. A class with a single row is always
    trained and never tested, but for `groups`, whose folds may hold it. A splitter of
    scikit-learn follows its own rules.

    **Store.** The key of a fit is made of the class and all parameters of the method, the content
    of the data, the rows of the split, the seed, the scores and the versions of the packages.
    Names do not count. Nor does the code of a method that is imported: after a change of it use a
    new file. The code of functions and classes in a script or a notebook does count; classes that
    are defined within a function are refused. A fit with an error is repeated with `retry_errors`
    only. Several processes may use one file at the same time, on a local disk; fits that one has
    finished are not repeated by the others.

    **Several classifiers.** The fits behind one sampler are made one after the other, and have
    the same scores as in a call with each classifier alone. An error of the sampler is that of
    all of them. With `n_jobs` they reach the store together, after the last of them.

    **Killed processes.** A fit whose worker process is killed, for lack of memory for example, is
    repeated once, alone, and then becomes a record with an error; on a cluster of Dask it may have
    to be interrupted, see the :ref:`user guide <scaling>`. With ``n_jobs=1`` fits run in the
    calling process, and so do those on a GPU with ``gpu_jobs=1``.

    Examples
    --------
    >>> from imblearn.over_sampling import SMOTE
    >>> from sklearn.linear_model import LogisticRegression
    >>> from imbgan.comparison import compare
    >>> result = compare(
    ...     {"smote": SMOTE()},
    ...     ["breast_cancer"],
    ...     classifier=LogisticRegression(solver="liblinear"),
    ...     baselines=["nothing", "prior-correction"],
    ...     cv=3,
    ...     scoring=["acsa", "roc_auc"],
    ... )
    >>> result.frame.groupby("method")["acsa"].count().to_dict()
    {'nothing': 3, 'prior-correction': 3, 'smote': 3}
    """
    deadline = time_limit and time.time() + time_limit
    methods = read_methods(methods, classifier, baselines)
    datasets, scoring = read_datasets(datasets), Scoring(scoring)
    try_scorers(scoring.scorers, datasets, methods)
    groups, cv = groups_of(groups, list(datasets)), read_cv(cv)
    splits = {
        name: make_splits(cv, data, groups[name], random_state) for name, data in datasets.items()
    }
    jobs = plan(methods, datasets, splits, scoring, random_state)
    how = {"n_jobs": n_jobs, "gpu_jobs": gpu_jobs, "raises": error_score == "raise"}
    with Store(store) as kept:
        if retry_errors:
            kept.forget_errors(job.key for job in jobs)
        found = _records(jobs, kept, verbose, deadline=deadline, **how)
    if not found:
        raise TimeoutError(f"No fit was finished within time_limit={time_limit} seconds.")
    return ComparisonResult(
        [_renamed(found[job.key], job) for job in jobs if job.key in found],
        methods=list(methods),
        datasets=list(datasets),
        scoring=list(scoring.scorers),
        n_splits={name: len(some) for name, some in splits.items()},
    )


def _records(jobs, store, verbose, *, raises, **how):
    """The records by key: those in the store, and those made now, each key once."""
    by_key = {}
    for job in jobs:
        by_key.setdefault(job.key, job)
    found = store.get(by_key)
    errors = [record for record in found.values() if record.error]
    if raises and errors:
        first = _renamed(errors[0], by_key[errors[0].key])
        raise RuntimeError(
            f"The store has an error of method {first.method!r} on data set {first.data!r}, "
            f"repeat {first.repeat}, fold {first.fold}: {first.error}. "
            "With retry_errors=True it is tried again."
        )
    left = {key: job for key, job in by_key.items() if key not in found}
    with closing(Progress(by_key.values(), found.values(), verbose)) as progress:
        found |= run(list(left.values()), store, progress, raises=raises, **how)
    return found | store.get(key for key in left if key not in found)


def _renamed(record, job):
    """A record under the names of this call, which are not part of its key."""
    place = {"repeat": job.split.repeat, "fold": job.split.fold}
    return replace(record, data=job.data.name, method=job.method, **place)

"""TeacherSampler: candidates that a classifier takes for the class."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, clone
from sklearn.frozen import FrozenEstimator
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from ..base import OverSampler, lacking_classes
from ..encoding import make_encoder
from ..utils import ImbalanceWarning
from ..utils._docs import documented
from ..utils._warnings import warn_user
from ._candidates import SamplerCandidates, SegmentCandidates
from ._trust import trust_in

# How often candidates are drawn anew where too few are taken, before plain ones stand in.
_MOST_DRAWS = 5
# What a trusted teacher chooses; some plain rows among them have served pupils better.
_MOST_CHOSEN = 0.7
# Candidates on which it is seen whether a teacher knows a class.
_N_TRIED = 256
# Rows up to which the default teacher has its usual members and batches. With more it has fewer
# members and larger batches, as it learns from more and shall not take longer.
_MANY_ROWS, _MEMBERS, _BATCH_SIZES = 3000, (4, 16), (128, 512)


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class TeacherSampler(OverSampler, BaseEstimator):
    r"""Over-sample with candidates that a classifier takes for the class.

    Points between neighbouring rows, of the class and of any classes, are candidates. A teacher,
    a classifier that treats classes alike, gives each its probability of the class; those above a
    threshold are drawn in proportion to it. What a strong teacher knows of a class reaches a
    pupil that cannot know it from the class's few rows: a tree, a forest, a linear model.

    Where the pupil may be a network, use :class:`LogitAdjustedClassifier` itself.

    Read more in the :ref:`user guide <teacher_sampler>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The class labels.

    sampling_strategy_ : dict
        Number of rows to generate for each class.

    generated_classes_ : tuple
        Labels of the classes that rows can be generated for.

    teacher_ : classifier
        The fitted teacher.

    trust_ : float
        Share of the generated rows that the teacher chooses; the rest are plain segments.

    pass_rate_ : dict
        By label, the share of candidates that the teacher took for the class.

    candidate_sampler_ : sampler
        The fitted sampler that draws candidates, where `candidates` is one.

    encoder_ : TabularEncoder or ImageEncoder
        Turns rows into numbers and back.

    rows_ : ndarray of shape (n_samples, n_columns)
        The rows seen in fit, encoded.

    row_classes_ : ndarray of shape (n_samples,)
        Their class codes.

    synthetic_mask_ : ndarray of shape (n_rows,)
        Which rows of the last :meth:`fit_resample` are generated.

    sparse_type_ : str or None
        Name of the sparse container seen in fit, in which rows are given back.

    frame_kind_ : DataFrame of polars, Table of pyarrow or None
        Without rows: the kind of table seen in fit, in which rows are given back. None for others.

    n_features_in_ : int
        Number of columns seen in fit; of images, the product of their shape.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Their names, where X was a frame with string names.

    Raises
    ------
    ValueError
        If the teacher has no ``predict_proba``, or its classes are not those of `y`.

    Warns
    -----
    ImbalanceWarning
        If the teacher takes no candidate for a class; its rows are then plain segments.

    See Also
    --------
    DOSampler : A generator that is trained against a critic and with a classifier.

    Notes
    -----
    A method of this package, without a paper; it is distillation by over-sampling. A teacher that
    is worse than its pupil would teach it mistakes. With ``trust="auto"`` its out-of-fold recalls
    on at most about 1500 rows are compared with those of a forest on plain segments: a teacher
    chooses seven rows of ten, but loses trust where it is more than five points behind, and
    chooses nothing where it is ten points behind.

    Examples
    --------
    >>> from sklearn.datasets import make_moons
    >>> from sklearn.ensemble import HistGradientBoostingClassifier
    >>> from imbgan import TeacherSampler
    >>> X, y = make_moons((300, 30), noise=0.2, random_state=0)
    >>> teacher = HistGradientBoostingClassifier(max_iter=20)
    >>> sampler = TeacherSampler(teacher=teacher, teacher_prior="adjust", random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> int(sum(y_resampled == 1))
    300
    """

    sampling_strategy: Any = "auto"
    random_state: Any = None
    teacher: Any = None
    teacher_prior: str = "balanced"
    candidates: Any = "mixed"
    n_candidates: int = 8
    threshold: float = 0.5
    selection: str = "proportional"
    trust: Any = "auto"
    n_neighbors: int = 5
    extrapolation: float = 1.0
    categorical_features: Any = "auto"
    image_shape: tuple | None = None

    def _train(self, X, codes, n_to_draw):
        seed = check_random_state(self.random_state).randint(2**31 - 1)
        self._sample_stream = np.random.default_rng([seed, 1])
        self.encoder_ = make_encoder(X, self.categorical_features, self.image_shape).fit(X)
        self.rows_ = self.encoder_.transform(X).reshape(len(codes), -1)
        self.row_classes_ = codes
        lacking = lacking_classes(np.bincount(codes), n_to_draw)
        self.generated_classes_ = tuple(self.classes_[lacking].tolist())
        fit_teacher = partial(self._fitted_teacher, seed=seed)
        self.teacher_ = fit_teacher(X, codes)
        self.trust_ = self.trust if self.trust != "auto" else self._trusted(X, codes, seed)
        if not isinstance(self.candidates, str):
            self.candidate_sampler_ = self._fitted_candidates(X, codes, seed)
        self._measure_passing(lacking, seed)

    def _fitted_teacher(self, X, codes, seed):
        """Return a copy of the teacher, trained on rows."""
        teacher = clone(_default_teacher(len(codes)) if self.teacher is None else self.teacher)
        parameters = teacher.get_params()
        told = {name: getattr(self, name) for name in ("categorical_features", "image_shape")}
        for name, value in parameters.items():
            if name.endswith("random_state") and value is None:
                told[name] = seed
        unset = [name for name in told if parameters.get(name, False) in (None, "auto")]
        teacher.set_params(**{name: told[name] for name in unset})
        teacher.fit(X, self.classes_[codes])
        if not hasattr(teacher, "predict_proba"):
            raise ValueError(f"teacher={type(teacher).__name__} has no predict_proba.")
        if not np.array_equal(teacher.classes_, self.classes_):
            raise ValueError(
                f"The teacher knows the classes {teacher.classes_.tolist()}, y has "
                f"{self.classes_.tolist()}."
            )
        return teacher

    def _trusted(self, X, codes, seed):
        """Return how far the teacher is trusted."""
        if isinstance(self.teacher, FrozenEstimator):
            return _MOST_CHOSEN  # it cannot be trained on a part of the rows

        def fit_teacher(X, codes):
            teacher = self._fitted_teacher(X, codes, seed)
            prior = np.bincount(codes)
            return lambda rows: self._probabilities(teacher, rows, prior).argmax(axis=1)

        trust = trust_in(fit_teacher, self._filled_up, X, self.rows_, codes, seed)
        return _MOST_CHOSEN * trust

    def _filled_up(self, rows, codes, rng):
        """Return rows and class codes with plain segments that make all classes as large."""
        segments, counts = self._segments(rows, codes), np.bincount(codes)
        lacking = [(code, counts.max() - n) for code, n in enumerate(counts) if n < counts.max()]
        plain = [segments.plain(code, n, rng) for code, n in lacking]
        added = [np.full(n, code) for code, n in lacking]
        return np.concatenate([rows, *plain]), np.concatenate([codes, *added])

    def _fitted_candidates(self, X, codes, seed):
        """Return the sampler of the candidates, fitted here unless it is already."""
        if hasattr(self.candidates, "generated_classes_"):
            return self.candidates
        sampler = clone(self.candidates).set_params(sampling_strategy=self.sampling_strategy)
        if sampler.get_params().get("random_state", seed) is None:
            sampler.set_params(random_state=seed)
        return sampler.fit(X, self.classes_[codes])

    def _measure_passing(self, lacking, seed):
        """Find out which share of the candidates passes, and warn where none does."""
        self.pass_rate_, rng = {}, np.random.default_rng([seed, 2])
        source = self._source(self._segments(self.rows_, self.row_classes_))
        for code in lacking:
            label = self.classes_.tolist()[code]
            if np.sum(self.row_classes_ == code) == 1:
                self.pass_rate_[label] = 0.0  # of a single row no teacher learns more
                continue
            passed = self._chances(source.draw(code, _N_TRIED, rng), code) > self.threshold
            self.pass_rate_[label] = float(passed.mean())
            if self.trust_ and not passed.any():
                warn_user(
                    f"The teacher takes none of {_N_TRIED} candidates for the class {label!r}, "
                    "whose rows are plain segments therefore. Try another teacher, "
                    'teacher_prior="adjust", or a lower threshold.',
                    ImbalanceWarning,
                )

    def _segments(self, rows, codes):
        """Return what draws segments between rows."""
        kind = self.candidates if isinstance(self.candidates, str) else "class"
        return SegmentCandidates(
            kind,
            rows,
            codes,
            n_categories=getattr(self.encoder_, "n_categories", ()),
            n_neighbors=self.n_neighbors,
            extrapolation=self.extrapolation,
        )

    def _source(self, segments):
        """Return what draws candidates: the segments themselves, or a sampler."""
        if isinstance(self.candidates, str):
            return segments
        labels = self.classes_.tolist()
        return SamplerCandidates(self.candidate_sampler_, self.encoder_, labels)

    def _probabilities(self, teacher, X, prior):
        """Return the class probabilities that a teacher gives rows, as of balanced classes."""
        proba = np.asarray(teacher.predict_proba(X), dtype=float)
        if self.teacher_prior == "adjust":
            proba = proba / prior
            proba /= proba.sum(axis=1, keepdims=True)
        return proba

    def _chances(self, rows, code):
        """Return the teacher's probabilities that encoded rows are of a class."""
        X, prior = self._in_container(self._shaped(rows)), np.bincount(self.row_classes_)
        return self._probabilities(self.teacher_, X, prior)[:, code]

    def _shaped(self, rows):
        return rows.reshape(len(rows), *self.encoder_.shape)

    def _generate(self, codes, seed):
        rng = np.random.default_rng(seed)
        segments = self._segments(self.rows_, self.row_classes_)
        source = self._source(segments)
        rows = np.empty((len(codes), self.rows_.shape[1]), dtype=np.float32)
        for code in np.unique(codes):
            places = rng.permutation(np.flatnonzero(codes == code))
            n_chosen = round(self.trust_ * len(places))
            chosen = self._chosen(source, code, n_chosen, rng) if n_chosen else rows[:0]
            rows[places[: len(chosen)]] = chosen
            n_plain = len(places) - len(chosen)
            if n_plain:
                rows[places[len(chosen) :]] = segments.plain(code, n_plain, rng)
        return self._shaped(rows)

    def _chosen(self, source, code, n, rng):
        """Return at most n candidates that the teacher has chosen."""
        chosen = []
        if not self.pass_rate_[self.classes_.tolist()[code]]:
            return np.empty((0, self.rows_.shape[1]))
        for _ in range(_MOST_DRAWS):
            drawn = source.draw(code, self.n_candidates * n, rng)
            chances = self._chances(drawn, code)
            passed = np.flatnonzero(chances > self.threshold)
            weights = chances[passed] if self.selection == "proportional" else np.ones(len(passed))
            n_taken = min(n, len(passed))
            if n_taken:
                taken = rng.choice(passed, n_taken, replace=False, p=weights / weights.sum())
                chosen.append(drawn[taken])
            n -= n_taken
            if not n:
                break
        return np.concatenate(chosen) if chosen else drawn[:0]

    def save(self, path, *, leave_out=()):
        """Write the fitted sampler to a file that :func:`imbgan.load` reads.

        The file holds numbers and text and no code. **It contains the training rows.** The teacher
        has to be a classifier of this package.

        Parameters
        ----------
        path : str or path-like
            The file.

        leave_out : sequence of str, default=()
            Names of parameters that a file cannot hold; give them again to :func:`imbgan.load`.

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If a parameter or attribute cannot be written; the message names it.
        """
        check_is_fitted(self, "classes_")
        from ..base import save  # here, as torch comes with it

        save(self, path, leave_out=leave_out)


def _default_teacher(n_rows):
    """Return the teacher where none is given."""
    from ..reweighting import LogitAdjustedClassifier  # here, as torch comes with it

    fewest, most = _MEMBERS
    return LogitAdjustedClassifier(
        n_members=max(fewest, min(most, most * _MANY_ROWS // n_rows)),
        batch_size=_BATCH_SIZES[n_rows > _MANY_ROWS],
        hidden_layer_sizes=(96, 96),
        n_iter_no_change=20,
        # Of candidates beyond the real rows it says more if it is smooth.
        net_params={"module__edges": None, "module__scale_rate": 0.0},
        # A teacher whose members hold rows out in turn has served pupils worse.
        validation_fraction=0.15,
    )

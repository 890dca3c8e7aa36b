"""The methods of a comparison: each becomes a classifier that can be cloned and fitted."""

from collections import Counter
from collections.abc import Mapping
from functools import partial

from sklearn.base import clone
from sklearn.model_selection import TunedThresholdClassifierCV

from ..utils import all_estimators


def read_methods(methods, classifier=None, baselines=()):
    """Classifiers by name: those given, samplers before each `classifier`, and the baselines."""
    if not isinstance(methods, Mapping):
        raise ValueError(
            f"methods must be a dict of names and estimators, got {type(methods).__name__}."
        )
    if isinstance(classifier, Mapping) and not classifier:
        raise ValueError("classifier is an empty dict; give at least one, or None.")
    made = []
    for name, estimator in methods.items():
        _check(name, estimator, classifier)
        if hasattr(estimator, "predict"):
            made.append((name, estimator))
        else:
            made += _of_each(classifier, name, partial(_pipeline, estimator))
    for name in [baselines] if isinstance(baselines, str) else baselines:
        name = name.replace("_", "-") if isinstance(name, str) else name
        if name not in BASELINES:
            raise ValueError(f"baselines: {name!r} is none of {list(BASELINES)}.")
        if classifier is None:
            raise ValueError(f"The baseline {name!r} needs a classifier: pass classifier=.")
        made += _of_each(classifier, name, BASELINES[name])
    if not made:
        raise ValueError("methods is empty: give at least one estimator or one of baselines.")
    name, times = Counter(name for name, _ in made).most_common(1)[0]
    if times > 1:
        raise ValueError(f"methods and baselines both have {name!r}; rename the method.")
    return dict(made)


def behind(classifier):
    """What the name of a method has at its end where several classifiers follow the samplers."""
    return f", {classifier}"


def _of_each(classifier, name, make):
    """What is made of the classifier, or of each of a dict, with its name."""
    if not isinstance(classifier, Mapping):
        return [(name, make(clone(classifier)))]
    return [(name + behind(one), make(clone(it))) for one, it in classifier.items()]


def _check(name, estimator, classifier):
    if not isinstance(name, str):
        raise ValueError(f"The names in methods must be strings, got {name!r}.")
    if isinstance(estimator, type):
        example = f"{estimator.__name__}()"
        raise ValueError(f"Method {name!r} is a class; give an object, for example {example}.")
    if not hasattr(estimator, "get_params") or not hasattr(estimator, "fit"):
        raise ValueError(
            f"Method {name!r} is no estimator in the sense of scikit-learn: it needs fit, "
            f"get_params and set_params, got {estimator!r}."
        )
    if hasattr(estimator, "predict"):
        return
    if not hasattr(estimator, "fit_resample"):
        raise ValueError(
            f"Method {name!r} has neither predict nor fit_resample; give a classifier, a "
            "pipeline that ends in one, or a sampler."
        )
    if classifier is None:
        raise ValueError(f"Method {name!r} is a sampler: pass classifier= to follow it.")


def _pipeline(sampler, classifier):
    """A classifier behind a sampler; a pipeline of samplers gets one more step."""
    from imblearn.pipeline import Pipeline  # slow to import, and not needed by workers

    if not hasattr(sampler, "steps"):
        return Pipeline([("sampler", sampler), ("classifier", classifier)])
    name = "classifier"
    while name in dict(sampler.steps):
        name += "_"
    return Pipeline([*sampler.steps, (name, classifier)])


def _tuned_threshold(classifier):
    return TunedThresholdClassifierCV(classifier, scoring="balanced_accuracy")


def _prior_correction(classifier):
    return dict(all_estimators("classifier"))["PriorCorrectedClassifier"](classifier)


BASELINES = {
    "nothing": lambda classifier: classifier,
    "tuned-threshold": _tuned_threshold,
    "prior-correction": _prior_correction,
}

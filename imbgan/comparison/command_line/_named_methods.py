"""Methods by the names that the command line takes."""

import inspect
import re
from dataclasses import dataclass, field

from imblearn import combine, over_sampling, under_sampling
from imblearn import ensemble as imblearn_ensemble
from imblearn.pipeline import Pipeline
from sklearn import ensemble
from sklearn.linear_model import LogisticRegression

from ...utils import all_estimators
from .._datasets import KNOWN
from .._methods import BASELINES
from .._names import did_you_mean

_OTHERS = (
    over_sampling.RandomOverSampler,
    over_sampling.SMOTE,
    over_sampling.BorderlineSMOTE,
    over_sampling.SVMSMOTE,
    over_sampling.KMeansSMOTE,
    over_sampling.ADASYN,
    combine.SMOTEENN,
    combine.SMOTETomek,
    under_sampling.RandomUnderSampler,
    imblearn_ensemble.BalancedRandomForestClassifier,
    imblearn_ensemble.EasyEnsembleClassifier,
    imblearn_ensemble.RUSBoostClassifier,
    ensemble.RandomForestClassifier,
)
# Without class weights and with them.
_WEIGHTED = (
    ("logistic-regression", LogisticRegression, {"max_iter": 5000}),
    ("gradient-boosting", ensemble.HistGradientBoostingClassifier, {}),
)


@dataclass(frozen=True)
class NamedMethod:
    """A sampler or classifier under the name that the command line takes."""

    name: str
    kind: type
    options: dict = field(default_factory=dict)

    @property
    def is_sampler(self):
        return hasattr(self.kind, "fit_resample")

    @property
    def role(self):
        return "sampler" if self.is_sampler else "classifier"

    @property
    def package(self):
        return self.kind.__module__.partition(".")[0]

    @property
    def is_ours(self):
        return self.package == "imbgan"

    @property
    def wraps(self):
        return self.is_ours and "estimator" in inspect.signature(self.kind).parameters

    def make(self, classifier=None):
        """The estimator; one of ours that wraps another gets this classifier."""
        given = {"estimator": classifier} if self.wraps and classifier is not None else {}
        return self.kind(**self.options, **given)


def named_methods():
    """All methods by name: those of this package, then the others."""
    ours = [kind for _, kind in all_estimators()]
    samplers = {_kebab(kind) for kind in ours if hasattr(kind, "fit_resample")}
    named = []
    for kind in sorted(ours, key=lambda kind: (_kebab(kind), not hasattr(kind, "fit_resample"))):
        has_sampler = not hasattr(kind, "fit_resample") and _kebab(kind) in samplers
        named.append(NamedMethod(_kebab(kind) + "-classifier" * has_sampler, kind))
    named += [NamedMethod(_kebab(kind), kind) for kind in _OTHERS]
    for name, kind, options in _WEIGHTED:
        balanced = {**options, "class_weight": "balanced"}
        named.append(NamedMethod(name, kind, options))
        named.append(NamedMethod(f"balanced-{name}", kind, balanced))
    return {method.name: method for method in named}


def find_method(name):
    """The method of this name or class name; ValueError with close names if there is none."""
    known = named_methods()
    methods = known.values()
    spellings = {_letters(method.kind.__name__): method for method in methods}
    spellings |= {_letters(method.name): method for method in methods}
    if _letters(name) not in spellings:
        advice = did_you_mean(name.lower(), known)
        raise ValueError(
            f"there is no method {name!r}.{advice} `python -m imbgan list` prints all of them."
        )
    return spellings[_letters(name)]


def find_classifier(name):
    """The classifier of this name; ValueError for a sampler."""
    method = find_method(name)
    if method.is_sampler:
        raise ValueError(
            f"{method.name!r} is a sampler; --classifier names the classifier behind the "
            "samplers, for example neural or gradient-boosting."
        )
    return method


def build(method, classifier, preparation, device=None):
    """A pipeline of preparation, sampler (if it is one) and classifier, on a device."""
    if method.is_sampler:
        steps = [("sample", method.make()), ("classify", classifier.make())]
    else:
        steps = [("classify", method.make(classifier.make()))]
    pipeline = Pipeline([("prepare", preparation), *steps])
    devices = [name for name in pipeline.get_params() if name.rpartition("__")[2] == "device"]
    return pipeline if device is None else pipeline.set_params(**dict.fromkeys(devices, device))


def method_list():
    methods = named_methods().values()
    width = max(len(one.name) for one in methods)
    lines = [
        f"{one.name.ljust(width)}  {one.role.ljust(10)}  {one.package}: {one.kind.__name__}"
        for one in methods
    ]
    baselines = ", ".join(BASELINES)
    lines += ["", f"Baselines, which --baselines takes: {baselines}"]
    lines += [f"Data sets by name: {', '.join(KNOWN)}"]
    return "\n".join(lines)


def _kebab(kind):
    stem = re.sub(r"(Sampler|Classifier)$", "", kind.__name__)
    return re.sub(r"(?<=[a-z])(?=[A-Z]{2}|[A-Z][a-z])", "-", stem).lower()


def _letters(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())

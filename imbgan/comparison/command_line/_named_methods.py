"""Methods by the names that the command line takes."""

import inspect
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from textwrap import fill

from imblearn.combine import SMOTEENN, SMOTETomek
from imblearn.ensemble import (
    BalancedRandomForestClassifier,
    EasyEnsembleClassifier,
    RUSBoostClassifier,
)
from imblearn.over_sampling import (
    ADASYN,
    SMOTE,
    SVMSMOTE,
    BorderlineSMOTE,
    KMeansSMOTE,
    RandomOverSampler,
)
from imblearn.pipeline import Pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from ...utils import all_estimators
from .._datasets import KNOWN
from .._methods import BASELINES

_FOREIGN = (
    RandomOverSampler,
    SMOTE,
    BorderlineSMOTE,
    SVMSMOTE,
    KMeansSMOTE,
    ADASYN,
    SMOTEENN,
    SMOTETomek,
    RandomUnderSampler,
    BalancedRandomForestClassifier,
    EasyEnsembleClassifier,
    RUSBoostClassifier,
    RandomForestClassifier,
)
# Without class weights and with them.
_WEIGHED = (
    ("logistic-regression", LogisticRegression, {"max_iter": 5000}),
    ("gradient-boosting", HistGradientBoostingClassifier, {}),
)


@dataclass(frozen=True)
class NamedMethod:
    """An estimator under the name that the command line takes."""

    name: str
    kind: type
    options: dict = field(default_factory=dict)

    @property
    def is_sampler(self):
        """Whether it stands before a classifier."""
        return hasattr(self.kind, "fit_resample")

    @property
    def face(self):
        """What it is, in a word."""
        return "sampler" if self.is_sampler else "classifier"

    @property
    def is_ours(self):
        """Whether it is one of this package."""
        return self.package == __package__.partition(".")[0]

    @property
    def package(self):
        """The package that it comes from, as it is imported."""
        return self.kind.__module__.partition(".")[0]

    @property
    def stem(self):
        """What the faces of a method have in common."""
        return _without_face(self.kind.__name__)

    @property
    def paper(self):
        """The first reference of its documentation, without the places in it; may be empty."""
        found = re.search(r"\.\. \[1\] (.*?)(?:\n\s*\n|\Z)", inspect.getdoc(self.kind), re.DOTALL)
        text = " ".join(found.group(1).split()) if found else ""
        return re.sub(r",? (?:equations?|sections?) [\d, toand.]+\.?$", "", text).rstrip(".")

    def make(self, classifier=None):
        """The estimator; one of ours that wraps another gets this classifier."""
        wraps = self.is_ours and "estimator" in inspect.signature(self.kind).parameters
        given = {"estimator": classifier} if wraps and classifier is not None else {}
        return self.kind(**self.options, **given)


def named_methods():
    """All methods by name: those of this package, then those that they are compared with."""
    ours = [kind for _, kind in all_estimators()]
    samplers = {_kebab(kind) for kind in ours if hasattr(kind, "fit_resample")}
    named = []
    for kind in sorted(ours, key=lambda kind: (_kebab(kind), not hasattr(kind, "fit_resample"))):
        # The classifier of a method with two faces says so; that of one with one need not.
        second = not hasattr(kind, "fit_resample") and _kebab(kind) in samplers
        named.append(NamedMethod(_kebab(kind) + ("-classifier" if second else ""), kind))
    named += [NamedMethod(_kebab(kind), kind) for kind in _FOREIGN]
    for name, kind, options in _WEIGHED:
        named.append(NamedMethod(name, kind, options))
        named.append(
            NamedMethod(f"balanced-{name}", kind, {**options, "class_weight": "balanced"})
        )
    return {method.name: method for method in named}


def find_method(name):
    """The method of this name, its class name included; ValueError with close ones otherwise."""
    known = named_methods()
    spelled = {_letters(method.kind.__name__): method for method in known.values()}
    spelled |= {
        _letters(f"{method.stem}-classifier"): method
        for method in known.values()
        if not method.is_sampler
    }
    spelled |= {_letters(method.name): method for method in known.values()}
    if _letters(name) not in spelled:
        close = get_close_matches(name.lower(), known, n=3, cutoff=0.5)
        advice = f"did you mean {' or '.join(close)}? " if close else ""
        raise ValueError(
            f"there is no method {name!r}: {advice}`python -m imbgan list` prints all of them."
        )
    return spelled[_letters(name)]


def find_classifier(name):
    """The classifier of this name; ValueError where it is a sampler."""
    method = find_method(name)
    if method.is_sampler:
        raise ValueError(
            f"{method.name!r} is a sampler; --classifier names what stands behind the samplers, "
            "for example neural or gradient-boosting."
        )
    return method


def build(method, classifier, preparation, device=None):
    """A pipeline of preparation, sampler (if it is one) and classifier, on a device."""
    if method.is_sampler:
        steps = [("sample", method.make()), ("classify", classifier.make())]
    else:
        steps = [("classify", method.make(classifier.make()))]
    pipeline = Pipeline([("prepare", preparation), *steps])
    places = [name for name in pipeline.get_params() if name.rpartition("__")[2] == "device"]
    return pipeline if device is None else pipeline.set_params(**dict.fromkeys(places, device))


def _without_face(name):
    """The name of a class without the face that it ends in."""
    return re.sub(r"(Sampler|Classifier)$", "", name)


def _kebab(kind):
    """The name of a class in lower case, with its words joined by hyphens."""
    stem = _without_face(kind.__name__)
    return re.sub(r"(?<=[a-z])(?=[A-Z]{2}|[A-Z][a-z])", "-", stem).lower()


def _letters(name):
    """A name as it is compared: letters and digits in lower case."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def method_list():
    """All methods with their faces and papers, as text."""
    methods = named_methods().values()
    stems = {}
    for method in methods:
        if method.is_ours:
            stems.setdefault(method.stem, []).append(method)
    lines = ["Methods of imbgan, by the names that --methods takes:", ""]
    for faces in stems.values():
        said = [f"{one.name} ({one.face} {one.kind.__name__})" for one in faces]
        lines += [f"  {', '.join(said)}", _indented(faces[0].paper), ""]
    lines += ["Samplers and classifiers to compare them with:", ""]
    others = [method for method in methods if not method.is_ours]
    width = max(len(one.name) for one in others)
    lines += [
        f"  {one.name.ljust(width)}  {one.face.ljust(10)}  {one.package}: {one.kind.__name__}"
        for one in others
    ]
    named = ", ".join(name.replace("_", "-") for name in BASELINES)
    lines += ["", f"Baselines, which --baselines takes: {named}"]
    lines += [f"Data sets by name: {', '.join(KNOWN)}"]
    return "\n".join(lines)


def _indented(text):
    """A paper below its method."""
    return fill(text, 96, initial_indent=" " * 6, subsequent_indent=" " * 6)

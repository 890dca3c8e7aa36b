"""A comparison as the options ask for it: data, and the arguments of `compare`."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .._fingerprint import fingerprint
from .._methods import BASELINES, behind, read_methods
from .._names import did_you_mean
from .._optional import pandas_for, pyplot_for
from .._resources import check_device
from .._scoring import ALIASES, SCORES
from .._splits import RepeatedFolds
from .._store import repair_store
from ._inputs import read_inputs
from ._named_methods import build, find_classifier, find_method
from ._preparation import preparation

_STORE, _DATA = "results.sqlite", "data.json"
_CSV_OPTIONS = ("sep", "decimal", "thousands", "encoding")


@dataclass(frozen=True)
class Request:
    """What to compare, and what to write where."""

    folder: Path
    inputs: dict
    score: str
    control: str | None
    arguments: dict
    settings: tuple


def read_request(options):
    """Read the data and check everything before the first fit."""
    if options.device not in (None, "auto"):
        check_device(options.device)
    pandas_for("the command line")
    pyplot_for("the report").switch_backend("Agg")  # which needs no screen
    inputs = _inputs(options)
    asked = [ALIASES.get(name, name) for name in options.score]
    arguments = _methods(options) | {
        "datasets": {name: (one.X, one.y) for name, one in inputs.items()},
        "cv": RepeatedFolds(options.folds, options.repeats, options.seed),
        # All of them in one order, since they are part of the key of a fit in the store.
        "scoring": [*SCORES, *(name for name in asked if name not in SCORES)],
        "n_jobs": options.jobs,
        "gpu_jobs": options.gpu_jobs,
        "random_state": options.seed,
        "verbose": 0 if options.quiet else 1,
        "time_limit": options.time_limit,
        "retry_errors": options.retry_errors,
    }
    control = None if options.control is None else _control(options.control, arguments)
    folder = Path(options.out)
    _check_folder(folder, inputs)
    arguments["store"] = folder / _STORE
    if options.resume and not arguments["store"].is_file():
        raise ValueError(
            f"--resume: {folder} has no {_STORE}, so there is nothing to continue. Without "
            "--resume a new comparison is begun there."
        )
    folder.mkdir(parents=True, exist_ok=True)
    if options.repair:
        print(f"{repair_store(arguments['store'])} fits of {arguments['store']} are whole.")
    settings = (
        f"stratified folds: {options.folds}, {options.repeats} times; seed {options.seed}",
        f"classifier behind the samplers and in the baselines: {', '.join(options.classifier)}",
    )
    return Request(folder, inputs, asked[0], control, arguments, settings)


def _check_folder(folder, inputs):
    """Raise if the folder has a report on data that the next one would not have."""
    if not (folder / _DATA).is_file():
        return
    kept, now = json.loads((folder / _DATA).read_text("utf-8")), contents_of(inputs)
    lost = [name for name, content in kept.items() if content != now.get(name)]
    if lost:
        raise ValueError(
            f"{folder} has a report on {', '.join(lost)}, which this command does not read, or "
            "not as it was then, and would be overwritten: choose another folder with --out, "
            f"such as --out {folder / next(iter(inputs)).replace(' @ ', '-')}."
        )


def contents_of(inputs):
    """Fingerprints of the data sets, by name."""
    return {name: fingerprint((one.X, one.y)) for name, one in inputs.items()}


def keep_contents(request):
    """Write beside a report what its data sets are, so that no other one takes its place."""
    path = request.folder / _DATA
    path.write_text(json.dumps(contents_of(request.inputs), indent=1), "utf-8")


def _inputs(options):
    csv_options = {name: getattr(options, name) for name in _CSV_OPTIONS}
    return read_inputs(
        options.data,
        targets=options.target,
        categorical=options.categorical,
        drop=options.drop,
        thin=options.thin,
        seed=options.seed,
        sheet=options.sheet,
        many_classes=options.many_classes,
        csv={name: value for name, value in csv_options.items() if value is not None},
    )


def _control(asked, arguments):
    names = list(read_methods(*(arguments[it] for it in ("methods", "classifier", "baselines"))))
    known = {_as_option(name): name for name in names}
    try:
        control = known.get(_as_option(asked)) or find_method(asked).name
    except ValueError:
        control = None
    if control not in names:
        advice = did_you_mean(_as_option(asked), known)
        raise ValueError(f"--control {asked!r} is none of {', '.join(known)}.{advice}")
    return control


def _as_option(name):
    return name.lower().replace("_", "-")


def _methods(options):
    """Methods as pipelines, the baselines, and the classifier of both, or a dict of several."""
    known = {_as_option(name): name for name in BASELINES}
    baselines = [_as_option(name) for name in options.baselines if name != "none"]
    unknown = [name for name in baselines if name not in known]
    if unknown:
        advice = did_you_mean(unknown[0], known)
        raise ValueError(
            f"--baselines has {unknown}; it takes {', '.join(known)} and none.{advice}"
        )
    classifiers = {one.name: one for one in map(find_classifier, options.classifier)}
    is_one = len(classifiers) == 1
    make = partial(build, preparation=preparation(), device=options.device)
    methods = {}
    for name in options.methods:
        if _as_option(name) in known:
            baselines.append(_as_option(name))
        else:
            method = find_method(name)
            for classifier in classifiers.values():
                alone = is_one or not (method.is_sampler or method.wraps)
                suffix = "" if alone else behind(classifier.name)
                methods[method.name + suffix] = make(method, classifier)
    made = {name: make(one, one) for name, one in classifiers.items()}
    return {
        "methods": methods,
        "baselines": list(dict.fromkeys(known[name] for name in baselines)),
        "classifier": made.popitem()[1] if is_one else made,
    }

"""What the options of the command line come to: data, and the arguments of a comparison."""

from dataclasses import dataclass
from pathlib import Path

from .._methods import BASELINES
from .._optional import pandas_for, pyplot_for
from .._resources import check_device
from .._scoring import SCORES
from .._splits import RepeatedFolds
from ._inputs import read_inputs
from ._named_methods import build, find_classifier, find_method
from ._preparation import preparation

STORE = "results.sqlite"


@dataclass(frozen=True)
class Request:
    """A comparison as it was asked for."""

    folder: Path
    inputs: dict
    score: str
    control: str | None
    arguments: dict
    settings: tuple


def read_request(options):
    """A comparison that can be run; whatever cannot is said here, before the first fit."""
    if options.device not in (None, "auto"):
        check_device(options.device)
    pandas_for("the command line")
    pyplot_for("the report").switch_backend("Agg")  # on a machine without a screen too
    inputs = read_inputs(
        options.data,
        targets=options.target,
        categorical=options.categorical,
        drop=options.drop,
        thin=options.thin,
        seed=options.seed,
        csv=_csv_options(options),
    )
    arguments = _methods(options) | {
        "datasets": {name: (one.X, one.y) for name, one in inputs.items()},
        "cv": RepeatedFolds(options.folds, options.repeats, options.seed),
        # In a fixed order, since it is part of what a fit in the store is known by.
        "scoring": [*SCORES, *(name for name in options.score if name not in SCORES)],
        "n_jobs": options.jobs,
        "gpu_jobs": options.gpu_jobs,
        "random_state": options.seed,
        "verbose": 0 if options.quiet else 1,
        "time_limit": options.time_limit,
        "retry_errors": options.retry_errors,
    }
    settings = (
        f"stratified folds: {options.folds}, {options.repeats} times; seed {options.seed}",
        f"classifier behind the samplers and in the baselines: {options.classifier}",
    )
    folder = Path(options.out)
    control = None if options.control is None else _control(options.control, arguments)
    arguments["store"] = _store(folder, options.resume)
    return Request(folder, inputs, options.score[0], control, arguments, settings)


def _csv_options(options):
    given = {
        "sep": options.separator,
        "decimal": options.decimal,
        "thousands": options.thousands,
        "encoding": options.encoding,
    }
    return {name: value for name, value in given.items() if value is not None}


def _control(asked, arguments):
    """The method of this name, written in any of the ways that --methods takes."""
    names = [*arguments["methods"], *arguments["baselines"]]
    known = {_as_option(name): name for name in names}
    try:
        control = known.get(_as_option(asked)) or find_method(asked).name
    except ValueError:
        control = None
    if control not in names:
        raise ValueError(f"--control {asked!r} is none of {', '.join(known)}.")
    return control


def _as_option(name):
    """A name as the options have it."""
    return name.lower().replace("_", "-")


def _methods(options):
    """Methods as pipelines, baselines, and the classifier that these are made of."""
    known = {_as_option(name): name for name in BASELINES}
    asked = [_as_option(name) for name in options.baselines if name != "none"]
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise ValueError(f"--baselines has {unknown}; it takes {', '.join(known)} and none.")
    behind = find_classifier(options.classifier)
    methods = {}
    for name in options.methods:
        if _as_option(name) in known:
            asked.append(_as_option(name))
        else:
            method = find_method(name)
            methods[method.name] = build(method, behind, preparation(), options.device)
    return {
        "methods": methods,
        "baselines": list(dict.fromkeys(known[name] for name in asked)),
        "classifier": build(behind, behind, preparation(), options.device),
    }


def _store(folder, resume):
    """Where the fits are kept; the folder is made."""
    store = folder / STORE
    if resume and not store.is_file():
        raise ValueError(
            f"--resume: {folder} has no {STORE}, so there is nothing to go on from. Without "
            "--resume a new comparison is begun there."
        )
    folder.mkdir(parents=True, exist_ok=True)
    return store

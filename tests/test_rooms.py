"""Which room imports which: the arrows between the rooms of the package are those listed here."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

import imbgan
import imbgan.base
import imbgan.persistence

PACKAGE = Path(imbgan.__file__).parent

_FAMILY = {"base", "engine", "networks", "losses", "encoding", "utils"}
FAMILIES = {"adversarial", "prototype", "reweighting", "generative", "translation"}

# What each room may import of the package. A new room needs a line.
ARROWS = {
    "utils": set(),
    "encoding": set(),
    "losses": set(),
    "metrics": set(),
    "datasets": {"utils"},
    "networks": {"encoding"},
    "engine": set(),
    "persistence": {"engine", "encoding", "utils"},
    "base": {"engine", "encoding", "networks", "metrics", "persistence", "utils"},
    **dict.fromkeys(FAMILIES, _FAMILY),
    "guided": {"base", "encoding", "reweighting", "utils"},
    "comparison": {"metrics", "datasets", "utils"},
    "inspection": {"engine", "encoding", "utils"},
    "__main__": {"comparison"},
}
WITHOUT_TORCH = {"utils", "encoding", "metrics", "datasets", "inspection", "comparison"}
TORCH_FAMILY = {"torch", "skorch", "safetensors"}
# A room that may import nothing but the standard library and these.
ONLY = {"losses": {"torch"}}
# Arrows that reach only what a room makes public.
BY_PUBLIC_NAMES = {
    *((room, "base") for room in FAMILIES),
    *(("comparison", room) for room in ARROWS["comparison"]),
}

# Inside functions, where the import waits until it is needed: (module, what it imports).
LAZY = {
    # Asked for when the package has been imported, of which these rooms are a part.
    ("utils._discovery", "imbgan"),
    ("utils._show_versions", "imbgan"),
    ("utils.testing", "imbgan"),
    ("persistence._file", "imbgan"),
    ("base._checkpoint", "imbgan"),
    # Reports the accelerators.
    ("utils._show_versions", "torch"),
    # Says its version.
    ("comparison.command_line._options", "imbgan"),
    # Holds its threads while fits run side by side, and asks for a GPU.
    ("comparison._resources", "torch"),
}


def imports(source, module, is_package=False):
    """List the imports of a source as pairs of a dotted name and whether it stands in a function.

    Relative names become absolute; ``from a import b`` gives ``a.b``.
    """
    tree = ast.parse(source)
    lazy = {
        node
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for node in ast.walk(function)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node in lazy) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, module, is_package)
            found += [(f"{base}.{alias.name}", node in lazy) for alias in node.names]
    return found


def _absolute(node, module, is_package):
    """The module that an import-from names."""
    if not node.level:
        return node.module
    parts = ["imbgan", *filter(None, module.split("."))]
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, *filter(None, [node.module])])


def violations(source, module, is_package=False):
    """Say what a module of the package imports that its room may not."""
    room = module.split(".")[0]
    if room == "__init__":
        return []  # the public names come from everywhere
    if room not in ARROWS:
        return [f"{module}: the room {room} has no line in ARROWS"]
    faults = []
    for name, is_lazy in imports(source, module, is_package):
        if is_lazy and (module, name) in LAZY:
            continue
        faults += [f"{module} imports {name}: {fault}" for fault in _faults(room, name)]
    return faults


def _faults(room, name):
    """Say what is wrong with an import of a room."""
    package, _, path = name.partition(".")
    if package != "imbgan":
        if room in WITHOUT_TORCH and package in TORCH_FAMILY:
            yield "no torch here"
        if room in ONLY and package not in ONLY[room] and package not in sys.stdlib_module_names:
            yield f"only {sorted(ONLY[room])} here"
        return
    target = path.split(".")[0]
    if target != room and target not in ARROWS[room]:
        yield f"no arrow from {room} to {target or 'the package itself'}"
    elif (room, target) in BY_PUBLIC_NAMES and not _is_public(path):
        yield "not public"


def _is_public(path):
    """Tell whether a name is public, and among what its room exports if the room says what."""
    parts = path.split(".")
    if any(part.startswith("_") for part in parts):
        return False
    exported = getattr(import_module(f"imbgan.{parts[0]}"), "__all__", None)
    return (
        exported is None
        or len(parts) < 2
        or parts[1] in exported
        or ".".join(parts[:2]) in MODULES
    )


def modules():
    """The modules of the package: dotted name within it, source, whether it is a package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        is_package = parts[-1] == "__init__" and len(parts) > 1
        yield ".".join(parts[:-1] if is_package else parts), path.read_text(), is_package


MODULES = {module: (source, is_package) for module, source, is_package in modules()}


@pytest.mark.parametrize("module", MODULES)
def test_modules_import_only_what_their_room_may(module):
    source, is_package = MODULES[module]
    assert not violations(source, module, is_package)


def test_every_room_is_read():
    rooms = {module.split(".")[0] for module in MODULES} - {"__init__"}
    assert rooms == ARROWS.keys()
    assert {"base._fit", "engine._game_net", "adversarial._game", "base"} <= MODULES.keys()


def test_no_exception_is_left_over():
    used = {
        (module, name)
        for module, (source, is_package) in MODULES.items()
        for name, is_lazy in imports(source, module, is_package)
        if is_lazy
    }
    assert used >= LAZY


@pytest.mark.parametrize(
    ("module", "source", "fault"),
    [
        ("adversarial._new", "from ..reweighting import NeuralClassifier", "to reweighting"),
        ("adversarial._new", "from ..metrics import acsa_score", "to metrics"),
        ("reweighting._new", "import imbgan.adversarial._do", "to adversarial"),
        ("reweighting._new", "from imbgan import DOSampler", "to DOSampler"),
        ("engine._new", "from ..networks import PackedMLP", "to networks"),
        ("networks._new", "from ..losses import cross_entropy", "to losses"),
        ("networks._new", "from .. import losses", "to losses"),
        ("base._new", "from ..losses import cross_entropy", "to losses"),
        ("base._new", "from ..adversarial import DOSampler", "to adversarial"),
        ("persistence._new", "from ..base import NetEstimator", "to base"),
        ("persistence._new", "from ..base._saving import load", "to base"),
        ("persistence._new", "from ..networks import PackedMLP", "to networks"),
        ("persistence._new", "def f():\n    from ..metrics import acsa_score", "to metrics"),
        ("adversarial._new", "from ..base._fit import train", "not public"),
        ("prototype._base", "from ..base._plan import Plan", "not public"),
        ("reweighting._new", "import imbgan.base._networks", "not public"),
        ("generative._new", "from ..base import _fit", "not public"),
        ("translation._new", "from ..base import make_net", "not public"),
        ("translation._new", "def f():\n    from ..base._saving import load", "not public"),
        ("adversarial._new", "from ..persistence import write", "to persistence"),
        ("guided._new", "from ..engine import TensorRows", "to engine"),
        ("guided._new", "from ..adversarial import DOSampler", "to adversarial"),
        ("inspection._new", "from ..networks import PackedMLP", "to networks"),
        ("inspection._new", "from ..base import NetEstimator", "to base"),
        ("utils._new", "import imbgan", "to the package itself"),
        ("utils._new", "import torch", "no torch"),
        ("utils._new", "def f():\n    import torch", "no torch"),
        ("encoding._new", "from skorch.helper import predefined_split", "no torch"),
        ("metrics", "from torch import nn", "no torch"),
        ("datasets._new", "import torch.nn as nn", "no torch"),
        ("datasets._new", "try:\n    import torch\nexcept ImportError:\n    pass", "no torch"),
        ("losses._new", "import numpy as np", "only ['torch']"),
        ("losses._new", "from ..utils import ImbalanceWarning", "to utils"),
        ("comparison._new", "from ..datasets import _check", "not public"),
        ("comparison._new", "from ..adversarial import DOSampler", "to adversarial"),
        ("comparison._new", "from ..datasets._fetch import fetch_table", "not public"),
        ("comparison._new", "from ..utils._docs import documented", "not public"),
        ("comparison._new", "from ..utils import parameter_of", "not public"),
        ("comparison._new", "from ..base import NetEstimator", "to base"),
        ("attic._new", "", "no line in ARROWS"),
    ],
)
def test_a_made_up_violation_is_found(module, source, fault):
    found = violations(source, module)
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("adversarial._new", "from ..losses import Wasserstein\nfrom ._game import Game"),
        ("base._new", "import torch\nfrom ..utils import ImbalanceWarning"),
        ("base._new", "from ..persistence import write\nfrom ..persistence._codec import Codec"),
        ("base._new", "from ..networks._heads import PackedMLP"),
        ("persistence._new", "from ..encoding import DataSpec\nfrom ..engine import GameNet"),
        ("reweighting._new", "from ..base import Plan, SingleNetClassifier, classifier_network"),
        ("prototype._new", "from ..networks._heads import with_trunk"),
        ("guided._new", "from ..base import OverSampler\nfrom ..reweighting import COTClassifier"),
        ("inspection._new", "from ..encoding import is_frame\nfrom ..utils import optional"),
        ("comparison._new", "from ..metrics import acsa_score"),
        ("comparison._new", "from ..utils.optional import import_optional"),
        ("losses._new", "import math\nimport torch\nfrom torch import nn"),
        ("comparison._new", "from ..datasets import fetch_table"),
        ("comparison._new", "from ..metrics import ClassCounts"),
        ("metrics", "import numpy as np"),
    ],
)
def test_what_the_arrows_allow_is_no_violation(module, source):
    assert not violations(source, module)


def test_the_same_import_outside_a_function_is_a_violation():
    lazy = "def f():\n    import torch"
    assert not violations(lazy, "comparison._resources")
    assert violations("import torch", "comparison._resources")


def test_load_is_exported_by_base_alone():
    assert imbgan.load is imbgan.base.load
    assert "load" not in imbgan.persistence.__all__


@pytest.mark.parametrize(
    ("module", "is_package", "source", "name"),
    [
        ("adversarial._do", False, "from ._game import x", "imbgan.adversarial._game.x"),
        ("adversarial._do", False, "from .. import losses", "imbgan.losses"),
        ("adversarial", True, "from ._do import x", "imbgan.adversarial._do.x"),
        ("adversarial", True, "from ..base import x", "imbgan.base.x"),
        ("metrics", False, "from .losses import x", "imbgan.losses.x"),
        ("metrics", False, "from numpy.linalg import x", "numpy.linalg.x"),
    ],
)
def test_relative_names_are_resolved(module, is_package, source, name):
    assert imports(source, module, is_package) == [(name, False)]

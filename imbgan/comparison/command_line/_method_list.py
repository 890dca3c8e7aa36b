"""The list of methods that the command line prints."""

from textwrap import fill

from .._datasets import KNOWN
from .._methods import BASELINES
from ._named_methods import named_methods


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

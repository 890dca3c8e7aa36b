"""Inherited methods, and properties, link to their source, in the module of their class.

Sphinx looks in it for the name by which a page calls the method, such as ``DOSampler.fit``, where
the module knows ``OverSampler.fit`` alone; and of a property it does not find the module.
"""

from importlib import import_module

from sphinx.ext.viewcode import OUTPUT_DIRNAME, viewcode_anchor
from sphinx.pycode import ModuleAnalyzer

SOURCES = {}  # of modules: their code, and where in it each name stands


def follow(app, module, name):
    """Return the module that defines a member of a class of ours, or None if it is none."""
    kind, _, member = name.partition(".")
    if not member or not is_ours(module):
        return None
    kind = getattr(import_module(module), kind, None)
    owner = next((it for it in getattr(kind, "__mro__", ()) if member in vars(it)), None)
    if owner is None or not is_ours(owner.__module__):
        return None
    _, places = source(app, owner.__module__)
    own_name = f"{owner.__qualname__}.{member}"
    if own_name in places:
        places[name] = places[own_name]
    return owner.__module__


def source(app, module):
    """Return the code of a module of ours, and where in it each name stands."""
    if is_ours(module) and module not in SOURCES:
        analyzer = ModuleAnalyzer.for_module(module)
        analyzer.find_tags()
        SOURCES[module] = analyzer.code, dict(analyzer.tags)
    return SOURCES.get(module)


def share(app, doctree):
    """Let what many classes inherit have one place, with one way back: that of the first class."""
    for link in list(doctree.findall(viewcode_anchor)):
        module = link["reftarget"].removeprefix(f"{OUTPUT_DIRNAME}/").replace("/", ".")
        _, places, used, _ = app.env._viewcode_modules[module]
        name = link["refid"]
        first = next(it for it in used if places[it] == places[name])
        if first != name:
            link["refid"] = first
            del used[name]


def is_ours(module):
    return module is not None and module.partition(".")[0] == "imbgan"


def setup(app):
    app.connect("viewcode-follow-imported", follow)
    app.connect("viewcode-find-source", source)
    app.connect("doctree-read", share, priority=600)  # after the links are made
    return {"parallel_read_safe": True, "parallel_write_safe": True}

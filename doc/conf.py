"""Sphinx settings. The build needs no network: `make doc`."""

import inspect
import os
import re
import sys
from importlib.metadata import version as version_of

from sphinx_gallery.sorting import ExplicitOrder

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "_ext")]  # figures, and extensions of our own
os.environ.setdefault("OMP_NUM_THREADS", "1")

project = "imbgan"
author = "The imbgan developers"
copyright = "2026, The imbgan developers"
release = version_of("imbgan")
version = ".".join(release.split(".")[:2])

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.doctest",
    "sphinx.ext.mathjax",
    "sphinx.ext.viewcode",
    "sphinx-mathjax-offline",  # formulas without a network
    "matplotlib.sphinxext.plot_directive",
    "fit_times",
    "inherited_source",
    "measured_table",
    "name_links",
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.bibtex",
]

templates_path = ["_templates"]
exclude_patterns = [
    "_build",
    "_templates",
    "auto_examples/**/*.ipynb",
    "**/sg_execution_times.rst",  # of earlier builds
]
root_doc = "index"
default_role = "literal"

html_theme = "pydata_sphinx_theme"
html_title = f"imbgan {version}"
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["layout.css"]
html_theme_options = {
    "logo": {"text": "imbgan"},
    "header_links_before_dropdown": 5,
    "navbar_align": "left",
    "navbar_persistent": ["search-button"],
    "navigation_depth": 2,
    "show_nav_level": 1,
    "show_toc_level": 2,
    "show_prev_next": True,
    "navigation_with_keys": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": ["theme-version"],
}
# Pages without pages below them have nothing to show on the left.
html_sidebars = {page: [] for page in ("index", "install", "api", "references")}

autosummary_generate = True
toc_object_entries_show_parents = "hide"
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "inherited-members": True}
numpydoc_show_class_members = False

# Figures of the pages: `.. plot::` with code that has these names.
plot_pre_code = """
import matplotlib.pyplot as plt
from imblearn.over_sampling import SMOTE
from imbgan import *
from figures import *
"""
plot_include_source = False
plot_html_show_source_link = False
plot_html_show_formats = False
plot_formats = [("png", 100)]

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

GALLERIES = (
    "guided",
    "reweighting",
    "adversarial",
    "comparison",
    "generative",
    "prototype",
    "translation",
)
sphinx_gallery_conf = {
    "examples_dirs": ["../examples"],
    "gallery_dirs": ["auto_examples"],
    "filename_pattern": r"plot_",
    "ignore_pattern": r"__init__\.py|demo\.py",
    "download_all_examples": False,
    "plot_gallery": "True",
    "remove_config_comments": True,
    "show_memory": False,
    "capture_repr": ("_repr_html_",),  # tables; a figure says more than the name of its object
    "abort_on_example_error": True,
    "subsection_order": ExplicitOrder([f"../examples/{folder}" for folder in GALLERIES]),
    "doc_module": ("imbgan",),  # whose pages list the examples that use a name
    "backreferences_dir": "api/generated/backreferences",
    "reference_url": {"imbgan": None},
    "thumbnail_size": (420, 300),
    "write_computation_times": False,
}

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "alpha"
bibtex_reference_style = "author_year"

# Members inherited from scikit-learn refer to labels of its own pages, which are not fetched.
FOREIGN_LABEL = re.compile(r":(?:ref|term):`([^`<]+?)\s*(?:<[^`>]*>)?`")


def drop_labels_of_others(app, what, name, obj, options, lines):
    """Leave the words of references that lead out of the package."""
    if what in {"method", "property"} and not _is_ours(obj):
        lines[:] = FOREIGN_LABEL.sub(r"\1", "\n".join(lines)).split("\n")


def skip_members_of_torch(app, what, name, obj, skip, options):
    """Leave out what losses and networks inherit from torch."""
    return skip or (what == "class" and _module_of(obj).startswith("torch"))


def _module_of(obj):
    function = inspect.unwrap(obj.fget if isinstance(obj, property) else obj)
    return getattr(function, "__module__", None) or "imbgan"


def _is_ours(obj):
    return _module_of(obj).startswith("imbgan")


def setup(app):
    app.connect("autodoc-skip-member", skip_members_of_torch)
    # After numpydoc, which makes a docstring of several.
    app.connect("autodoc-process-docstring", drop_labels_of_others, priority=900)

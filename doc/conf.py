"""Sphinx settings. The build needs no network: `make doc`."""

import inspect
import os
from importlib.metadata import version as version_of

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
    "sphinx-mathjax-offline",  # formulas without a network
    "numpydoc",
    "sphinx_copybutton",
    "sphinx_gallery.gen_gallery",
    "sphinxcontrib.bibtex",
]

templates_path = ["_templates"]
exclude_patterns = ["_build", "_templates", "auto_examples/**/*.ipynb"]
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
autodoc_typehints = "none"
autodoc_default_options = {"members": True, "inherited-members": True}
numpydoc_show_class_members = False

copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

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
}

bibtex_bibfiles = ["references.bib"]
bibtex_default_style = "alpha"
bibtex_reference_style = "author_year"

# Members inherited from scikit-learn refer to labels of its own documentation, which is not
# fetched. Of imbalanced-learn's, this is the one that readers look for.
INHERITED_AND_SHOWN = {"fit_resample"}


def skip_members_of_others(app, what, name, obj, skip, options):
    """Leave out what is inherited from outside the package."""
    if what != "class" or name in INHERITED_AND_SHOWN:
        return skip
    function = inspect.unwrap(obj.fget if isinstance(obj, property) else obj)
    module = getattr(function, "__module__", None) or "builtins"
    is_ours = module.startswith("imbgan") or not callable(function)
    return skip or not is_ours


def setup(app):
    app.connect("autodoc-skip-member", skip_members_of_others)

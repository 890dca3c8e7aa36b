"""The pages of the documentation: examples run as printed, and no public name is left out."""

import doctest
import importlib
import re
import textwrap
from pathlib import Path

import pytest

DOC = Path(__file__).parent.parent / "doc"
MADE_BY_SPHINX = {"_build", "api", "auto_examples"}
PAGES = {
    str(page.relative_to(DOC)): page.read_text(encoding="utf-8")
    for page in sorted(DOC.rglob("*.rst"))
    if page.relative_to(DOC).parts[0] not in MADE_BY_SPHINX
}
WITH_EXAMPLES = [name for name, text in PAGES.items() if re.search(r"^ *>>> ", text, re.MULTILINE)]
PYTHON_BLOCK = re.compile(r"^\.\. code-block:: python\n\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS  # as for docstrings


@pytest.mark.parametrize("page", WITH_EXAMPLES)
def test_examples_of_the_page_run_as_printed(page, tmp_path, monkeypatch):
    """One namespace per page: later examples may go on from earlier ones."""
    monkeypatch.chdir(tmp_path)  # some write files
    failed, _ = doctest.testfile(str(DOC / page), module_relative=False, optionflags=FLAGS)
    assert not failed, "see the captured output"


@pytest.mark.parametrize("page", [name for name in PAGES if PYTHON_BLOCK.search(PAGES[name])])
def test_blocks_of_code_that_are_not_run_are_python(page):
    for block in PYTHON_BLOCK.findall(PAGES[page]):
        compile(textwrap.dedent(block), page, "exec")


@pytest.mark.parametrize(
    "module", ["", ".comparison", ".datasets", ".inspection", ".losses", ".metrics"]
)
def test_public_names_stand_in_the_reference(module):
    public = importlib.import_module(f"imbgan{module}").__all__
    missing = [name for name in public if not re.search(rf"\b{name}\b", PAGES["api.rst"])]
    assert not missing


# What users are given and do not make.
GIVEN = {"Record", "FriedmanResult", "CollapseWarning", "ImbalanceWarning"}
IN_REFERENCE = re.findall(
    r"^\.\. (?:current)?module:: (\S+)$|^    ([A-Za-z]\w*)$", PAGES["api.rst"], re.MULTILINE
)


def test_names_in_the_reference_have_an_example():
    without, module = [], "imbgan"
    for changed, name in IN_REFERENCE:
        module = changed or module
        if name and name not in GIVEN:
            public = getattr(importlib.import_module(module), name)
            without += [] if ">>> " in (public.__doc__ or "") else [name]
    assert len(IN_REFERENCE) > 90 and not without

"""The code that readers copy from the README and the user guide runs as printed."""

import re
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = ["README.rst", "doc/user_guide.rst", "doc/extending.rst"]
PYTHON_BLOCK = re.compile(r"^\.\. code-block:: python\n\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)


def python_blocks(page):
    return [textwrap.dedent(block) for block in PYTHON_BLOCK.findall(page.read_text())]


@pytest.mark.parametrize("page", PAGES)
def test_code_blocks_of_the_page_run_in_order(page, tmp_path, monkeypatch):
    """One namespace per page: later blocks may go on from earlier ones."""
    monkeypatch.chdir(tmp_path)  # some write files
    namespace = {}
    for number, block in enumerate(python_blocks(ROOT / page), start=1):
        exec(compile(block, f"{page}, block {number}", "exec"), namespace)


def test_readme_shows_each_face_in_ten_lines():
    sampler, classifier = python_blocks(ROOT / "README.rst")
    assert "DOSampler" in sampler and "DOClassifier" in classifier
    for block in (sampler, classifier):
        assert sum(bool(line.strip()) for line in block.splitlines()) <= 10


def test_readme_and_makefile_name_the_same_commands():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake (\w+)", (ROOT / "README.rst").read_text()))
    assert {"demo", "test"} <= named <= targets

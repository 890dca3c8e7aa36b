"""The code that readers copy from the README runs as printed."""

import re
import textwrap
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.rst").read_text()
PYTHON_BLOCK = re.compile(r"^\.\. code-block:: python\n\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)
BLOCKS = [textwrap.dedent(block) for block in PYTHON_BLOCK.findall(README)]


def test_code_blocks_run_in_order(tmp_path, monkeypatch):
    """One namespace: later blocks may go on from earlier ones."""
    monkeypatch.chdir(tmp_path)  # some may write files
    namespace = {}
    for number, block in enumerate(BLOCKS, start=1):
        exec(compile(block, f"README.rst, block {number}", "exec"), namespace)
    assert not any(record.error for record in namespace["result"].records)


def test_readme_shows_a_sampler_and_a_classifier_in_ten_lines():
    sampler, classifier, _ = BLOCKS
    assert "DOSampler" in sampler and "DOClassifier" in classifier
    for block in (sampler, classifier):
        assert sum(bool(line.strip()) for line in block.splitlines()) <= 10


def test_readme_and_makefile_name_the_same_commands():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"\bmake (\w+)", README))
    assert {"demo", "test"} <= named <= targets

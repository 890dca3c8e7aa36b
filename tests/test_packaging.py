"""Claims about the package as it is given away: its metadata, source archive and wheel.

``IMBGAN_PACKAGING=1`` builds it, and installs it with what it needs into an empty environment;
that takes minutes and a package index.
"""

import os
import re
import runpy
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
on_demand = pytest.mark.skipif(
    "IMBGAN_PACKAGING" not in os.environ, reason="builds and installs; set IMBGAN_PACKAGING=1"
)
USE = """
import imbgan
from sklearn.datasets import make_moons
X, y = make_moons((60, 20), random_state=0)
rows, _ = imbgan.DOSampler(max_epochs=1, random_state=0).fit_resample(X, y)
assert len(rows) == 120 and imbgan.__file__.startswith(PREFIX), imbgan.__file__
"""


def run(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def new_environment(folder):
    """Make an environment; returns the path of its commands."""
    run(sys.executable, "-m", "venv", str(folder))
    return folder / ("Scripts" if os.name == "nt" else "bin")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder with the source archive and the wheel, and the commands that made them."""
    folder = tmp_path_factory.mktemp("built")
    commands = new_environment(folder / "tools")
    run(commands / "python", "-m", "pip", "install", "-q", "build", "twine")
    run(commands / "python", "-m", "build", "--outdir", folder / "dist", ROOT)
    return folder / "dist", commands


def test_minimum_versions_become_constraints():
    floors = runpy.run_path(str(ROOT / ".ci" / "floors.py"))["floors"]
    text = "[options]\ninstall_requires =\n    a>=2\n    b-c>=1.8\n    d\n"
    text += "[options.extras_require]\nx =\n    b-c>=1.8\n    e[f]\n    g>=0.14.1\n"
    assert floors(text) == ["a==2.0.*", "b-c==1.8.*", "g==0.14.1"]
    assert "scikit-learn==1.8.*" in floors((ROOT / "setup.cfg").read_text())


def test_the_licence_is_the_same_expression_everywhere():
    settings = (ROOT / "setup.cfg").read_text()
    assert "\nlicense_expression = BSD-3-Clause\n" in settings
    assert "License ::" not in settings  # which an expression replaces
    assert "\nlicense: BSD-3-Clause\n" in (ROOT / "CITATION.cff").read_text()


@on_demand
def test_metadata_are_in_order(built):
    folder, commands = built
    files = sorted(map(str, folder.iterdir()))
    assert len(files) == 2
    run(commands / "twine", "check", "--strict", *files)


@on_demand
def test_the_source_archive_has_tests_examples_docs_and_what_else_is_kept(built):
    (archive,) = built[0].glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        held = {name.partition("/")[2] for name in opened.getnames()}
    assert {"CITATION.cff", "doc/conf.py", "tests/test_packaging.py"} <= held
    if (ROOT / ".git").exists():
        kept = run("git", "ls-files", cwd=ROOT).splitlines()
        assert {name for name in kept if (ROOT / name).exists()} - held <= {".gitignore"}


@on_demand
def test_the_wheel_works_in_an_empty_environment(built, tmp_path):
    (wheel,) = built[0].glob("*.whl")
    commands = new_environment(tmp_path / "empty")
    limits = ["-c", str(ROOT / "constraints.txt")]
    run(commands / "python", "-m", "pip", "install", "-q", *limits, wheel)
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    options = {"cwd": tmp_path, "env": clean}
    run(commands / "python", "-c", f"PREFIX = {str(tmp_path)!r}{USE}", **options)
    assert re.fullmatch(r"imbgan \d\S+\n", run(commands / "imbgan", "--version", **options))
    assert "do-classifier" in run(commands / "imbgan", "list", **options)

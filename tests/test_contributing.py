"""The guide for contributors names files and objects that there are."""

import ast
import re
from pathlib import Path

import pytest

import imbgan

ROOT, PACKAGE = Path(__file__).parents[1], Path(imbgan.__file__).parent
FILES = {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}


def section(title):
    """The text of a section of the guide."""
    text = (ROOT / "CONTRIBUTING.rst").read_text()
    return re.split(r"\n\n[^\n]+\n-{3,}\n", text.partition(f"{title}\n---")[2])[0]


WAY = section("Where things are: the way of one call")
QUOTED = re.findall(r"``([^`]+)``", WAY)


@pytest.mark.parametrize("name", sorted({it for it in QUOTED if it.endswith(".py")}))
def test_each_file_on_the_way_of_a_call_is_there(name):
    assert any(file == name or file.endswith(f"/{name}") for file in FILES)


def test_each_object_on_the_way_of_a_call_is_defined():
    defined = set()
    for path in FILES.values():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                defined.add(node.name)
    objects = [it for it in QUOTED if re.fullmatch(r"\w+(\.\w+)?", it) and not it.endswith(".py")]
    assert {part for it in objects for part in it.split(".")} - defined == set()


def test_the_way_of_a_call_has_its_section():
    assert len(QUOTED) > 30

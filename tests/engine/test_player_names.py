"""The engine knows players, not what they are called: no string and no attribute of it says so."""

import ast
import re
from pathlib import Path

import pytest

import imbgan.engine

WORDS = re.compile("generator|critic|classifier", re.IGNORECASE)
SOURCES = {
    path.name: path.read_text() for path in Path(imbgan.engine.__file__).parent.glob("*.py")
}

# What has such a word in its name for another reason.
EXCEPTIONS = {
    # What the player that predicts is called where nobody says anything else.
    ("_game_net.py", "string", "classifier"),
    ("_callbacks.py", "string", "classifier"),
    ("_net.py", "string", "classifier"),
    # Generators of random numbers.
    ("_environment.py", "attribute", "Generator"),
    ("_environment.py", "string", "generator"),
    ("_net.py", "attribute", "random_generator"),
    ("_net.py", "string", "random_generator"),
    ("_replay.py", "attribute", "register_generator_state"),
    ("_data.py", "attribute", "generator"),
    ("_data.py", "attribute", "Generator"),
}


def named(source):
    """Strings and attributes of a source with the word of a player, docstrings left out."""
    tree, docstrings = ast.parse(source), set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            docstrings.add(node.body[0].value)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found.add(("attribute", node.attr))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node not in docstrings:
                found.add(("string", node.value))
    return {(kind, text) for kind, text in found if WORDS.search(text)}


def test_no_string_and_no_attribute_of_the_engine_names_a_player():
    found = {(name, *it) for name, source in SOURCES.items() for it in named(source)}
    assert found - EXCEPTIONS == set()
    assert EXCEPTIONS - found == set(), "an exception that is left over"


def test_the_name_of_the_player_that_predicts_is_a_default_and_nothing_else():
    places = {"_game_net.py": 1, "_callbacks.py": 1, "_net.py": 1}
    for name, source in SOURCES.items():
        strings = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)]
        assert sum(n.value == "classifier" for n in strings) == places.get(name, 0)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("self.critic_.eval()", ("attribute", "critic_")),
        ("losses['generator_loss']", ("string", "generator_loss")),
        ("f'{x} of the critic'", ("string", " of the critic")),
        ("def f():\n    '''Of the critic.'''\n    g('critic')", ("string", "critic")),
    ],
)
def test_a_made_up_name_is_found(source, found):
    assert named(source) == {found}


def test_docstrings_may_speak_of_players():
    assert named('"""A critic."""\nclass A:\n    """A generator."""') == set()

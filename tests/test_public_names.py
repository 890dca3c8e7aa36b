"""Tests of the names at the top of the package, which are imported when they are asked for."""

import subprocess
import sys
from importlib import import_module

import pytest

import imbgan


def in_a_new_process(code):
    """What some code prints."""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()


@pytest.mark.parametrize("name", imbgan.__all__)
def test_a_public_name_is_what_its_room_has_under_that_name(name):
    room = import_module(f"imbgan.{imbgan._ROOM_OF[name]}")
    assert getattr(imbgan, name) is getattr(room, name)
    assert name in room.__all__
    assert name in dir(imbgan)


@pytest.mark.parametrize("room", ["adversarial", "prototype", "reweighting", "translation"])
def test_everything_that_a_room_of_methods_makes_public_is_public_at_the_top(room):
    assert set(import_module(f"imbgan.{room}").__all__) <= set(imbgan.__all__)


def test_the_public_names_are_in_order():
    assert imbgan.__all__ == sorted(imbgan.__all__)


def test_rooms_need_no_import_of_their_own():
    code = "import imbgan; print(*(getattr(imbgan, room).__name__ for room in imbgan._ROOMS))"
    assert set(in_a_new_process(code).split()) == {f"imbgan.{room}" for room in imbgan._ROOMS}
    assert imbgan._ROOMS <= set(dir(imbgan))


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'imbgan' has no attribute 'SMOTESampler'"):
        imbgan.SMOTESampler  # noqa: B018
    assert not hasattr(imbgan, "_nothing")


def test_who_asks_for_no_network_does_not_wait_for_torch():
    rooms = "imbgan.comparison, imbgan.datasets, imbgan.metrics, imbgan.inspection"
    code = f"import sys, {rooms}; print('torch' in sys.modules, 'skorch' in sys.modules)"
    assert in_a_new_process(code) == "False False"


def test_a_star_import_brings_every_name():
    code = "from imbgan import *; print(DOSampler.__name__, show_versions.__name__)"
    assert in_a_new_process(code) == "DOSampler show_versions"

"""Tests of importing what an extra brings."""

import json
import sys

import pytest

from imbgan.utils.optional import import_optional


def test_what_is_there_is_imported():
    assert import_optional("json", "x", "plot") is json


def test_what_is_missing_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "json", None)
    with pytest.raises(ImportError, match=r'x needs json: pip install json, or .* ".\[plot\]"'):
        import_optional("json", "x", "plot")

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


def test_a_package_that_is_there_and_broken_says_so_itself(tmp_path, monkeypatch):
    (tmp_path / "broken_one.py").write_text("from json import no_such_name")
    (tmp_path / "broken_two.py").write_text("import no_such_module")
    monkeypatch.syspath_prepend(tmp_path)
    for name, lacks in [("broken_one", "no_such_name"), ("broken_two", "no_such_module")]:
        with pytest.raises(ImportError, match=lacks) as raised:
            import_optional(name, "x", "plot")
        assert "pip install" not in str(raised.value)

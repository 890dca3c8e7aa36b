"""Claims about the report for bug reports."""

import importlib.metadata

import torch

import imbgan
from imbgan.utils import _show_versions


def test_the_report_names_the_packages_and_the_accelerators(capsys):
    imbgan.show_versions()
    report = capsys.readouterr().out
    stated = [line.split(":", 1) for line in report.splitlines() if ":" in line]
    stated = {name.strip(): value.strip() for name, value in stated}
    assert stated["imbgan"] == imbgan.__version__
    for package in ("imbalanced-learn", "torch", "skorch", "safetensors"):
        assert stated[package] == importlib.metadata.version(package)
    assert stated["torch threads"] == str(torch.get_num_threads())
    assert {"sklearn", "numpy", "pandas", "cuda", "mps", "OMP_NUM_THREADS", "CPU cores"} <= set(
        stated
    )


def test_what_is_not_installed_is_said_to_be_missing(monkeypatch, capsys):
    monkeypatch.setattr(_show_versions, "_PACKAGES", ("no-such-package",))
    imbgan.show_versions()
    assert "no-such-package: None" in capsys.readouterr().out

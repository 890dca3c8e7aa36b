"""Claims about files that an earlier version has written: later ones must read them.

The files of ``golden/`` stay as they are. Where the format changes, those of the new one are
written beside them, by ``python tests/base/test_saving_golden.py``.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from imbgan import BAGANSampler, DOSampler, LogitAdjustedClassifier, TeacherSampler, load
from imbgan.persistence import FORMAT, read, write
from imbgan.utils.testing import tiny

FOLDER = Path(__file__).parent / "golden"
KINDS = {
    kind.__name__: kind
    for kind in (LogitAdjustedClassifier, DOSampler, BAGANSampler, TeacherSampler)
}
# Of other versions of torch and other processors the last digits differ.
TOLERANCE = {"rtol": 1e-3, "atol": 1e-4}


def table():
    """Rows with two numbers and a category, and labels in words."""
    rng = np.random.default_rng(0)
    y = np.repeat(["common", "rare", "rarer"], [40, 16, 8])
    shift = np.repeat([0.0, 1.5, 3.0], [40, 16, 8])
    return np.column_stack([rng.normal(shift), rng.normal(-shift), rng.integers(0, 3, 64)]), y


def answers(estimator):
    """What an estimator gives, as JSON."""
    X, _ = table()
    if hasattr(estimator, "sample"):
        rows = [estimator.sample(3, k, random_state=0) for k in ("rare", "rarer")]
        return {"rows": np.concatenate(rows).tolist()}
    return {"proba": estimator.predict_proba(X[::8]).tolist(), "y": estimator.predict(X).tolist()}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.safetensors")), ids=lambda path: path.stem)
def test_files_of_earlier_versions_are_read_and_give_what_they_gave(path):
    expected = json.loads(path.with_suffix(".json").read_text())
    found = answers(load(path))
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        if name == "y":
            assert found[name] == values
            continue
        given, values = np.array(found[name]), np.array(values)
        if name == "rows":  # torch's versions draw other categories from the same shares
            assert set(given[:, 2]) <= set(table()[0][:, 2])
            given, values = given[:, :2], values[:, :2]
        np.testing.assert_allclose(given, values, **TOLERANCE)


@pytest.mark.parametrize("kind", [DOSampler, BAGANSampler])
def test_what_samplers_once_had_of_classifiers_is_left_in_the_file(kind, tmp_path):
    path = FOLDER / f"{kind.__name__}.format1.safetensors"
    record, tensors = read(path)
    gone = {"early_stopping", "validation_fraction", "n_iter_no_change", "scoring"}
    gone |= {"feature_network"} if kind is DOSampler else set()
    assert gone == record["parameters"].keys() - kind().get_params().keys()
    assert load(path).get_params().keys() == kind().get_params().keys()
    del record["parameters"]["scoring"]  # a function of the user's, say
    write(tmp_path / "left-out", record | {"left_out": ["scoring"]}, tensors)
    again = load(tmp_path / "left-out", scoring=len)
    assert answers(again) == answers(load(path))


def test_there_are_files_of_the_format_of_now():
    assert len(list(FOLDER.glob(f"*.format{FORMAT}.safetensors"))) == len(KINDS)


def main():
    X, y = table()
    FOLDER.mkdir(exist_ok=True)
    for name, kind in KINDS.items():
        path = FOLDER / f"{name}.format{FORMAT}.safetensors"
        if path.exists():
            continue
        estimator = tiny(kind).set_params(categorical_features=[2])
        getattr(estimator, "fit_resample", estimator.fit)(X, y)
        estimator.save(path)
        path.with_suffix(".json").write_text(json.dumps(answers(estimator)))


if __name__ == "__main__":
    main()

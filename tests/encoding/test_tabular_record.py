"""Claims about what an encoder of tables tells a model file."""

import numpy as np
import pytest

from imbgan.encoding import TabularEncoder

pd = pytest.importorskip("pandas")


@pytest.fixture
def frame():
    """A frame with numbers of several kinds, text and categories."""
    return pd.DataFrame(
        {
            "float": [0.5, 2.0, -1.0, 3.5],
            "uint8": np.array([1, 250, 3, 4], dtype=np.uint8),
            "huge": [2**62, 2**62 + 1, 2**62 + 2, 2**62 + 9],
            "boolean": pd.array([True, False, True, True], dtype="boolean"),
            "text": pd.Series(["a", "bb", "a", "c"], dtype="str"),
            "size": pd.Categorical(["S", "L", "S", "M"], categories=["S", "M", "L"], ordered=True),
        }
    )


@pytest.mark.parametrize("kind", ["frame", "objects", "numbers"])
def test_an_encoder_built_from_a_record_encodes_and_decodes_as_the_first(frame, kind):
    X = {"frame": frame, "objects": frame.to_numpy(dtype=object), "numbers": np.eye(6)}[kind]
    encoder = TabularEncoder([4, 5]).fit(X)
    again = TabularEncoder.from_record(encoder.to_record())
    assert vars(again).keys() == vars(encoder).keys()
    Z = encoder.transform(X)
    assert np.array_equal(again.transform(X), Z)
    back, expected = (pd.DataFrame(each.inverse_transform(Z)) for each in (again, encoder))
    pd.testing.assert_frame_equal(back, expected)


def test_a_record_holds_plain_values_arrays_and_types_only(frame):
    def origins(value):
        if isinstance(value, dict):
            value = [*value.keys(), *value.values()]
        if isinstance(value, (list, tuple)):
            return set().union(*map(origins, value))
        return {type(value).__module__.split(".")[0]}

    assert origins(TabularEncoder().fit(frame).to_record()) == {"builtins", "numpy", "pandas"}

"""Claims about what an encoder of images tells a model file."""

import numpy as np
import pytest

from imbgan.encoding import ImageEncoder

pd = pytest.importorskip("pandas")


@pytest.fixture
def X():
    return np.random.default_rng(0).integers(0, 256, (4, 1, 8, 8), dtype=np.uint8)


@pytest.mark.parametrize("kind", ["images", "flat", "frame"])
def test_an_encoder_built_from_a_record_encodes_and_decodes_as_the_first(X, kind):
    flat = X.reshape(4, 64)
    X = {"images": X, "flat": flat, "frame": pd.DataFrame(flat).add_prefix("p")}[kind]
    encoder = ImageEncoder(None if kind == "images" else (8, 8)).fit(X)
    again = ImageEncoder.from_record(encoder.to_record())
    assert vars(again).keys() == vars(encoder).keys()
    Z = encoder.transform(X)
    assert np.array_equal(again.transform(X), Z)
    back = again.inverse_transform(Z)
    assert type(back) is type(X)
    assert np.array_equal(back, X)


def test_a_record_holds_plain_values_arrays_and_types_only(X):
    def origins(value):
        if isinstance(value, dict):
            value = [*value.keys(), *value.values()]
        if isinstance(value, (list, tuple)):
            return set().union(*map(origins, value))
        return {type(value).__module__.split(".")[0]}

    assert origins(ImageEncoder().fit(X).to_record()) == {"builtins", "numpy"}
    frame = pd.DataFrame(X.reshape(4, 64))
    assert origins(ImageEncoder((8, 8)).fit(frame).to_record()) == {"builtins", "numpy", "pandas"}

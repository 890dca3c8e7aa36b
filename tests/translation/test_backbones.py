"""Claims about the backbones that have names, and about weights from files."""

import re
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from imbgan import ImageMetadataClassifier, load
from imbgan.encoding import DataSpec
from imbgan.networks import VGG16
from imbgan.translation._backbones import DenseFeatures, resnet50
from imbgan.translation._pretrained import load_weights


def spec_of(*shape):
    return DataSpec(shape, class_counts=(9, 1), n_to_draw=(0, 0))


@pytest.fixture
def vgg_file(tmp_path):
    """Weights of the network for three channels, with a head, and the path to them."""
    states = VGG16(spec_of(3, 32, 32)).state_dict()
    states |= {"classifier.0.weight": torch.zeros(4, 512)}
    path = tmp_path / "vgg.pt"
    torch.save(states, path)
    return states, path


@pytest.mark.parametrize("build, n_features", [(resnet50, 2048), (DenseFeatures, 1024)])
@pytest.mark.parametrize("shape", [(1, 32, 32), (3, 40, 32)])
def test_monai_s_networks_read_grey_and_coloured_images(build, n_features, shape):
    pytest.importorskip("monai")
    features = build(spec_of(*shape)).eval()(torch.zeros(2, *shape))
    assert features.shape == (2, n_features)


@pytest.mark.parametrize("backbone", ["vgg16", "resnet50", "densenet121"])
def test_a_named_backbone_is_trained_saved_and_loaded(backbone, tmp_path):
    if backbone != "vgg16":
        pytest.importorskip("monai")
    rng = np.random.default_rng(0)
    X, y = rng.random((12, 1, 32, 32), dtype=np.float32), np.repeat([0, 1], [8, 4])
    params = {"max_epochs": 1, "batch_size": 6, "random_state": 0}
    fitted = ImageMetadataClassifier(backbone=backbone, **params).fit(X, y)
    fitted.save(tmp_path / "model")
    loaded = load(tmp_path / "model")
    assert np.array_equal(loaded.predict_proba(X), fitted.predict_proba(X))


def test_images_too_small_for_a_backbone_are_told():
    pytest.importorskip("monai")
    with pytest.raises(ValueError, match='"densenet121" needs images of 29 pixels and more'):
        DenseFeatures(spec_of(1, 28, 28))
    DenseFeatures(spec_of(1, 29, 29)).eval()(torch.zeros(1, 1, 29, 29))


@pytest.mark.parametrize("build", [resnet50, DenseFeatures])
def test_without_monai_the_extra_is_named(build, monkeypatch):
    monkeypatch.setitem(sys.modules, "monai.networks.nets", None)
    with pytest.raises(ImportError, match=r"needs monai.*imbgan\[vision\]"):
        build(spec_of(1, 32, 32))


@pytest.mark.parametrize("form", ["pt", "safetensors", "state_dict", "module"])
def test_weights_are_read_in_any_form_and_grey_ones_are_means(form, vgg_file, tmp_path):
    states, path = vgg_file
    if form == "safetensors":
        path = tmp_path / "vgg.safetensors"
        save_file({name: tensor.contiguous() for name, tensor in states.items()}, path)
    elif form == "state_dict":
        torch.save({"epoch": 3, "state_dict": states}, path)
    elif form == "module":
        torch.save({f"module.{name}": tensor for name, tensor in states.items()}, path)
    network = VGG16(spec_of(1, 32, 32))
    load_weights(network, path)
    found = network.state_dict()
    first = "features.0.weight"
    assert torch.equal(found[first], states[first].mean(dim=1, keepdim=True))
    assert all(torch.equal(found[name], states[name]) for name in found if name != first)


def test_training_starts_from_the_file_which_a_loaded_model_does_not_need(vgg_file, tmp_path):
    states, path = vgg_file
    rng = np.random.default_rng(0)
    X, y = rng.random((12, 1, 16, 16), dtype=np.float32), np.repeat([0, 1], [8, 4])
    params = {"backbone": "vgg16", "max_epochs": 1, "batch_size": 6, "random_state": 0}
    fitted = ImageMetadataClassifier(**params, lr=1e-9, pretrained=str(path)).fit(X, y)
    name = "features.3.weight"
    trained = fitted.net_.module_.image[-1].state_dict()[name]
    assert torch.allclose(trained, states[name], atol=1e-5)
    fitted.save(tmp_path / "model")
    path.unlink()
    assert np.array_equal(load(tmp_path / "model").predict_proba(X), fitted.predict_proba(X))
    with pytest.raises(ValueError, match="pretrained=.*vgg.pt' cannot be read"):
        fitted.fit(X, y)


def test_the_usual_names_of_a_dense_network_are_known(tmp_path):
    pytest.importorskip("monai")
    network = DenseFeatures(spec_of(3, 32, 32))
    states = {name.replace(".layers.", "."): t for name, t in network.state_dict().items()}
    path = tmp_path / "dense.pt"
    older = {
        re.sub(r"(denselayer\d+\.)(norm|conv)(\d)", r"\1\2.\3", n): t for n, t in states.items()
    }
    for named in (states, older):
        torch.save(named, path)
        other = DenseFeatures(spec_of(3, 32, 32))
        load_weights(other, path)
        assert torch.equal(other.features.conv0.weight, network.features.conv0.weight)


def test_files_that_do_not_fit_are_told(vgg_file, tmp_path):
    states, path = vgg_file
    network = VGG16(spec_of(1, 32, 32))
    torch.save({"conv1.weight": torch.zeros(1)}, path)
    with pytest.raises(ValueError, match="lacks .* tensors, 'features.0.weight' first.*'conv1"):
        load_weights(network, path)
    torch.save(states | {"features.3.weight": torch.zeros(64, 64, 5, 5)}, path)
    with pytest.raises(ValueError, match=r"'features.3.weight' has the shape \(64, 64, 5, 5\)"):
        load_weights(network, path)
    torch.save([1, 2], path)
    with pytest.raises(ValueError, match="holds no state dict"):
        load_weights(network, path)
    path.write_text("no weights")
    with pytest.raises(ValueError, match="cannot be read"):
        load_weights(network, path)


def test_a_file_with_code_is_not_executed(tmp_path):
    path = tmp_path / "whole.pt"
    torch.save(nn.Linear(2, 2), path)  # a pickled object, not a state dict
    with pytest.raises(ValueError, match="cannot be read"):
        load_weights(nn.Linear(2, 2), path)

"""Claims about the statistics that batch normalisation uses."""

import pytest
import torch
from torch import nn

from imbgan.engine._norms import BatchStatistics, norms_of, settled

BATCH = torch.randn(8, 3, 5, 5, generator=torch.Generator().manual_seed(0)) * 4 + 7
OTHER = torch.randn(6, 3, 5, 5, generator=torch.Generator().manual_seed(1))


@pytest.fixture
def module():
    """Two layers of batch normalisation, one of which trains no more."""
    layers = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    layers[2].eval()
    return layers


def test_only_layers_that_keep_statistics_are_found(module):
    module.append(nn.BatchNorm2d(4, track_running_stats=False))
    assert norms_of(module) == [module[0], module[2]]


def test_settled_layers_use_what_they_have_and_train_on_after(module):
    with settled(module):
        torch.testing.assert_close(module[0](OTHER), OTHER / (1 + 1e-5) ** 0.5)
    assert module[0].training
    assert not module[2].training
    assert torch.equal(module[0].running_mean, torch.zeros(3))


def test_an_error_leaves_layers_training(module):
    with pytest.raises(KeyError), settled(module):
        raise KeyError("x")
    assert module[0].training
    assert not module[2].training


def test_another_batch_is_read_with_the_statistics_of_the_first(module):
    statistics = BatchStatistics(module)
    with statistics.taken():
        module(BATCH)
    with statistics.applied():
        read = module[0](OTHER)
    mean = BATCH.mean(dim=(0, 2, 3), keepdim=True)
    variance = BATCH.var(dim=(0, 2, 3), correction=0, keepdim=True)
    torch.testing.assert_close(read, (OTHER - mean) / (variance + 1e-5).sqrt())


def test_the_first_batch_read_again_gives_the_same_again(module):
    statistics = BatchStatistics(module)
    with statistics.taken():
        first = module(BATCH)
    with statistics.applied():
        torch.testing.assert_close(module(BATCH), first)


def test_a_layer_keeps_its_own_statistics_whatever_was_applied(module):
    statistics = BatchStatistics(module)
    with statistics.taken():
        module(BATCH)
    before = {name: value.clone() for name, value in module.state_dict().items()}
    with pytest.raises(KeyError), statistics.applied():
        module(OTHER)
        raise KeyError("x")
    for name, value in module.state_dict().items():
        assert torch.equal(value, before[name])
    assert module[0].training


def test_after_the_batch_nothing_more_is_taken(module):
    statistics = BatchStatistics(module)
    with statistics.taken():
        module(BATCH)
    taken = statistics.of_batch[module[0]]
    module(OTHER)
    assert statistics.of_batch[module[0]] is taken


def test_a_layer_that_did_not_read_the_first_batch_uses_its_own(module):
    module.append(nn.BatchNorm2d(4))
    statistics = BatchStatistics(module)
    with statistics.taken():
        module[:3](BATCH)
    with statistics.applied():
        assert module[3].training
        module(OTHER)
    assert module[3].num_batches_tracked == 1

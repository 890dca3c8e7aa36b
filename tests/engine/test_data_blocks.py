"""Claims about rows that pass through a network a block at a time."""

import pytest
import torch
from torch import nn

from imbgan.engine import _data, block_rows, in_blocks, in_halves
from imbgan.engine._data import Outputs


class Counting(nn.Module):
    """Network that doubles its input and writes down how many rows it saw at a time."""

    def __init__(self):
        super().__init__()
        self.weight, self.seen = nn.Parameter(torch.tensor(2.0)), []

    def forward(self, x):
        self.seen.append(len(x))
        return x.flatten(1) * self.weight


class Wide(nn.Module):
    """Network of ten units, six of which it must tell of itself."""

    def __init__(self, units):
        super().__init__()
        self.units, self.layer = units, nn.Linear(2, 4)


@pytest.fixture
def small_blocks(monkeypatch):
    monkeypatch.setattr(_data, "BLOCK_BYTES", 480)


def test_a_block_has_room_for_its_rows_and_for_a_number_of_each_unit(small_blocks):
    assert block_rows(nn.Linear(2, 4), 2) == 480 // (4 * (2 + 4))


def test_layers_tell_how_many_units_they_have_wherever_they_stand(small_blocks):
    assert block_rows(Wide(6), 2) == 480 // (4 * (2 + 4 + 6))
    assert block_rows(nn.Sequential(Wide(6), nn.Sequential(Wide(6))), 2) == 480 // (4 * (2 + 20))


@pytest.mark.parametrize("units", [None, [3, 4], nn.Linear(2, 2, bias=False), torch.ones(3)])
def test_a_network_may_call_anything_else_units(units, small_blocks):
    assert block_rows(Wide(units), 2) == 480 // (4 * (2 + 4))


def test_a_row_of_any_size_makes_a_block(small_blocks):
    assert block_rows(nn.Linear(2, 2), 1000) == 1


@pytest.mark.parametrize("shape", [(2,), (1, 3, 4)])
@pytest.mark.parametrize("n_rows", [0, 1, 40, 130])
def test_outputs_in_blocks_are_those_of_all_rows_at_once(n_rows, shape, small_blocks):
    module, rows = Counting(), torch.randn(n_rows, *shape)
    outputs = in_blocks(module, rows)
    assert torch.equal(outputs, 2 * rows.flatten(1))
    assert not outputs.requires_grad
    if n_rows:
        assert sum(module.seen) == n_rows
        assert max(module.seen) <= 480 // (4 * rows[0].numel())


def test_outputs_stand_below_each_other_in_one_tensor():
    outputs, blocks = Outputs(5), torch.arange(10.0).view(5, 2).split(2)
    for block in blocks:
        outputs.add(block)
    assert torch.equal(outputs.rows, torch.cat(blocks))


class Narrow(nn.Module):
    """A network on a device that has memory for so many rows."""

    def __init__(self, n_rows):
        super().__init__()
        self.scale, self.n_rows, self.seen = nn.Linear(1, 1, bias=False), n_rows, []

    def forward(self, x, *labels):
        if len(x) > self.n_rows:
            raise torch.OutOfMemoryError("full")
        self.seen.append(len(x))
        return sum(labels, start=self.scale(x))


def test_a_full_device_gets_fewer_rows_at_a_time():
    narrow, rows = Narrow(3), torch.arange(11.0).unsqueeze(1)
    found = in_halves(narrow, "cpu", rows, 100 * rows)
    assert narrow.seen == [2, 3, 3, 3]
    torch.testing.assert_close(found, narrow.scale(rows) + 100 * rows)
    torch.testing.assert_close(in_blocks(narrow, rows), narrow.scale(rows))
    with pytest.raises(torch.OutOfMemoryError):
        in_halves(Narrow(0), "cpu", rows)

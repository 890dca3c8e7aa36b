"""Claims about batches of equally many rows of each group."""

import torch

from imbgan.engine import GroupIterator, TensorRows

GROUPS = [torch.arange(7), torch.arange(7, 10)]


def batches(**options):
    rows = TensorRows(torch.arange(10.0).reshape(10, 1), torch.zeros(10, dtype=torch.int64))
    options = {"batch_size": 2, "groups": GROUPS, **options}
    return [batch[0].flatten().int().tolist() for batch in GroupIterator(rows, **options)]


def test_a_batch_holds_equally_many_rows_of_each_group_one_group_after_the_other():
    for batch in batches(generator=torch.Generator().manual_seed(0)):
        assert len(batch) == 4
        assert set(batch[:2]) <= set(range(7))
        assert set(batch[2:]) <= {7, 8, 9}


def test_an_epoch_is_a_pass_over_the_largest_group_and_smaller_ones_begin_anew():
    found = batches(generator=torch.Generator().manual_seed(0))
    assert len(found) == 4
    assert {row for batch in found for row in batch[:2]} == set(range(7))
    assert sorted(row for batch in found for row in batch[2:])[:2] == [7, 7]


def test_max_batches_cuts_an_epoch_short():
    assert len(batches(max_batches=1)) == 1


def test_without_shuffling_rows_come_in_order():
    assert batches(shuffle=False)[0] == [0, 1, 7, 8]

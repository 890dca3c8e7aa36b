"""Claims about the map of rows to keys."""

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.networks._convex import Whitening


def fitted(rows, valid, categories=(), key_dim=32, **options):
    """Fit the map to rows of shape (n_slots, n_anchors, n_features)."""
    n_slots, _, width = rows.shape
    spec = DataSpec(
        shape=(width,),
        class_counts=valid.sum(1).tolist(),
        n_to_draw=[0] * n_slots,
        categories=categories,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Whitening(spec, n_slots, key_dim, **options).fit(rows, valid)


@pytest.fixture
def two_classes():
    """Return correlated rows of two classes at different places, the second with fewer."""
    rows = torch.randn(2, 400, 3, generator=torch.Generator().manual_seed(0))
    rows = rows @ torch.tensor([[1.0, 0.5, 0.0], [0.0, 0.2, 0.0], [0.0, 0.0, 0.1]])
    rows[1] += 1
    valid = torch.ones(2, 400, dtype=torch.bool)
    valid[1, 300:] = False
    return rows, valid


def test_keys_have_unit_covariance_around_the_centre_of_their_class(two_classes):
    rows, valid = two_classes
    keys = fitted(rows, valid)(rows)
    for slot in (0, 1):
        centre = keys[slot][valid[slot]].mean(0)
        torch.testing.assert_close(centre, torch.zeros(3), atol=1e-4, rtol=0)
    pooled = keys[valid]
    torch.testing.assert_close(pooled.T @ pooled / len(pooled), torch.eye(3), atol=1e-3, rtol=0)


def test_rows_that_are_not_there_have_no_say(two_classes):
    rows, valid = two_classes
    changed = rows.clone()
    changed[~valid] = 1e3
    assert torch.equal(fitted(rows, valid).axes, fitted(changed, valid).axes)


def test_directions_in_which_rows_hardly_vary_are_left_out(two_classes):
    rows, valid = two_classes
    flat = torch.cat([rows, rows[..., :1], torch.zeros(2, 400, 1)], dim=2)
    assert fitted(flat, valid).axes.shape[1] == 3
    assert fitted(flat, valid, key_dim=2).axes.shape[1] == 2


def test_where_nothing_varies_a_key_of_zero_is_left():
    keys = fitted(torch.ones(1, 5, 2), torch.ones(1, 5, dtype=torch.bool))(torch.ones(1, 5, 2))
    assert torch.equal(keys, torch.zeros(1, 5, 1))


def test_categories_become_numbers_and_equal_rows_equal_keys():
    rows = torch.tensor([[[0.1, 0.0], [0.3, 1.0], [0.1, 0.0], [0.9, 2.0]]])
    keys = fitted(rows, torch.ones(1, 4, dtype=torch.bool), categories=(3,))(rows)
    assert torch.equal(keys[0, 0], keys[0, 2])
    assert not torch.allclose(keys[0, 0], keys[0, 1])


def test_each_class_can_have_unit_covariance_of_its_own():
    rows = torch.randn(2, 400, 3, generator=torch.Generator().manual_seed(0))
    rows[1] = rows[1] * torch.tensor([0.1, 3.0, 0.0])
    keys = fitted(rows, torch.ones(2, 400, dtype=torch.bool), by_class=True)(rows)
    for slot, n_axes in ((0, 3), (1, 2)):
        covariance = keys[slot].T @ keys[slot] / 400
        wanted = torch.diag((torch.arange(3) < n_axes).float())
        torch.testing.assert_close(covariance, wanted, atol=1e-3, rtol=0)

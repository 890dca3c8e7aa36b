"""Claims about the layers that networks share, and about encoded and expanded rows."""

import math

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.networks import (
    ColumnReader,
    CosineLinear,
    PackedLinear,
    PackedTrunk,
    SeededDropout,
    one_hot_expand,
)

MIXED = DataSpec(shape=(4,), class_counts=(3, 2), n_to_draw=(0, 1), categories=(3, 2))
TABLE = DataSpec(shape=(4,), class_counts=(3, 2), n_to_draw=(0, 1))
ONE_COLUMN = DataSpec(shape=(3,), class_counts=(3, 2), n_to_draw=(0, 1), categories=(3,))
NUMERIC = DataSpec(shape=(2,), class_counts=(3, 2), n_to_draw=(0, 1))


@pytest.fixture
def reader():
    return ColumnReader(MIXED)


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("p", [0.01, 0.1, 0.3, 0.5, 0.9])
def test_dropout_silences_its_share_and_scales_up_the_rest(p):
    dropout = SeededDropout(p)
    dropout.random_generator = generator()
    units = dropout(torch.ones(100_000))
    silent, scale = units.unique().tolist()
    kept = 1 / scale
    assert silent == 0
    assert abs(kept - (1 - p)) <= 1 / 512  # shares are multiples of 1 / 256
    assert abs(units.mean().item() - 1) < 4 * math.sqrt((1 - kept) / kept / 100_000)


def test_members_look_at_windows_of_the_same_draws_and_differ_in_every_row():
    dropout = SeededDropout(0.5)
    dropout.random_generator = generator()
    kept = dropout(torch.ones(3, 6, 40))
    assert torch.equal(kept[1, :4], kept[0, 2:])
    assert torch.equal(kept[2, :2], kept[0, 4:])
    for first, second in ((0, 1), (0, 2), (1, 2)):
        assert (kept[first] != kept[second]).any(dim=1).all()
    more = dropout(torch.ones(5, 2, 40))  # fewer rows than members
    assert more.shape == (5, 2, 40) and more.unique().tolist() == [0, 2]


@pytest.mark.parametrize("p", [1e-6, 1 - 1e-6])
def test_dropout_of_an_extreme_share_neither_keeps_nor_silences_all(p):
    dropout = SeededDropout(p)
    dropout.random_generator = generator()
    units = dropout(torch.ones(100_000))
    assert units.unique().numel() == 2
    assert torch.isfinite(units).all()


@pytest.mark.parametrize("shape", [(0, 3), (1,), (2, 3, 5)])
def test_dropout_takes_any_shape_and_axes_in_any_order(shape):
    dropout = SeededDropout(0.5)
    x = torch.ones(shape).transpose(0, -1)
    dropout.random_generator = generator()
    units = dropout(x)
    assert units.shape == x.shape
    assert set(units.flatten().tolist()) <= {0.0, 2.0}


def test_dropout_in_place_silences_the_same_units_of_what_it_is_given():
    x, drawn = torch.rand(3, 6, 40), []
    for inplace in (False, True):
        dropout = SeededDropout(0.5, inplace)
        dropout.random_generator = generator()
        given = x.clone()
        drawn.append(dropout(given))
        assert (drawn[-1] is given) == inplace
    assert torch.equal(*drawn)


def test_units_next_to_each_other_are_silenced_independently():
    dropout = SeededDropout(0.5)
    dropout.random_generator = generator()
    silent = (dropout(torch.ones(80_000)) == 0).double()
    for lag in (1, 2, 4, 8):
        both = (silent[lag:] * silent[:-lag]).mean().item()
        assert abs(both - 0.25) < 4 * math.sqrt(0.25 * 0.75 / 80_000)


def test_dropout_draws_from_its_generator_and_leaves_the_global_one_alone():
    x, before = torch.ones(50), torch.get_rng_state()
    drawn = []
    for seed in (0, 0, 1):
        dropout = SeededDropout(0.5)
        dropout.random_generator = generator(seed)
        drawn.append(dropout(x))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert torch.equal(torch.get_rng_state(), before)


def test_dropout_goes_on_with_its_stream():
    dropout = SeededDropout(0.5)
    dropout.random_generator = generator()
    assert not torch.equal(dropout(torch.ones(50)), dropout(torch.ones(50)))


def test_dropout_without_a_generator_follows_the_global_one():
    dropout = SeededDropout(0.5)
    dropout.random_generator = generator()
    dropout.random_generator = None
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        first = dropout(torch.ones(50))
        torch.manual_seed(3)
        assert torch.equal(dropout(torch.ones(50)), first)


def test_dropout_is_silent_in_evaluation_and_at_zero():
    x = torch.ones(50)
    assert torch.equal(SeededDropout(0.5).eval()(x), x)
    assert torch.equal(SeededDropout(0.0)(x), x)


def test_dropout_lets_gradients_through_the_units_that_speak():
    dropout = SeededDropout(0.5)
    dropout.random_generator = generator()
    x = torch.ones(20, requires_grad=True)
    units = dropout(x)
    units.sum().backward()
    assert torch.equal(x.grad, units.detach())


def test_members_start_apart_and_within_the_bounds_of_a_linear_layer():
    layer = PackedLinear(4, in_features=16, out_features=50)
    assert not torch.equal(layer.weight[0], layer.weight[1])
    for values in (layer.weight, layer.bias):
        assert 0.9 / math.sqrt(16) < values.abs().max() <= 1 / math.sqrt(16)


def test_a_packed_layer_is_a_linear_layer_for_each_member():
    layer, x = PackedLinear(2, in_features=3, out_features=4), torch.randn(2, 5, 3)
    for member in range(2):
        expected = x[member] @ layer.weight[member] + layer.bias[member]
        torch.testing.assert_close(layer(x)[member], expected)


def test_numbers_are_read_as_they_are_and_clipped_far_out():
    read = ColumnReader(NUMERIC)(torch.tensor([[1.5, -2.0], [100.0, -7.0]]))
    assert read.tolist() == [[1.5, -2.0], [6.0, -6.0]]


def test_codes_and_their_one_hot_spans_are_read_alike(reader):
    rows = torch.tensor([[0.5, 9.0, 0, 1], [-8.0, 1.0, 2, 0], [0.0, 0.0, 1, 1]])
    read = reader(rows)
    assert read.shape == (3, reader.out_features) == (3, 2 + 2 + 1)
    torch.testing.assert_close(read, reader(one_hot_expand(rows, MIXED)))


def test_a_category_is_read_as_its_row_of_the_table(reader):
    read = reader(torch.tensor([[0.0, 0.0, 2, 1]]))
    of_two, of_three = (table[0] for table in reader.embedding.tables)
    expected = torch.cat([torch.zeros(2), of_two[1], of_three[2]])
    assert torch.equal(read[0], expected)


def test_a_mix_of_categories_is_read_as_the_mix_of_their_rows(reader):
    read = reader(torch.tensor([[0.0, 0.0, 0.25, 0.0, 0.75, 0.5, 0.5]]))
    of_two, of_three = (table[0] for table in reader.embedding.tables)
    torch.testing.assert_close(read[0, 2:3], (of_two[0] + of_two[1]) / 2)
    torch.testing.assert_close(read[0, 3:], 0.25 * of_three[0] + 0.75 * of_three[2])


def test_an_unseen_category_adds_nothing(reader):
    unseen = torch.tensor([[1.0, 2.0, -1, -1]])
    for rows in (unseen, one_hot_expand(unseen, MIXED)):
        assert reader(rows).tolist() == [[1.0, 2.0, 0, 0, 0]]


def test_tables_learn_alike_from_codes_and_from_spans(reader):
    rows = torch.tensor([[0.5, 1.0, 0, 1], [0.0, 1.0, 2, 0], [0.0, 0.0, 0, -1]])
    gradients = []
    for given in (rows, one_hot_expand(rows, MIXED)):
        gradients.append(
            torch.autograd.grad(reader(given).square().sum(), list(reader.embedding.tables))
        )
    for of_codes, of_spans in zip(*gradients, strict=True):
        torch.testing.assert_close(of_codes, of_spans)


def test_outputs_of_a_cosine_layer_are_cosines_times_the_scale():
    layer, x = CosineLinear(2, 5, 3, scale=7.0), torch.randn(2, 4, 5)
    for member in range(2):
        cosines = torch.nn.functional.cosine_similarity(
            x[member].unsqueeze(2), layer.weight[member].unsqueeze(0), dim=1
        )
        torch.testing.assert_close(layer(x)[member], 7 * cosines)


def test_lengths_do_not_matter_to_a_cosine_layer():
    layer, x = CosineLinear(1, 5, 3, scale=1.0), torch.randn(1, 4, 5)
    before = layer(x)
    with torch.no_grad():
        layer.weight.mul_(100)
    torch.testing.assert_close(layer(1e3 * x), before)


def test_features_without_a_direction_have_outputs_and_slopes_that_are_numbers():
    layer = CosineLinear(1, 5, 3, scale=30.0)
    x = torch.zeros(1, 4, 5, requires_grad=True)
    layer(x).sum().backward()
    assert torch.equal(layer(x), torch.zeros(1, 4, 3))
    assert x.grad.isfinite().all()
    assert layer.weight.grad.isfinite().all()


@pytest.mark.parametrize("hidden", [(7, 5), (6,), ()])
def test_features_of_a_table_have_an_axis_of_members(hidden):
    trunk = PackedTrunk(TABLE, n_members=3, hidden_layer_sizes=hidden)
    assert trunk.out_features == (hidden or (4,))[-1]
    assert trunk(torch.randn(10, 4)).shape == (3, 10, trunk.out_features)


def test_without_hidden_layers_each_member_has_the_row_as_it_is():
    x, trunk = torch.randn(5, 4), PackedTrunk(TABLE, n_members=2, hidden_layer_sizes=())
    assert torch.equal(trunk(x), x.expand(2, 5, 4))


def test_members_of_a_trunk_have_weights_of_their_own():
    first, second = PackedTrunk(TABLE, n_members=2)(torch.randn(6, 4))
    assert not torch.allclose(first, second)


def test_codes_and_one_hot_spans_have_the_same_features():
    trunk = PackedTrunk(ONE_COLUMN, n_members=2)
    rows = torch.tensor([[0.1, 0.2, 2], [0.3, -0.4, 0], [0.3, -0.4, -1]])
    torch.testing.assert_close(trunk(rows), trunk(one_hot_expand(rows, ONE_COLUMN)))


def places(edges, *numbers):
    """Places of numbers in the bins of one column."""
    spec = DataSpec(shape=(1,), class_counts=(3, 2), n_to_draw=(0, 1))
    reader = ColumnReader(spec, torch.tensor([edges]))
    return reader.places(torch.tensor(numbers).unsqueeze(1)).tolist()


def test_a_number_is_as_far_as_it_has_come_in_each_bin():
    found = places([0.0, 1.0, 3.0], 0.5, 2.0, 3.0)
    assert found == [[0.5, 0.0], [1.0, 0.5], [1.0, 1.0]]


def test_the_outer_bins_go_on_outwards_for_two_widths():
    found = places([0.0, 1.0, 3.0], -1.0, -9.0, 5.0, 99.0)
    assert found == [[-1.0, 0.0], [-2.0, 0.0], [1.0, 2.0], [1.0, 3.0]]


def test_nothing_is_said_of_bins_between_equal_edges():
    found = places([0.0, 0.0, 1.0, 1.0], -1.0, 0.25, 9.0)
    assert found == [[0, -1.0, 0], [0, 0.25, 0], [0, 3.0, 0]]


def test_a_constant_column_has_no_place():
    assert places([1.0] * 9, 1.0, 5.0) == [[0.0] * 8] * 2


def scaled(steps, **options):
    """A reader of two columns whose factors have moved by some steps of a weight."""
    reader = ColumnReader(NUMERIC, scale_rate=20.0, **options)
    with torch.no_grad():
        reader.scale.copy_(torch.tensor(steps))
    return reader


def test_a_factor_moves_twenty_times_as_far_as_a_weight_and_starts_at_one():
    assert scaled([0.0, 0.0]).factors().tolist() == [1.0, 1.0]
    assert ColumnReader(NUMERIC).factors() is None
    found = scaled([0.05, -0.05]).factors()  # 1 + 20 * 0.05, and a column that has faded
    assert found.tolist() == [2.0, 0.0]


def test_places_in_bins_have_the_factor_of_their_column():
    edges = torch.tensor([[0.0, 1.0, 2.0], [0.0, 2.0, 4.0]])
    rows = torch.tensor([[0.5, 3.0]])
    plain = ColumnReader(NUMERIC, edges)
    assert plain(rows).tolist() == rows.tolist()
    assert plain.places(rows).tolist() == [[0.5, 0.0, 1.0, 0.5]]
    found = scaled([0.1, 0.0], edges=edges).factors()
    assert found.tolist() == [3.0, 1.0, 3.0, 3.0, 1.0, 1.0]


def test_rows_that_ask_for_a_gradient_get_that_of_their_places():
    reader = ColumnReader(NUMERIC, torch.tensor([[0.0, 1.0, 2.0], [0.0, 2.0, 4.0]]))
    rows = torch.tensor([[0.5, 3.0]], requires_grad=True)
    reader.places(rows).sum().backward()
    assert rows.grad.tolist() == [[1.0, 0.5]]  # of the bins that they lie in, one over the width


def test_embedded_categories_have_factors_too():
    reader = ColumnReader(ONE_COLUMN, scale_rate=20.0)
    assert reader.factors().shape == (reader.out_features,)
    rows = torch.tensor([[0.1, 0.2, 2], [0.3, -0.4, 0]])
    torch.testing.assert_close(reader(rows), reader(one_hot_expand(rows, ONE_COLUMN)))


def test_a_step_of_an_adaptive_optimiser_moves_factors_of_columns_that_matter():
    torch.manual_seed(0)
    X = torch.randn(256, 2)
    y = (X[:, 0] > 0).float()
    trunk = PackedTrunk(NUMERIC, n_members=2, hidden_layer_sizes=(8,), scale_rate=20.0)
    head = torch.nn.Linear(8, 1)
    optimizer = torch.optim.Adam([*trunk.parameters(), *head.parameters()], lr=2e-3)
    for _ in range(200):
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits
        loss(head(trunk(X)).squeeze(-1), y.expand(2, -1)).backward()
        optimizer.step()
    said, unsaid = (1 + 20 * trunk.read.scale).abs().tolist()
    assert said > 2 > 1 > unsaid


def test_the_penalty_pulls_factors_to_zero_and_leaves_the_loss():
    with_it, without = (scaled([0.05, -0.1], scale_penalty=penalty) for penalty in (3.0, 0.0))
    losses = []
    for reader in (with_it, without):  # factors of 2 and -1
        losses.append((reader.factors() * torch.tensor([5.0, 7.0])).sum())
        losses[-1].backward()
    assert losses[0] == losses[1] == 3.0
    assert without.scale.grad.tolist() == [20 * 5.0, 20 * 7.0]
    assert with_it.scale.grad.tolist() == [20 * (5.0 + 3.0), 20 * (7.0 - 3.0)]


def test_factors_that_do_not_learn_are_read_with_a_penalty_too():
    reader = scaled([0.05, -0.1], scale_penalty=3.0)
    with torch.no_grad():
        assert reader.factors().tolist() == [2.0, -1.0]
    reader.requires_grad_(False)
    assert not reader.factors().requires_grad


@pytest.mark.parametrize("hidden", [(7,), ()])
def test_a_factor_of_a_column_is_one_of_its_numbers(hidden):
    edges = torch.tensor([[0.0, 1.0, 2.0]] * 2)
    options = {"n_members": 4, "hidden_layer_sizes": hidden, "edges": edges, "scale_rate": 20.0}
    rows, trunk = torch.tensor([[0.5, 1.5], [0.25, 1.0]]), PackedTrunk(NUMERIC, **options)
    with torch.no_grad():
        trunk.read.scale.copy_(torch.tensor([0.05, -0.05]))
        found = trunk(rows)
        trunk.read.scale.zero_()
        doubled = trunk.read(rows) * torch.tensor([2.0, 0.0])
        trunk.read.forward = lambda x: doubled
        if hidden:
            places = trunk.read.places(rows) * torch.tensor([2.0, 2.0, 0.0, 0.0])
            trunk.read.places = lambda x: places.expand(len(x), -1, -1)
        torch.testing.assert_close(found, trunk(rows))


@pytest.mark.parametrize("spec", [NUMERIC, ONE_COLUMN])
@pytest.mark.parametrize("hidden", [(7, 5), ()])
def test_each_member_may_have_rows_of_its_own(spec, hidden):
    edges = torch.tensor([[0.0, 1.0, 2.0]] * spec.n_numeric)
    trunk = PackedTrunk(spec, n_members=4, hidden_layer_sizes=hidden, edges=edges, scale_rate=20.0)
    rows = torch.rand(4, 6, *spec.shape).round(decimals=1)
    expected = torch.stack([trunk(own)[member] for member, own in enumerate(rows)])
    torch.testing.assert_close(trunk(rows), expected)


def test_half_of_the_members_read_places_in_bins():
    edges = torch.tensor([[0.0, 1.0, 2.0]] * 2)
    trunk = PackedTrunk(NUMERIC, n_members=5, hidden_layer_sizes=(7,), edges=edges)
    assert trunk.first.weight.shape == (3 * 7, 2)
    assert trunk.first_of_binned.weight.shape == (2 * 7, 2 + 4)
    rows = torch.tensor([[0.0, 0.0], [0.0, 0.5]])
    with torch.no_grad():
        trunk.first_of_binned.weight[:, :2] = 0
        trunk.first_of_binned.weight[:, 2:] = 1
        trunk.first_of_binned.bias.zero_()
    assert trunk(rows)[3:].flatten(2).unique().tolist() == [0.0, 0.5]

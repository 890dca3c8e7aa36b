"""Claims about the generator of convex mixes, checked by linear programming on small cases."""

import io
import math
import pickle

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from imbgan.encoding import DataSpec
from imbgan.networks import ConvexGenerator


@pytest.fixture(autouse=True)
def seeded():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


def build(X, y, *, classes=None, categories=(), seed=0, **options):
    """Build a generator of the classes of y, all of them or the named ones."""
    counts = torch.bincount(y).tolist()
    spec = DataSpec(
        shape=(X.shape[1],),
        class_counts=counts,
        n_to_draw=[max(counts) - n for n in counts],
        categories=categories,
    )
    options = {"latent_dim": 4, "hidden_layer_sizes": (8,), **options}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return ConvexGenerator(
            spec, X, y, range(len(counts)) if classes is None else classes, **options
        )


def stir(model, scale=0.5):
    """Move all weights away from where they start, as training would."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(scale * torch.randn_like(parameter))
    return model


def generate(model, labels):
    labels = torch.as_tensor(labels)
    with torch.no_grad():
        return model(torch.randn(len(labels), model.latent_dim), labels)


def distance_from_hull(row, points):
    """Return the largest coordinate by which a row lies off the hull of points."""
    points, row = np.asarray(points, dtype=float), np.asarray(row, dtype=float)
    n, d = points.shape
    # Find weights and the smallest s with |weights @ points - row| <= s in all coordinates.
    one = np.ones((d, 1))
    bounds = np.block([[points.T, -one], [-points.T, -one]])
    solution = linprog(
        c=np.r_[np.zeros(n), 1],
        A_ub=bounds,
        b_ub=np.r_[row, -row],
        A_eq=np.r_[np.ones(n), 0][None],
        b_eq=[1],
        bounds=(0, None),
    )
    assert solution.success
    return solution.fun


def rows_of(counts, n_columns, seed=0):
    """Draw rows of classes with the given counts, in mixed order."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    y = y[torch.randperm(len(y), generator=generator)]
    return torch.randn(len(y), n_columns, generator=generator) + 3 * y.unsqueeze(1), y


def test_the_hull_is_measured_right():
    square = [[0, 0], [1, 0], [0, 1], [1, 1]]
    assert distance_from_hull([0.3, 0.9], square) == pytest.approx(0, abs=1e-12)
    assert distance_from_hull([0.5, 1.25], square) == pytest.approx(0.25)


@settings(max_examples=15, deadline=None)
@given(
    counts=st.lists(st.integers(1, 9), min_size=2, max_size=4),
    n_columns=st.integers(1, 5),
    max_anchors=st.integers(1, 10),
    seed=st.integers(0, 1000),
)
def test_rows_lie_in_the_hull_of_their_class(counts, n_columns, max_anchors, seed):
    X, y = rows_of(counts, n_columns, seed)
    model = stir(build(X, y, max_anchors=max_anchors, seed=seed))
    labels = torch.arange(len(counts)).repeat(3)
    for row, label in zip(generate(model, labels), labels, strict=True):
        assert distance_from_hull(row, X[y == label]) < 1e-5


def test_rows_beyond_the_clip_of_the_networks_stay_in_the_hull_of_the_unclipped_rows():
    X = torch.tensor([[0.0, 0.0], [40.0, 1.0], [40.0, -1.0], [1.0, 1.0]])
    model = build(X, torch.tensor([0, 0, 0, 1]))
    rows = generate(stir(model), [0] * 40)
    assert rows[:, 0].max() > 6
    for row in rows:
        assert distance_from_hull(row, X[:3]) < 1e-5


def test_weights_sum_to_one_and_padded_anchors_get_none():
    X, y = rows_of([6, 2, 1], 3)
    model = stir(build(X, y))
    with torch.no_grad():
        weights = model.weights(3 * torch.randn(3, 20, model.whiten.out_features))
    assert weights.shape == (3, 20, 6)
    torch.testing.assert_close(weights.sum(-1), torch.ones(3, 20))
    assert (weights >= 0).all()
    assert (weights[1, :, 2:] == 0).all()
    assert (weights[2, :, 1:] == 0).all()
    assert (weights[2, :, 0] == 1).all()


def test_a_class_of_one_row_gives_that_row():
    X, y = rows_of([7, 1], 3)
    model = stir(build(X, y))
    assert torch.equal(generate(model, [1] * 5), X[y == 1].expand(5, -1))


def test_a_class_of_two_rows_gives_points_between_them():
    X, y = rows_of([7, 2], 3)
    first, second = X[y == 1]
    rows = generate(build(X, y), [1] * 50)
    share = ((rows - first) / (second - first)).mean(1, keepdim=True)
    torch.testing.assert_close(rows, torch.lerp(first, second, share), rtol=0, atol=1e-5)
    assert 0 <= share.min() < share.max() <= 1


@pytest.mark.parametrize("values", [0.0, 3.5])
def test_constant_columns_stay_constant(values):
    X, y = rows_of([7, 4], 3)
    X[:, 1] = values
    rows = generate(stir(build(X, y)), [0, 1] * 10)
    torch.testing.assert_close(rows[:, 1], torch.full((20,), values), rtol=0, atol=1e-5)


def test_where_all_columns_are_constant_the_one_row_comes_back():
    y = torch.tensor([0, 0, 0, 0, 0, 1, 1])
    X = torch.tensor([[1.0, -2.0]]).expand(7, -1)
    rows = generate(stir(build(X, y)), [0, 1, 1])
    torch.testing.assert_close(rows, X[:3], rtol=0, atol=1e-5)


def test_more_columns_than_rows():
    X, y = rows_of([5, 3], 200)
    model = stir(build(X, y, latent_dim=16))
    assert model.whiten.out_features <= 8
    for row in generate(model, [1] * 5):
        assert distance_from_hull(row, X[y == 1]) < 1e-5


def test_at_the_start_keys_have_unit_covariance_around_the_centre_of_their_class():
    X, y = rows_of([200, 100], 3)
    X = X @ torch.tensor([[3.0, 1.0, 0.0], [0.0, 0.1, 0.0], [0.0, 0.0, 1.0]]) / 3
    with torch.no_grad():
        keys = build(X, y).keys()
    pooled = torch.cat([keys[0], keys[1, :100]])
    torch.testing.assert_close(keys[0].mean(0), torch.zeros(3), atol=1e-4, rtol=0)
    torch.testing.assert_close(keys[1, :100].mean(0), torch.zeros(3), atol=1e-4, rtol=0)
    torch.testing.assert_close(pooled.T @ pooled / 300, torch.eye(3), atol=1e-3, rtol=0)


def test_labels_in_any_order_are_routed_to_their_class():
    X = torch.rand(30, 2)
    y = torch.arange(30) % 3
    X += 10 * y.unsqueeze(1)  # so that the first number tells the class
    model = build(X, y)
    labels = torch.tensor([2, 0, 0, 1, 2, 2, 0, 1, 2])
    z = torch.randn(9, 4)
    rows = model(z, labels)
    assert (rows[:, 0] // 10).tolist() == labels.tolist()
    order = torch.randperm(9)
    torch.testing.assert_close(model(z[order], labels[order]), rows[order])
    for place in range(9):
        alone = model(z[place : place + 1], labels[place : place + 1])
        torch.testing.assert_close(alone[0], rows[place])


def test_only_the_named_classes_are_generated():
    X, y = rows_of([9, 4, 3], 2)
    model = build(X, y, classes=(2, 1))
    assert model.anchors.shape == (2, 4, 2)
    for label in (1, 2):
        for row in generate(stir(model), [label] * 3):
            assert distance_from_hull(row, X[y == label]) < 1e-5


def test_no_labels_give_no_rows():
    X, y = rows_of([9, 4], 2)
    assert generate(build(X, y), torch.empty(0, dtype=torch.long)).shape == (0, 2)


@pytest.mark.parametrize("n_columns", [2, 8])
@pytest.mark.parametrize("n_mixed", [2, 4, 10])
def test_about_n_mixed_rows_are_mixed_at_the_start(n_mixed, n_columns):
    X, y = rows_of([200, 60], n_columns)
    model = build(X, y, n_mixed=n_mixed, latent_dim=8)
    with torch.no_grad():
        weights = model.weights(torch.randn(2, 1000, model.whiten.out_features))
    entropy = -(weights * weights.clamp_min(1e-38).log()).sum(-1).mean(-1)
    for effective in entropy.exp().tolist():
        assert n_mixed / 1.25 < effective < n_mixed * 1.25


def test_classes_with_fewer_rows_than_n_mixed_mix_all_of_them_at_the_start():
    X, y = rows_of([50, 3], 2)
    model = build(X, y, n_mixed=4)
    with torch.no_grad():
        weights = model.weights(torch.randn(2, 100, model.whiten.out_features))
    torch.testing.assert_close(weights[1, :, :3], torch.full((100, 3), 1 / 3), atol=0.01, rtol=0)


def test_mixes_are_local_at_the_start():
    X, y = rows_of([300, 20], 2)
    model = build(X, y)
    rows = generate(model, [0] * 100)
    nearest = torch.cdist(rows, X[y == 0]).min(1).values
    random_pairs = torch.cdist(X[y == 0][:100], X[y == 0][100:200]).diagonal()
    assert nearest.mean() < random_pairs.mean() / 4


@pytest.fixture
def with_large_class():
    """Return rows of a large and of two small classes, and a generator of eight anchors each."""
    X, y = rows_of([60, 8, 5], 3)
    return X, y, stir(build(X, y, max_anchors=8))


def test_anchors_of_a_large_class_are_different_rows_of_it(with_large_class):
    X, y, model = with_large_class
    assert model.anchors.shape == (3, 8, 3)
    assert torch.unique(model.anchors[0], dim=0).shape == (8, 3)
    assert (torch.cdist(model.anchors[0], X[y == 0]).min(1).values == 0).all()


def test_redrawing_changes_the_anchors_of_large_classes_only(with_large_class):
    X, y, model = with_large_class
    anchors, keys = model.anchors.clone(), model.keys().detach()
    parameters = [p.detach().clone() for p in model.parameters()]
    model.redraw(X, y, torch.Generator().manual_seed(1))
    assert not torch.equal(model.anchors[0], anchors[0])
    assert torch.equal(model.anchors[1:], anchors[1:])
    assert torch.equal(model.keys()[1:], keys[1:])
    for parameter, before in zip(model.parameters(), parameters, strict=True):
        assert torch.equal(parameter, before)
    assert (torch.cdist(model.anchors[0], X[y == 0]).min(1).values == 0).all()
    for row in generate(model, [0] * 5):
        assert distance_from_hull(row, model.anchors[0]) < 1e-5


def test_redrawing_follows_its_generator_alone(with_large_class):
    X, y, model = with_large_class
    before, drawn = torch.get_rng_state(), []
    for seed in (0, 0, 1):
        model.redraw(X, y, torch.Generator().manual_seed(seed))
        drawn.append(model.anchors[0].clone())
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert torch.equal(torch.get_rng_state(), before)


def test_a_row_of_a_large_class_has_the_same_key_wherever_it_stands(with_large_class):
    X, y, model = with_large_class
    keys_of_rows = {}
    for seed in range(10):
        model.redraw(X, y, torch.Generator().manual_seed(seed))
        for row, key in zip(model.anchors[0].tolist(), model.keys()[0].detach(), strict=True):
            known = keys_of_rows.setdefault(tuple(row), key)
            torch.testing.assert_close(key, known)
    assert 8 < len(keys_of_rows) <= 60


def test_without_a_large_class_nothing_is_redrawn():
    X, y = rows_of([6, 2], 3)
    model = build(X, y, max_anchors=6)
    generator = torch.Generator().manual_seed(0)
    anchors, state = model.anchors.clone(), generator.get_state()
    model.redraw(X, y, generator)
    assert torch.equal(model.anchors, anchors)
    assert torch.equal(generator.get_state(), state)


def test_gradients_reach_the_keys_of_small_and_of_large_classes(with_large_class):
    _, _, model = with_large_class
    rows = model(torch.randn(12, 4), torch.arange(12) % 3)
    rows.square().sum().backward()
    assert model.offsets.grad[0].abs().sum() == 0
    assert model.offsets.grad[1:, :5].abs().amin(dim=(1, 2)).min() > 0
    assert model.offsets.grad[2, 5:].abs().sum() == 0
    learning = [*model.correct.parameters(), *model.move.parameters(), model.log_sharpness]
    for parameter in learning:
        assert parameter.grad.abs().sum() > 0


@pytest.mark.parametrize("counts", [[5, 1], [5, 2], [1, 1]])
def test_gradients_of_tiny_classes_are_numbers(counts):
    X, y = rows_of(counts, 3)
    model = build(X, y)
    model(torch.randn(6, 4), torch.arange(6) % 2).sum().backward()
    for parameter in model.parameters():
        assert parameter.grad is None or torch.isfinite(parameter.grad).all()


@pytest.fixture
def mixed_table():
    """Return rows of a number and two categorical columns, labels, and numbers of categories."""
    X = torch.tensor(
        [[0.1, 0, 1], [0.4, 0, 0], [0.9, 1, 1], [0.2, 1, 3], [0.7, 2, 2], [0.3, 2, 0]]
    )
    return X, torch.tensor([0, 0, 0, 0, 1, 1]), (3, 5)


def test_categorical_mixes_are_shares_of_the_codes_of_the_class(mixed_table):
    X, y, categories = mixed_table
    model = stir(build(X, y, categories=categories))
    for label, first, second in ((0, [0, 1], [0, 1, 3]), (1, [2], [0, 2])):
        rows = generate(model, [label] * 20)
        assert rows.shape == (20, 1 + 3 + 5)
        for span, codes in ((rows[:, 1:4], first), (rows[:, 4:], second)):
            torch.testing.assert_close(span.sum(1), torch.ones(20))
            assert (span >= 0).all()
            assert span.sum(0).nonzero().flatten().tolist() == codes


def test_numbers_and_categories_are_mixed_with_the_same_weights(mixed_table):
    X, y, categories = mixed_table
    model = stir(build(X, y, categories=categories))
    z = torch.randn(1, 4)
    row = model(z, torch.tensor([0]))[0].tolist()
    onehot = torch.tensor([[1.0, 0.0]])
    query = z[:, : model.whiten.out_features] + model.move(torch.cat([z, onehot], dim=1))
    weights = model.weights(query.expand(2, 1, -1))[0, 0].tolist()
    expected = [0.0] * 9
    for weight, (number, first, second) in zip(weights, X[y == 0].tolist(), strict=True):
        expected[0] += weight * number
        expected[1 + int(first)] += weight
        expected[4 + int(second)] += weight
    assert row == pytest.approx(expected, abs=1e-6)


def test_tables_of_categories_alone_can_be_mixed():
    X = torch.tensor([[0.0, 1], [1, 1], [2, 0], [0, 0], [1, 1]])
    y = torch.tensor([0, 0, 0, 1, 1])
    rows = generate(stir(build(X, y, categories=(3, 2))), [0, 1, 1])
    torch.testing.assert_close(rows[:, :3].sum(1), torch.ones(3))
    torch.testing.assert_close(rows[:, 3:].sum(1), torch.ones(3))


def test_two_builds_from_one_seed_are_the_same(with_large_class):
    X, y, _ = with_large_class
    first, again, other = (build(X, y, max_anchors=8, seed=seed) for seed in (3, 3, 4))
    states = [model.state_dict() for model in (first, again, other)]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert not torch.equal(states[0]["anchors"], states[2]["anchors"])


def test_a_settled_generator_keeps_no_more_than_its_anchors():
    sizes = []
    for n_rows in (1000, 5000):
        X, y = rows_of([n_rows, 4], 3)
        model = build(X, y, max_anchors=8)
        model.settle()
        sizes.append(len(pickle.dumps(model)))
    assert sizes[0] == sizes[1]


def test_a_generator_read_from_a_file_gives_the_same_rows(with_large_class):
    _, _, model = with_large_class
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    copy = torch.load(file, weights_only=False)
    z, labels = torch.randn(6, 4), torch.tensor([2, 1, 0, 0, 1, 2])
    assert torch.equal(copy(z, labels), model(z, labels))


@pytest.mark.parametrize("max_anchors", [8, 100])
def test_a_generator_built_from_the_tensors_of_another_gives_the_same_rows(max_anchors):
    X, y = rows_of([60, 8, 5], 3)
    model = stir(build(X, y, max_anchors=max_anchors, classes=(2, 0)))
    model.redraw(X, y, torch.Generator().manual_seed(1))
    copy = ConvexGenerator.from_state(
        model.state_dict(),
        model.spec,
        model.classes,
        latent_dim=4,
        hidden_layer_sizes=(8,),
        max_anchors=max_anchors,
    )
    z, labels = torch.randn(6, 4), torch.tensor([2, 2, 0, 0, 2, 0])
    assert torch.equal(copy(z, labels), model(z, labels))
    assert copy.state_dict().keys() == model.state_dict().keys()


def test_categories_and_keys_of_few_coordinates_come_back_from_tensors_too(mixed_table):
    X, y, categories = mixed_table
    model = stir(build(X, y, categories=categories, latent_dim=16))
    assert model.whiten.out_features < 16
    copy = ConvexGenerator.from_state(
        model.state_dict(), model.spec, model.classes, latent_dim=16, hidden_layer_sizes=(8,)
    )
    z, labels = torch.randn(6, 16), torch.tensor([1, 1, 0, 0, 1, 0])
    assert torch.equal(copy(z, labels), model(z, labels))


def test_tensors_of_a_generator_of_other_classes_are_refused():
    X, y = rows_of([6, 4, 3], 2)
    model = build(X, y)
    with pytest.raises(RuntimeError, match="size mismatch"):
        ConvexGenerator.from_state(model.state_dict(), model.spec, (0, 1), latent_dim=4)


def test_blocks_hold_fewer_rows_where_rows_or_anchors_are_many():
    narrow_model = build(*rows_of([4, 4], 2))
    wide_model = build(*rows_of([4, 4], 2000))
    assert wide_model.block_rows() < narrow_model.block_rows()
    assert narrow_model.block_rows() == math.floor(2**24 / (2 * (4 + 2)))

"""Claims about the anchors of the generator of convex mixes: large classes, categories, files."""

import io
import math
import pickle

import pytest
import torch

from imbgan.networks import ConvexGenerator


@pytest.fixture
def with_large_class(convex):
    """Return rows of a large and of two small classes, and a generator of eight anchors each."""
    X, y = convex.rows([60, 8, 5], 3)
    return X, y, convex.stir(convex.build(X, y, max_anchors=8))


def test_anchors_of_a_large_class_are_different_rows_of_it(with_large_class):
    X, y, model = with_large_class
    assert model.anchors.shape == (3, 8, 3)
    assert torch.unique(model.anchors[0], dim=0).shape == (8, 3)
    assert (torch.cdist(model.anchors[0], X[y == 0]).min(1).values == 0).all()


def test_redrawing_changes_the_anchors_of_large_classes_only(convex, with_large_class):
    X, y, model = with_large_class
    anchors, keys = model.anchors.clone(), model.keys().detach()
    parameters = [p.detach().clone() for p in model.parameters()]
    model.redraw_anchors(X, y, torch.Generator().manual_seed(1))
    assert not torch.equal(model.anchors[0], anchors[0])
    assert torch.equal(model.anchors[1:], anchors[1:])
    assert torch.equal(model.keys()[1:], keys[1:])
    for parameter, before in zip(model.parameters(), parameters, strict=True):
        assert torch.equal(parameter, before)
    assert (torch.cdist(model.anchors[0], X[y == 0]).min(1).values == 0).all()
    for row in convex.generate(model, [0] * 5):
        assert convex.off_hull(row, model.anchors[0]) < 1e-5


def test_redrawing_follows_its_generator_alone(with_large_class):
    X, y, model = with_large_class
    before, drawn = torch.get_rng_state(), []
    for seed in (0, 0, 1):
        model.redraw_anchors(X, y, torch.Generator().manual_seed(seed))
        drawn.append(model.anchors[0].clone())
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert torch.equal(torch.get_rng_state(), before)


def test_a_row_of_a_large_class_has_the_same_key_wherever_it_stands(with_large_class):
    X, y, model = with_large_class
    keys_of_rows = {}
    for seed in range(10):
        model.redraw_anchors(X, y, torch.Generator().manual_seed(seed))
        for row, key in zip(model.anchors[0].tolist(), model.keys()[0].detach(), strict=True):
            known = keys_of_rows.setdefault(tuple(row), key)
            torch.testing.assert_close(key, known)
    assert 8 < len(keys_of_rows) <= 60


def test_without_a_large_class_nothing_is_redrawn(convex):
    X, y = convex.rows([6, 2], 3)
    model = convex.build(X, y, max_anchors=6)
    generator = torch.Generator().manual_seed(0)
    anchors, state = model.anchors.clone(), generator.get_state()
    model.redraw_anchors(X, y, generator)
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
def test_gradients_of_tiny_classes_are_numbers(convex, counts):
    X, y = convex.rows(counts, 3)
    model = convex.build(X, y)
    model(torch.randn(6, 4), torch.arange(6) % 2).sum().backward()
    for parameter in model.parameters():
        assert parameter.grad is None or torch.isfinite(parameter.grad).all()


def test_categorical_mixes_are_shares_of_the_codes_of_the_class(convex, mixed_table):
    X, y, categories = mixed_table
    model = convex.stir(convex.build(X, y, categories=categories))
    for label, first, second in ((0, [0, 1], [0, 1, 3]), (1, [2], [0, 2])):
        rows = convex.generate(model, [label] * 20)
        assert rows.shape == (20, 1 + 3 + 5)
        for span, codes in ((rows[:, 1:4], first), (rows[:, 4:], second)):
            torch.testing.assert_close(span.sum(1), torch.ones(20))
            assert (span >= 0).all()
            assert span.sum(0).nonzero().flatten().tolist() == codes


def test_numbers_and_categories_are_mixed_with_the_same_weights(convex, mixed_table):
    X, y, categories = mixed_table
    model = convex.stir(convex.build(X, y, categories=categories))
    z = torch.randn(1, 4)
    row = model(z, torch.tensor([0]))[0].tolist()
    onehot = torch.tensor([[1.0, 0.0]])
    query = z[:, : model.whiten.axes.shape[1]] + model.move(torch.cat([z, onehot], dim=1))
    weights = convex.weights(model, query.expand(2, 1, -1))[0, 0].tolist()
    expected = [0.0] * 9
    for weight, (number, first, second) in zip(weights, X[y == 0].tolist(), strict=True):
        expected[0] += weight * number
        expected[1 + int(first)] += weight
        expected[4 + int(second)] += weight
    assert row == pytest.approx(expected, abs=1e-6)


def test_tables_of_categories_alone_can_be_mixed(convex):
    X = torch.tensor([[0.0, 1], [1, 1], [2, 0], [0, 0], [1, 1]])
    y = torch.tensor([0, 0, 0, 1, 1])
    rows = convex.generate(convex.stir(convex.build(X, y, categories=(3, 2))), [0, 1, 1])
    torch.testing.assert_close(rows[:, :3].sum(1), torch.ones(3))
    torch.testing.assert_close(rows[:, 3:].sum(1), torch.ones(3))


def test_two_builds_from_one_seed_are_the_same(convex, with_large_class):
    X, y, _ = with_large_class
    first, again, other = (convex.build(X, y, max_anchors=8, seed=seed) for seed in (3, 3, 4))
    states = [model.state_dict() for model in (first, again, other)]
    assert all(torch.equal(states[0][name], states[1][name]) for name in states[0])
    assert not torch.equal(states[0]["anchors"], states[2]["anchors"])


def test_a_generator_keeps_no_more_than_its_anchors(convex):
    sizes = []
    for n_rows in (1000, 5000):
        X, y = convex.rows([n_rows, 4], 3)
        model = convex.build(X, y, max_anchors=8)
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
def test_a_generator_built_from_the_tensors_of_another_gives_the_same_rows(convex, max_anchors):
    X, y = convex.rows([60, 8, 5], 3)
    model = convex.stir(convex.build(X, y, max_anchors=max_anchors, classes=(2, 0)))
    model.redraw_anchors(X, y, torch.Generator().manual_seed(1))
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


def test_categories_and_keys_of_few_coordinates_come_back_from_tensors_too(convex, mixed_table):
    X, y, categories = mixed_table
    model = convex.stir(convex.build(X, y, categories=categories, latent_dim=16))
    assert model.whiten.axes.shape[1] < 16
    copy = ConvexGenerator.from_state(
        model.state_dict(), model.spec, model.classes, latent_dim=16, hidden_layer_sizes=(8,)
    )
    z, labels = torch.randn(6, 16), torch.tensor([1, 1, 0, 0, 1, 0])
    assert torch.equal(copy(z, labels), model(z, labels))


def test_tensors_of_a_generator_of_other_classes_are_refused(convex):
    X, y = convex.rows([6, 4, 3], 2)
    model = convex.build(X, y)
    with pytest.raises(RuntimeError, match="size mismatch"):
        ConvexGenerator.from_state(model.state_dict(), model.spec, (0, 1), latent_dim=4)


def test_blocks_hold_fewer_rows_where_rows_or_anchors_are_many(convex):
    few_columns = convex.build(*convex.rows([4, 4], 2))
    many_columns = convex.build(*convex.rows([4, 4], 2000))
    assert many_columns.rows_per_block < few_columns.rows_per_block
    assert few_columns.rows_per_block == math.floor(2**19 / (2 * (4 + 2)))

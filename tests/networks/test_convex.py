"""Claims about the generator of convex mixes, checked by linear programming on small cases."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from imbgan.encoding import DataSpec
from imbgan.networks import ConvexGenerator


def test_the_hull_is_measured_right(convex):
    square = [[0, 0], [1, 0], [0, 1], [1, 1]]
    assert convex.off_hull([0.3, 0.9], square) == pytest.approx(0, abs=1e-12)
    assert convex.off_hull([0.5, 1.25], square) == pytest.approx(0.25)


@settings(max_examples=15, deadline=None)
@given(
    counts=st.lists(st.integers(1, 9), min_size=2, max_size=4),
    n_columns=st.integers(1, 5),
    max_anchors=st.integers(1, 10),
    seed=st.integers(0, 1000),
)
def test_rows_lie_in_the_hull_of_their_class(convex, counts, n_columns, max_anchors, seed):
    X, y = convex.rows(counts, n_columns, seed)
    model = convex.stir(convex.build(X, y, max_anchors=max_anchors, seed=seed))
    labels = torch.arange(len(counts)).repeat(3)
    for row, label in zip(convex.generate(model, labels), labels, strict=True):
        assert convex.off_hull(row, X[y == label]) < 1e-5


def test_rows_beyond_the_clip_of_the_networks_stay_in_the_hull_of_the_unclipped_rows(convex):
    X = torch.tensor([[0.0, 0.0], [40.0, 1.0], [40.0, -1.0], [1.0, 1.0]])
    model = convex.build(X, torch.tensor([0, 0, 0, 1]))
    rows = convex.generate(convex.stir(model), [0] * 40)
    assert rows[:, 0].max() > 6
    for row in rows:
        assert convex.off_hull(row, X[:3]) < 1e-5


def test_weights_sum_to_one_and_padded_anchors_get_none(convex):
    X, y = convex.rows([6, 2, 1], 3)
    model = convex.stir(convex.build(X, y))
    with torch.no_grad():
        weights = convex.weights(model, 3 * torch.randn(3, 20, model.whiten.axes.shape[1]))
    assert weights.shape == (3, 20, 6)
    torch.testing.assert_close(weights.sum(-1), torch.ones(3, 20))
    assert (weights >= 0).all()
    assert (weights[1, :, 2:] == 0).all()
    assert (weights[2, :, 1:] == 0).all()
    assert (weights[2, :, 0] == 1).all()


def test_a_class_of_one_row_gives_that_row(convex):
    X, y = convex.rows([7, 1], 3)
    model = convex.stir(convex.build(X, y))
    assert torch.equal(convex.generate(model, [1] * 5), X[y == 1].expand(5, -1))


def test_a_class_of_two_rows_gives_points_between_them(convex):
    X, y = convex.rows([7, 2], 3)
    first, second = X[y == 1]
    rows = convex.generate(convex.build(X, y), [1] * 50)
    share = ((rows - first) / (second - first)).mean(1, keepdim=True)
    torch.testing.assert_close(rows, torch.lerp(first, second, share), rtol=0, atol=1e-5)
    assert 0 <= share.min() < share.max() <= 1


@pytest.mark.parametrize("values", [0.0, 3.5])
def test_constant_columns_stay_constant(convex, values):
    X, y = convex.rows([7, 4], 3)
    X[:, 1] = values
    rows = convex.generate(convex.stir(convex.build(X, y)), [0, 1] * 10)
    torch.testing.assert_close(rows[:, 1], torch.full((20,), values), rtol=0, atol=1e-5)


def test_where_all_columns_are_constant_the_one_row_comes_back(convex):
    y = torch.tensor([0, 0, 0, 0, 0, 1, 1])
    X = torch.tensor([[1.0, -2.0]]).expand(7, -1)
    rows = convex.generate(convex.stir(convex.build(X, y)), [0, 1, 1])
    torch.testing.assert_close(rows, X[:3], rtol=0, atol=1e-5)


def test_more_columns_than_rows(convex):
    X, y = convex.rows([5, 3], 200)
    model = convex.stir(convex.build(X, y, latent_dim=16))
    assert model.whiten.axes.shape[1] <= 8
    for row in convex.generate(model, [1] * 5):
        assert convex.off_hull(row, X[y == 1]) < 1e-5


def test_at_the_start_keys_have_unit_covariance_around_the_centre_of_their_class(convex):
    X, y = convex.rows([200, 100], 3)
    X = X @ torch.tensor([[3.0, 1.0, 0.0], [0.0, 0.1, 0.0], [0.0, 0.0, 1.0]]) / 3
    with torch.no_grad():
        keys = convex.build(X, y).keys()
    pooled = torch.cat([keys[0], keys[1, :100]])
    torch.testing.assert_close(keys[0].mean(0), torch.zeros(3), atol=1e-4, rtol=0)
    torch.testing.assert_close(keys[1, :100].mean(0), torch.zeros(3), atol=1e-4, rtol=0)
    torch.testing.assert_close(pooled.T @ pooled / 300, torch.eye(3), atol=1e-3, rtol=0)


def test_labels_in_any_order_are_routed_to_their_class(convex):
    X = torch.rand(30, 2)
    y = torch.arange(30) % 3
    X += 10 * y.unsqueeze(1)  # so that the first number tells the class
    model = convex.build(X, y)
    labels = torch.tensor([2, 0, 0, 1, 2, 2, 0, 1, 2])
    z = torch.randn(9, 4)
    rows = model(z, labels)
    assert (rows[:, 0] // 10).tolist() == labels.tolist()
    order = torch.randperm(9)
    torch.testing.assert_close(model(z[order], labels[order]), rows[order])
    for place in range(9):
        alone = model(z[place : place + 1], labels[place : place + 1])
        torch.testing.assert_close(alone[0], rows[place])


def test_classes_of_the_same_rows_learn_mixes_of_their_own(convex):
    X = torch.randn(5, 2).repeat(2, 1)
    model = convex.build(X, torch.arange(2).repeat_interleave(5))
    z, labels = torch.randn(1, 4).expand(2, -1), torch.tensor([0, 1])
    with torch.no_grad():
        model.log_sharpness.zero_()
        before = model(z, labels)
        for parameter in model.move.parameters():
            parameter.add_(torch.randn_like(parameter))
        after = model(z, labels)
    torch.testing.assert_close(before[0], before[1])
    assert not torch.allclose(after[0], after[1], atol=1e-3)


def test_only_the_named_classes_are_generated(convex):
    X, y = convex.rows([9, 4, 3], 2)
    model = convex.build(X, y, classes=(2, 1))
    assert model.anchors.shape == (2, 4, 2)
    for label in (1, 2):
        for row in convex.generate(convex.stir(model), [label] * 3):
            assert convex.off_hull(row, X[y == label]) < 1e-5


def test_no_labels_give_no_rows(convex):
    X, y = convex.rows([9, 4], 2)
    assert convex.generate(convex.build(X, y), torch.empty(0, dtype=torch.long)).shape == (0, 2)


@pytest.mark.parametrize("n_columns", [2, 8])
@pytest.mark.parametrize("n_mixed", [2, 4, 10])
def test_about_n_mixed_rows_are_mixed_at_the_start(convex, n_mixed, n_columns):
    X, y = convex.rows([200, 60], n_columns)
    model = convex.build(X, y, n_mixed=n_mixed, latent_dim=8)
    with torch.no_grad():
        weights = convex.weights(model, torch.randn(2, 1000, model.whiten.axes.shape[1]))
    entropy = -(weights * weights.clamp_min(1e-38).log()).sum(-1).mean(-1)
    for effective in entropy.exp().tolist():
        assert n_mixed / 1.25 < effective < n_mixed * 1.25


def rows_in_a_mix(convex, model, slot):
    """Return how many rows a mix has at the start, in the mean."""
    with torch.no_grad():
        queries = torch.randn(len(model.classes), 1000, model.whiten.axes.shape[1])
        weights = convex.weights(model, queries)[slot]
    return (-(weights * weights.clamp_min(1e-38).log()).sum(-1)).mean().exp().item()


@pytest.mark.parametrize("n_rows", [2, 3, 4, 5])
def test_a_small_class_mixes_half_of_its_rows_at_the_start_and_not_all_alike(convex, n_rows):
    X, y = convex.rows([50, n_rows], 2)
    model = convex.build(X, y, n_mixed=4)
    assert rows_in_a_mix(convex, model, 1) == pytest.approx((1 + n_rows) / 2, rel=0.15)
    drawn = convex.generate(model, [1] * 200)
    assert (drawn.std(0) > 0.1 * X[y == 1].std(0)).all()


def test_repeated_rows_do_not_make_mixes_of_one_row(convex):
    X, y = convex.rows([50, 20], 2)
    X, y = torch.cat([X, X[y == 1].repeat(4, 1)]), torch.cat([y, y[y == 1].repeat(4)])
    model = convex.build(X, y, n_mixed=4)
    drawn = convex.generate(model, [1] * 200)
    near = torch.cdist(drawn, X[y == 1]).min(1).values < 1e-3
    assert near.float().mean() < 0.2
    assert 4 < rows_in_a_mix(convex, model, 1) < 5 * 4 * 1.25


def test_mixes_are_local_at_the_start(convex):
    X, y = convex.rows([300, 20], 2)
    model = convex.build(X, y)
    rows = convex.generate(model, [0] * 100)
    nearest = torch.cdist(rows, X[y == 0]).min(1).values
    random_pairs = torch.cdist(X[y == 0][:100], X[y == 0][100:200]).diagonal()
    assert nearest.mean() < random_pairs.mean() / 4


@pytest.fixture
def image_rows():
    """Return images of two classes, the second with three, their labels and their record."""
    X = torch.randn(10, 2, 3, 4)
    y = torch.tensor([0, 0, 1, 0, 0, 1, 0, 0, 1, 0])
    spec = DataSpec(shape=(2, 3, 4), class_counts=(7, 3), n_to_draw=(0, 4))
    return X, y, spec


def test_images_are_mixed_as_the_rows_of_their_pixels_are(convex, image_rows):
    X, y, spec = image_rows
    model = convex.stir(ConvexGenerator(spec, X, y, (0, 1), latent_dim=4))
    labels = torch.arange(2).repeat(4)
    images = convex.generate(model, labels)
    assert images.shape == (8, 2, 3, 4)
    for image, label in zip(images, labels, strict=True):
        assert convex.off_hull(image.flatten(), X[y == label].flatten(1)) < 1e-5


def test_images_of_a_large_class_are_redrawn(convex, image_rows):
    X, y, spec = image_rows
    model = ConvexGenerator(spec, X, y, (0, 1), latent_dim=4, max_anchors=4)
    before = model.anchors.clone()
    for seed in range(3):
        model.redraw_anchors(X, y, torch.Generator().manual_seed(seed))
        assert (torch.cdist(model.anchors[0], X[y == 0].flatten(1)).min(1).values == 0).all()
    assert not torch.equal(model.anchors[0], before[0])
    assert torch.equal(model.anchors[1], before[1])

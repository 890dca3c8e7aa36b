"""Claims about mixes that stay local, and about those that are lengthened."""

import torch

from imbgan.networks import ConvexGenerator


def noise_and_labels(n_rows=60):
    """Noise for a generator, and labels of two classes."""
    return torch.randn(n_rows, 4), torch.arange(n_rows) % 2


def test_of_a_local_mix_only_what_moves_the_query_learns(convex):
    model = convex.build(*convex.rows([60, 8], 3), is_local=True, max_anchors=16)
    keys, sharpness = model.keys().clone(), model.log_sharpness.clone()
    learning = {name.split(".")[0] for name, it in model.named_parameters() if it.requires_grad}
    assert learning == {"move"}
    model(*noise_and_labels()).sum().backward()
    torch.optim.SGD(model.parameters(), lr=1.0).step()
    assert torch.equal(model.keys(), keys)
    assert torch.equal(model.log_sharpness, sharpness)


def test_a_local_mix_of_a_narrow_class_is_as_local_as_that_of_a_wide_one(convex):
    X, y = convex.rows([40, 40], 3)
    X[y == 1] = X[y == 0] * torch.tensor([0.01, 5.0, 1.0])
    model = convex.build(X, y, is_local=True)
    assert model.whiten.axes.shape[0] == 2
    torch.testing.assert_close(model.log_sharpness[0], model.log_sharpness[1], atol=0.2, rtol=0)


def test_a_lengthened_row_goes_on_from_the_smoother_mix_through_the_mix(convex):
    X, y = convex.rows([30, 9], 3)
    plain = convex.stir(convex.build(X, y), scale=0.2)
    long = convex.build(X, y, extrapolation=1.5)
    long.load_state_dict(plain.state_dict())
    smooth = convex.build(X, y)
    smooth.load_state_dict(plain.state_dict())
    with torch.no_grad():
        smooth.log_sharpness -= torch.log(torch.tensor(2.0))
        z, labels = noise_and_labels()
        rows, mixed, smoother = (it(z, labels) for it in (long, plain, smooth))
    torch.testing.assert_close(rows, mixed + 1.5 * (mixed - smoother), atol=1e-5, rtol=1e-5)


def test_lengthened_rows_have_more_spread_than_mixes_and_some_leave_the_hull(convex):
    X, y = convex.rows([50, 50], 6)
    z, labels = noise_and_labels(400)
    with torch.no_grad():
        mixed = convex.build(X, y, is_local=True)(z, labels)
        rows = convex.build(X, y, is_local=True, extrapolation=1.0)(z, labels)
    assert rows[labels == 0].std() > 1.05 * mixed[labels == 0].std()
    outside = [
        convex.off_hull(r, X[y == k]) > 1e-3 for r, k in zip(rows[:60], labels, strict=False)
    ]
    assert any(outside)


def test_categories_of_a_lengthened_row_are_those_of_the_mix(convex, mixed_table):
    X, y, categories = mixed_table
    z, labels = noise_and_labels(20)
    plain = convex.build(X, y, categories=categories)
    long = convex.build(X, y, categories=categories, extrapolation=2.0)
    n = long.spec.n_numeric
    with torch.no_grad():
        mixed, rows = plain(z, labels), long(z, labels)
    torch.testing.assert_close(rows[:, n:], mixed[:, n:])
    assert not torch.allclose(rows[:, :n], mixed[:, :n])


def test_classes_of_one_and_two_rows_give_their_row_and_points_on_their_line(convex):
    X, y = convex.rows([7, 1, 2], 3)
    model = convex.build(X, y, is_local=True, extrapolation=1.0)
    assert torch.allclose(convex.generate(model, [1] * 5), X[y == 1].expand(5, -1))
    first, second = X[y == 2]
    rows = convex.generate(model, [2] * 50)
    share = ((rows - first) / (second - first)).mean(1, keepdim=True)
    torch.testing.assert_close(rows, torch.lerp(first, second, share), rtol=0, atol=1e-5)


def test_a_local_generator_comes_back_from_its_tensors(convex):
    X, y = convex.rows([60, 8, 5], 3)
    options = {"is_local": True, "extrapolation": 0.5, "max_anchors": 8}
    model = convex.build(X, y, **options)
    model.redraw_anchors(X, y, torch.Generator().manual_seed(1))
    copy = ConvexGenerator.from_state(
        model.state_dict(),
        model.spec,
        model.classes,
        latent_dim=4,
        hidden_layer_sizes=(8,),
        **options,
    )
    z, labels = torch.randn(6, 4), torch.tensor([2, 1, 0, 0, 2, 0])
    assert torch.equal(copy(z, labels), model(z, labels))
    assert copy.state_dict().keys() == model.state_dict().keys()

"""Claims about the supervised autoencoder and the generator that its decoder becomes."""

import pytest
import torch
from torch.nn import functional as F

from imbgan.encoding import DataSpec
from imbgan.losses import AutoencoderLoss
from imbgan.networks import (
    ConvClassifier,
    LatentGenerator,
    PackedMLP,
    SupervisedAutoencoder,
    TrunkCritic,
    make_trunk,
    one_hot_expand,
    transfer_weights,
)

MIXED = DataSpec(shape=(3,), class_counts=(20, 12), n_to_draw=(0, 8), categories=(3,))
IMAGES = DataSpec(shape=(1, 9, 8), class_counts=(20, 12), n_to_draw=(0, 8))
SMALL = {"n_members": 2, "hidden_layer_sizes": (8,), "n_channels": 2}


def rows_of(spec, n_rows=32):
    y = torch.arange(n_rows) % 2
    if spec.is_image:
        x = 0.1 * torch.randn(n_rows, *spec.shape) - 0.5
        x[y == 1, :, 2:5] += 1
        return x, y
    code = torch.where(torch.rand(n_rows) < 0.8, y, 2)
    return torch.cat([torch.randn(n_rows, 2) + y[:, None], code[:, None]], dim=1), y


def trained(spec, n_steps=40):
    """Train an autoencoder; return it and the first and the last loss."""
    autoencoder, loss_of = SupervisedAutoencoder(spec, 4, **SMALL), AutoencoderLoss(spec.spans)
    optimizer, losses = torch.optim.Adam(autoencoder.parameters(), lr=0.01), []
    for _ in range(n_steps):
        x, y = rows_of(spec)
        optimizer.zero_grad()
        loss = loss_of(autoencoder(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return autoencoder.eval(), losses[0], losses[-1]


@pytest.fixture(params=[MIXED, IMAGES], ids=["table", "images"])
def spec(request):
    return request.param


def test_an_autoencoder_gives_expanded_rows_what_it_makes_of_them_and_logits(spec):
    autoencoder, (x, _) = SupervisedAutoencoder(spec, 4, **SMALL).eval(), rows_of(spec)
    rows, made, logits = autoencoder(x)
    z = autoencoder.encoder(x)
    assert z.shape == (32, 4)
    assert torch.equal(rows, one_hot_expand(x, spec))
    assert made.shape == rows.shape
    torch.testing.assert_close(made, autoencoder.decoder(z))
    torch.testing.assert_close(logits, autoencoder.encoder.classify(z))
    assert logits.shape == (32, 2)


def test_an_autoencoder_learns_to_reconstruct_and_to_tell_the_classes(spec):
    autoencoder, first, last = trained(spec)
    assert last < 0.7 * first
    x, y = rows_of(spec, 200)
    assert (autoencoder(x)[2].argmax(1) == y).float().mean() > 0.8


def test_the_options_of_the_trunk_shape_the_decoder_too():
    autoencoder = SupervisedAutoencoder(IMAGES, 4, n_channels=5)
    assert autoencoder.encoder.trunk.layers[0].out_channels == 5
    assert autoencoder.decoder.first_map[0] == 5


def test_generated_rows_are_decoded_draws_of_the_classes(spec):
    autoencoder, (x, y) = trained(spec, 2)[0], rows_of(spec)
    generator = LatentGenerator(autoencoder, 2)
    with torch.no_grad():
        generator.gaussians.fit(autoencoder.encoder(x), y)
        noise, labels = torch.randn(6, 4), torch.tensor([0, 1, 1, 0, 1, 0])
        rows = generator(noise, labels)
        expected = autoencoder.decoder(generator.gaussians(noise, labels))
    assert rows.shape == (6, *(spec.shape if spec.is_image else (spec.expanded_width,)))
    assert torch.equal(rows, expected)


def test_a_generator_starts_as_the_decoder_of_the_autoencoder(spec):
    autoencoder = trained(spec, 2)[0]
    z, (x, _) = torch.randn(5, 4), rows_of(spec)
    decoded, encoded = autoencoder.decoder(z), autoencoder.encoder(x)
    generator = LatentGenerator(autoencoder, 2)
    assert torch.equal(generator.decoder(z), decoded)
    assert torch.equal(generator.encoder(x), encoded)


def test_a_generator_trains_its_decoder_and_leaves_its_encoder(spec):
    autoencoder, (x, y) = trained(spec, 2)[0], rows_of(spec)
    generator = LatentGenerator(autoencoder, 2).train()
    generator.gaussians.fit(autoencoder.encoder.eval()(x), y)
    learning = {name.split(".")[0] for name, p in generator.named_parameters() if p.requires_grad}
    assert learning == {"decoder"}
    before = {name: value.clone() for name, value in generator.state_dict().items()}
    optimizer = torch.optim.AdamW(generator.parameters(), lr=0.01, weight_decay=0.1)
    optimizer.zero_grad()  # the encoder may still have gradients of its own training
    generator(torch.randn(32, 4), y).square().sum().backward()
    optimizer.step()
    for name, value in generator.state_dict().items():
        assert torch.equal(value, before[name]) == (not name.startswith("decoder")), name


def test_encoder_critic_and_classifier_start_from_one_trunk(spec):
    x, _ = rows_of(spec)
    encoder = trained(spec, 3)[0].encoder
    critic = TrunkCritic(make_trunk(spec, norm=False, **SMALL)).eval()
    options = {"n_channels": 2} if spec.is_image else {"n_members": 2, "hidden_layer_sizes": (8,)}
    classifier = (ConvClassifier if spec.is_image else PackedMLP)(spec, **options).eval()
    for player in (critic, classifier):
        assert not torch.allclose(player.trunk(x), encoder.trunk(x), atol=1e-3)
        transfer_weights(encoder.trunk, player.trunk)
        torch.testing.assert_close(player.trunk(x), encoder.trunk(x), rtol=1e-4, atol=1e-5)


def test_gradients_reach_the_decoder_through_another_player(spec):
    generator = LatentGenerator(trained(spec, 2)[0], 2)
    critic = TrunkCritic(make_trunk(spec, norm=False, **SMALL), n_classes=2)
    labels = torch.arange(8) % 2
    generator.zero_grad()
    F.softplus(-critic(generator(torch.randn(8, 4), labels), labels)).mean().backward()
    assert all(p.grad is not None for p in generator.decoder.parameters())
    assert all(p.grad is None for p in generator.encoder.parameters())

"""Claims about the networks of discriminative codes."""

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.networks import CodeAutoencoder, CodeClassifier, CodeEncoder, CodeNet

TABLE = DataSpec((5,), class_counts=(90, 10), n_to_draw=(0, 80), categories=(3, 2))
IMAGES = DataSpec((1, 12, 12), class_counts=(90, 10, 5), n_to_draw=(0, 80, 85))


def rows_of(spec, n_rows):
    torch.manual_seed(0)
    rows = torch.randn(n_rows, *spec.shape)
    if spec.categories:
        rows[:, spec.n_numeric :] = 1
    return rows


@pytest.mark.parametrize("spec", [TABLE, IMAGES])
def test_codes_of_a_training_batch_are_centred_with_a_variance_of_one(spec):
    encoder = CodeEncoder(spec, 4)
    with torch.no_grad():
        encoder.codes[0].weight.mul_(100)  # what is added to the variance is nothing beside it
    codes = encoder(rows_of(spec, 50))
    assert codes.shape == (50, 4)
    assert codes.mean(dim=0).tolist() == pytest.approx([0] * 4, abs=1e-4)
    assert codes.var(dim=0, correction=0).tolist() == pytest.approx([1] * 4, abs=1e-3)


@pytest.mark.parametrize("spec", [TABLE, IMAGES])
@pytest.mark.parametrize("kind", [CodeNet, CodeAutoencoder])
def test_a_code_depends_on_no_other_row_once_trained(spec, kind):
    network, rows = kind(spec, 4), rows_of(spec, 30)
    network(rows)
    network.eval()
    with torch.no_grad():
        alone = torch.cat([network.features(row[None]) for row in rows])
        assert torch.equal(network.features(rows), network.features(rows))
        torch.testing.assert_close(alone, network.features(rows), rtol=0, atol=1e-5)


def test_of_a_table_the_codes_themselves_are_told():
    network, rows = CodeNet(TABLE, 4).eval(), rows_of(TABLE, 6)
    assert torch.equal(network(rows), network.features(rows))


def test_of_images_logits_and_distances_to_the_centres_are_told():
    network, rows = CodeNet(IMAGES, 4).eval(), rows_of(IMAGES, 6)
    logits, distances = network(rows)
    assert logits.shape == distances.shape == (6, 3)
    centers = network.tell.measure.centers
    apart = (network.features(rows).unsqueeze(1) - centers).square().sum(dim=2)
    torch.testing.assert_close(distances, apart, rtol=1e-4, atol=1e-4)


def test_an_autoencoder_gives_what_is_compared_and_what_is_told():
    rows, made, codes = CodeAutoencoder(TABLE, 4)(rows_of(TABLE, 6))
    assert rows.shape == made.shape == (6, TABLE.expanded_width)
    assert codes.shape == (6, 4)
    assert made[:, 3:6].sum(dim=1).tolist() == pytest.approx([1] * 6, abs=1e-5)
    rows, made, (logits, _) = CodeAutoencoder(IMAGES, 4, n_channels=4)(rows_of(IMAGES, 6))
    assert rows.shape == made.shape == (6, 1, 12, 12)
    assert logits.shape == (6, 3)


def test_images_are_moved_in_training_alone():
    network, rows = CodeNet(IMAGES, 4, max_shift=3, flip=True), rows_of(IMAGES, 40)
    plain = CodeNet(IMAGES, 4)
    plain.load_state_dict(network.state_dict())
    assert not torch.equal(network(rows)[0], plain(rows)[0])
    network.eval(), plain.load_state_dict(network.state_dict()), plain.eval()
    assert torch.equal(network(rows)[0], plain(rows)[0])


def test_a_classifier_reads_codes_while_it_trains_and_rows_otherwise():
    network, rows = CodeClassifier(CodeEncoder(TABLE, 4), 2), rows_of(TABLE, 6)
    network.train()
    codes = network.features(rows)
    assert torch.equal(network(codes), network.eval()(rows))


def test_the_encoder_of_a_classifier_is_not_trained():
    network, rows = CodeClassifier(CodeEncoder(IMAGES, 4), 3).train(), rows_of(IMAGES, 6)
    before = {name: value.clone() for name, value in network.encoder.state_dict().items()}
    network.features(rows)
    network(torch.randn(6, 4)).sum().backward()
    assert all(torch.equal(before[name], it) for name, it in network.encoder.state_dict().items())
    assert [name for name, it in network.named_parameters() if it.grad is not None] == [
        "head.weight",
        "head.bias",
    ]

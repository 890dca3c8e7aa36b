"""Claims about classifiers, critics and encoders on top of a trunk."""

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import (
    ConvClassifier,
    ConvTrunk,
    Encoder,
    FeatureClassifier,
    PackedLinear,
    PackedMLP,
    PackedTrunk,
    TrunkClassifier,
    TrunkCritic,
    make_trunk_critic,
    one_hot_expand,
    with_trunk,
)

SPEC = DataSpec(shape=(4,), class_counts=(3, 2, 1), n_to_draw=(0, 1, 2))
MIXED = DataSpec(shape=(3,), class_counts=(3, 2), n_to_draw=(0, 1), categories=(3,))
IMAGES = DataSpec(shape=(1, 8, 8), class_counts=(3, 2, 1), n_to_draw=(0, 1, 2))


def plain(packed, member):
    """Build the perceptron that a member of a packed one is."""
    linear = [m for m in packed.modules() if isinstance(m, PackedLinear)]
    pairs = [(layer.weight[member].T, layer.bias[member, 0]) for layer in linear]
    first = packed.trunk.first
    if first is not None:
        width = first.out_features // packed.trunk.n_members
        own = slice(member * width, (member + 1) * width)
        pairs.insert(0, (first.weight[own], first.bias[own]))
    layers = []
    for weight, bias in pairs:
        layer = nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight, layer.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


@pytest.mark.parametrize("hidden", [(7, 5), (6,), ()])
def test_a_member_is_the_plain_perceptron_with_its_weights(hidden):
    packed = PackedMLP(SPEC, n_members=3, hidden_layer_sizes=hidden).eval()
    x = torch.randn(10, 4)
    logits = packed(x)
    assert logits.shape == (3, 10, 3)
    for member in range(3):
        torch.testing.assert_close(logits[member], plain(packed, member)(x))


def test_one_member_is_a_plain_perceptron():
    packed = PackedMLP(SPEC, n_members=1, hidden_layer_sizes=(8, 6, 4), dropout=0)
    alone = plain(packed, 0)
    assert sum(p.numel() for p in packed.parameters()) == sum(
        p.numel() for p in alone.parameters()
    )
    x = torch.randn(10, 4)
    torch.testing.assert_close(packed(x)[0], alone(x))


def test_a_member_learns_as_the_plain_perceptron_does():
    packed = PackedMLP(SPEC, n_members=2, hidden_layer_sizes=(5,), dropout=0)
    x, alone = torch.randn(10, 4), plain(packed, 1)
    packed(x).square().sum().backward()
    alone(x).square().sum().backward()
    torch.testing.assert_close(packed.trunk.first.weight.grad[5:], alone[0].weight.grad)
    torch.testing.assert_close(packed.head[-1].weight.grad[1].T, alone[2].weight.grad)


def test_dropout_silences_units_of_each_member_on_its_own():
    packed = PackedMLP(SPEC, n_members=2, hidden_layer_sizes=(50,), dropout=0.5)
    with torch.no_grad():
        packed.trunk.first.weight.zero_()
        packed.trunk.first.bias.fill_(1.0)
        packed.head[-1].weight.fill_(1.0)
    first, second = packed(torch.randn(10, 4))
    assert not torch.equal(first, second)
    packed.eval()
    first, second = packed(torch.randn(10, 4)) - packed.head[-1].bias
    torch.testing.assert_close(first, second)


def test_dropout_lies_before_each_layer_but_the_first():
    packed = PackedMLP(SPEC, n_members=2, hidden_layer_sizes=(5, 4, 3), dropout=0.2)
    assert [m.p for m in packed.modules() if hasattr(m, "p")] == [0.2, 0.2, 0.2]


def test_the_classifier_reads_codes_and_one_hot_spans_alike():
    packed = PackedMLP(MIXED, n_members=2, hidden_layer_sizes=(4,)).eval()
    rows = torch.tensor([[0.1, 0.2, 2], [0.3, -0.4, 0]])
    torch.testing.assert_close(packed(rows), packed(one_hot_expand(rows, MIXED)))


@pytest.mark.parametrize(
    ("build", "spec", "options"),
    [
        (PackedTrunk, SPEC, {"n_members": 2, "hidden_layer_sizes": (5,)}),
        (ConvTrunk, IMAGES, {"n_channels": 2, "n_features": 5}),
    ],
)
def test_logits_are_linear_in_the_features_of_each_member(build, spec, options):
    trunk, x = build(spec, **options), torch.randn(6, *spec.shape)
    classifier = TrunkClassifier(trunk, 7, 0.3).eval()
    layer, features = classifier.head[-1], trunk(x)
    logits = classifier(x)
    assert logits.shape == (trunk.n_members, 6, 7)
    for member in range(trunk.n_members):
        expected = features[member] @ layer.weight[member] + layer.bias[member]
        torch.testing.assert_close(logits[member], expected)


def test_images_have_logits_of_one_member():
    assert ConvClassifier(IMAGES, n_channels=2)(torch.randn(5, 1, 8, 8)).shape == (1, 5, 3)


def test_images_are_moved_while_training_only():
    classifier = ConvClassifier(IMAGES, n_channels=2, dropout=0.0, max_shift=2, flip=True)
    x = torch.randn(30, 1, 8, 8)
    assert not torch.equal(classifier(x), classifier(x))
    classifier.eval()
    assert torch.equal(classifier(x), classifier(x))
    still = ConvClassifier(IMAGES, n_channels=2, dropout=0.0)
    assert torch.equal(still(x), still(x))


def test_a_classifier_of_images_learns_to_tell_bars_apart():
    x = 0.3 * torch.randn(40, 1, 8, 8)
    y = torch.arange(40) % 2
    x[y == 0, :, :, 3] += 1
    x[y == 1, :, 3, :] += 1
    classifier = ConvClassifier(IMAGES, n_channels=2)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.01)
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.cross_entropy(classifier(x)[0], y).backward()
        optimizer.step()
    assert (classifier.eval()(x)[0].argmax(1) == y).float().mean() > 0.9


def feature_classifier():
    return FeatureClassifier(ConvTrunk(IMAGES, n_channels=2), nn.Linear(128, 3))


def test_features_and_the_images_that_they_come_from_have_the_same_logits():
    classifier, x = feature_classifier(), torch.randn(6, 1, 8, 8)
    assert torch.equal(classifier(classifier.trunk(x)[0]), classifier(x))


def test_the_trunk_below_a_classifier_of_features_stays_as_it_is():
    classifier, x = feature_classifier(), 5 + torch.randn(6, 1, 8, 8)
    before = {name: value.clone() for name, value in classifier.trunk.state_dict().items()}
    for _ in range(2):
        classifier(x).sum().backward()
        classifier.train()
    assert classifier.classifier.training
    assert classifier.classifier.weight.grad.abs().sum() > 0
    for name, value in classifier.trunk.state_dict().items():
        assert torch.equal(value, before[name])
    assert all(p.grad is None for p in classifier.trunk.parameters())


def test_a_critic_on_a_trunk_is_linear_in_the_features_of_all_members():
    trunk = PackedTrunk(SPEC, n_members=2, hidden_layer_sizes=(5,))
    critic, x = TrunkCritic(trunk), torch.randn(6, 4)
    first, second = trunk(x)
    weight, bias = critic.head.weight[0], critic.head.bias
    expected = first @ weight[:5] + second @ weight[5:] + bias
    torch.testing.assert_close(critic(x, None), expected)


def test_a_conditional_critic_returns_the_number_of_the_label():
    critic = TrunkCritic(ConvTrunk(IMAGES, n_channels=2, norm=False), n_classes=3)
    x, labels = torch.randn(4, 1, 8, 8), torch.tensor([2, 0, 1, 2])
    judged = critic.head(critic.trunk(x)[0])
    assert torch.equal(critic(x, labels), judged[torch.arange(4), labels])


def test_only_a_conditional_critic_on_a_trunk_sees_the_label():
    x, labels = torch.randn(1, 4).expand(3, -1), torch.tensor([0, 1, 2])
    trunk = PackedTrunk(SPEC, n_members=2)
    blind, seeing = (TrunkCritic(trunk, n)(x, labels) for n in (None, 3))
    torch.testing.assert_close(blind, blind[:1].expand(3))
    assert torch.pdist(seeing.unsqueeze(1)).min() > 1e-3


@pytest.mark.parametrize("spec", [SPEC, MIXED, IMAGES])
def test_an_encoder_turns_rows_into_vectors_that_tell_the_classes(spec):
    trunk = ConvTrunk(spec, n_channels=2) if spec.is_image else PackedTrunk(spec, n_members=3)
    encoder = Encoder(trunk, latent_dim=5, n_classes=3).eval()
    x = torch.zeros(6, *spec.shape)
    z = encoder(x)
    assert z.shape == (6, 5)
    torch.testing.assert_close(z, encoder.latent(trunk(x).transpose(0, 1).flatten(1)))
    assert encoder.classify(z).shape == (6, 3)


@pytest.mark.parametrize("spec", [SPEC, IMAGES])
def test_a_critic_on_a_trunk_of_its_own_judges_each_row_alone(spec):
    critic = make_trunk_critic(spec, n_members=2, hidden_layer_sizes=(5,), n_channels=2)
    x = torch.randn(6, *spec.shape)
    assert critic(x, None).shape == (6,)
    torch.testing.assert_close(critic(x, None)[:1], critic(x[:1], None))


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_network_may_start_from_a_trunk_in_part(share):
    source, options = PackedTrunk(SPEC, n_members=2), {"n_members": 2, "spec": SPEC}
    torch.manual_seed(1)
    plain = PackedMLP(**options)
    torch.manual_seed(1)
    started = with_trunk(PackedMLP, source, share, **options)
    assert torch.equal(started.head[-1].weight, plain.head[-1].weight)
    theirs, own = source.first.weight, plain.trunk.first.weight
    torch.testing.assert_close(started.trunk.first.weight, share * theirs + (1 - share) * own)


def test_a_network_starts_from_a_trunk_as_it_is_where_no_share_is_given():
    source = ConvTrunk(IMAGES, n_channels=2)
    network = with_trunk(ConvClassifier, source, spec=IMAGES, n_channels=2)
    for name, value in network.trunk.state_dict().items():
        assert torch.equal(value, source.state_dict()[name])

"""Claims about operations on the categories of all columns at once."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from imbgan.encoding import DataSpec
from imbgan.networks import one_hot_expand, sample_categories
from imbgan.networks._categories import CategoryEmbedding, SpanGroups, softmax_of_spans

MIXED = DataSpec(shape=(4,), class_counts=(3, 2), n_to_draw=(0, 1), categories=(3, 2))
NUMERIC = DataSpec(shape=(2,), class_counts=(3, 2), n_to_draw=(0, 1))


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


CATEGORIES = st.lists(st.integers(1, 6), min_size=1, max_size=8).map(tuple)


def spec_of(categories, n_numeric=2):
    shape = (n_numeric + len(categories),)
    return DataSpec(shape, class_counts=(1,), n_to_draw=(0,), categories=categories)


@settings(deadline=None, max_examples=50)
@given(CATEGORIES)
def test_shares_come_back_in_the_order_of_the_columns(categories):
    groups, spans = SpanGroups(categories), torch.rand(3, sum(categories))
    assert torch.equal(groups.join(groups.split(spans)), spans)


@settings(deadline=None, max_examples=50)
@given(CATEGORIES)
def test_each_group_has_the_columns_that_it_names(categories):
    groups, spans = SpanGroups(categories), torch.rand(3, sum(categories))
    each = spans.split(categories, dim=1)
    for part, columns in zip(groups.split(spans), groups.columns, strict=True):
        for place, column in enumerate(columns):
            assert torch.equal(part[:, place], each[column])


@settings(deadline=None, max_examples=50)
@given(CATEGORIES)
def test_shares_of_each_column_are_a_softmax_of_its_logits(categories):
    spec, logits = spec_of(categories), torch.randn(3, 2 + sum(categories))
    wanted = [torch.softmax(logits[:, span], dim=1) for span in spec.spans]
    torch.testing.assert_close(
        softmax_of_spans(logits, spec), torch.cat([logits[:, :2], *wanted], dim=1)
    )


@settings(deadline=None, max_examples=50)
@given(CATEGORIES, st.integers(0, 99))
def test_categories_of_any_columns_survive_the_expansion(categories, seed):
    generator, spec = torch.Generator().manual_seed(seed), spec_of(categories)
    codes = [torch.randint(0, n, (4, 1), generator=generator) for n in categories]
    rows = torch.cat([torch.randn(4, 2), *codes], dim=1)
    assert torch.equal(sample_categories(one_hot_expand(rows, spec), spec, generator), rows)


@settings(deadline=None, max_examples=50)
@given(CATEGORIES)
def test_vectors_of_codes_and_of_their_one_hot_shares_are_equal(categories):
    embedding, spec = CategoryEmbedding(categories), spec_of(categories, 0)
    rows = torch.stack([torch.randint(-1, n, (5,)) for n in categories], dim=1).float()
    wide = one_hot_expand(rows, spec)
    found = embedding.of_codes(rows.long())
    assert found.shape == (5, embedding.out_features)
    torch.testing.assert_close(found, embedding.of_shares(wide))


@pytest.mark.parametrize(
    ("n_columns", "width"), [(1, 10), (300, 10), (1000, 4), (5000, 2)], ids=str
)
def test_many_columns_have_narrow_vectors(n_columns, width):
    embedding = CategoryEmbedding((20,) * n_columns)
    assert embedding.out_features == width * n_columns


def test_a_thousand_columns_are_one_node_of_the_gradient():
    spans = torch.rand(2, 3000, requires_grad=True)
    (part,) = SpanGroups((3,) * 1000).split(spans)
    assert part.shape == (2, 1000, 3)
    part.square().sum().backward()
    torch.testing.assert_close(spans.grad, 2 * spans.detach())


def test_expanded_rows_are_numbers_then_spans():
    wide = one_hot_expand(torch.tensor([[0.5, 7.0, 1, 0], [0.0, 1.0, -1, 1]]), MIXED)
    assert wide.tolist() == [[0.5, 7.0, 0, 1, 0, 1, 0], [0.0, 1.0, 0, 0, 0, 0, 1]]


def test_sampled_categories_undo_the_expansion():
    codes = torch.cartesian_prod(torch.arange(3.0), torch.arange(2.0))
    rows = torch.cat([torch.randn(6, 2, generator=generator()), codes], dim=1)
    assert torch.equal(sample_categories(one_hot_expand(rows, MIXED), MIXED, generator()), rows)


def test_categories_are_sampled_with_the_shares_of_the_mix():
    mixes = torch.tensor([[0.0, 0.0, 0.2, 0.0, 0.8, 1.0, 0.0]]).expand(20_000, -1)
    codes = sample_categories(mixes, MIXED, generator())[:, 2:]
    assert set(codes[:, 0].unique().tolist()) == {0.0, 2.0}
    assert set(codes[:, 1].tolist()) == {0.0}
    deviation = math.sqrt(0.2 * 0.8 / 20_000)
    assert abs((codes[:, 0] == 0).float().mean().item() - 0.2) < 4 * deviation


def test_categories_are_sampled_from_its_generator_alone():
    mixes = torch.tensor([[0.0, 0.0, 0.2, 0.3, 0.5, 0.5, 0.5]]).expand(50, -1)
    before = torch.get_rng_state()
    first, again, other = (sample_categories(mixes, MIXED, generator(seed)) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_without_categories_encoded_and_expanded_rows_are_the_same():
    rows = torch.randn(3, 2, generator=generator())
    assert one_hot_expand(rows, NUMERIC) is rows
    assert sample_categories(rows, NUMERIC, generator()) is rows


def test_a_span_without_a_preference_is_drawn_from_all_its_categories():
    spec = DataSpec(shape=(2,), class_counts=(5, 5), n_to_draw=(0, 0), categories=(3,))
    wide = torch.zeros(60, 4)
    wide[:, 2] = -1.0
    drawn = sample_categories(wide, spec, torch.Generator().manual_seed(0))
    assert set(drawn[:, 1].tolist()) == {0.0, 1.0, 2.0}

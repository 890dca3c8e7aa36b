"""Claims about rows on a device and their batches."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from imbgan.engine import BatchIterator, TensorRows


def numbered(n_rows, **options):
    """Return rows that carry their own number, of classes that alternate."""
    X = torch.arange(n_rows, dtype=torch.float32).unsqueeze(1)
    return TensorRows(X, torch.arange(n_rows) % 2, **options)


def shuffled(n_rows, batch_size, seed=0, **options):
    generator = torch.Generator().manual_seed(seed)
    return BatchIterator(
        numbered(n_rows), batch_size, shuffle=True, generator=generator, **options
    )


def numbers(batches):
    """Return the numbers of the rows in each batch."""
    return [batch[0].flatten().int().tolist() for batch in batches]


def test_a_batch_holds_rows_labels_weights_and_labels_on_the_host():
    rows = numbered(4, weight=torch.tensor([1.0, 2.0, 3.0, 4.0]))
    X, y, weight, host_y = rows.batch(torch.tensor([3, 0]))
    assert X.tolist() == [[3.0], [0.0]]
    assert y.tolist() == host_y.tolist() == [1, 0]
    assert weight.tolist() == [4.0, 1.0]


def test_without_weights_a_batch_has_none():
    assert numbered(4).batch(torch.tensor([1]))[2] is None


def test_an_order_repeats_and_leaves_out_rows():
    rows = numbered(5, weight=torch.arange(5.0), order=torch.tensor([4, 1, 1]))
    assert len(rows) == 3
    assert [float(rows[i][0]) for i in range(3)] == [4, 1, 1]
    X, y, weight, host_y = rows.batch(torch.tensor([0, 2]))
    assert X.flatten().tolist() == weight.tolist() == [4, 1]
    assert y.tolist() == host_y.tolist() == [0, 1]


def test_without_an_order_each_row_is_fed_once():
    rows = numbered(3)
    assert len(rows) == 3
    assert numbers(BatchIterator(rows, 2)) == [[0, 1, 2]]


@given(n_rows=st.integers(1, 60), batch_size=st.integers(1, 70), seed=st.integers(0, 99))
def test_each_row_comes_once_per_pass(n_rows, batch_size, seed):
    iterator = shuffled(n_rows, batch_size, seed)
    for _ in range(2):
        batches = numbers(iterator)
        assert sorted(sum(batches, [])) == list(range(n_rows))
        assert all(len(batch) == batch_size for batch in batches[:-1])
        assert len(batches[-1]) <= batch_size + 1


@given(n_rows=st.integers(2, 60), batch_size=st.integers(2, 70))
def test_no_batch_has_a_single_row_where_there_are_more(n_rows, batch_size):
    assert all(len(batch) > 1 for batch in numbers(shuffled(n_rows, batch_size)))


def test_a_tail_of_one_joins_the_batch_before():
    assert numbers(BatchIterator(numbered(7), 3)) == [[0, 1, 2], [3, 4, 5, 6]]
    assert numbers(BatchIterator(numbered(8), 3)) == [[0, 1, 2], [3, 4, 5], [6, 7]]


def test_a_batch_larger_than_the_data_is_all_of_them():
    assert numbers(BatchIterator(numbered(3), 100)) == [[0, 1, 2]]
    assert sorted(numbers(shuffled(3, 100))[0]) == [0, 1, 2]


def test_one_row_is_a_batch():
    assert numbers(BatchIterator(numbered(1), 4)) == [[0]]


@pytest.mark.parametrize("max_batches", [1, 2, 3])
def test_a_short_epoch_goes_on_with_the_permutation_in_the_next(max_batches):
    whole = numbers(shuffled(20, 4))
    short = shuffled(20, 4, max_batches=max_batches)
    pieces = [numbers(short) for _ in range(-(-5 // max_batches))]
    assert all(len(piece) == max_batches for piece in pieces[:-1])
    assert sum(pieces, []) == whole


def test_a_new_permutation_comes_when_the_last_one_is_used_up():
    short = shuffled(8, 4, max_batches=2)
    first, second = numbers(short), numbers(short)
    assert first != second
    assert sorted(sum(second, [])) == list(range(8))


@given(
    n_rows=st.integers(1, 40),
    batch_size=st.integers(1, 45),
    max_batches=st.none() | st.integers(1, 12),
    n_epochs=st.integers(0, 9),
    repeated=st.booleans(),
)
def test_the_number_of_batches_is_known_beforehand(
    n_rows, batch_size, max_batches, n_epochs, repeated
):
    order = torch.arange(n_rows).repeat_interleave(2) if repeated else None
    rows = numbered(n_rows, order=order)
    iterator = BatchIterator(rows, batch_size, shuffle=True, max_batches=max_batches)
    expected = iterator.n_batches(n_epochs)
    assert sum(len(list(iterator)) for _ in range(n_epochs)) == expected


def test_to_count_the_batches_takes_nothing_from_the_permutations():
    counted, plain = shuffled(20, 4, max_batches=2), shuffled(20, 4, max_batches=2)
    counted.n_batches(7)
    assert numbers(counted) == numbers(plain)
    counted.n_batches(7)
    assert numbers(counted) == numbers(plain)


def test_permutations_follow_the_generator_alone():
    before = torch.get_rng_state()
    assert numbers(shuffled(20, 4)) == numbers(shuffled(20, 4))
    assert numbers(shuffled(20, 4)) != numbers(shuffled(20, 4, seed=1))
    assert torch.equal(torch.get_rng_state(), before)


def test_permutations_cover_the_order_with_its_repetitions():
    rows = numbered(5, order=torch.tensor([0, 1, 2, 3, 4, 4, 4]))
    iterator = BatchIterator(rows, 3, shuffle=True, generator=torch.Generator().manual_seed(0))
    assert sorted(sum(numbers(iterator), [])) == [0, 1, 2, 3, 4, 4, 4]

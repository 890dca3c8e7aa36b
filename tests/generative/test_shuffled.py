"""Claims about the shuffling of codes and the rule of three distances."""

import numpy as np
import pytest

from imbgan.generative._shuffled import ShuffledCodes, accepts, draw_codes, shuffled
from imbgan.utils import ImbalanceWarning


def source_of(codes, y, rival="rest", max_tries=50):
    means = np.array([codes[y == k].mean(axis=0) for k in np.unique(y)])
    return ShuffledCodes(codes, y, means, np.bincount(y), rival, max_tries)


@pytest.fixture
def blobs():
    """Codes of three classes with 200, 40 and 20 rows: (codes, y)."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [200, 40, 20])
    middles = np.array([[0.0, 0, 0], [4, 0, 0], [0, 6, 0]])
    return (middles[y] + rng.normal(size=(260, 3))).astype(np.float32), y


def test_each_coordinate_is_that_of_a_row_by_itself():
    codes = np.array([[0.0, 10.0], [1.0, 11.0], [2.0, 12.0]])
    drawn = shuffled(codes, 500, np.random.default_rng(0))
    assert set(map(tuple, drawn.tolist())) == {(a, 10.0 + b) for a in range(3) for b in range(3)}


def test_a_code_must_lie_in_the_first_quarter_of_the_way_to_the_rivals():
    # Along the line from the mean at 0 to the rivals at 4 the half-way point is 2.
    codes = np.array([[-3.0], [0.0], [0.9], [1.1], [2.5], [3.5]])
    accepted = accepts(codes, np.array([0.0]), np.array([4.0]))
    assert accepted.tolist() == [True, True, True, False, False, False]


def test_the_rule_is_that_of_the_three_distances(blobs):
    codes, _ = blobs
    middle, rivals = np.array([4.0, 0, 0]), np.array([0.0, 1, 0])
    to = [np.linalg.norm(codes - p, axis=1) for p in (rivals, (middle + rivals) / 2, middle)]
    expected = (to[0] > to[1]) & (to[1] > to[2])
    assert np.array_equal(accepts(codes, middle, rivals), expected)
    assert 0 < expected.sum() < len(codes)


def test_all_codes_drawn_are_accepted_where_classes_are_apart(blobs):
    source = source_of(*blobs)
    drawn, n_refused = source.draw(1, 1000, np.random.default_rng(0))
    assert n_refused == 0
    assert accepts(drawn, source.means[1], source.rival_mean(1)).all()
    assert 0.3 < source.pass_rate(1, np.random.default_rng(0)) < 1


def test_rivals_are_all_other_rows_or_the_nearest_class(blobs):
    codes, y = blobs
    rest, nearest = source_of(codes, y), source_of(codes, y, rival="nearest")
    assert rest.rival_mean(2) == pytest.approx(codes[y != 2].mean(axis=0), abs=1e-5)
    assert nearest.rival_mean(2) == pytest.approx(codes[y == 0].mean(axis=0), abs=1e-5)
    assert nearest.rival_mean(0) == pytest.approx(codes[y == 1].mean(axis=0), abs=1e-5)


def test_of_a_single_row_the_code_is_repeated():
    codes, y = np.array([[0.0, 1.0], [0.0, 1.0], [0.0, 1.0]]), np.array([0, 0, 1])
    drawn, n_refused = source_of(codes, y).draw(1, 4, np.random.default_rng(0))
    assert drawn.tolist() == [[0, 1]] * 4
    assert n_refused == 0


def test_classes_with_the_same_mean_end_with_their_own_rows_and_a_warning():
    rng = np.random.default_rng(0)
    half = rng.normal(size=(30, 4))
    codes, y = np.concatenate([half, half]), np.repeat([0, 1], 30)
    source = source_of(codes, y)
    with pytest.warns(ImbalanceWarning, match=r"classes \['b'\] none of max_tries=50"):
        drawn = draw_codes(source, np.ones(100, dtype=int), np.array(["a", "b"]), rng)
    rows = set(map(tuple, half.tolist()))
    assert set(map(tuple, drawn.tolist())) <= rows
    assert len(set(map(tuple, drawn.tolist()))) > 20


def test_the_nearest_accepted_code_stands_in_for_those_that_are_not():
    # Of the candidates, which are rows here, a tenth is accepted, and there is one try.
    codes = np.concatenate([np.full((9, 1), 3.0), [[-27.0]], np.full((90, 1), 1.0)])
    y = np.repeat([0, 1], [10, 90])
    drawn, n_refused = source_of(codes, y, max_tries=1).draw(0, 400, np.random.default_rng(0))
    assert 320 < n_refused < 390
    assert np.unique(drawn).tolist() == [-27.0]


def test_more_tries_refuse_less():
    codes = np.concatenate([np.full((9, 1), 3.0), [[-27.0]], np.full((90, 1), 1.0)])
    source = source_of(codes, np.repeat([0, 1], [10, 90]), max_tries=200)
    assert source.draw(0, 400, np.random.default_rng(0))[1] == 0


def test_codes_come_in_the_order_of_the_classes_asked_for(blobs):
    codes, y = blobs
    wanted = np.array([2, 1, 2, 1, 1, 2])
    drawn = draw_codes(source_of(codes, y), wanted, np.arange(3), np.random.default_rng(0))
    assert ((drawn[:, 1] > 2) == (wanted == 2)).all()


def test_two_draws_with_one_seed_are_equal(blobs):
    source, wanted = source_of(*blobs), np.repeat([1, 2], 30)
    first, again, other = (
        draw_codes(source, wanted, np.arange(3), np.random.default_rng(seed)) for seed in (0, 0, 1)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)

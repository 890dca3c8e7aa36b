"""Claims about the specification of the data."""

import dataclasses

import numpy as np
import pytest

from imbgan.encoding import DataSpec


def test_spans_lie_side_by_side_after_the_numeric_columns():
    spec = DataSpec(shape=(5,), class_counts=(9, 1), n_to_draw=(0, 8), categories=(3, 2))
    assert spec.n_numeric == 3
    assert spec.spans == (slice(3, 6), slice(6, 8))
    assert spec.expanded_width == 8


def test_without_categories_encoded_and_expanded_rows_are_the_same():
    spec = DataSpec(shape=(4,), class_counts=(9, 1), n_to_draw=(0, 8))
    assert spec.n_features == spec.n_numeric == spec.expanded_width == 4
    assert spec.spans == ()


def test_features_of_an_image_are_the_product_of_its_shape():
    assert DataSpec(shape=(3, 8, 8), class_counts=(9, 1), n_to_draw=(0, 8)).n_features == 192


def test_there_are_as_many_classes_as_counts():
    assert DataSpec(shape=(4,), class_counts=(9, 1, 3), n_to_draw=(0, 8, 6)).n_classes == 3


def test_numpy_numbers_become_plain_integers():
    spec = DataSpec(shape=np.array([4]), class_counts=np.array([9, 1]), n_to_draw=np.array([0, 8]))
    assert spec == DataSpec(shape=(4,), class_counts=(9, 1), n_to_draw=(0, 8))
    assert all(type(count) is int for count in spec.class_counts)
    assert hash(spec) == hash(dataclasses.replace(spec))


def test_a_replaced_field_changes_what_follows_from_it():
    spec = DataSpec(shape=(4,), class_counts=(9, 1), n_to_draw=(0, 8))
    changed = dataclasses.replace(spec, categories=(3,))
    assert (changed.n_numeric, changed.expanded_width, changed.spans) == (3, 6, (slice(3, 6),))


def test_a_flat_row_may_begin_with_an_image():
    spec = DataSpec((67,), (9, 1), (0, 8), categories=(3,), image_part=np.array([1, 8, 8]))
    assert spec.image_part == (1, 8, 8)
    assert spec.has_image and not spec.is_image
    assert spec.n_numeric == 66
    assert DataSpec((1, 8, 8), (9, 1), (0, 8)).has_image
    assert not DataSpec((4,), (9, 1), (0, 8)).has_image


@pytest.mark.parametrize("shape", [(63,), (1, 8, 8)])
def test_an_image_that_does_not_fit_in_a_row_is_refused(shape):
    with pytest.raises(ValueError, match=r"An image of shape \(1, 8, 8\) does not fit in rows"):
        DataSpec(shape, (9, 1), (0, 8), image_part=(1, 8, 8))


def test_the_record_and_the_repr_hold_the_parameters_alone():
    spec = DataSpec(shape=(4,), class_counts=(9, 1), n_to_draw=(0, 8))
    assert spec.to_record() == {
        "shape": (4,),
        "class_counts": (9, 1),
        "n_to_draw": (0, 8),
        "categories": (),
        "image_part": (),
    }
    assert eval(repr(spec), {"DataSpec": DataSpec}) == spec


def test_a_spec_cannot_be_changed():
    spec = DataSpec(shape=(4,), class_counts=(9, 1), n_to_draw=(0, 8))
    with pytest.raises(dataclasses.FrozenInstanceError):
        spec.shape = (5,)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n_to_draw": (0,)}, "one number per class"),
        ({"n_to_draw": (0, -1)}, "must not be negative"),
        ({"categories": (3, 0)}, "at least one category"),
        ({"shape": (1,), "categories": (3, 2)}, "do not fit"),
    ],
)
def test_numbers_that_do_not_fit_together_are_refused(wrong, message):
    right = {"shape": (4,), "class_counts": (9, 1), "n_to_draw": (0, 8)}
    with pytest.raises(ValueError, match=message):
        DataSpec(**(right | wrong))


def test_a_spec_comes_back_from_its_record():
    spec = DataSpec(shape=(4,), class_counts=(9, 1), n_to_draw=(0, 8), categories=(3,))
    assert DataSpec.from_record(spec.to_record()) == spec

"""Tests of the facts about the sets of images."""

import pytest

from imbgan.datasets._image_sets import IMAGE_SETS, image_set_info

SIZES = {
    "mnist": (60000, 10000),
    "fashion_mnist": (60000, 10000),
    "svhn": (73257, 26032),
    "cifar10": (50000, 10000),
}


@pytest.mark.parametrize("name", IMAGE_SETS)
def test_sets_have_the_published_sizes_and_a_name_for_each_class(name):
    info = image_set_info(name)
    assert tuple(sum(info.class_counts[part]) for part in ("train", "test")) == SIZES[name]
    assert all(len(counts) == 10 for counts in info.class_counts.values())
    assert len(set(info.target_names)) == 10


@pytest.mark.parametrize(
    "name, licence",
    [
        ("mnist", "CC BY-SA 3.0"),
        ("fashion_mnist", "MIT"),
        ("svhn", "non-commercial use"),
        ("cifar10", "Without a licence"),
    ],
)
def test_descriptions_name_source_and_licence(name, licence):
    text = image_set_info(name).description
    assert "Source: " in text and licence in text
    assert f"OpenML no. {image_set_info(name).openml_id}" in text


def test_an_unknown_name_raises_with_the_known_ones():
    with pytest.raises(ValueError, match=r"name='emnist' is no set of images; .*\['mnist', 'fa"):
        image_set_info("emnist")


def test_only_colour_images_have_three_channels():
    channels = {name: image_set_info(name).image_shape[0] for name in IMAGE_SETS}
    assert channels == {"mnist": 1, "fashion_mnist": 1, "svhn": 3, "cifar10": 3}

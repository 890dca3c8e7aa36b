"""Tests of the facts about the sets of images."""

import pytest

from imbgan.datasets._image_sets import IMAGE_SETS, image_set_info


@pytest.mark.parametrize("name", IMAGE_SETS)
def test_sets_have_the_published_sizes_and_a_name_for_each_class(name):
    info = image_set_info(name)
    assert sum(info.class_counts["train"]) == 60000 and sum(info.class_counts["test"]) == 10000
    assert all(len(counts) == 10 for counts in info.class_counts.values())
    assert len(set(info.target_names)) == 10


@pytest.mark.parametrize("name, licence", [("mnist", "CC BY-SA 3.0"), ("fashion_mnist", "MIT")])
def test_descriptions_name_source_and_licence(name, licence):
    text = image_set_info(name).description
    assert "Source: " in text and licence in text
    assert f"OpenML no. {image_set_info(name).openml_id}" in text


def test_an_unknown_name_raises_with_the_known_ones():
    with pytest.raises(ValueError, match=r"name='svhn' is no set of images; .*\['mnist', 'fash"):
        image_set_info("svhn")

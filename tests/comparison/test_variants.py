"""Names of data sets that come at several imbalance ratios."""

import pytest

from imbgan.comparison._variants import base_name, variant_name


@pytest.mark.parametrize("ratio, name", [(10, "digits @ 10"), (2.5, "digits @ 2.5")])
def test_the_base_of_a_variant_is_what_it_was_thinned_from(ratio, name):
    assert variant_name("digits", ratio) == name
    assert base_name(name) == "digits"


def test_what_was_not_thinned_is_its_own_base():
    assert base_name("digits") == "digits"

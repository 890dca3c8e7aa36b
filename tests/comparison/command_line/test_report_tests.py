"""Claims about the statistics of a report."""

import pytest

from imbgan.comparison.command_line._report_tests import control_of, tests_of

pytest.importorskip("pandas")
tests_of.__test__ = False


def table_of(n_datasets, *, gap=0.2, name="d{}"):
    spread = [0.01 * at for at in range(n_datasets)]
    return {
        name.format(at): {
            "nothing": [0.5, 0.52, 0.51],
            "good": [0.5 + gap + more, 0.52 + gap, 0.52 + gap + more],
            "like": [0.51, 0.51, 0.51 + (-1) ** at * 0.01],
        }
        for at, more in enumerate(spread)
    }


def test_over_many_data_sets_a_clear_difference_is_called_one(make_result):
    friedman, pairs = tests_of(make_result(table_of(10)), "acsa", None)
    assert "so the methods differ by more than chance" in friedman.text
    assert "(p < 0.001)" in friedman.text
    assert [(*row[:2], row[-1]) for row in pairs.rows] == [
        ("good", "nothing", ("differs", True)),
        ("like", "nothing", ("no difference shown", False)),
    ]


def test_over_two_data_sets_nothing_can_be_shown(make_result):
    friedman, pairs = tests_of(make_result(table_of(2)), "acsa", None)
    assert "no evidence of a difference" in friedman.text
    assert {row[-1][1] for row in pairs.rows} == {False}


def test_two_methods_have_no_friedman_test_but_a_pair(make_result):
    two = {
        data: {name: one[name] for name in ("nothing", "good")}
        for data, one in table_of(8).items()
    }
    friedman, pairs = tests_of(make_result(two), "acsa", None)
    assert friedman.text.startswith("No Friedman test: ") and pairs.rows[0][0] == "good"


def test_one_data_set_is_tested_by_its_splits(make_result):
    text, pairs = tests_of(make_result(table_of(1)), "acsa", "good")
    assert "Nadeau and Bengio" in text.text
    assert [row[:2] for row in pairs.rows] == [["nothing", "good"], ["like", "good"]]


def test_variants_of_a_data_set_are_tested_one_by_one(make_result):
    blocks = tests_of(make_result(table_of(3, name="d @ {}")), "acsa", None)
    assert "not independent" in blocks[0].text
    assert not any("Friedman" in block.text for block in blocks)
    assert [block.text for block in blocks if block.rows] == ["d @ 0", "d @ 1", "d @ 2"]


def test_one_method_is_not_tested(make_result):
    (block,) = tests_of(make_result({"d": {"a": [0.5]}}), "acsa", None)
    assert "nothing to test" in block.text


def test_a_single_fold_is_said_to_be_too_few(make_result):
    _, block = tests_of(make_result({"d": {"a": [0.5], "b": [0.6]}}), "acsa", None)
    assert block.text.startswith("d: no tests.")


@pytest.mark.parametrize(
    "methods, asked, control",
    [(["a", "nothing"], None, "nothing"), (["a", "b"], None, "a"), (["a", "nothing"], "a", "a")],
)
def test_the_control_is_what_was_asked_for_or_nothing_or_the_first(
    make_result, methods, asked, control
):
    result = make_result({"d": dict.fromkeys(methods, [0.5])})
    assert control_of(result, asked) == control

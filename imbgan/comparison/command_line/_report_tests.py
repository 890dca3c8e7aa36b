"""Statistical tests of a report, with their interpretation."""

from .._tables import readable
from ._report_figures import spans_ratios
from ._report_page import Block

_LEVEL = 0.05


def tests_of(result, score, control):
    """Blocks with the tests that suit this result."""
    if len(result.methods) < 2:
        return [Block("There is one method only, so there is nothing to test.")]
    control = control_of(result, control)
    if spans_ratios(result):
        dependent = (
            "Variants of one data set, thinned to several ratios, are not independent of one "
            "another, so no test goes over them."
        )
        return [Block(dependent), *_each_data_set(result, score, control)]
    if len(result.datasets) == 1:
        return _each_data_set(result, score, control)
    return [_friedman(result, score), _wilcoxon(result, score, control)]


def control_of(result, asked=None):
    """The method that the others are tested against: the one asked for, nothing, or the first."""
    if asked is not None:
        return asked
    return "nothing" if "nothing" in result.methods else result.methods[0]


def _friedman(result, score):
    try:
        found = result.friedman(score)
    except ValueError as error:
        return Block(f"No Friedman test: {error}", "soft")
    conclusion = (
        "so the methods differ by more than chance"
        if found.iman_davenport_pvalue < _LEVEL
        else "which is no evidence of a difference; with few data sets such a test finds little"
    )
    return Block(
        f"Friedman test over {found.n_datasets} data sets and {found.n_methods} methods, by "
        f"{readable(score)}: chi² = {found.statistic:.2f} (p {_p(found.pvalue, '= ')}), with the "
        f"correction of Iman and Davenport F = {found.iman_davenport:.2f} "
        f"(p {_p(found.iman_davenport_pvalue, '= ')}), {conclusion}. The size of the effect, "
        f"Kendall's W, is {found.kendall_w:.2f} of 1."
    )


def _wilcoxon(result, score, control):
    try:
        found = result.wilcoxon(score, control=control)
    except ValueError as error:
        return Block(f"No Wilcoxon tests: {error}", "soft")
    text = (
        f"Wilcoxon's signed-rank test over the data sets, each method against {control}, by "
        f"{readable(score)}; p-values are adjusted by Holm's procedure. The effect is the "
        "rank-biserial correlation, from -1 to 1."
    )
    columns = {
        "median difference": ("median_difference", "{:+.3f}"),
        "effect": ("rank_biserial", "{:+.2f}"),
    }
    return _pairs(found, columns, text)


def _each_data_set(result, score, control):
    text = (
        "The corrected resampled t-test of Nadeau and Bengio on the splits of one data set, each "
        f"method against {control}, by {readable(score)}; p-values are adjusted by Holm's "
        "procedure. It compares methods on this data set, trained on so many rows, and does not "
        "generalise to others. The effect is the mean difference over its standard deviation."
    )
    blocks = [Block(text)]
    columns = {
        "mean difference": ("mean_difference", "{:+.3f}"),
        "effect": ("effect_size", "{:+.2f}"),
    }
    for data in result.datasets:
        try:
            found = result.corrected_t(score, data=data, control=control)
            blocks.append(_pairs(found, columns, data))
        except ValueError as error:
            blocks.append(Block(f"{data}: no tests. {error}", "soft"))
    return blocks


def _pairs(found, columns, text):
    header = ("method", "against", *columns, "p (Holm)", f"at level {_LEVEL:g}")
    rows = []
    for (method, against), row in found.iterrows():
        effects = [form.format(row[name]) for name, form in columns.values()]
        differs = bool(row["pvalue_holm"] < _LEVEL)
        conclusion = ("differs" if differs else "no difference shown", differs)
        rows.append([method, against, *effects, _p(row["pvalue_holm"]), conclusion])
    return Block(text, "soft", header=header, rows=rows)


def _p(value, equals=""):
    return "< 0.001" if value < 0.001 else f"{equals}{value:.3f}"

"""The statistics of a report, with the words that say what they can and cannot show."""

from ..displays._styles import readable
from ._report_figures import spans_ratios
from ._report_page import paragraph, table

_LEVEL = 0.05


def tests_of(result, score, control):
    """The tests that fit this result, as HTML."""
    if len(result.methods) < 2:
        return paragraph("There is one method only, so there is nothing to test.")
    if spans_ratios(result):
        return paragraph(
            "Variants of one data set, thinned to several ratios, are not independent of one "
            "another, so no test goes over them."
        ) + _each_data_set(result, score, control)
    if len(result.datasets) == 1:
        return _each_data_set(result, score, control)
    return _friedman(result, score) + _wilcoxon(result, score, control)


def control_of(result, asked=None):
    """The method against which the others are tested: the one asked for, nothing, or the first."""
    if asked is not None:
        return asked
    return "nothing" if "nothing" in result.methods else result.methods[0]


def _friedman(result, score):
    """Whether the methods differ at all."""
    try:
        found = result.friedman(score)
    except ValueError as error:
        return paragraph(f"No Friedman test: {error}", "soft")
    verdict = (
        "so the methods differ by more than chance"
        if found.iman_davenport_pvalue < _LEVEL
        else "which gives no ground to say that any of the methods differ; with few data sets "
        "such a test finds little"
    )
    return paragraph(
        f"Friedman test over {found.n_datasets} data sets and {found.n_methods} methods, by "
        f"{readable(score)}: chi² = {found.statistic:.2f} (p {_p(found.pvalue, '= ')}), with the "
        f"correction of Iman and Davenport F = {found.iman_davenport:.2f} "
        f"(p {_p(found.iman_davenport_pvalue, '= ')}), {verdict}. The size of the effect, "
        f"Kendall's W, is {found.kendall_w:.2f} of 1."
    )


def _wilcoxon(result, score, control):
    """Pairs over several data sets."""
    try:
        found = result.wilcoxon(score, control=control_of(result, control))
    except ValueError as error:
        return paragraph(f"No Wilcoxon tests: {error}", "soft")
    words = (
        f"Wilcoxon's signed ranks over the data sets, each method against one, by "
        f"{readable(score)}; p-values are adjusted after Holm. The effect is the rank-biserial "
        "correlation, from -1 to 1."
    )
    columns = {
        "median difference": ("median_difference", "{:+.3f}"),
        "effect": ("rank_biserial", "{:+.2f}"),
    }
    return paragraph(words) + _pairs(found, columns)


def _each_data_set(result, score, control):
    """Pairs on each data set alone."""
    parts = [
        paragraph(
            "The corrected resampled t-test of Nadeau and Bengio on the splits of one data set, "
            f"each method against one, by {readable(score)}; p-values are adjusted after Holm. It "
            "says whether one is better on this data set, trained on so many rows, and nothing of "
            "other data sets. The effect is the mean difference over its standard deviation."
        )
    ]
    columns = {
        "mean difference": ("mean_difference", "{:+.3f}"),
        "effect": ("effect_size", "{:+.2f}"),
    }
    for data in result.datasets:
        try:
            found = result.corrected_t(score, data=data, control=control_of(result, control))
            parts.append(_pairs(found, columns, data))
        except ValueError as error:
            parts.append(paragraph(f"{data}: no tests. {error}", "soft"))
    return "".join(parts)


def _pairs(found, columns, caption=""):
    """The table of pairs; the p-value decides, and the others say how much."""
    header = ["method", "against", *columns, "p (Holm)", f"at level {_LEVEL:g}"]
    rows = []
    for (method, against), row in found.iterrows():
        effects = [form.format(row[name]) for name, form in columns.values()]
        differs = bool(row["pvalue_holm"] < _LEVEL)
        verdict = ("differs" if differs else "not shown to differ", differs)
        rows.append([method, against, *effects, _p(row["pvalue_holm"]), verdict])
    return table(header, rows, caption)


def _p(value, equals=""):
    """A p-value, not more exact than it is worth."""
    return "< 0.001" if value < 0.001 else f"{equals}{value:.3f}"

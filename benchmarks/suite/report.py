"""The results file, the tables of the documentation, and the critical-difference diagram."""

import warnings

from harness.markdown import document, failures
from harness.sheets import write_sheets

from imbgan.comparison import CriticalDifferenceDisplay

SCORES = {
    "acsa": "ACSA",
    "geometric_mean": "geometric mean",
    "average_precision": "average precision",
    "neg_log_loss": "minus the log loss",
}
NOTES = """\
Stratified 70/30 splits, the same for all methods; everything is fitted on the training rows, and
the test rows are scored once. All methods have their defaults and stand behind the same imputer,
which fills missing values with the median of the training rows. *Q* is `NeuralClassifier`, and
*before Q* a sampler before it, in columns of one scale. SMOTE and its kin take as many neighbours
as the smallest class has. Balanced random forest, gradient boosting and logistic regression weigh
their classes alike. Mean ± standard deviation over the splits; a method that lacks fits has no
rank. With six tables only large differences of ranks can be told from chance."""


def write_report(result, folder, facts):
    """Write everything that is made of the fits, and return the text of the results file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the tables show who lacks fits
        text = document(
            "# All methods on the six tables",
            facts,
            NOTES,
            *(_section(result, score, title) for score, title in SCORES.items()),
            failures([vars(record) for record in result.records], "data"),
        )
        write_sheets({"summary": _summary(result)}, folder / "tabular_suite.md")
        draw(result, folder / "tabular_suite.png")
    (folder / "tabular_suite.md").write_text(text)
    result.to_csv(folder / "tabular_suite.csv")
    return text


def _section(result, score, title):
    parts = [f"## {title}", result.to_markdown(score=score, rows="methods")]
    try:
        test = result.friedman(score)
    except ValueError as error:
        parts.append(f"No test: {error}")
    else:
        parts.append(
            f"Friedman over {test.n_datasets} tables and {test.n_methods} methods, with the F of "
            f"Iman and Davenport: {test.iman_davenport:.2f}, "
            f"p = {test.iman_davenport_pvalue:.2g}; Kendall's W {test.kendall_w:.2f}."
        )
    return "\n\n".join(parts)


def _summary(result):
    """Rows of the table of the documentation: means over the tables in per cent, and ranks."""
    rows = [["", "ACSA", "rank", "wins", "geometric mean", "average precision"]]
    tables = {score: result.summary(score) for score in list(SCORES)[:3]}
    for method, row in tables["acsa"].iterrows():
        means = {score: 100 * table.loc[method, "mean"] for score, table in tables.items()}
        gm, ap = (f"{means[name]:.1f}" for name in ("geometric_mean", "average_precision"))
        wins = f"{row['wins']:.0f}"
        rows.append([method, f"{means['acsa']:.1f}", f"{row['rank']:.1f}", wins, gm, ap])
    return [[cell.replace("nan", "-") for cell in cells] for cells in rows]


def draw(result, path):
    """Draw the critical-difference diagram of the ACSA, where there are enough tables."""
    try:
        display = CriticalDifferenceDisplay.from_result(result, "acsa")
    except ValueError:
        path.unlink(missing_ok=True)
        return
    display.figure_.savefig(path, dpi=150, bbox_inches="tight")

"""The report of a comparison: one HTML file that needs nothing from outside."""

import platform
import shlex
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from .._tables import score_table
from ..displays._styles import readable
from ._overview import left_out, overview
from ._preparation import MAX_CATEGORIES
from ._report_figures import figures_of
from ._report_page import bullets, code, figure, folded, heading, page, paragraph, table
from ._report_tests import tests_of

PREPARATION = (
    "Fitted on the training rows of each split only: missing numbers become the median of their "
    "column, and all numbers are standardised; categories become columns of zeros and ones, in "
    f"which a missing value is a category of its own and beyond {MAX_CATEGORIES} the rarest share "
    "one."
)
_MOST_CLASSES = 12
MEANING = {
    "acsa": "mean of the recalls of the classes (average class-specific accuracy)",
    "geometric_mean": "root of the product of the recalls: 0 where one class is never found",
    "g_macro": "mean over the classes of the root of recall times specificity",
    "f_macro": "mean of the F scores of the classes",
    "majority_precision": "precision of the class that is the largest in training",
    "minority_recall": "recall of the class that is the smallest in training",
    "average_precision": "area under precision over recall; of several classes the mean",
    "roc_auc": "area under the ROC curve; of several classes the mean",
    "neg_brier": "Brier score of the probabilities, negative",
    "neg_log_loss": "log loss of the probabilities, negative",
}


def write_report(path, result, inputs, *, score, control=None, settings=(), command=()):
    """Write the report of a result; `settings` are lines that say how it came about."""
    names = ", ".join(inputs) if len(inputs) <= 4 else f"{len(inputs)} data sets"
    title = f"Comparison on {names}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the head says what is left out
        sections = [
            ("top", "", heading(title) + _head(result, score)),
            ("summary", "Summary", _summary(result, score)),
            ("by-data", "By data set", _by_data(result, score)),
            ("tests", "Differences", tests_of(result, score, control)),
            ("figures", "Figures", "".join(map(figure, figures_of(result, score)))),
            ("data", "Data", _data(inputs)),
            ("how", "How it was made", _how(result, settings, command)),
        ]
    Path(path).write_text(page(title, sections), encoding="utf-8")


def _head(result, score):
    """The shortest answer, and what the reader must know."""
    facts = [f"{len(result.methods)} methods", f"{len(result.records)} fits"]
    facts.append(datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC"))
    html = paragraph(" · ".join(facts), "soft")
    if not result.is_complete:
        again = "This comparison is not complete; the same command again goes on where it ended."
        html += paragraph(again, "warn")
    for sentence in left_out(result, score):
        html += paragraph(sentence, "warn")
    table = result.summary(score)
    lacking = table.index[table["n_missing"] > 0]
    if len(lacking):
        lack = (
            f"Left out of means, ranks and tests, because they lack fits: {', '.join(lacking)}. "
            "A mean over fewer folds would be no fair comparison. Errors stand under Summary."
        )
        html += paragraph(lack, "warn")
    ranks = table["rank"].dropna()
    if len(ranks) < 2:
        return html
    first = ranks.index[ranks == ranks.min()]
    best = f"{first[0]} stands" if len(first) == 1 else f"{', '.join(first)} stand"
    return html + paragraph(
        f"By {readable(score)}, {best} first, with a mean rank of {ranks.min():.2f} among "
        f"{len(ranks)} methods. Whether that is more than chance is said under Differences."
    )


def _summary(result, score):
    """All methods with all scores, what the scores mean, and what went wrong."""
    others = [name for name in result.scoring if name != score]
    header, rows = overview(result, score, others)
    spread = "the spread is the standard deviation over the folds of a data set"
    words = f"Larger is better in every score; {spread}. The best of a column is coloured."
    known = [f"{readable(name)}: {MEANING[name]}" for name in result.scoring if name in MEANING]
    html = table(header, rows, words) + folded("What the scores mean", bullets(known))
    return html + _errors(result)


def _errors(result):
    """Each error once, with the methods and data sets that it struck."""
    failed = Counter(
        (record.method, record.data, record.error) for record in result.records if record.error
    )
    if not failed:
        return ""
    rows = [(method, data, times, error) for (method, data, error), times in failed.items()]
    return folded(
        f"Failed fits ({failed.total()})",
        table(["method", "data", "times", "error"], rows, kind="text"),
    )


def _by_data(result, score):
    """The table of each score by data set; that of the score asked for is open."""
    names = [score, *(name for name in result.scoring if name != score)]
    parts = []
    for name in names:
        try:
            (header, *rows) = score_table(result, name, "methods", 3)
        except ValueError as error:
            parts.append(paragraph(f"{readable(name)}: {error}", "soft"))
            continue
        html = table([text for text, _ in header], rows, readable(name))
        parts.append(html if name == score else folded(readable(name), html))
    return "".join(parts)


def _data(inputs):
    """What the data sets are, and what was done to them."""
    rows = []
    for name, one in inputs.items():
        sizes = [f"{label}: {count}" for label, count in one.counts.items()]
        more = f" and {len(sizes) - _MOST_CLASSES} more" if len(sizes) > _MOST_CLASSES else ""
        columns = f"{one.X.shape[1]}"
        columns += f", {one.n_categorical} of them categories" if one.n_categorical else ""
        missing = f"{one.missing:.1%}" if one.missing else "none"
        classes = ", ".join(sizes[:_MOST_CLASSES]) + more
        rows.append((name, len(one.y), columns, missing, f"{one.imbalance_ratio:.1f}", classes))
    header = ["data", "rows", "columns", "missing", "imbalance ratio", "rows of each class"]
    notes = [f"{name}: {note}" for name, one in inputs.items() for note in one.notes]
    return table(header, rows, kind="text") + bullets(notes) + paragraph(PREPARATION)


def _how(result, settings, command):
    """Command, settings and versions."""
    typed = shlex.join(["python", "-m", "imbgan", *command])
    record = result.records[-1]
    versions = {"python": platform.python_version(), **record.versions}
    lines = [f"{name} {version}" for name, version in versions.items()]
    return code(typed) + bullets(settings) + paragraph(", ".join(lines), "soft")

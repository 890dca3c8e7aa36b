"""The report of a comparison: one HTML file that loads nothing."""

import platform
import shlex
import warnings
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from .._tables import left_out, overview, readable, score_table
from ._preparation import MAX_CATEGORIES
from ._report_figures import figures_of
from ._report_page import Block, render
from ._report_tests import tests_of

_MOST_CLASSES = 12
_PREPARATION = (
    "Fitted on the training rows of each split only: missing numbers become the median of their "
    "column, and all numbers are standardised; categories become columns of zeros and ones, in "
    f"which a missing value is a category of its own and beyond {MAX_CATEGORIES} the rarest share "
    "one."
)
MEANING = {
    "acsa": "mean of the recalls of the classes (average class-specific accuracy)",
    "geometric_mean": "root of the product of the recalls: 0 if a class is never predicted right",
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
    """Write the report of a result; `settings` are lines about the protocol."""
    names = ", ".join(inputs) if len(inputs) <= 4 else f"{len(inputs)} data sets"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # they are in the head
        sections = {
            "Summary": _summary(result, score),
            "By data set": _by_data(result, score),
            "Differences": tests_of(result, score, control),
            "Figures": figures_of(result, score),
            "Data": _data(inputs),
            "Protocol": _protocol(result, settings, command),
        }
        html = render(f"Comparison on {names}", _head(result, score), sections)
    Path(path).write_text(html, encoding="utf-8")


def _head(result, score):
    facts = [f"{len(result.methods)} methods", f"{len(result.records)} fits"]
    facts.append(datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC"))
    table = result.summary(score)
    lacking = table.index[table["n_missing"] > 0]
    cautions = left_out(result, score)
    if not result.is_complete:
        again = "This comparison is not complete; the same command again continues it."
        cautions.insert(0, again)
    if len(lacking):
        cautions.append(
            f"Left out of means, ranks and tests, because they lack fits: {', '.join(lacking)}. "
            "A mean over fewer folds would be no fair comparison. Errors are under Summary."
        )
    blocks = [Block(" · ".join(facts), "soft"), *(Block(text, "warn") for text in cautions)]
    ranks = table["rank"].dropna()
    if len(ranks) > 1:
        first = ", ".join(ranks.index[ranks == ranks.min()])
        blocks.append(
            Block(
                f"Best by {readable(score)}: {first}, with an average rank of {ranks.min():.2f} "
                f"among {len(ranks)} methods. For tests of the differences see Differences."
            )
        )
    return blocks


def _summary(result, score):
    others = [name for name in result.scoring if name != score]
    text = (
        "Larger is better in every score; ± is the standard deviation over the folds of a data "
        "set. The best of a column is coloured."
    )
    meanings = [f"{readable(name)}: {MEANING[name]}" for name in result.scoring if name in MEANING]
    return [
        _table(overview(result, score, others), text=text, style="soft"),
        Block(title="Definitions of the scores", folded=True, items=meanings),
        *_errors(result),
    ]


def _errors(result):
    """Each error once, with its methods and data sets."""
    failed = Counter((one.method, one.data, one.error) for one in result.records if one.error)
    if failed:
        rows = [(method, data, str(n), error) for (method, data, error), n in failed.items()]
        title = f"Failed fits ({failed.total()})"
        header = ("method", "data", "times", "error")
        yield Block(title=title, folded=True, style="text", header=header, rows=rows)


def _by_data(result, score):
    """The table of each score; all but that of the main score are folded."""
    for name in (score, *(name for name in result.scoring if name != score)):
        title = readable(name)
        try:
            grid = score_table(result, name, "methods", 3)
        except ValueError as error:
            yield Block(f"{title}: {error}", "soft")
        else:
            yield _table(grid, title=title, folded=name != score)


def _table(grid, **options):
    return Block(header=[text for text, _ in grid[0]], rows=grid[1:], **options)


def _data(inputs):
    rows = []
    for name, one in inputs.items():
        sizes = [f"{label}: {count}" for label, count in one.counts.items()]
        more = f" and {len(sizes) - _MOST_CLASSES} more" if len(sizes) > _MOST_CLASSES else ""
        columns = f"{one.X.shape[1]}"
        columns += f", {one.n_categorical} of them categories" if one.n_categorical else ""
        missing = f"{one.missing:.1%}" if one.missing else "none"
        classes = ", ".join(sizes[:_MOST_CLASSES]) + more
        ratio = f"{one.imbalance_ratio:.1f}"
        rows.append((name, str(len(one.y)), columns, missing, ratio, classes))
    header = ("data", "rows", "columns", "missing", "imbalance ratio", "rows of each class")
    notes = [f"{name}: {note}" for name, one in inputs.items() for note in one.notes]
    return [Block(style="text", header=header, rows=rows, items=notes), Block(_PREPARATION)]


def _protocol(result, settings, command):
    versions = {"python": platform.python_version(), **result.records[-1].versions}
    return [
        Block(code=shlex.join(["python", "-m", "imbgan", *command])),
        Block(items=settings),
        Block(", ".join(f"{name} {version}" for name, version in versions.items()), "soft"),
    ]

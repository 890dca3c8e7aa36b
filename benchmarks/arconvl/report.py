"""The results file: targets, statistics, both tables beside the paper's numbers, seconds."""

import numpy as np
from harness.markdown import document, failures, head, row

from .paper import ABLATIONS, COLUMNS, METHODS, OURS, PAPER
from .protocols import MEASURES, TITLES
from .ranking import ablation_lines, ranking_lines
from .statistics import Scores, title
from .targets import target_lines

NOTES = f"""\
Per cent, mean ± standard deviation over the repeats. NA: the method cannot be fitted (its record
holds the error). -: not run yet.

- A set is called by its images and by q: of the even classes (of SVHN the digits 1, 3, 5, 7 and 9,
  which the authors count as even) one row in q is kept, drawn anew in each repeat.
- A tenth of the training rows, of each class, is held out in `fit`, which keeps the epoch with the
  best geometric mean on them. The test rows, all of them, are scored once.
- All methods have the same backbone, one centre for each class, and the same training, that of the
  released code: the paper's, but pixels from 0 to 255 and no momentum. That code has `{OURS}`
  only; that the others were trained alike is our assumption. Focal, CB, CB Focal and LA are the
  losses of `imbgan.losses`, of minus the squared distances to the centres. Where fewer epochs are
  run than the paper's 50 (of CIFAR-10 100), the rate drops after the same shares of them.
- `{OURS}` has `released_params`, and so `alpha="mean"`: at q = 100 the pull to the centres is
  some 50 times weaker than the paper's equation has it.
- The printed settings were tried first, on MNIST-100 with 15 epochs. `{OURS}` with `paper_params`
  ended with all rows in one class (geometric mean 0); these differ from `released_params` in
  `alpha`, momentum and pixels, and which of the three it was has not been tried. LA had 95.3 with
  the printed momentum and pixels, 96.5 with the released ones. On a third of these rows and with 6
  epochs, another draw, scored on training rows left out, LA had 88.1 and 93.0.
- *paper*: Li et al., ECML PKDD 2023, ten repeats.
- The last columns are `{OURS}` with a fixed beta, a fixed margin, or without the loss of the
  centres (ARC-C).
"""


def report(records, facts):
    """The whole results file as text."""
    scores = Scores(records)
    return document(
        "# Tables 1 and 2 of the paper on ARConvL, run again",
        facts,
        NOTES,
        "## Targets\n\n" + "\n".join(target_lines(scores)),
        "## Methods over the sets\n\n" + "\n".join(ranking_lines(scores)),
        *(
            f"## Table 1: {TITLES[name]}\n\n" + "\n".join(_table(scores, COLUMNS, name))
            for name in MEASURES
        ),
        *(
            f"## Table 2: {TITLES[name]}\n\n" + "\n".join(_table(scores, (OURS, *ABLATIONS), name))
            for name in MEASURES
        ),
        "## Parts of ARConvL over the sets\n\n" + "\n".join(ablation_lines(scores)),
        "## Seconds of a fit\n\n" + "\n".join(_seconds(scores)),
        failures([r | {"set": title((r["data"], r["ratio"]))} for r in records], "set"),
    )


def _table(scores, methods, measure):
    """For each set a row of figures and, of the geometric mean, one of the paper's."""
    lines = head("set", "figures", *methods)
    for address in scores.addresses():
        cells = [scores.cell(address, method, measure) for method in methods]
        lines.append(row(f"**{title(address)}**", "here", *cells))
        if measure == "gm":
            data, ratio = address
            figures = PAPER[data][ratio]
            cells = ["{:.1f} ± {:.1f}".format(*figures[method]) for method in methods]
            lines.append(row("", "paper", *cells))
    return lines


def _seconds(scores):
    """Mean seconds of the fits, and the largest number of epochs."""
    lines = head("set", "epochs", *METHODS)
    for address in scores.addresses():
        records = {method: scores.scored(*address, method) for method in METHODS}
        epochs = max(r["n_iter"] for found in records.values() for r in found)
        means = [
            f"{np.mean([r['fit_seconds'] for r in found]):.0f}" if found else "-"
            for found in records.values()
        ]
        lines.append(row(f"**{title(address)}**", str(epochs), *means))
    return lines

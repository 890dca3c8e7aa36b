"""Tables 1 and 2 of the paper on ARConvL, as printed: geometric means in per cent.

S. Li et al., "ARConvL: Adaptive region-based convolutional learning for multi-class imbalance
classification", ECML PKDD 2023. Means and standard deviations of ten repeats.
"""

RATIOS = (1, 10, 20, 50, 100)
COLUMNS = ("CPL", "GCPL", "Focal", "CB", "CB Focal", "Affinity", "LA", "ARConvL")
ABLATIONS = ("beta 0", "beta 0.5", "beta 1", "margin 0", "margin 0.5", "margin 1", "ARC-C")
METHODS = (*COLUMNS, *ABLATIONS)
OURS = "ARConvL"
RANKS = dict(zip(COLUMNS, (6.45, 6.825, 3.5, 5.2, 3.25, 6.175, 3.2, 1.4), strict=True))
"""Average ranks over the paper's twenty sets."""

# A line for each ratio: mean and deviation of every column, then of every ablation.
_LINES = {
    "mnist": """
99.2 .1 99.4 .0 99.4 .1 99.2 .1 99.4 .1 99.5 .1 99.2 .1 99.4 .1
98.2 .2 98.5 .1 98.8 .2 98.3 .1 98.6 .3 98.7 .2 98.5 .1 99.1 .0
97.3 .2 97.4 .3 98.3 .3 97.5 .3 98.1 .3 97.5 .4 98.1 .3 98.8 .2
95.1 .3 94.4 .4 96.8 .5 95.9 .3 97.0 .5 94.7 1.4 97.1 .4 98.4 .3
92.3 .8 89.0 1.3 94.8 .9 93.5 .9 94.6 .8 90.6 1.5 96.0 .5 97.3 .6
""",
    "fashion_mnist": """
91.0 .2 92.0 .2 91.4 .4 91.1 .2 91.4 .4 92.4 .2 91.0 .2 92.2 .2
86.6 .6 87.1 .4 86.8 .5 86.9 .5 86.9 .4 86.2 .3 87.6 .3 88.5 .5
84.3 .6 84.1 .8 84.6 .8 84.5 .7 84.7 .6 82.6 .8 85.6 .5 86.3 .7
80.0 1.0 77.9 1.4 81.2 1.0 81.2 1.1 81.6 1.2 76.3 1.8 82.2 1.9 84.0 1.0
75.1 2.7 72.7 2.1 77.5 2.2 77.8 1.5 78.2 1.3 55.4 20.2 79.6 2.5 82.3 .8
""",
    "svhn": """
95.4 .1 95.3 .2 96.0 .2 95.4 .1 96.1 .1 95.8 .1 95.4 .1 95.9 .2
88.5 .8 86.9 .9 91.7 .7 90.8 .3 92.0 .2 90.4 .4 91.8 .4 93.3 .2
83.5 1.5 77.8 2.8 88.8 .6 87.9 .4 89.2 .7 84.7 .9 90.6 .4 91.9 .5
75.3 .6 48.7 8.0 83.1 .6 82.0 .7 84.1 .7 15.4 14.8 88.2 1.4 90.1 1.0
61.6 2.5 0.0 .0 72.9 2.6 70.9 2.3 75.6 1.7 0.0 .0 86.1 .9 87.2 1.1
""",
    "cifar10": """
89.7 .2 89.6 .2 91.1 .2 89.8 .3 91.1 .2 89.9 .3 89.6 .3 90.3 .4
77.3 .6 73.4 1.5 78.6 .8 77.3 .9 79.1 .4 74.1 1.1 81.9 .4 82.3 .6
69.5 1.1 61.6 1.5 69.9 1.2 69.3 1.8 71.0 1.0 54.9 3.9 79.0 .6 79.6 .6
54.9 3.0 39.9 4.1 57.5 2.6 55.0 3.3 57.2 3.2 0.0 .0 73.3 1.6 75.6 .6
43.9 1.2 5.0 7.8 46.2 2.2 46.0 2.5 45.8 3.4 0.0 .0 69.3 2.3 71.3 1.2
""",
}
_ABLATED_LINES = {
    "mnist": """
99.3 .0 99.3 .1 99.3 .1 99.4 .0 99.4 .0 99.4 .1 99.3 .0
98.7 .1 99.1 .0 99.0 .1 99.0 .1 99.0 .1 99.1 .1 99.1 .1
98.1 .3 98.9 .1 98.9 .1 98.9 .1 98.8 .2 98.9 .2 98.9 .1
97.1 .4 98.5 .2 98.6 .2 98.4 .2 98.4 .3 98.5 .2 98.4 .2
95.6 .6 97.6 .3 97.8 .3 97.4 .4 97.6 .4 97.3 .6 97.4 .5
""",
    "fashion_mnist": """
91.4 .2 92.2 .2 92.0 .2 91.8 .1 92.1 .2 92.1 .2 91.7 .2
87.4 .2 88.7 .3 88.3 .5 88.3 .4 88.5 .4 88.4 .4 85.2 1.2
84.8 1.1 86.6 .9 86.4 .9 86.5 1.0 86.3 1.3 86.3 .8 83.4 1.8
81.7 1.4 82.8 2.8 84.3 .8 84.6 .6 84.6 .5 83.8 1.3 81.8 1.4
79.6 2.2 81.3 1.0 81.7 1.4 82.2 1.5 81.9 1.7 81.9 1.5 80.7 1.7
""",
    "svhn": """
96.3 .1 95.7 .3 94.9 .7 95.3 .2 95.6 .2 95.9 .2 12.1 1.5
93.0 .5 93.2 .4 92.0 1.6 92.0 .4 92.3 .6 92.8 .3 54.1 34.8
91.3 .5 92.1 .4 91.8 .7 90.2 1.1 90.1 1.8 91.2 1.5 75.3 21.4
88.0 1.3 89.3 1.4 89.7 1.7 88.0 1.1 88.8 1.3 89.4 .5 79.6 2.1
83.0 3.5 86.7 .8 85.2 5.7 84.9 2.7 85.0 2.2 85.7 2.8 76.9 4.6
""",
    "cifar10": """
92.0 .2 90.2 .5 89.6 .5 89.3 .5 90.0 .4 90.3 .5 68.2 8.5
82.5 .6 82.9 .6 81.8 1.0 80.1 1.1 81.6 .7 81.9 .7 64.1 1.4
78.2 .7 80.0 .7 79.4 1.1 77.0 1.4 78.7 .6 79.4 .8 62.5 1.6
70.9 1.9 75.3 .9 75.6 .8 73.8 1.4 74.8 1.0 74.6 1.7 61.4 1.6
62.7 2.8 68.2 3.5 71.6 .7 69.1 3.0 70.1 2.6 69.3 3.1 59.6 3.5
""",
}


def _read(lines, methods):
    """``{ratio: {method: (mean, deviation)}}`` of the lines of one set of images."""
    found = {}
    for ratio, line in zip(RATIOS, lines.strip().splitlines(), strict=True):
        numbers = iter(map(float, line.split()))
        found[ratio] = dict(zip(methods, zip(numbers, numbers, strict=True), strict=True))
    return found


def _joined(data):
    columns, ablations = _read(_LINES[data], COLUMNS), _read(_ABLATED_LINES[data], ABLATIONS)
    return {ratio: columns[ratio] | ablations[ratio] for ratio in RATIOS}


PAPER = {data: _joined(data) for data in _LINES}
"""``PAPER[data][ratio][method]``, mean and standard deviation."""


def figure(address, method):
    """The geometric mean of a method in a set, ``(data, ratio)``."""
    data, ratio = address
    return PAPER[data][ratio][method][0]

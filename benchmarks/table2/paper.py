"""Table 2 of the paper on AO and DO: ACSA and geometric mean in per cent, as printed.

T. Dam, M. M. Ferdaus, S. G. Anavatti, S. Jayavelu, H. A. Abbass, "Does adversarial oversampling
help us?", CIKM 2021. None stands for the printed "NA". COT is not run here.
"""

COLUMNS = ("Q", "RO+Q", "COT", "SMOTE+Q", "B-SMOTE+Q", "ADASYN+Q", "GAMO", "AO", "DO")

# The GM of AO on Credit cannot be right: between two classes it is never above the ACSA.
_ROWS = {
    "secom": """57.06 42.82  58.99 43.69  60.51 49.57  55.57 42.15  55.08 35.42  59.12 46.47
                61.17 56.90  65.82 65.36  68.84 65.73""",
    "pima": """76.89 76.49  73.09 73.09  76.55 76.53  74.10 71.94  76.82 75.34  76.20 75.16
               70.10 68.78  77.42 77.00  77.46 77.45""",
    "haberman": """65.00 60.91  70.00 69.48  68.84 67.93  69.61 69.48  70.38 70.20  69.61 69.48
                   58.62 50.46  60.00 58.38  70.38 70.20""",
    "wafer": """98.82 98.81  97.82 97.81  97.81 97.80  95.30 95.22  88.07 87.27  95.65 95.57
                98.78 98.77  98.99 98.99  99.44 99.44""",
    "credit": """50.61 11.51  50.04 3.08  51.84 19.83  50.00 0.48  50.00 0.00  50.00 0.84
                 61.46 61.36  61.65 62.19  75.55 75.54""",
    "yeast": """61.67 0.00  60.20 0.00  57.17 0.00  57.27 45.52  55.85 43.37  NA NA
                57.52 0.00  51.29 0.00  62.81 53.77""",
}


def _scores(row):
    numbers = [None if word == "NA" else float(word) for word in row.split()]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return dict(zip(COLUMNS, pairs, strict=True))


PAPER = {table: _scores(row) for table, row in _ROWS.items()}
"""``PAPER[table][method]`` is the pair (ACSA, GM)."""

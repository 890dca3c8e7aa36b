"""Metadata of each table: file, shape, class counts, provenance."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TableInfo:
    """Metadata of one table, which a copy of it is checked against."""

    name: str
    filename: str
    feature_names: tuple[str, ...]
    class_counts: tuple[dict, ...]  # each published version of the table
    target_names: tuple[str, ...]
    description: str

    @property
    def n_features(self):
        """Number of columns without the target."""
        return len(self.feature_names)


def table_names():
    """Names of the tables that :func:`fetch_table` knows.

    Returns
    -------
    names : list of str
        In the order of the table of results of [1]_.

    References
    ----------
    .. [1] T. Dam, M. M. Ferdaus, S. G. Anavatti, S. Jayavelu, H. A. Abbass, "Does adversarial
       oversampling help us?", CIKM 2021.

    Examples
    --------
    >>> from imbgan.datasets import table_names
    >>> table_names()
    ['secom', 'pima', 'haberman', 'wafer', 'credit', 'yeast']
    """
    return list(TABLES)


def table_info(name):
    """Metadata of the table of this name."""
    if name not in TABLES:
        raise ValueError(f"name={name!r} is no table; choose one of {table_names()}.")
    return TABLES[name]


_SECOM = """SECOM: semiconductor manufacturing, 1567 rows of 590 sensor readings.

Target 1 is a failed line test (104 rows), 0 a passed one (1463). 41,951 values are missing
(NaN), spread over 538 columns, and some columns are constant; the time stamp of the original is
left out. Impute before training, for example with ``sklearn.impute.KNNImputer(n_neighbors=2)``
as the paper on AO and DO did, fitted on the training rows only.

Source: UCI Machine Learning Repository no. 179, McCann and Johnston, 2008. CC BY 4.0.
https://archive.ics.uci.edu/dataset/179/secom"""

_PIMA = """Pima Indians Diabetes: 768 rows, 8 columns.

Target 1 is diabetes (268 rows), 0 none (500). A value of 0 in glucose, blood_pressure,
skin_thickness, insulin and bmi stands for "not measured" and is left as in the original.

Source: National Institute of Diabetes and Digestive and Kidney Diseases, 1988; OpenML no. 37.
https://www.openml.org/d/37"""

_HABERMAN = """Haberman's Survival: 306 patients after breast cancer surgery, 3 columns.

Target 1 died within five years (81 rows), 0 survived (225). Columns: age, year of operation
(less 1900), number of positive axillary nodes.

Source: UCI Machine Learning Repository no. 43, Haberman, 1976. CC BY 4.0.
https://archive.ics.uci.edu/dataset/43/haberman+s+survival"""

_WAFER = """Wafer: 7164 series of 152 sensor readings from semiconductor fabrication.

Target 1 is an abnormal wafer (762 rows), 0 a normal one (6402). Each series is z-normalised.
Rows 1 to 1000 are the training part of the archive (903 + 97), in its order, the rest is its
test part. Copies with 7163 rows, where one normal row of the test part is lost, are accepted.

Source: UCR time series classification archive, Olszewski, 2001. Cite the archive.
https://www.timeseriesclassification.com/description.php?Dataset=Wafer"""

_CREDIT = """Give Me Some Credit: 150,000 borrowers, 10 columns.

Target 1 is a serious delinquency within two years (10,026 rows), 0 none (139,974). Missing (NaN)
are 29,731 of MonthlyIncome and 3,924 of NumberOfDependents: impute before training, for example
with ``sklearn.impute.SimpleImputer(strategy="median")`` fitted on the training rows only.

Source: training file of the Kaggle competition of 2011, under its rules; OpenML no. 45577.
https://www.kaggle.com/c/GiveMeSomeCredit"""

_YEAST = """Yeast: localisation sites of 1484 proteins, 8 columns, 10 classes.

The smallest class (ERL) has 5 rows, the largest (CYT) 463.

Source: UCI Machine Learning Repository no. 110, Nakai, 1991. CC BY 4.0.
https://archive.ics.uci.edu/dataset/110/yeast"""

_YEAST_COUNTS = {
    "CYT": 463,
    "ERL": 5,
    "EXC": 35,
    "ME1": 44,
    "ME2": 51,
    "ME3": 163,
    "MIT": 244,
    "NUC": 429,
    "POX": 20,
    "VAC": 30,
}

_PIMA_COLUMNS = "pregnancies glucose blood_pressure skin_thickness insulin bmi pedigree age"

_CREDIT_COLUMNS = """RevolvingUtilizationOfUnsecuredLines age NumberOfTime30-59DaysPastDueNotWorse
DebtRatio MonthlyIncome NumberOfOpenCreditLinesAndLoans NumberOfTimes90DaysLate
NumberRealEstateLoansOrLines NumberOfTime60-89DaysPastDueNotWorse NumberOfDependents"""

TABLES = {
    info.name: info
    for info in (
        TableInfo(
            name="secom",
            filename="secom.csv.gz",
            feature_names=tuple(f"f{i}" for i in range(1, 591)),
            class_counts=({0: 1463, 1: 104},),
            target_names=("pass", "fail"),
            description=_SECOM,
        ),
        TableInfo(
            name="pima",
            filename="pima.csv.gz",
            feature_names=tuple(_PIMA_COLUMNS.split()),
            class_counts=({0: 500, 1: 268},),
            target_names=("no diabetes", "diabetes"),
            description=_PIMA,
        ),
        TableInfo(
            name="haberman",
            filename="haberman.csv.gz",
            feature_names=("age", "year", "nodes"),
            class_counts=({0: 225, 1: 81},),
            target_names=("survived", "died"),
            description=_HABERMAN,
        ),
        TableInfo(
            name="wafer",
            filename="wafer.csv.gz",
            feature_names=tuple(f"t{i}" for i in range(1, 153)),
            class_counts=({0: 6402, 1: 762}, {0: 6401, 1: 762}),
            target_names=("normal", "abnormal"),
            description=_WAFER,
        ),
        TableInfo(
            name="credit",
            filename="give_me_some_credit.csv.gz",
            feature_names=tuple(_CREDIT_COLUMNS.split()),
            class_counts=({0: 139974, 1: 10026},),
            target_names=("no delinquency", "serious delinquency"),
            description=_CREDIT,
        ),
        TableInfo(
            name="yeast",
            filename="yeast.csv.gz",
            feature_names=tuple("mcg gvh alm mit erl pox vac nuc".split()),
            class_counts=(_YEAST_COUNTS,),
            target_names=tuple(_YEAST_COUNTS),
            description=_YEAST,
        ),
    )
}

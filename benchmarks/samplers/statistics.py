"""Means over classifiers, repeats and tables, ranks, and tests against SMOTE."""

import warnings

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from imbgan.comparison import ComparisonResult, Record

from .methods import CLASSIFIERS, CONTROL, SAMPLERS
from .protocol import GROUPS, MEASURES

ORDERS = {
    "table": [name for names in GROUPS.values() for name in names],
    "sampler": list(SAMPLERS),
    "classifier": list(CLASSIFIERS),
}
PLACE = ["table", "sampler"]
NOTHING = dict.fromkeys((*MEASURES, "error", "resample_seconds"))


class Scores:
    """One row for each table, sampler, repeat and classifier, and the means of these rows.

    A sampler has a mean on a table only where all classifiers have scores in all repeats that
    the table has: means over other fits could not be compared.

    Parameters
    ----------
    prints : dict of str to str
        The classifiers that count, and their fingerprints today.

    records : iterable of dict
        Where two records share a row, the later one counts.
    """

    def __init__(self, prints, records):
        rows = {}
        for record in records:
            place = {name: record[name] for name in (*PLACE, "repeat")}
            for name, its_print in record["classifiers"].items():
                if prints.get(name) == its_print:
                    found = NOTHING | place | {"classifier": name} | _found(record, name)
                    rows[*place.values(), name] = found
        columns = [*PLACE, "repeat", "classifier", *NOTHING]
        self.frame = pd.DataFrame(list(rows.values()), columns=columns)
        self.frame = self.frame.astype(dict.fromkeys((*MEASURES, "resample_seconds"), float))

    def names(self, kind):
        """The tables, samplers or classifiers that have rows, in the order of the report."""
        found = set(self.frame[kind])
        return [name for name in ORDERS[kind] if name in found]

    def by_table(self, measure):
        """Means over classifiers and repeats, a row for each table, a column for each sampler."""
        return self._shaped(self.frame.groupby(PLACE)[measure].mean()).where(self.whole())

    def whole(self):
        """Whether a sampler has all fits on a table."""
        n_repeats = self.frame.groupby("table")["repeat"].nunique()
        counts = self._shaped(self.frame.groupby(PLACE)["acsa"].count())
        return counts.eq(n_repeats * len(self.names("classifier")), axis=0)

    def has_means(self):
        """Whether any sampler has all fits on any table."""
        return not self.frame.empty and bool(self.whole().any(axis=None))

    def _shaped(self, values):
        wide = values.unstack("sampler")
        return wide.reindex(index=self.names("table"), columns=self.names("sampler"))

    def by_classifier(self, measure, against=None):
        """Means over the tables, a row for each classifier, a column for each sampler.

        With the name of a sampler, differences to it over the tables that both have.
        """
        means = self.frame.groupby(["classifier", *PLACE])[measure].mean().unstack("sampler")
        whole = self.whole().reindex(means.index.get_level_values("table"))
        means = means.where(whole[means.columns].to_numpy())
        if against is not None:
            means = means.sub(means.get(against, np.nan), axis=0)
        means = means.groupby("classifier").mean()
        return means.reindex(index=self.names("classifier"), columns=self.names("sampler"))

    def gaps(self, measure):
        """Differences to SMOTE on each table; none where either is missing."""
        means = self.by_table(measure)
        return means.sub(means.get(CONTROL, np.nan), axis=0)

    def seconds(self):
        """Median seconds of a resampling by sampler."""
        once = self.frame.drop_duplicates([*PLACE, "repeat"])
        return once.groupby("sampler")["resample_seconds"].median()

    def result(self):
        """The means by table as a result of the package's own comparison; larger is better."""
        means = {measure: self.by_table(measure) for measure in MEASURES}
        means["brier"] = -means["brier"]
        return ComparisonResult(
            _as_record(*place, {name: wide.loc[place] for name, wide in means.items()})
            for place, is_whole in self.whole().stack().items()
            if is_whole
        )

    def tests(self, measure):
        """Wilcoxon's test of each sampler against SMOTE over the tables both have, after Holm."""
        result, shared = self.result(), self.gaps(measure).notna()
        rows = {}
        for sampler in self.names("sampler"):
            tables = [table for table, is_shared in shared[sampler].items() if is_shared]
            if sampler != CONTROL and len(tables) > 1:
                pair = result.select(methods=[sampler, CONTROL], datasets=tables)
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # of few tables, which the report shows
                    test = pair.wilcoxon(measure, control=CONTROL, correction=None)
                rows[sampler] = test.iloc[0]
        if not rows:
            return pd.DataFrame()
        table = pd.DataFrame(rows).T
        holm = multipletests(table["pvalue"].astype(float), method="holm")[1]
        return table.assign(pvalue_holm=holm)


def _found(record, classifier):
    """What a record says of one classifier."""
    if "error" in record:
        return {"error": f"resampling: {record['error']}"}
    found = record["scores"][classifier]
    scores = {name: found[name] for name in (*MEASURES, "error") if name in found}
    return scores | {"resample_seconds": record["resample_seconds"]}


def _as_record(table, sampler, scores):
    """The means of a sampler on a table as one fit."""
    nothing = dict.fromkeys(("fit_seconds", "predict_seconds", "peak_memory"), float("nan"))
    return Record(
        key="",
        data=table,
        method=sampler,
        repeat=0,
        fold=0,
        seed=None,
        error="",
        scores=scores,
        n_train=0,
        n_test=0,
        imbalance_ratio=float("nan"),
        confusion=[],
        classes=[],
        **nothing,
    )

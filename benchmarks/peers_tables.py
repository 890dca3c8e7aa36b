"""Classifiers of this package beside boosted trees: ``python benchmarks/peers_tables.py``.

CatBoost, LightGBM and XGBoost take part where they are installed; they are no dependencies. See
``benchmarks/README.rst``. Each fit is kept when it is done; run again to go on.
"""

import argparse
from importlib.util import find_spec
from pathlib import Path

from harness.environment import commit, cores, limit_threads, versions
from harness.tables import thinned
from imblearn.ensemble import BalancedRandomForestClassifier
from samplers.development import TABLES
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import LabelEncoder

from imbgan import (
    DOClassifier,
    LogitAdjustedClassifier,
    NeuralClassifier,
    PriorCorrectedClassifier,
)
from imbgan.comparison import compare
from imbgan.datasets import fetch_table, table_names

RESULTS = Path(__file__).parent / "results"
SCORES = ("acsa", "geometric_mean", "roc_auc", "neg_brier")
TITLES = {"acsa": "ACSA", "geometric_mean": "GM", "roc_auc": "AUC", "fit_seconds": "seconds"}
TEST_SHARE, MOST_ROWS = 0.3, 4000


def boosted():
    """The boosted trees that are installed, by name."""
    found = {"HistGradientBoosting": HistGradientBoostingClassifier()}
    if find_spec("catboost"):
        from catboost import CatBoostClassifier

        options = {"verbose": 0, "allow_writing_files": False, "thread_count": cores()}
        found["CatBoost"] = CatBoostClassifier(**options)
    if find_spec("lightgbm"):
        from lightgbm import LGBMClassifier

        found["LightGBM"] = LGBMClassifier(verbose=-1, n_jobs=cores())
    if find_spec("xgboost"):
        from xgboost import XGBClassifier

        found["XGBoost"] = XGBClassifier(n_jobs=cores())
    return found


def methods():
    """All methods by name; those of other packages have the prior divided out."""
    found = {
        "LogitAdjustedClassifier": LogitAdjustedClassifier(device="cpu"),
        "NeuralClassifier, balanced": NeuralClassifier(class_weight="balanced", device="cpu"),
        "DOClassifier": DOClassifier(device="cpu"),
        "DOClassifier, game off": DOClassifier(fake_weight=0.0, device="cpu"),
        "balanced forest": BalancedRandomForestClassifier(n_estimators=200),
        "forest / prior": PriorCorrectedClassifier(RandomForestClassifier(300)),
    }
    for name, classifier in boosted().items():
        found[f"{name} / prior"] = PriorCorrectedClassifier(classifier)
    filled = {name: make_pipeline(SimpleImputer(), method) for name, method in found.items()}
    return filled


def tables(group):
    """The tables of a group by name, at most 4000 rows of each."""
    if group == "papers":
        found = {name: fetch_table(name, return_X_y=True) for name in table_names()}
    else:
        found = {name: make() for name, make in TABLES.items()}
    found = {name: thinned(*table, MOST_ROWS) for name, table in found.items()}
    # XGBoost wants numbers for classes.
    return {name: (X, LabelEncoder().fit_transform(y)) for name, (X, y) in found.items()}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--group", choices=("development", "papers"), default="development", help="of tables")
    add("--methods", nargs="+", metavar="METHOD", help=f"of {', '.join(methods())}")
    add("--repeats", type=int, default=3, help="splits (default 3)")
    add("--threads", type=int, default=cores(), help="threads of torch, OpenMP and BLAS")
    add("--time-limit", type=float, help="begin no fit after so many seconds")
    add("--results", type=Path, default=RESULTS, help="folder of the store and the tables")
    args = parser.parse_args(argv)
    chosen = methods()
    with limit_threads(args.threads):
        result = compare(
            {name: chosen[name] for name in args.methods or chosen},
            tables(args.group),
            cv=StratifiedShuffleSplit(args.repeats, test_size=TEST_SHARE),
            scoring=list(SCORES),
            store=args.results / f"peers_tables_{args.group}.sqlite",
            time_limit=args.time_limit,
            verbose=1,
            random_state=0,
        )
    write_report(result, args)


def write_report(result, args):
    """Write means over the tables on which every method has all its fits."""
    frame = result.frame
    names = [*SCORES, "fit_seconds"]
    means = frame.groupby(["method", "data"])[names].mean().unstack("data")
    whole = means["acsa"].columns[means["acsa"].notna().all()]
    found = frame[frame["data"].isin(whole)].groupby("method")
    table = found[names].mean().round(3)
    per_table = frame[frame["data"].isin(whole)].pivot_table("acsa", "data", "method")
    table["mean rank"] = per_table.rank(axis=1, ascending=False).mean().round(2)
    table = table.sort_values("acsa", ascending=False)
    text = (
        f"Means over {len(whole)} tables, {args.repeats} splits asked for, {len(frame)} fits; "
        f"{args.threads} threads; commit {commit()}.\n\n{table.to_markdown()}\n\n"
        f"{', '.join(f'{name} {number}' for name, number in versions().items())}\n"
    )
    path = args.results / f"peers_tables_{args.group}.md"
    path.write_text(text)
    shown = table.assign(**{name: (100 * table[name]).round(1) for name in list(SCORES)[:-1]})
    shown = shown.drop(columns="neg_brier").rename(columns=TITLES).rename_axis("method")
    shown.round(2).to_csv(path.with_suffix(".csv"))
    print(text)


if __name__ == "__main__":
    main()

"""What a user would take who has none of this: each weighs its classes alike."""

from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.pipeline import Pipeline
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

BALANCED_FOREST = "balanced random forest"


def baselines(random_state=None):
    """Estimators by name."""
    linear = LogisticRegression(class_weight="balanced", max_iter=5000)
    return {
        BALANCED_FOREST: BalancedRandomForestClassifier(
            n_estimators=200, random_state=random_state
        ),
        "gradient boosting": HistGradientBoostingClassifier(
            class_weight="balanced", random_state=random_state
        ),
        "logistic regression": Pipeline([("scaler", StandardScaler()), ("classifier", linear)]),
    }

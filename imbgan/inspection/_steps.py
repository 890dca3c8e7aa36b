"""The step of a pipeline that a display is to show."""


def step_with(attribute, estimator, *X):
    """Return the last step of a pipeline that has an attribute, and rows as it sees them.

    Any other estimator, and its rows, are returned as they are.
    """
    if not hasattr(estimator, "steps"):
        return estimator, *X
    steps = [step for _, step in estimator.steps]
    found = [at for at, step in enumerate(steps) if hasattr(step, attribute)]
    if not found:
        raise ValueError(
            f"No step of the {type(estimator).__name__} has `{attribute}`; pass a fitted one with "
            "a step that has."
        )
    for step in steps[: found[-1]]:
        # Samplers act on training rows only; "passthrough" and None on none.
        if hasattr(step, "transform") and not hasattr(step, "fit_resample"):
            X = [step.transform(rows) for rows in X]
    return steps[found[-1]], *X

"""Parameters as the results on file know them.

A record says by a digest which parameters it was made with, and no name can be read back from it.
When parameters were renamed, with no change of what they do, no record of a game would have been
found again. So digests are made of the first names; here and nowhere else.
"""

NAMES = {
    "generator_classifier_weight": "persuade_weight",
    "generator_objective": "generator_aim",
    "pretrained_share": "inherited",
}
# Parameters that came later, and the values at which everything is as it was before them.
LATER = {
    "max_steps": None,
    "time_limit": None,
    "mix": "learned",
    "extrapolation": 0.0,
    "screen": False,
    "proba": "balanced",
    "threshold": "balanced",
}
# Parameters that samplers of games had at first, and the values at which they did nothing.
GONE = {
    "early_stopping": "auto",
    "validation_fraction": 0.15,
    "n_iter_no_change": 20,
    "scoring": "balanced_log_loss",
}
# The same of samplers whose generator mixes rows.
GONE_OF_MIXES = {"feature_network": "auto"}
VALUES = {"generator_objective": {"adversarial": "fool", "cooperative": "favour"}}


def recorded(settings):
    """Return parameters by their first names, which may follow the name of a step.

    Those that came later are left out where they change nothing, and those that samplers of games
    have no more are put back.
    """
    found = {}
    for path, value in settings.items():
        step, mark, name = path.rpartition("__")
        if name == "fake_weight" and step + mark + "early_stopping" not in settings:
            of_mixes = GONE_OF_MIXES if step + mark + "max_anchors" in settings else {}
            found |= {step + mark + gone: it for gone, it in (GONE | of_mixes).items()}
        if name in LATER and value == LATER[name]:
            continue
        if name in VALUES:
            value = VALUES[name].get(value, value)
        found[step + mark + NAMES.get(name, name)] = value
    return found

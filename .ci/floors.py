"""Print the minimum versions of setup.cfg as constraints: the latest patch of each of them."""

import configparser
import re
from pathlib import Path


def floors(text):
    """Return a constraint for each requirement of a setup.cfg that has a minimum."""
    settings = configparser.ConfigParser()
    settings.read_string(text)
    asked = [settings["options"]["install_requires"], *settings["options.extras_require"].values()]
    found = {}
    for name, minimum in re.findall(r"^([\w-]+)>=([\d.]+)$", "\n".join(asked), re.MULTILINE):
        parts = minimum.split(".")
        if len(parts) < 3:
            minimum = ".".join([*parts, "0"][:2]) + ".*"
        found[name] = f"{name}=={minimum}"
    return list(found.values())


if __name__ == "__main__":
    print(*floors(Path(__file__).parents[1].joinpath("setup.cfg").read_text()), sep="\n")

"""What a bug report should say about the machine."""

import os
from importlib.metadata import PackageNotFoundError, version

import sklearn

# Those that scikit-learn's own report leaves out.
_PACKAGES = ("imbalanced-learn", "torch", "skorch", "safetensors")


def show_versions():
    """Print the versions of this package and of what it stands on, and what the machine offers.

    The report of scikit-learn comes first.

    Examples
    --------
    >>> from imbgan import show_versions
    >>> show_versions()
    <BLANKLINE>
    System:
    ...
    imbgan:
    ...
    """
    # Only when asked: the package imports this room while it is itself being imported.
    import imbgan

    sklearn.show_versions()
    lines = {"imbgan": imbgan.__version__, **{name: _version(name) for name in _PACKAGES}}
    lines |= _machine()
    print("\nimbgan:")
    for name, value in lines.items():
        print(f"{name:>16}: {value}")


def _version(package):
    """The installed version, from the package's metadata."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _machine():
    """Accelerators and threads, as torch sees them."""
    import torch  # only when asked: this room must be usable without it

    cuda = "not available"
    if torch.cuda.is_available():
        names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
        cuda = f"{torch.version.cuda} ({', '.join(names)})"
    return {
        "cuda": cuda,
        "mps": "available" if torch.backends.mps.is_available() else "not available",
        "torch threads": torch.get_num_threads(),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "not set"),
        "CPU cores": os.cpu_count(),
    }

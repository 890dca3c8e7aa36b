"""Time and memory of CycleGANSampler by size: ``python benchmarks/translation_speed.py``.

Batches of the default size, after a first epoch that is not counted. See
``benchmarks/README.rst``.
"""

import argparse
import json
import time
from itertools import product
from pathlib import Path

import numpy as np
import torch
from harness.environment import cores, device_of, limit_threads, versions
from skorch.callbacks import Callback

from imbgan import CycleGANSampler

RESULTS = Path(__file__).parent / "results" / "translation_speed.json"
N_DEFAULT = 1000  # batches of a training with defaults
COUNTS = (300, 100)


class EpochEnds(Callback):
    """Notes when each epoch ends, once the device has done its work."""

    def __init__(self, device):
        self.device = device

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        """Begin."""
        self.ends_ = []

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        """Note the time."""
        if self.device == "cuda":
            torch.cuda.synchronize()
        self.ends_.append(time.perf_counter())


def measure(side, device, mixed_precision, n_batches):
    """Seconds of a batch, and what a training with defaults comes to."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], COUNTS)
    X = rng.integers(0, 256, (len(y), 1, side, side), dtype=np.uint8)
    ends = EpochEnds(device)
    sampler = CycleGANSampler(
        max_epochs=2,
        max_steps_per_epoch=n_batches,
        device=device,
        mixed_precision=mixed_precision,
        callbacks=[("ends", ends)],
        random_state=0,
    )
    sampler.fit_resample(X, y)
    seconds = (ends.ends_[1] - ends.ends_[0]) / n_batches
    start = time.perf_counter()
    sampler.sample(200, 1)
    return {
        "side": side,
        "device": torch.cuda.get_device_name() if device == "cuda" else device,
        "threads": torch.get_num_threads(),
        "mixed_precision": mixed_precision,
        "ms_per_batch": round(1000 * seconds, 1),
        "minutes_of_defaults": round(N_DEFAULT * seconds / 60, 2),
        "ms_per_generated_image": round(5 * (time.perf_counter() - start), 2),
        "peak_mib": _peak_mib(device),
    }


def _peak_mib(device):
    """Largest memory of the device, or of this process on a CPU."""
    if device == "cuda":
        peak = torch.cuda.max_memory_allocated() / 2**20
        torch.cuda.reset_peak_memory_stats()
        return round(peak)
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main(argv=None):
    """Measure each size on a device and write the figures down."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sides", nargs="+", type=int, default=[64, 128])
    parser.add_argument("--device", default="auto", type=device_of)
    parser.add_argument("--batches", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--results", type=Path, default=RESULTS)
    args = parser.parse_args(argv)
    precisions = (False, True) if args.device == "cuda" else (False,)
    old = json.loads(args.results.read_text())["figures"] if args.results.exists() else []
    with limit_threads(args.threads):
        for side, mixed in product(args.sides, precisions):
            found = measure(side, args.device, mixed, args.batches) | {"cores": cores()}
            print(found, flush=True)
            same = ("side", "device", "threads", "mixed_precision")
            old = [one for one in old if any(one[name] != found[name] for name in same)]
            old.append(found)
            args.results.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"versions": versions(), "figures": old}, indent=1)
            args.results.write_text(text + "\n")


if __name__ == "__main__":
    main()

"""Affine scaling of numeric columns that survives outliers, huge values and huge offsets."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

# Values beyond these percentiles have no say in location and scale.
WINSOR = (1, 99)
# A winsorised deviation below this part of the half range says that the bulk of the column is
# constant, or that a few values, fill values perhaps, lie out of all proportion.
TINY = 1e-9
# Encoded values are cut off here, so that their squares have a float32. Only what lies out of all
# proportion, or far outside the range seen in fit, is ever cut.
LARGEST = 2 / TINY
# float32 tells integers apart up to 2**24 steps from the origin, but only if nothing is rounded.
WIDE = 2.0**23


@dataclass(frozen=True)
class Scaling:
    """Affine map of columns that share one family of numbers (int64, uint64 or float64).

    The location is kept in two parts, ``origin + shift``, because that of an integer column must
    be subtracted without leaving the integers: float64 cannot tell neighbours beyond 2**53 apart.
    """

    origin: np.ndarray
    shift: np.ndarray
    scale: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def __getitem__(self, columns):
        return Scaling(*(getattr(self, field.name)[columns] for field in fields(self)))

    def to_record(self):
        """The arrays by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def encode(self, values):
        """Scaled values in float64; values of any numeric dtype are accepted."""
        if values.dtype.kind in "iu" and self.origin.dtype.kind in "iu":
            return (_difference(values, self.origin) - self.shift) / self.scale
        # Halves of both sides: the difference of two huge values may exceed float64.
        scaled = values * np.float64(0.5)
        scaled -= 0.5 * self.origin.astype(np.float64) + 0.5 * self.shift
        with np.errstate(over="ignore"):  # far outside the range seen in fit
            scaled /= 0.5 * self.scale
        return scaled

    def decode(self, scaled):
        """Values of the family from scaled ones, rounded where integer, within the seen range."""
        scaled = np.asarray(scaled, dtype=np.float64)
        if self.origin.dtype.kind in "iu":
            steps = np.rint(scaled * self.scale + self.shift)
            return _walk(steps, self.origin, self.low, self.high)
        with np.errstate(over="ignore"):  # what overflows is clipped to the range
            values = 2 * (scaled * (0.5 * self.scale) + 0.5 * self.origin)
            return np.clip(values, self.low, self.high)


def fit_scaling(values):
    """Scaling of the columns of a (n, k) array of int64, uint64 or float64."""
    low, high = values.min(axis=0), values.max(axis=0)
    start = low.copy()  # what integers are counted from
    location, scale, flat = _location_and_scale(values, low, high)
    columns = np.flatnonzero(flat)
    bulk_low, bulk_high = _ends_of_bulk(values[:, columns])
    # Beside values out of all proportion the bulk cannot be told apart: it is looked at alone.
    varies = bulk_low < bulk_high
    columns, bulk_low, bulk_high = columns[varies], bulk_low[varies], bulk_high[varies]
    if len(columns):
        bulk = np.clip(values[:, columns], bulk_low, bulk_high)
        start[columns] = bulk_low
        location[columns], scale[columns], _ = _location_and_scale(bulk, bulk_low, bulk_high)
    if values.dtype.kind == "f":
        return Scaling(location, np.zeros_like(location), scale, low, high)
    wide = _difference(high, low) >= WIDE
    steps = np.rint(location)
    # Whole locations and powers of two as scales lose no bit of a wide column in float32.
    shift = np.where(wide, 0.0, location - steps)
    scale = np.where(wide, np.exp2(np.rint(np.log2(scale))), scale)
    return Scaling(_walk(steps, start, low, high), shift, scale, low, high)


def _location_and_scale(values, low, high):
    """Location and scale of columns between two bounds, and which have next to none but the ends.

    Those of integers are counted from the lower bound.
    """
    if values.dtype.kind != "f":
        values, high = _difference(values, low), _difference(high, low)
        low = np.zeros(len(low))
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    mean, deviation, flat = _centre(values, middle, half)
    scale = half * deviation
    scale = np.where(scale > np.finfo(np.float64).tiny, scale, 1.0)
    return middle + half * mean, scale, flat


def _ends_of_bulk(values):
    """Values between which all but 2 per cent of each column lie."""
    first, last = (np.array(WINSOR) * (len(values) - 1) / 100).astype(int)
    last = min(last + 1, len(values) - 1)
    ends = np.partition(values, (first, last), axis=0)
    return ends[first], ends[last]


def join(scalings):
    """One scaling of the columns of several, of the same family."""
    return Scaling(
        *(np.concatenate([getattr(s, field.name) for s in scalings]) for field in fields(Scaling))
    )


def _centre(values, middle, half):
    """Mean and deviation of the winsorised columns, in units of the half range.

    With them comes which columns are flat: there they are the mean and deviation of all values.
    """
    unit = (values - middle) / np.where(half > 0, half, 1.0)
    unit = np.ascontiguousarray(unit.T)
    low, high = np.percentile(unit, WINSOR, axis=1, keepdims=True)
    winsorised = np.clip(unit, low, high)
    mean, deviation = winsorised.mean(axis=1), winsorised.std(axis=1)
    flat = deviation < TINY
    mean[flat], deviation[flat] = unit[flat].mean(axis=1), unit[flat].std(axis=1)
    return mean, deviation, flat


def _difference(values, origin):
    """Exact difference of integers of any width and sign, rounded once, to float64."""
    ahead = values.astype(np.uint64) - origin.astype(np.uint64)  # modulo 2**64
    return np.where(
        values >= origin, ahead.astype(np.float64), -np.negative(ahead).astype(np.float64)
    )


def _walk(steps, origin, low, high):
    """The integers that lie the given whole steps (float64) from the origin, within the range."""
    down, up = _difference(low, origin), _difference(high, origin)
    bits = origin.astype(np.uint64)
    size = np.abs(np.clip(steps, down, up))
    # The largest size may round up to 2**64, which has no uint64.
    size = np.minimum(size, np.nextafter(2.0**64, 0)).astype(np.uint64)
    reached = np.where(steps < 0, bits - size, bits + size).astype(origin.dtype)
    # Beyond 2**53 the rounded size can pass an end, even wrap around: then the end is meant.
    reached = np.where(steps <= down, low, reached)
    reached = np.where(steps >= up, high, reached)
    return np.clip(reached, low, high)

"""Affine scaling of numeric columns that survives outliers, huge values and huge offsets."""

from __future__ import annotations

from operator import itemgetter
from typing import NamedTuple

import numpy as np

# Location and scale are those of the values between these percentiles.
WINSOR = (1, 99)
# A winsorised deviation below this part of the half range means that the bulk of the column is
# constant, or that a few values, fill values perhaps, are out of all proportion.
TINY = 1e-9
# Encoded values are clipped here, so that float32 can hold their squares. Only values out of all
# proportion, or far outside the range seen in fit, are ever clipped.
LARGEST = 2 / TINY
# float32 holds all integers up to 2**24 steps from the origin, if scaling them rounds nothing.
LONG_RANGE = 2.0**23


class Scaling(NamedTuple):
    """Affine map of columns that share one family of numbers (int64, uint64 or float64).

    The location is kept in two parts, ``origin + shift``, because that of an integer column must
    be subtracted in integers: float64 cannot represent all of them beyond 2**53.
    """

    origin: np.ndarray
    shift: np.ndarray
    scale: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def part(self, columns):
        """The scaling of some of the columns."""
        return Scaling(*map(itemgetter(columns), self))

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
            return _integers_at(steps, self.origin, self.low, self.high)
        with np.errstate(over="ignore"):  # what overflows is clipped to the range
            values = 2 * (scaled * (0.5 * self.scale) + 0.5 * self.origin)
            return np.clip(values, self.low, self.high)


def fit_scaling(values):
    """Scaling of the columns of a (n, k) array of int64, uint64 or float64."""
    low, high = values.min(axis=0), values.max(axis=0)
    start = low.copy()  # what integers are counted from
    location, scale, flat = _location_and_scale(values, low, high)
    if flat.any():
        # Beside values out of all proportion the bulk has no deviation: it is scaled alone.
        columns = np.flatnonzero(flat)
        bulk_low, bulk_high = _ends_of_bulk(values[:, columns])
        varies = bulk_low < bulk_high
        columns, bulk_low, bulk_high = columns[varies], bulk_low[varies], bulk_high[varies]
        bulk = np.clip(values[:, columns], bulk_low, bulk_high)
        start[columns] = bulk_low
        location[columns], scale[columns], _ = _location_and_scale(bulk, bulk_low, bulk_high)
    if values.dtype.kind == "f":
        return Scaling(location, np.zeros_like(location), scale, low, high)
    is_long = _difference(high, low) >= LONG_RANGE
    steps = np.rint(location)
    # With an integer location and a power of two as scale, float32 loses no bit of a long range.
    shift = np.where(is_long, 0.0, location - steps)
    scale = np.where(is_long, np.exp2(np.rint(np.log2(scale))), scale)
    return Scaling(_integers_at(steps, start, low, high), shift, scale, low, high)


def _location_and_scale(values, low, high):
    """Location (of integers, from the lower bound) and scale of columns, and which are flat."""
    if values.dtype.kind != "f":
        values, high = _difference(values, low), _difference(high, low)
        low = np.zeros(len(low))
    middle, half = low / 2 + high / 2, high / 2 - low / 2
    unit = (values - middle) / np.where(half > 0, half, 1.0)
    unit = np.ascontiguousarray(unit.T)
    winsorised = np.clip(unit, *np.percentile(unit, WINSOR, axis=1, keepdims=True))
    mean, deviation = winsorised.mean(axis=1), winsorised.std(axis=1)
    flat = deviation < TINY
    mean[flat], deviation[flat] = unit[flat].mean(axis=1), unit[flat].std(axis=1)
    scale = half * deviation
    scale = np.where(scale > np.finfo(np.float64).tiny, scale, 1.0)
    return middle + half * mean, scale, flat


def _ends_of_bulk(values):
    """The winsorising bounds of each column, as values that occur in it."""
    first, last = (np.array(WINSOR) * (len(values) - 1) / 100).astype(int)
    last = min(last + 1, len(values) - 1)
    ends = np.partition(values, (first, last), axis=0)
    return ends[first], ends[last]


def _difference(values, origin):
    """Exact difference of integers of any width and sign, rounded once, to float64."""
    ahead = values.astype(np.uint64) - origin.astype(np.uint64)  # modulo 2**64
    return np.where(
        values >= origin, ahead.astype(np.float64), -np.negative(ahead).astype(np.float64)
    )


def _integers_at(steps, origin, low, high):
    """The integers at integer steps (float64) from the origin, clipped to the range."""
    down, up = _difference(low, origin), _difference(high, origin)
    bits = origin.astype(np.uint64)
    size = np.abs(np.clip(steps, down, up))
    # The largest size may round up to 2**64, which uint64 cannot hold.
    size = np.minimum(size, np.nextafter(2.0**64, 0)).astype(np.uint64)
    reached = np.where(steps < 0, bits - size, bits + size).astype(origin.dtype)
    # Beyond 2**53 the rounded size can pass an end, or wrap around: the result is the end then.
    reached = np.where(steps <= down, low, reached)
    reached = np.where(steps >= up, high, reached)
    return np.clip(reached, low, high)

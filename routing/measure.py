"""What a walk is judged by: its length alone, or first what it costs and then its length, in one number.

Adding two such numbers adds both parts, and the smaller number is the cheaper walk or, of two that cost the
same, the shorter one. So one search finds the cheapest walk and its length.
"""

import numpy as np
from numpy.typing import NDArray

from routing.arrays import FloatArray, IntArray

Int32Array = NDArray[np.int32]
# Metres as float64, or cost and length packed into int64.
Values = NDArray[np.float64 | np.int64]

# Millimetres: lengths up to 4,294 km and costs up to half of that.
UNITS = 1000.0
LENGTH_BITS = 32
# More than any walk, and two of them can still be added.
NEVER = 1 << 61


def packed(cost_m: FloatArray, length_m: FloatArray) -> IntArray:
    """Costs and lengths in metres as one number each; ``NEVER`` where the length is inf."""
    there = np.isfinite(length_m)
    # Rounded up, so that a walk is never longer than a sum of these.
    cost, length = (
        np.ceil(np.where(there, metres, 0.0) * UNITS).astype(np.int64) for metres in (cost_m, length_m)
    )
    return np.where(there, (cost << LENGTH_BITS) + length, NEVER)


def packed_length_m(value: IntArray) -> FloatArray:
    """Lengths in metres, inf where there is no way."""
    length_m: FloatArray = (value & ((1 << LENGTH_BITS) - 1)) / UNITS
    return np.where(value >= NEVER, np.inf, length_m)

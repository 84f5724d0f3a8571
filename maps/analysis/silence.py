"""When nothing is known of a patrol."""

import numpy as np

from maps.analysis.arrays import IntArray


def silent_times(shift_s: tuple[int, int], heard_s: IntArray) -> IntArray:
    """The parts of a shift in which nothing was heard; applied twice, the parts in which something was.

    Args:
        shift_s: Start and end of the shift, seconds.
        heard_s: First and last second of each time with news, in any order, overlapping or not, shape (k, 2).

    Returns:
        First and last second of each silence, in order, shape (n, 2).
    """
    first_s, last_s = shift_s
    inside = np.clip(heard_s.reshape(-1, 2), first_s, last_s)
    ordered = inside[np.argsort(inside[:, 0], kind="stable")]
    # Times that overlap are one: the latest end so far is where the next silence can begin.
    begins_s = np.append(first_s, np.maximum.accumulate(ordered[:, 1]))
    ends_s = np.append(ordered[:, 0], last_s)
    lasts = ends_s > begins_s
    return np.column_stack([begins_s[lasts], ends_s[lasts]]).astype(np.int64)

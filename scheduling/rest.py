"""Sets of one volunteer's patrols of which the rest rule allows only one."""

from typing import NamedTuple

import numpy as np

from scheduling.problem import BoolArray, IntArray


class Clashes(NamedTuple):
    """Set r is of ``volunteer[r]`` at ``instant_s[r]``; entry i puts ``pair[i]`` in set ``row[i]``."""

    volunteer: IntArray
    instant_s: IntArray
    row: IntArray
    pair: IntArray


def clashes(volunteer: IntArray, starts_s: IntArray, rested_s: IntArray) -> Clashes:
    """Find the largest sets of pairs that pairwise clash.

    Stretched to the moment when the volunteer has rested, two patrols clash when they share an instant,
    and intervals that pairwise share an instant all share one. The instants at which a patrol starts are
    therefore enough.

    Args:
        volunteer: Index of each pair's volunteer, shape (k,).
        starts_s: Start of each pair's patrol, seconds, shape (k,).
        rested_s: End of the rest after it, seconds, shape (k,).
    """
    if not len(volunteer):
        return Clashes(volunteer, starts_s, volunteer, volunteer)
    longest_s = (rested_s - starts_s).max()
    span_s = np.ptp(starts_s) + longest_s + 1
    key = volunteer * span_s + starts_s - starts_s.min()
    order = np.argsort(key, kind="stable")
    instants, first = np.unique(key[order], return_index=True)
    row, position = _expand(
        np.searchsorted(key[order], instants - longest_s, side="right"),
        np.searchsorted(key[order], instants, side="right"),
    )
    pair, owner = order[position], volunteer[order[first]]
    instant_s = starts_s[order[first]]
    lasting = rested_s[pair] > instant_s[row]
    found = Clashes(owner, instant_s, row[lasting], pair[lasting])
    return select_rows(found, _is_largest(found, rested_s))


def _expand(low: IntArray, high: IntArray) -> tuple[IntArray, IntArray]:
    """List low[r], low[r] + 1, ..., high[r] - 1 of each row r."""
    size = high - low
    row = np.repeat(np.arange(len(size)), size)
    return row, np.arange(size.sum()) - np.repeat(np.cumsum(size) - size - low, size)


def _is_largest(found: Clashes, rested_s: IntArray) -> BoolArray:
    """A set is part of the volunteer's next one unless somebody's rest ends before that begins."""
    first_end_s = np.minimum.reduceat(rested_s[found.pair], row_starts(found))
    next_s = np.append(found.instant_s[1:], 0)
    same = np.append(found.volunteer[1:] == found.volunteer[:-1], False)
    return ~same | (first_end_s <= next_s)


def row_starts(found: Clashes) -> IntArray:
    """Position of each set's first entry, shape (number of sets,)."""
    starts: IntArray = np.searchsorted(found.row, np.arange(len(found.volunteer)))
    return starts


def select_rows(found: Clashes, wanted: BoolArray) -> Clashes:
    """Keep some of the sets and number them anew."""
    entries = wanted[found.row]
    number = np.cumsum(wanted) - 1
    return Clashes(
        found.volunteer[wanted], found.instant_s[wanted], number[found.row[entries]], found.pair[entries]
    )

"""A share of the time for places of low risk, in turn, so that none is never seen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from routing.problem import Stop, Team

SHARE = 0.1
# Walk from stop to stop that is counted with the dwelling; measured on patrol shifts on streets.
WALK_S = 8 * 60
# Of the hotspots' rewards: high enough to be visited if it is not far, and no farther.
REWARD_QUANTILE = 0.9


def rotation_ids(ids: Sequence[int], last_visit: Mapping[int, date], count: int, *, seed: int) -> list[int]:
    """The places whose turn it is: those never visited, then those visited longest ago; ties by chance.

    Args:
        ids: Places of low risk, in any order.
        last_visit: Day of the last visit of those that had one.
        count: How many are wanted.
        seed: Decides among places that waited equally long.

    Returns:
        Rising ids, fewer than ``count`` if there are not as many.
    """
    shuffled = np.random.default_rng(seed).permutation(sorted(set(ids))).tolist()
    waiting = sorted(shuffled, key=lambda one: last_visit.get(one, date.min))
    return sorted(waiting[:count])


def rotation_count(teams: Sequence[Team], dwell_s: int, *, share: float = SHARE) -> int:
    """Visits that fit into a share of the time of all teams."""
    time_s = sum(max(0, team.ends_s - team.starts_s) for team in teams)
    return int(share * time_s / (dwell_s + WALK_S) + 0.5)


def with_rotation(
    hotspots: Sequence[Stop],
    quiet: Sequence[Stop],
    teams: Sequence[Team],
    last_visit: Mapping[int, date],
    *,
    seed: int,
    share: float = SHARE,
) -> tuple[Stop, ...]:
    """Add to the hotspots the quiet stops whose turn it is, with a reward that makes a visit worthwhile.

    A stop that is left out all the same, because it is far, keeps its place at the head of the queue.

    Args:
        hotspots: Stops with their rewards; a quiet stop among them gives way to its turn.
        quiet: Stops of low risk; their own rewards are not used.
        teams: Who walks.
        last_visit: Day of the last visit by stop id.
        seed: Of the rotation.
        share: Of the time of all teams.
    """
    if not quiet:
        return tuple(hotspots)
    count = rotation_count(teams, round(float(np.mean([stop.dwell_s for stop in quiet]))), share=share)
    turn = set(rotation_ids([stop.id for stop in quiet], last_visit, count, seed=seed))
    rewards = [stop.reward for stop in hotspots if stop.reward > 0]
    reward = float(np.quantile(rewards, REWARD_QUANTILE)) if rewards else 1.0
    kept = [stop for stop in hotspots if stop.id not in turn]
    return (*kept, *[replace(stop, reward=reward) for stop in quiet if stop.id in turn])

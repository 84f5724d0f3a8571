"""Why a mandatory stop stays unvisited: the first reason of the ladder that holds."""

from collections.abc import Iterable

import numpy as np

from routing.problem import RouteProblem, Stop, Team
from routing.timing import walking_s

NO_TEAM = "no-team"
NO_TEAM_WITH_SKILL = "no-team-with-skill"
UNREACHABLE = "unreachable"
TOO_FAR_FOR_THE_SHIFT = "too-far-for-the-shift"
WINDOW_PASSED = "window-passed"
WINDOW_AFTER_SHIFT = "window-after-shift"
NO_TIME_LEFT = "no-time-left"


def unmet_reason(problem: RouteProblem, stop: Stop) -> str:
    """Say why no team visits a stop, asking of each team what it could do if it visited nothing else."""
    teams: Iterable[Team] = problem.teams
    ladder = (
        (NO_TEAM_WITH_SKILL, _has_skill),
        (UNREACHABLE, _can_reach),
        (TOO_FAR_FOR_THE_SHIFT, _has_the_time),
        (WINDOW_PASSED, _comes_before_closing),
        (WINDOW_AFTER_SHIFT, _is_back_in_time),
    )
    if not problem.teams:
        return NO_TEAM
    for reason, could in ladder:
        teams = [team for team in teams if could(problem, team, stop)]
        if not teams:
            return reason
    return NO_TIME_LEFT


def _has_skill(_problem: RouteProblem, team: Team, stop: Stop) -> bool:
    return stop.skill is None or stop.skill in team.skills


def _walks_m(problem: RouteProblem, team: Team, stop: Stop) -> tuple[float, float]:
    """Metres to the stop and from there to the post."""
    to_m, back_m = problem.walk_m[team.start_place, stop.place], problem.walk_m[stop.place, team.place]
    return float(to_m), float(back_m)


def _walks_s(problem: RouteProblem, team: Team, stop: Stop) -> tuple[int, int]:
    to_s, back_s = walking_s(np.array(_walks_m(problem, team, stop)), team.pace_kmh).tolist()
    return to_s, back_s


def _can_reach(problem: RouteProblem, team: Team, stop: Stop) -> bool:
    return bool(np.isfinite(_walks_m(problem, team, stop)).all())


def _has_the_time(problem: RouteProblem, team: Team, stop: Stop) -> bool:
    needed_s = sum(_walks_s(problem, team, stop)) + stop.dwell_s
    return needed_s <= team.ends_s - team.starts_s and sum(_walks_m(problem, team, stop)) <= team.max_walk_m


def _comes_before_closing(problem: RouteProblem, team: Team, stop: Stop) -> bool:
    to_s, _ = _walks_s(problem, team, stop)
    return max(team.starts_s + to_s, stop.opens_s) <= stop.closes_s


def _is_back_in_time(problem: RouteProblem, team: Team, stop: Stop) -> bool:
    to_s, back_s = _walks_s(problem, team, stop)
    return max(team.starts_s + to_s, stop.opens_s) + stop.dwell_s + back_s <= team.ends_s

"""Plans for several teams, case by case."""

import numpy as np

from routing.plan import plan_routes
from routing.problem import RoutePlan, RouteProblem, Stop, StopTime, Team, Unmet
from routing.verify import violations
from tests.builders import make_routes_problem, make_stop, make_team


def test_times_are_walked_at_the_pace_of_the_team():
    problem = make_routes_problem([make_stop(1)], [make_team(pace_kmh=1.8)])

    (route,) = plan_routes(problem, seed=1, iterations=50).routes

    assert route.stops == (StopTime(1, 600, 1200),)
    assert (route.back_s, route.walk_m, route.reward) == (1800, 600.0, 1.0)


def test_a_team_waits_until_a_stop_opens():
    problem = make_routes_problem([make_stop(1, opens_s=1000)], [make_team()])

    (route,) = plan_routes(problem, seed=1, iterations=50).routes

    assert route.stops == (StopTime(1, 1000, 1600),)


def test_a_mandatory_stop_goes_before_any_reward():
    rich, duty = make_stop(1, reward=1000.0), make_stop(2, reward=0.0, mandatory=True)
    problem = make_routes_problem([rich, duty], [make_team(ends_s=2000, max_walk_m=1200)])
    problem = RouteProblem((rich, duty), (make_team(ends_s=1900),), problem.walk_m)

    plan = plan_routes(problem, seed=1, iterations=50)

    assert [visit.stop_id for visit in plan.routes[0].stops] == [2]
    assert plan.unmet == ()


def test_duties_without_reward_are_all_done():
    duties = [make_stop(i, reward=0.0, dwell_s=60, mandatory=True) for i in range(1, 8)]
    problem = make_routes_problem(duties, [make_team(1), make_team(2)])

    plan = plan_routes(problem, seed=1, iterations=500)

    assert plan.unmet == ()
    assert sum(len(route.stops) for route in plan.routes) == 7


def test_a_stop_of_no_worth_is_left_out():
    problem = make_routes_problem([make_stop(1, reward=0.0), make_stop(2, reward=-1.0)], [make_team()])

    assert plan_routes(problem, seed=1, iterations=50).routes[0].stops == ()


def test_the_team_with_the_skill_makes_the_stop():
    problem = make_routes_problem(
        [make_stop(1, skill="first-aid")], [make_team(1), make_team(2, skills=frozenset({"first-aid"}))]
    )

    plan = plan_routes(problem, seed=1, iterations=50)

    assert [len(route.stops) for route in plan.routes] == [0, 1]


def test_two_teams_share_a_place_only_one_after_the_other():
    twins = [make_stop(1, place=1, group=9), make_stop(2, place=1, group=9, closes_s=400)]
    far = make_stop(3, place=5)
    problem = make_routes_problem([*twins, far], [make_team(1, ends_s=2100), make_team(2, starts_s=300)])

    plan = plan_routes(problem, seed=1, iterations=300)

    assert violations(problem, plan) == []
    assert sum(route.reward for route in plan.routes) >= 2


def test_a_plan_remade_halfway_starts_where_the_team_is():
    problem = make_routes_problem([make_stop(3)], [make_team(starts_s=3600, from_place=2)])

    (route,) = plan_routes(problem, seed=1, iterations=50).routes

    assert route.stops == (StopTime(3, 3900, 4500),)
    assert (route.walk_m, route.back_s) == (1200.0, 5400)


def test_a_team_far_away_without_stops_walks_home():
    problem = make_routes_problem([], [make_team(starts_s=3600, from_place=2)])

    (route,) = plan_routes(problem, seed=1, iterations=50).routes

    assert (route.walk_m, route.back_s) == (600.0, 4200)


def test_times_may_count_from_any_moment():
    epoch = 1_800_000_000
    stop = make_stop(1, opens_s=epoch, closes_s=epoch + 7200)
    problem = make_routes_problem([stop], [make_team(starts_s=epoch, ends_s=epoch + 7200)])

    (route,) = plan_routes(problem, seed=1, iterations=50).routes

    assert route.stops == (StopTime(1, epoch + 300, epoch + 900),)


def unmet_of(
    stop: Stop, *teams: Team, walk_m: np.ndarray | None = None
) -> tuple[RoutePlan, tuple[Unmet, ...]]:
    problem = make_routes_problem([stop], teams, walk_m)
    plan = plan_routes(problem, seed=1, iterations=20)
    assert violations(problem, plan) == []
    return plan, plan.unmet


def test_no_stops_and_no_teams_are_plans_without_routes():
    assert plan_routes(make_routes_problem([], []), seed=4, iterations=10) == RoutePlan((), (), 4)
    assert unmet_of(make_stop(1))[1] == ()
    assert unmet_of(make_stop(1, mandatory=True))[1] == (Unmet(1, "no-team"),)


def test_a_post_on_an_island_keeps_its_team_at_home():
    cut_off = np.array([[0.0, np.inf], [np.inf, 0.0]])

    plan, unmet = unmet_of(make_stop(1, mandatory=True), make_team(), walk_m=cut_off)

    assert plan.routes[0].stops == ()
    assert (plan.routes[0].walk_m, plan.routes[0].back_s) == (0.0, 0)
    assert unmet == (Unmet(1, "unreachable"),)


def test_a_post_off_the_streets_keeps_its_team_at_home():
    plan, _ = unmet_of(make_stop(1), make_team(), walk_m=np.full((2, 2), np.inf))

    assert (plan.routes[0].stops, plan.routes[0].walk_m) == ((), 0.0)


def test_a_shift_without_length_and_a_shift_that_ends_before_it_starts_visit_nothing():
    for ends_s in (0, -60):
        plan, unmet = unmet_of(make_stop(1, mandatory=True), make_team(ends_s=ends_s))

        assert plan.routes[0].stops == ()
        assert unmet == (Unmet(1, "too-far-for-the-shift"),)


def test_a_hotspot_that_costs_more_than_the_shift_is_left_out():
    plan, unmet = unmet_of(make_stop(1, dwell_s=7200), make_team())

    assert plan.routes[0].stops == ()
    assert unmet == ()

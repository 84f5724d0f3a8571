"""What a roster costs, tier by tier, in plain Python and without the solver's model."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from scheduling.problem import Patrol, Problem, Roster, Rules, Volunteer, least_people

TIERS = ("run", "seats", "skills", "standby", "fairness", "walking", "preference", "own-team")


def cost(problem: Problem, roster: Roster) -> dict[str, int]:
    """Cost of a valid roster by tier, and their sum as ``total``.

    ``run`` and ``seats`` together are what an empty patrol costs; ``own-team`` counts people who serve
    away from their own team's post, and standby is nobody's post.
    """
    volunteers = {volunteer.id: volunteer for volunteer in problem.volunteers}
    people: defaultdict[int, list[Volunteer]] = defaultdict(list)
    for assignment in roster:
        people[assignment.patrol_id].append(volunteers[assignment.volunteer_id])
    tiers = Counter(dict.fromkeys(TIERS, 0))
    for patrol in problem.patrols:
        tiers.update(_patrol_cost(problem, patrol, people[patrol.id]))
    tiers.update(_person_cost(problem, roster))
    served = Counter(assignment.volunteer_id for assignment in roster)
    for volunteer_id, count in served.items():
        tiers["fairness"] += sum(
            share_cost(volunteers[volunteer_id], nth, problem.weights.fairness) for nth in range(1, count + 1)
        )
    return {**tiers, "total": tiers.total()}


def _patrol_cost(problem: Problem, patrol: Patrol, people: Iterable[Volunteer]) -> dict[str, int]:
    weights, crew = problem.weights, list(people)
    least = least_people(patrol, problem.rules)
    missing = patrol.seats_desired - max(len(crew), least)
    if patrol.standby:
        return {"standby": weights.standby * missing}
    seats = {"seats": weights.seat * patrol.risk * missing}
    if not crew:
        return seats | {"run": weights.run * patrol.risk * least}
    lacking = sum(all(skill not in person.skills for person in crew) for skill in patrol.skills)
    return seats | {"skills": weights.skill * patrol.risk * lacking}


class PairCost(NamedTuple):
    """What it costs that this volunteer goes on this patrol."""

    volunteer: Volunteer
    patrol: Patrol
    walking: int
    preference: int
    own_team: int


def pair_costs(problem: Problem, going: Container[tuple[int, int]] | None = None) -> Iterator[PairCost]:
    """Cost of each pair of the problem in its order, or of those that these (volunteer, patrol) ids name."""
    pairs, weights = problem.pairs, problem.weights
    for v, p, walk_m, own_team, preference in zip(
        pairs.volunteer.tolist(), pairs.patrol.tolist(), pairs.walk_m.tolist(),
        pairs.own_team.tolist(), pairs.preference.tolist(), strict=True,
    ):  # fmt: skip
        volunteer, patrol = problem.volunteers[v], problem.patrols[p]
        if going is not None and (volunteer.id, patrol.id) not in going:
            continue
        yield PairCost(
            volunteer=volunteer,
            patrol=patrol,
            walking=round(weights.walk_per_km * walk_m / 1000),
            preference=weights.preference * preference,
            own_team=0 if own_team or patrol.standby else weights.own_team,
        )


def _person_cost(problem: Problem, roster: Roster) -> dict[str, int]:
    going = {(assignment.volunteer_id, assignment.patrol_id) for assignment in roster}
    chosen = list(pair_costs(problem, going))
    return {
        "walking": sum(pair.walking for pair in chosen),
        "preference": sum(pair.preference for pair in chosen),
        "own-team": sum(pair.own_team for pair in chosen),
    }


def share_cost(volunteer: Volunteer, nth: int, weight: int) -> int:
    """Fairness cost of a volunteer's nth patrol of the period."""
    return round(weight * ((2 * nth - 1) / max(volunteer.offered, 1) + 2 * volunteer.past_load))


def lapsed(until: date | None, day: date) -> bool:
    """The last valid day is still valid; without a date nothing lapses."""
    return until is not None and until < day


def wrong_age(volunteer: Volunteer, patrol: Patrol, rules: Rules) -> bool:
    """Too young or too old for a patrol at night, by the age reached in the year of the patrol."""
    if not patrol.night or volunteer.birth_year is None:
        return False
    age = patrol.day.year - volunteer.birth_year
    too_young = rules.min_age_at_night is not None and age < rules.min_age_at_night
    return too_young or (rules.max_age_at_night is not None and age > rules.max_age_at_night)

"""Fairness: nobody's load should run ahead of what they offered.

Load is patrols ÷ offered slots, plus the load carried over from earlier periods. Its price is the
growth of its square times the offered slots, so each further patrol of one person costs more than the
one before, and a patrol is cheapest for whoever has done least of what they offered.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import count

from scheduling.problem import Problem, Roster, Volunteer

# Half of a load is forgotten in each period: a hard month is made good in the next one
KEPT_LOAD = 0.5


def patrol_costs(volunteer: Volunteer, weight: int) -> Iterator[int]:
    """Cost of the volunteer's first patrol of the period, the second, and so on without end."""
    offered = max(volunteer.offered, 1)
    for nth in count(1):
        yield round(weight * ((2 * nth - 1) / offered + 2 * volunteer.past_load))


def carried_load(volunteer: Volunteer, patrols: int) -> float:
    """Load to hand on to the next period after this many patrols in this one."""
    return handed_on(volunteer.offered, volunteer.past_load, patrols)


def handed_on(offered: int, past_load: float, patrols: int) -> float:
    """The same from what is known of a volunteer's share of a period."""
    return KEPT_LOAD * (past_load + patrols / max(offered, 1))


def loads(problem: Problem, roster: Roster) -> dict[int, float]:
    """Load of each volunteer who offered something, by volunteer id, with what was carried over."""
    served = Counter(assignment.volunteer_id for assignment in roster)
    return {
        volunteer.id: volunteer.past_load + served[volunteer.id] / volunteer.offered
        for volunteer in problem.volunteers
        if volunteer.offered > 0
    }

"""Why a seat is empty: the first reason, from what nobody can change to what the roster chose."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from scheduling.problem import Patrol, Problem, Roster, Volunteer, least_people
from scheduling.served import Served
from scheduling.verify_cost import lapsed, wrong_age

# In the order of the ladder
NOBODY_IN_REACH = "nobody-in-reach"
TOO_FEW_OFFER = "too-few-offer"
LAPSED = "insurance-or-training-lapsed"
WRONG_AGE = "too-young-or-too-old-at-night"
NO_LEADER_OFFERS = "no-leader-offers"
TOO_FEW_KINDS_OFFER = "too-few-kinds-offer"
USED_THAT_DAY = "used-that-day"
RESTING = "resting"
CAP_USED = "weekly-cap-used"
LEADERS_USED = "leaders-used"
KINDS_USED = "kinds-used"
NOT_WORTH_IT = "not-worth-it"
REASONS = (
    NOBODY_IN_REACH,
    TOO_FEW_OFFER,
    LAPSED,
    WRONG_AGE,
    NO_LEADER_OFFERS,
    TOO_FEW_KINDS_OFFER,
    USED_THAT_DAY,
    RESTING,
    CAP_USED,
    LEADERS_USED,
    KINDS_USED,
    NOT_WORTH_IT,
)


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A patrol that lacks people, the reason, and the counts behind it.

    ``seats_short`` is counted from the desired seats. Facts: ``needed`` people (at least); who ``offer``
    this slot in reach, of them ``lapsed`` and else of the ``wrong_age``; of the others who are not on the
    patrol already, ``used_that_day``, ``resting``, ``cap_used`` and ``free``; ``leaders`` and ``kinds`` among
    the others, ``free_leaders`` and ``free_kinds`` among the free.
    """

    patrol_id: int
    seats_short: int
    not_run: bool
    reason: str
    facts: dict[str, int]


def empty_seats(problem: Problem, roster: Roster, only: Collection[int] | None = None) -> list[EmptySeat]:
    """Explain every patrol below its desired seats, standby included, in the order of the problem.

    With ``only``, ids of patrols, nothing is said about others.
    """
    served = Served(problem, roster)
    offers: defaultdict[int, list[Volunteer]] = defaultdict(list)
    for v, p in zip(problem.pairs.volunteer.tolist(), problem.pairs.patrol.tolist(), strict=True):
        offers[problem.patrols[p].id].append(problem.volunteers[v])
    return [
        _explained(served, patrol, offers[patrol.id])
        for patrol in problem.patrols
        if (only is None or patrol.id in only) and len(served.people[patrol.id]) < patrol.seats_desired
    ]


def _may_serve(volunteer: Volunteer, day: date) -> bool:
    return not (lapsed(volunteer.insured_until, day) or lapsed(volunteer.trained_until, day))


def _explained(served: Served, patrol: Patrol, offers: Sequence[Volunteer]) -> EmptySeat:
    on_it = served.people[patrol.id]
    not_run = not on_it and not patrol.standby
    insured = [volunteer for volunteer in offers if _may_serve(volunteer, patrol.day)]
    valid = [volunteer for volunteer in insured if not wrong_age(volunteer, patrol, served.rules)]
    states = [(served.state(v, patrol), v) for v in valid if v.id not in on_it]
    free = [volunteer for state, volunteer in states if state == "free"]
    counts = Counter(state for state, _ in states)
    facts = {
        "needed": least_people(patrol, served.rules) if not_run else len(on_it) + 1,
        "offer": len(offers),
        "lapsed": len(offers) - len(insured),
        "wrong_age": len(insured) - len(valid),
        "leaders": sum(volunteer.leader for volunteer in valid),
        "kinds": len({volunteer.kind for volunteer in valid}),
        **{state: counts[state] for state in ("used_that_day", "resting", "cap_used", "free")},
        "free_leaders": sum(volunteer.leader for volunteer in free),
        "free_kinds": len({volunteer.kind for volunteer in free}),
    }
    reason = _never_possible(served, facts, not_run) or _used_up(served, facts, not_run) or NOT_WORTH_IT
    return EmptySeat(patrol.id, patrol.seats_desired - len(on_it), not_run, reason, facts)


def _never_possible(served: Served, facts: dict[str, int], not_run: bool) -> str | None:
    """Reasons that hold for any roster of these offers."""
    if not facts["offer"]:
        return NOBODY_IN_REACH
    if facts["offer"] < facts["needed"]:
        return TOO_FEW_OFFER
    if facts["offer"] - facts["lapsed"] - facts["wrong_age"] < facts["needed"]:
        return LAPSED if facts["lapsed"] >= facts["wrong_age"] else WRONG_AGE
    if not_run and served.rules.leader_required and not facts["leaders"]:
        return NO_LEADER_OFFERS
    if not_run and facts["kinds"] < served.rules.min_kinds:
        return TOO_FEW_KINDS_OFFER
    return None


def _used_up(served: Served, facts: dict[str, int], not_run: bool) -> str | None:
    """Reasons that hold while the other patrols of this roster stay as they are."""
    wanted = facts["needed"] if not_run else 1
    if facts["free"] < wanted:
        blocked = {
            USED_THAT_DAY: facts["used_that_day"],
            RESTING: facts["resting"],
            CAP_USED: facts["cap_used"],
        }
        return max(blocked, key=lambda reason: blocked[reason])
    if not_run and served.rules.leader_required and not facts["free_leaders"]:
        return LEADERS_USED
    if not_run and facts["free_kinds"] < served.rules.min_kinds:
        return KINDS_USED
    return None

"""Rules that cannot hold together, each as one sentence that names them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduling.problem import Patrol, Problem, Rules, Volunteer

DAY_H = 24


BELOW_LEAST = "%(rule)s must be at least %(least)s, got %(value)s"
ABOVE_OTHER = "%(rule)s %(value)s is above %(other)s %(limit)s"
NO_ROOM_FOR = "%(rule)s %(value)s leaves no room for %(other)s %(limit)s"
ABOVE_SEATS = "%(rule)s %(value)s is above the %(limit)s seats_desired of patrol %(patrol)s"
ABOVE_KINDS = "%(rule)s %(value)s is above the %(limit)s kinds of team that volunteers belong to"
SENTENCES = (BELOW_LEAST, ABOVE_OTHER, NO_ROOM_FOR, ABOVE_SEATS, ABOVE_KINDS)


@dataclass(frozen=True)
class Contradiction:
    """One of the ``SENTENCES`` and the names and numbers in it; a reader's language may have another one."""

    sentence: str
    values: Mapping[str, str]

    def __str__(self) -> str:
        return self.sentence % self.values


class ContradictoryRulesError(ValueError):
    """No roster can keep the rules; the text is one sentence that names them."""

    def __init__(self, contradiction: Contradiction) -> None:
        super().__init__(str(contradiction))
        self.contradiction = contradiction


def contradictions(
    rules: Rules, patrols: Iterable[Patrol] = (), volunteers: Sequence[Volunteer] = ()
) -> tuple[Contradiction, ...]:
    """List what no patrol or volunteer could satisfy; with patrols and volunteers more is found."""
    wanted = [patrol for patrol in patrols if not patrol.standby]
    return (
        *_among_rules(rules),
        *_seats_below("min_people", rules.min_people, wanted),
        *_seats_below("min_kinds", rules.min_kinds, wanted),
        *_with_kinds(rules, wanted, volunteers),
    )


def check_rules(problem: Problem) -> None:
    """Refuse rules that contradict each other or that leave a patrol fewer seats than people.

    A mix that a small patrol or these volunteers cannot reach is no reason to refuse: it leaves seats empty.

    Raises:
        ContradictoryRulesError: Naming the first contradiction.
    """
    wanted = [patrol for patrol in problem.patrols if not patrol.standby]
    for found in (
        *_among_rules(problem.rules),
        *_seats_below("min_people", problem.rules.min_people, wanted),
    ):
        raise ContradictoryRulesError(found)


def _among_rules(rules: Rules) -> Iterator[Contradiction]:
    for name, least in (("min_people", 1), ("min_kinds", 0), ("max_per_day", 0), ("max_per_week", 0)):
        if (value := getattr(rules, name)) < least:
            yield _found(BELOW_LEAST, name, value, least=least)
    if rules.min_rest_h < 0:
        yield _found(BELOW_LEAST, "min_rest_h", rules.min_rest_h, least=0)
    if rules.max_per_day > max(rules.max_per_week, 1):
        yield _found(
            ABOVE_OTHER, "max_per_day", rules.max_per_day, other="max_per_week", limit=rules.max_per_week
        )
    if rules.max_per_day > 1 and rules.min_rest_h >= DAY_H:
        yield _found(
            NO_ROOM_FOR, "max_per_day", rules.max_per_day, other="min_rest_h", limit=rules.min_rest_h
        )
    youngest, oldest = rules.min_age_at_night, rules.max_age_at_night
    if youngest is not None and oldest is not None and youngest > oldest:
        yield _found(ABOVE_OTHER, "min_age_at_night", youngest, other="max_age_at_night", limit=oldest)


def _seats_below(name: str, people: int, patrols: Iterable[Patrol]) -> Iterator[Contradiction]:
    for patrol in patrols:
        if patrol.seats_desired < people:
            yield _found(ABOVE_SEATS, name, people, limit=patrol.seats_desired, patrol=patrol.id)


def _with_kinds(
    rules: Rules, patrols: Sequence[Patrol], volunteers: Sequence[Volunteer]
) -> Iterator[Contradiction]:
    kinds = {volunteer.kind for volunteer in volunteers}
    if patrols and kinds and len(kinds) < rules.min_kinds:
        yield _found(ABOVE_KINDS, "min_kinds", rules.min_kinds, limit=len(kinds))


def _found(sentence: str, rule: str, value: float, **more: str | float) -> Contradiction:
    numbers = {"value": value, **more}
    words = {
        name: number if isinstance(number, str) else f"{number:.10g}" for name, number in numbers.items()
    }
    return Contradiction(sentence, {"rule": rule, **words})

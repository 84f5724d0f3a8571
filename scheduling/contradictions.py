"""Rules that cannot hold together, each as one sentence that names them."""

from collections.abc import Iterable, Iterator, Sequence

from scheduling.problem import Patrol, Problem, Rules, Volunteer

DAY_H = 24


class ContradictoryRulesError(ValueError):
    """No roster can keep the rules; the text is one sentence that names them."""


def contradictions(
    rules: Rules, patrols: Iterable[Patrol] = (), volunteers: Sequence[Volunteer] = ()
) -> tuple[str, ...]:
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
    for sentence in (
        *_among_rules(problem.rules),
        *_seats_below("min_people", problem.rules.min_people, wanted),
    ):
        raise ContradictoryRulesError(sentence)


def _among_rules(rules: Rules) -> Iterator[str]:
    for name, least in (("min_people", 1), ("min_kinds", 0), ("max_per_day", 0), ("max_per_week", 0)):
        if (value := getattr(rules, name)) < least:
            yield f"{name} must be at least {least}, got {value}"
    if rules.min_rest_h < 0:
        yield f"min_rest_h must be at least 0, got {rules.min_rest_h:g}"
    if rules.max_per_day > max(rules.max_per_week, 1):
        yield f"max_per_day {rules.max_per_day} is above max_per_week {rules.max_per_week}"
    if rules.max_per_day > 1 and rules.min_rest_h >= DAY_H:
        yield f"max_per_day {rules.max_per_day} leaves no room for min_rest_h {rules.min_rest_h:g}"
    youngest, oldest = rules.min_age_at_night, rules.max_age_at_night
    if youngest is not None and oldest is not None and youngest > oldest:
        yield f"min_age_at_night {youngest} is above max_age_at_night {oldest}"


def _seats_below(name: str, people: int, patrols: Iterable[Patrol]) -> Iterator[str]:
    for patrol in patrols:
        if patrol.seats_desired < people:
            yield f"{name} {people} is above the {patrol.seats_desired} seats_desired of patrol {patrol.id}"


def _with_kinds(rules: Rules, patrols: Sequence[Patrol], volunteers: Sequence[Volunteer]) -> Iterator[str]:
    kinds = {volunteer.kind for volunteer in volunteers}
    if patrols and kinds and len(kinds) < rules.min_kinds:
        yield f"min_kinds {rules.min_kinds} is above the {len(kinds)} kinds of team that volunteers belong to"

"""A roster that is mended, and what tests of that have in common."""

from geoapp import mending
from geoapp.convert.roster import load_further_pairs, load_roster_problem, save_empty_seats
from geoapp.convert.roster_rows import load_assignments
from geoapp.models import (
    District,
    EmptySeats,
    Volunteer,
)
from scheduling.explain import empty_seats
from scheduling.remedy import remedies
from scheduling.verify import cost, violations
from tests import roster_rows


def make_evenings(place):
    """A draft of three evenings with three seats each and eight people who offer all of them."""
    return roster_rows.make_evenings([place], days=3)


def crew(patrol):
    return set(patrol.assignments.values_list("volunteer", flat=True))


def free_for(patrol):
    """Somebody who could join a patrol."""
    return mending.best_for_seat(patrol)[0].volunteer_id


def check(roster):
    """The roster breaks no rule, and figures and certificate say what is there."""
    roster.refresh_from_db()
    problem = load_roster_problem(District.objects.get(), roster, assigned=True)
    going = load_assignments(roster.assignments.all())
    assert violations(problem, going) == []
    tiers = cost(problem, going)
    assert roster.certificate.get("edited", roster.certificate)["cost"] == tiers["total"]
    assert roster.figures["seats_filled"] == len(going)
    empty = {seats.patrol_id: seats.seats_short for seats in EmptySeats.objects.all()}
    assert empty == {
        patrol.pk: patrol.seats_desired - patrol.assignments.count()
        for patrol in roster.patrols.all()
        if patrol.assignments.count() < patrol.seats_desired
    }


def spare(patrol):
    """Somebody without whom a patrol of three still has two kinds of team."""
    people = list(Volunteer.objects.filter(assignments__patrol=patrol).select_related("team").order_by("pk"))
    return next(
        one.pk for one in people if len({other.team.kind_id for other in people if other != one}) == 2
    )


def outsider(patrol):
    return min(
        set(Volunteer.objects.filter(team__code__startswith="1-").values_list("pk", flat=True)) - crew(patrol)
    )


def other(patrol):
    return patrol.roster.patrols.exclude(pk=patrol.pk).first()


def swap_of(roster):
    """Two people on different evenings, neither of whom is on the other's."""
    first, second = roster.patrols.order_by("pk")[:2]
    one = min(crew(first) - crew(second))
    two = min(crew(second) - crew(first))
    people = Volunteer.objects.in_bulk([one, two])
    return people[one], first, people[two], second


def explain_anew(roster):
    """Explain the empty seats of a roster as it stands."""
    district = District.objects.get()
    problem = load_roster_problem(district, roster)
    going = load_assignments(roster.assignments.all())
    empty = empty_seats(problem, going)
    EmptySeats.objects.all().delete()
    save_empty_seats(empty, remedies(problem, going, load_further_pairs(district, roster, problem, empty)))

"""Coordinators who edit one roster at the same moment: nobody is booked twice, no edit is lost."""

import pytest

from benchmarks.edits import edit_at_once
from geoapp import mending
from geoapp.convert.roster import load_roster_problem
from geoapp.convert.roster_rows import load_assignments
from geoapp.models import Assignment, District, RosterEdit
from scheduling.verify import cost, violations
from tests.roster_rows import make_week

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("seeds"),
]


def test_a_hundred_edits_at_once_neither_book_twice_nor_get_lost():
    roster = make_week(people=14, days=5)

    outcome = edit_at_once(roster.pk, 100, seed=1)

    assert (outcome.double_bookings, outcome.lost) == (0, 0)
    assert outcome.made + outcome.stale + outcome.refused == 100
    assert outcome.made > 5
    assert outcome.stale > 5
    roster.refresh_from_db()
    assert roster.version == outcome.made == RosterEdit.objects.count()
    problem = load_roster_problem(District.objects.get(), roster, assigned=True)
    going = load_assignments(roster.assignments.all())
    assert violations(problem, going) == []
    assert roster.certificate["edited"]["cost"] == cost(problem, going)["total"]


def test_lost_edit_would_be_seen():
    roster = make_week(people=6, days=1)
    seat = Assignment.objects.order_by("pk").first()

    def lose(*_arguments, **_options):
        Assignment.objects.filter(pk=seat.pk).delete()
        return True

    honest, mending.take_off = mending.take_off, lose
    best, mending.best_for_seat = mending.best_for_seat, lambda _patrol: []
    try:
        outcome = edit_at_once(roster.pk, 8, seed=3)
    finally:
        mending.take_off, mending.best_for_seat = honest, best

    assert outcome.lost > 0

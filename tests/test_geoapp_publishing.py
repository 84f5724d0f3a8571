"""Publishing: at once or not at all, versions kept, and people told what changes for them only."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from geoapp.comparing import compare
from geoapp.convert.drafts import pins_let_go
from geoapp.convert.shifts import Change, Shift, changes
from geoapp.models import Absence, Area, Assignment, Notice, Patrol, Roster, ShiftReply
from geoapp.pipeline import PlanError
from geoapp.publishing import publish
from tests.builders import run_command, run_refused
from tests.field_records import assign, make_person, make_shift
from tests.field_records import make_roster as make_any_roster

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())


def at(day: int, hour: int) -> datetime:
    """A local hour, so many days after the Monday after next."""
    return datetime.combine(MONDAY + timedelta(days=day), datetime.min.time(), ZONE) + timedelta(hours=hour)


def draft(days: int = 7, first_day: int = 0, **more: object) -> Roster:
    roster = make_any_roster(MONDAY + timedelta(days=first_day), days, "draft")
    roster.figures = {"patrols_run": 1}
    for name, value in more.items():
        setattr(roster, name, value)
    roster.save()
    return roster


def shift(roster: Roster, day: int, hour: int, *people: object, number: int = 1) -> Patrol:
    return make_shift(at(day, hour), *people, roster=roster, code=f"{day}-{hour}-P1-{number}")


def told() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("volunteer__registry_no", "kind"))


@pytest.fixture
def people(district) -> Callable[[str], object]:
    made: dict[str, object] = {}

    def person(number: str) -> object:
        if number not in made:
            made[number] = make_person(number)
        return made[number]

    return person


def test_first_publication_tells_everybody_of_the_new_shift(people):
    roster = draft()
    shift(roster, 0, 18, people("A"), people("B"))

    published = publish(roster)

    roster.refresh_from_db()
    assert (roster.status, roster.published_at is None, published.told) == ("live", False, 2)
    assert told() == [("A", "new"), ("B", "new")]
    assert set(Assignment.objects.values_list("live", flat=True)) == {True}


def test_second_publication_tells_only_those_for_whom_something_changes(people):
    first, second = draft(), draft()
    shift(first, 0, 18, people("stays"), people("moves"), people("goes"))
    publish(first)
    Notice.objects.all().delete()
    shift(second, 0, 18, people("stays"), number=2)
    shift(second, 0, 20, people("moves"), people("comes"))

    publish(second)

    assert told() == [("comes", "new"), ("goes", "cancelled"), ("moves", "moved")]
    moved = Notice.objects.get(kind="moved")
    assert (moved.was_starts_at, moved.starts_at, moved.place) == (at(0, 18), at(0, 20), "站前岗")
    first.refresh_from_db()
    assert (first.status, first.superseded_by) == ("superseded", second)
    assert list(first.assignments.values_list("live", flat=True).distinct()) == [False]
    assert first.patrols.count() == 1


def test_confirmation_of_a_shift_that_stays_is_kept(people):
    first, second = draft(), draft()
    before = shift(first, 0, 18, people("stays"), people("moves"))
    publish(first)
    for number in ("stays", "moves"):
        ShiftReply.objects.create(
            patrol=before, volunteer=people(number), answer="confirmed", at=timezone.now()
        )
    after = shift(second, 0, 18, people("stays"), number=2)
    shift(second, 1, 18, people("moves"))

    publish(second)

    assert list(ShiftReply.objects.filter(patrol__roster=second).values_list("patrol", "volunteer")) == [
        (after.pk, people("stays").pk)
    ]


def test_pin_of_a_shift_that_stays_is_kept_and_one_that_goes_is_named_before(people, district):
    first, second, elsewhere = draft(), draft(), draft(first_day=14)
    before = shift(first, 0, 18, people("stays"), people("goes"), people("free"))
    publish(first)
    pinned = before.assignments.filter(volunteer__in=[people("stays"), people("goes")])
    pinned.update(pinned=True)
    after = shift(second, 0, 18, people("stays"), people("free"), number=2)

    let_go = pins_let_go(district, [second, elsewhere], Assignment.objects.all())
    publish(second)

    assert {key: [one.volunteer for one in seats] for key, seats in let_go.items()} == {
        second.pk: [people("goes")],
        elsewhere.pk: [],
    }
    assert {seat.volunteer: seat.pinned for seat in after.assignments.select_related("volunteer")} == {
        people("stays"): True,
        people("free"): False,
    }


def test_days_that_a_new_roster_does_not_reach_stay_in_force(people):
    week, days = draft(), draft(days=2, first_day=2)
    shift(week, 0, 18, people("A"))
    shift(week, 2, 18, people("A"))
    publish(week)
    shift(days, 2, 20, people("B"))

    published = publish(days)

    week.refresh_from_db()
    kept = Roster.objects.get(status="superseded")
    assert (week.status, week.patrols.get().starts_at) == ("live", at(0, 18))
    assert (kept.starts_on, kept.days, kept.patrols.get().starts_at) == (days.starts_on, 2, at(2, 18))
    assert published.replaced == [week.pk]
    assert set(Assignment.objects.filter(live=True).values_list("roster", flat=True)) == {week.pk, days.pk}


def test_roster_of_one_area_leaves_the_others_in_force(people):
    areas = list(Area.objects.filter(level="subdistrict").order_by("code")[:2])
    whole, part = draft(), draft(area=areas[1])
    first, second = shift(whole, 0, 18, people("A")), shift(whole, 0, 20, people("B"))
    Patrol.objects.filter(pk=second.pk).update(area=areas[1])
    publish(whole)
    own = shift(part, 0, 20, people("C"), number=2)
    Patrol.objects.filter(pk=own.pk).update(area=areas[1])
    Notice.objects.all().delete()

    publish(part)

    assert set(Patrol.objects.filter(roster__status="live")) == {first, own}
    assert told() == [("B", "cancelled"), ("C", "new")]


def test_patrol_that_has_begun_stays_whoever_planned_it(district):
    a, b = make_person("A"), make_person("B")
    today = timezone.localtime(timezone=ZONE).date()
    first, second = (make_any_roster(today - timedelta(days=1), 7, "draft") for _ in range(2))
    Roster.objects.update(figures={"patrols_run": 1})
    started = timezone.now() - timedelta(minutes=30)
    begun = make_shift(started, a, roster=first, code="begun")
    publish(first)
    make_shift(started, b, roster=second, code="begun")
    later = make_shift(timezone.now() + timedelta(days=1), b, roster=second, code="later")

    publish(second)

    assert set(Patrol.objects.filter(roster__status="live")) == {begun, later}
    assert [n.volunteer for n in Notice.objects.filter(roster=second)] == [b]


def test_clash_that_comes_up_while_publishing_changes_nothing(people, monkeypatch):
    monkeypatch.setattr("geoapp.publishing._breaking", lambda _district, _roster: (0, ""))
    areas = list(Area.objects.filter(level="subdistrict").order_by("code")[:2])
    whole, part = draft(), draft(area=areas[1])
    shift(whole, 0, 18, people("A"))
    publish(whole)
    Patrol.objects.filter(pk=shift(part, 0, 19, people("A")).pk).update(area=areas[1])
    before = (told(), sorted(Roster.objects.values_list("pk", "status")))

    with pytest.raises(PlanError, match="same time"):
        publish(part)

    assert (told(), sorted(Roster.objects.values_list("pk", "status"))) == before
    assert not part.assignments.filter(live=True).exists()


def test_draft_with_somebody_who_became_absent_is_refused(people):
    roster = draft()
    shift(roster, 0, 18, people("A"), people("B"))
    Absence.objects.create(volunteer=people("A"), starts_at=at(0, 0), ends_at=at(1, 0))

    with pytest.raises(PlanError, match="1 person"):
        publish(roster)

    assert Roster.objects.get().status == "draft"


def test_draft_whose_people_serve_too_near_by_now_is_refused(people):
    areas = list(Area.objects.filter(level="subdistrict").order_by("code")[:2])
    whole, part = draft(), draft(area=areas[1])
    shift(whole, 0, 18, people("A"), people("B"))
    publish(whole)
    shift(part, 1, 4, people("A"), people("C"))
    part.patrols.update(area=areas[1])

    with pytest.raises(PlanError, match=r"1 person .* too little rest"):
        publish(part)

    assert Roster.objects.get(pk=part.pk).status == "draft"


def test_only_a_whole_draft_can_be_published(people):
    empty, live = draft(), draft()
    shift(live, 0, 18, people("A"))
    publish(live)

    for roster, why in ((empty, "not planned to the end"), (live, "no draft")):
        with pytest.raises(PlanError, match=why):
            publish(roster)


def test_publication_takes_as_many_statements_for_many_people_as_for_few(people):
    counts = []
    for number, size in enumerate((2, 40)):
        roster = draft(days=1, first_day=number)
        patrol = shift(roster, number, 18)
        for who in range(size):
            assign(patrol, people(f"{number}-{who}"))
        with CaptureQueriesContext(connection) as asked:
            publish(roster)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_command_publishes_and_says_how_many_were_told(people):
    roster = draft()
    shift(roster, 0, 18, people("A"), people("B"))

    assert "2 people" in run_command("publish", "--roster", roster.pk)
    assert "no draft" in run_refused("publish", "--roster", roster.pk)


def seen(volunteer: int, day: int, hour: int, place: str = "P", patrol: int = 0) -> Shift:
    return Shift(volunteer, patrol, at(day, 0).date(), at(day, hour), at(day, hour + 2), place)


def test_changes_pair_the_shifts_of_a_day_and_ignore_what_stays():
    before = [seen(1, 0, 8), seen(1, 0, 18), seen(2, 0, 8), seen(3, 1, 8)]
    after = [seen(1, 0, 8, patrol=9), seen(1, 0, 20), seen(2, 0, 8, "Q"), seen(3, 2, 8)]

    assert changes(before, after) == [
        Change(1, seen(1, 0, 18), seen(1, 0, 20)),
        Change(2, seen(2, 0, 8), seen(2, 0, 8, "Q")),
        Change(3, seen(3, 1, 8), None),
        Change(3, None, seen(3, 2, 8)),
    ]


def test_two_drafts_side_by_side_name_what_differs(people):
    first, second = draft(figures={"patrols_run": 2, "seats_filled": 3}), draft(figures={"patrols_run": 1})
    shift(first, 0, 18, people("stays"))
    shift(first, 0, 20, people("goes"), people("stays too"))
    shift(second, 0, 18, people("stays"))
    shift(second, 0, 20, people("stays too"), people("comes"))
    shift(second, 1, 18, people("new"))

    found = compare(first, second)

    assert [(one.code, one.people_first, one.people_second, one.others) for one in found.patrols] == [
        ("0-20-P1-1", 2, 2, 2),
        ("1-18-P1-1", None, 1, 1),
    ]
    assert [one.starts_at for one in found.patrols] == [at(0, 20), at(1, 18)]
    assert found.people == 3
    figures = {figure.name: figure for figure in found.figures}
    assert figures["patrols_run"].difference == -1
    assert figures["seats_filled"].difference is None


def test_drafts_of_other_days_cannot_be_compared(people):
    with pytest.raises(PlanError, match="same days"):
        compare(draft(), draft(days=3))

"""On the day: who is overdue, who did not come, and the log."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from geoapp.convert.day import State, split_entry, state_of
from geoapp.convert.times import local_clock, local_midnight
from geoapp.models import CheckIn, District, NoShow, OperationsEntry, Patrol, Role, RosterRules, ShiftReply
from tests.roster_rows import assign, make_draft, make_people, make_planned, make_post

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 30, 11, tzinfo=UTC)
END = START + 2 * HOUR
HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("minutes", "heard", "state"),
    [
        (-1, None, State.COMING),
        (0, None, State.OUT),
        (60, None, State.OUT),
        (61, None, State.OVERDUE),
        (61, 1, State.OUT),
        (62, 1, State.OVERDUE),
        (61, -30, State.OVERDUE),  # before the shift it says nothing about the shift
        (121, 60, State.OVER),
        (121, 59, State.OVERDUE),  # nothing was heard at the end
        (239, 59, State.OVERDUE),
        (240, 59, State.UNHEARD),  # two hours after the end nobody looks for it any more
        (600, 180, State.OVER),
    ],
)
def test_patrol_is_overdue_when_silent_for_longer_than_the_interval(minutes, heard, state):
    heard_at = None if heard is None else START + timedelta(minutes=heard)

    found, _silent = state_of(START, END, heard_at, START + timedelta(minutes=minutes), HOUR)

    assert found is state


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@P1-1 all well", ("1130-evening-P1-1", "all well")),
        ("@p1-1", ("1130-evening-P1-1", "")),
        ("@-1 which one?", ("", "@-1 which one?")),
        ("@ nobody", ("", "@ nobody")),
        ("  ambulance called ", ("", "ambulance called")),
    ],
)
def test_line_that_begins_with_the_end_of_a_code_is_about_that_patrol(text, found):
    assert split_entry(text, ["1130-evening-P1-1", "1130-evening-P2-1"]) == found


@pytest.fixture
def coordinator(settings, client_of):
    """Of the first subdistrict only."""
    settings.SECOND_FACTOR_WAIVED = True
    return client_of(Role.COORDINATOR)


@pytest.fixture
def patrols(two_subdistricts):
    """One patrol in force in each subdistrict that began 70 minutes ago."""
    began = timezone.now() - timedelta(minutes=70)
    roster = make_draft(local_clock(District.objects.get(), began).date(), days=2, status="live")
    made = []
    for number, place in enumerate(two_subdistricts, 1):
        patrol = make_planned(roster, place, make_post(place, f"P{number}"))
        patrol.starts_at, patrol.ends_at = began, began + 2 * HOUR
        patrol.save()
        assign(patrol, *make_people(place, 3))
        made.append(patrol)
    return made


def seen(client, patrols):
    """The patrol of the coordinator's own subdistrict, and the other one."""
    codes = client.get(reverse("day")).content.decode()
    return sorted(patrols, key=lambda patrol: patrol.code not in codes)


@pytest.mark.django_db
def test_overdue_patrol_raises_an_alarm_in_words_until_it_checks_in(coordinator, patrols):
    patrol, other = seen(coordinator, patrols)

    text = coordinator.get(reverse("day")).content.decode()
    assert "1 patrol is OVERDUE" in text
    assert "70 min silent" in text
    assert other.code not in text
    CheckIn.objects.create(
        client_id=uuid4(), patrol=patrol, volunteer=patrol.assignments.first().volunteer,
        at=timezone.now() - timedelta(minutes=5),
    )  # fmt: skip
    text = coordinator.get(reverse("day"), headers=HTMX).content.decode()

    assert "OVERDUE" not in text
    assert "1 check-in" in text


@pytest.mark.parametrize(("minutes", "shown"), [(-1, True), (0, True), (239, True), (240, False)])
@pytest.mark.django_db
def test_midnight_ends_no_alarm(coordinator, patrols, monkeypatch, minutes, shown):
    patrol, _other = seen(coordinator, patrols)
    midnight = local_midnight(District.objects.get(), patrol.roster.last_day)
    Patrol.objects.update(starts_at=midnight - HOUR, ends_at=midnight + HOUR)
    monkeypatch.setattr("geoapp.views.day.now", lambda: midnight + timedelta(minutes=minutes) - HOUR)

    text = coordinator.get(reverse("day")).content.decode()

    assert (patrol.code in text) == shown
    assert ("OVERDUE" in text) == (shown and minutes > 60)


@pytest.mark.django_db
def test_interval_is_the_district_s_own(coordinator, patrols):
    RosterRules.objects.create(pk=1, call_in_minutes=90)

    assert "OVERDUE" not in coordinator.get(reverse("day")).content.decode()


@pytest.mark.django_db
def test_line_about_a_patrol_counts_as_hearing_of_it(coordinator, patrols):
    patrol, _other = seen(coordinator, patrols)

    text = coordinator.post(
        reverse("day-write"), {"text": f"@{patrol.code[-4:]} all well"}, headers=HTMX
    ).content.decode()

    entry = OperationsEntry.objects.get()
    assert (entry.patrol, entry.text, entry.area) == (patrol, "all well", patrol.area)
    assert entry.by.username.endswith("coordinator")
    assert "OVERDUE" not in text
    assert "all well" in text


@pytest.mark.django_db
def test_line_about_another_subdistrict_is_neither_written_for_it_nor_read(coordinator, patrols):
    _patrol, other = seen(coordinator, patrols)
    OperationsEntry.objects.create(
        day=local_clock(District.objects.get(), other.starts_at).date(), text="secret of others",
        area=other.area, patrol=other,
    )  # fmt: skip

    coordinator.post(reverse("day-write"), {"text": f"@{other.code[-4:]} all well"})

    assert OperationsEntry.objects.get(text__contains="all well").patrol is None
    assert "secret of others" not in coordinator.get(reverse("day")).content.decode()


@pytest.mark.parametrize("text", ["", " ", "x" * 301])
@pytest.mark.django_db
def test_line_that_says_nothing_or_too_much_is_refused(coordinator, patrols, text):
    coordinator.post(reverse("day-write"), {"text": text})

    assert OperationsEntry.objects.count() == 0


@pytest.mark.django_db
def test_person_who_did_not_come_is_noted_once_and_may_come_after_all(coordinator, patrols):
    patrol, other = seen(coordinator, patrols)
    person = patrol.assignments.first().volunteer_id
    address = reverse("day-no-show", args=[patrol.pk])

    for _ in range(2):
        coordinator.post(address, {"missing": person})
    assert NoShow.objects.get().volunteer_id == person
    assert "did not come" in coordinator.get(reverse("day")).content.decode()
    coordinator.post(address, {"came": person})

    assert NoShow.objects.count() == 0
    away = other.assignments.first().volunteer_id
    assert coordinator.post(reverse("day-no-show", args=[other.pk]), {"missing": away}).status_code == 404
    assert coordinator.post(address, {"missing": away}).status_code == 404


@pytest.mark.django_db
def test_nobody_fails_to_come_before_the_patrol_begins(coordinator, patrols):
    patrol, _other = seen(coordinator, patrols)
    Patrol.objects.update(starts_at=timezone.now() + HOUR, ends_at=timezone.now() + 3 * HOUR)

    coordinator.post(
        reverse("day-no-show", args=[patrol.pk]), {"missing": patrol.assignments.first().volunteer_id}
    )

    assert NoShow.objects.count() == 0


@pytest.mark.django_db
def test_answers_of_the_crew_are_shown_in_words(coordinator, patrols):
    patrol, _other = seen(coordinator, patrols)
    ShiftReply.objects.create(
        patrol=patrol, volunteer=patrol.assignments.first().volunteer, answer="confirmed", at=timezone.now()
    )

    text = coordinator.get(reverse("day")).content.decode()

    assert "· confirmed" in text
    assert text.count("has not answered") == 2


@pytest.mark.django_db
def test_day_takes_as_many_queries_for_one_patrol_as_for_many(coordinator, patrols, two_subdistricts):
    patrol, _other = seen(coordinator, patrols)
    place = next(one for one in two_subdistricts if one.area == patrol.area)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            coordinator.get(reverse("day"))
        return len(captured)

    few = queries()
    for number in range(12):
        more = make_planned(patrol.roster, place, make_post(place, f"Q{number}"))
        assign(more, *make_people(place, 3, prefix=f"Q{number}-"))
        OperationsEntry.objects.create(day=patrol.roster.starts_on, text="x", patrol=more)

    assert queries() == few


@pytest.mark.django_db
def test_day_that_is_no_day_is_today(coordinator):
    assert coordinator.get(reverse("day"), {"day": "never"}).status_code == 200

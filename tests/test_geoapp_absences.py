"""A coordinator notes an absence: what is mended, what is left to others, and how they hear of it."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone

from geoapp import mending
from geoapp.convert.times import local_clock
from geoapp.models import Absence, Assignment, District, Notice, Patrol, Role, Roster, ShiftReply, Volunteer
from geoapp.views import people
from tests.accounts import Place, appoint, logged_in, make_account, today_there
from tests.roster_rows import go_live, make_evenings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR_WAIVED = True


@pytest.fixture
def roster(two_subdistricts: list[Place]) -> Roster:
    """Three evenings to come in the west and in the east, in force, with people to spare."""
    tomorrow = today_there() + timedelta(days=1)
    roster = make_evenings(two_subdistricts, tomorrow, days=3)
    go_live(roster)
    return roster


@pytest.fixture
def both_sides(roster, two_subdistricts) -> Volunteer:
    """Somebody of the west who goes on the first evening there, and agreed to the last one in the east."""
    first = patrol_of(roster, two_subdistricts[0], 0)
    last = patrol_of(roster, two_subdistricts[1], 2)
    person = first.assignments.order_by("pk").first().volunteer
    Assignment.objects.filter(volunteer=person).exclude(patrol=first).delete()
    Assignment.objects.create(
        roster=roster, patrol=last, volunteer=person, live=True,
        during=DateTimeTZRange(last.starts_at, last.ends_at),
    )  # fmt: skip
    return person


def patrol_of(roster: Roster, place: Place, day: int) -> Patrol:
    return roster.patrols.filter(area=place.area).order_by("starts_at")[day]


def coordinator(name: str, place: Place):
    user = make_account(name)
    appoint(user, Role.COORDINATOR, place.area.code)
    return logged_in(user)


def away(client, person: Volunteer, roster: Roster, **more: str):
    days = {"first_day": roster.starts_on, "last_day": roster.last_day}
    return client.post(reverse("person-away", args=[person.pk]), days | more, follow=True)


def test_own_patrols_are_mended_and_those_of_others_are_left_and_told(roster, both_sides, two_subdistricts):
    west, east = two_subdistricts
    first, last = patrol_of(roster, west, 0), patrol_of(roster, east, 2)
    client = coordinator("wei", west)
    coordinator("dong", east)

    html = away(client, both_sides, roster, take_off="on").content.decode()

    assert not first.assignments.filter(volunteer=both_sides).exists()
    assert first.assignments.count() == 3
    assert last.assignments.filter(volunteer=both_sides).exists()
    assert f"Still on {last.code} in 区域002, which you cannot change. To act: dong." in html
    assert "2 people were told" in html
    assert set(Notice.objects.values_list("volunteer", flat=True)) > {both_sides.pk}
    assert {one.area_id for one in Patrol.objects.filter(notices__isnull=False)} == {west.area.pk}


def test_the_other_coordinator_sees_who_is_away_first_even_if_they_confirmed(
    roster, both_sides, two_subdistricts
):
    west, east = two_subdistricts
    last = patrol_of(roster, east, 2)
    ShiftReply.objects.create(patrol=last, volunteer=both_sides, answer="confirmed", at=timezone.now())
    mending.mend_absences([both_sides.pk], within={west.area.code})
    other = coordinator("dong", east)
    week = {"day": local_clock(District.objects.get(), last.starts_at).date().isoformat()}
    assert 'class="tag bad">away<' not in other.get(reverse("week"), week).content.decode()

    away(coordinator("wei", west), both_sides, roster, take_off="on")

    page = other.get(reverse("week"), week)
    assert (page.context["silent"][0].volunteer, page.context["silent"][0].away) == (both_sides, True)
    assert 'class="tag bad">away<' in page.content.decode()
    mending.drop_out(roster.pk, both_sides.pk, [last.pk], within={east.area.code})
    assert 'class="tag bad">away<' not in other.get(reverse("week"), week).content.decode()


def test_without_a_coordinator_there_that_of_the_district_has_to_act(roster, both_sides, two_subdistricts):
    user = make_account("quan")
    appoint(user, Role.COORDINATOR)

    html = away(coordinator("wei", two_subdistricts[0]), both_sides, roster, take_off="on").content.decode()

    assert "To act: quan." in html


def test_without_any_coordinator_an_administrator_has_to_act(roster, both_sides, two_subdistricts):
    html = away(coordinator("wei", two_subdistricts[0]), both_sides, roster, take_off="on").content.decode()

    assert "To act: an administrator" in html


def test_coordinator_of_the_district_mends_everything(roster, both_sides):
    user = make_account("quan")
    appoint(user, Role.COORDINATOR)

    html = away(logged_in(user), both_sides, roster, take_off="on").content.decode()

    assert not Assignment.objects.filter(volunteer=both_sides).exists()
    assert "Still on" not in html


def test_absence_alone_changes_no_patrol(roster, both_sides, two_subdistricts):
    html = away(coordinator("wei", two_subdistricts[0]), both_sides, roster).content.decode()

    assert Absence.objects.exists()
    assert Assignment.objects.filter(volunteer=both_sides).count() == 2
    assert "Patrols on the roster stay" in html


def test_patrol_that_cannot_be_mended_is_named_with_the_reason(
    roster, both_sides, two_subdistricts, monkeypatch
):
    first = patrol_of(roster, two_subdistricts[0], 0)

    def refuse(*_args: object, **_more: object) -> None:
        raise mending.MendingError("Because.")

    monkeypatch.setattr("geoapp.mending.absences.drop_out", refuse)

    html = away(coordinator("wei", two_subdistricts[0]), both_sides, roster, take_off="on").content.decode()

    assert f"Still on {first.code}: Because." in html
    assert Assignment.objects.filter(volunteer=both_sides).count() == 2


def test_dropping_out_of_everything_touches_only_what_is_within_reach(roster, both_sides, two_subdistricts):
    west, east = two_subdistricts

    edit = mending.drop_out(roster.pk, both_sides.pk, within={west.area.code})

    touched = Patrol.objects.filter(pk__in=edit.patrol_ids)
    assert {patrol.area_id for patrol in touched} == {west.area.pk}
    assert Assignment.objects.get(volunteer=both_sides).patrol.area == east.area
    assert mending.drop_out(roster.pk, both_sides.pk, within={west.area.code}) is None


def away_together(client, people: list[Volunteer], roster: Roster, **more: str):
    days = {"first_day": roster.starts_on, "last_day": roster.last_day}
    form = {"action": "away", "who": [one.pk for one in people]}
    return client.post(reverse("people-together"), form | days | more, follow=True)


def first_crew(roster: Roster, place: Place) -> list[Volunteer]:
    seats = patrol_of(roster, place, 0).assignments.order_by("pk").select_related("volunteer")
    return [seat.volunteer for seat in seats][:2]


def test_several_who_are_away_are_taken_off_and_their_seats_filled(roster, two_subdistricts):
    west, _east = two_subdistricts
    gone = first_crew(roster, west)

    html = away_together(coordinator("wei", west), gone, roster, take_off="on").content.decode()

    assert "2 people: absence noted" in html and "patrols mended" in html
    assert not Assignment.objects.filter(roster=roster, volunteer__in=gone).exists()
    assert patrol_of(roster, west, 0).assignments.count() == 3


def test_several_stay_on_their_patrols_if_nobody_asks_to_take_them_off(roster, two_subdistricts):
    west, _east = two_subdistricts
    gone = first_crew(roster, west)

    away_together(coordinator("wei", west), gone, roster)

    assert Absence.objects.count() == 2
    assert patrol_of(roster, west, 0).assignments.filter(volunteer__in=gone).count() == 2


def test_too_many_at_once_stay_and_the_page_says_where_they_are_shown(roster, two_subdistricts, monkeypatch):
    monkeypatch.setattr(people, "MOST_TAKEN_OFF", 1)
    west, _east = two_subdistricts
    gone = first_crew(roster, west)

    html = away_together(coordinator("wei", west), gone, roster, take_off="on").content.decode()

    assert "2 of them are on patrols in that time" in html
    assert patrol_of(roster, west, 0).assignments.filter(volunteer__in=gone).count() == 2

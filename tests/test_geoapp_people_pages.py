"""The pages about people: what a coordinator finds and changes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from geoapp.models import Absence, Availability, PersonalLink, Role, Slot, Team, Volunteer
from tests.accounts import count_queries, make_person, today_there

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_WAIVED = True


@pytest.fixture
def west(two_subdistricts):
    return two_subdistricts[0]


@pytest.fixture
def east(two_subdistricts):
    return two_subdistricts[1]


@pytest.fixture
def coordinator(client_of):
    """Of the western subdistrict."""
    return client_of(Role.COORDINATOR)


def numbers(client, **wanted) -> list[str]:
    """Registry numbers of the list of people."""
    return [row.registry_no for row in client.get(reverse("people"), wanted).context["page"]]


def test_list_holds_the_own_subdistrict_only(coordinator):
    assert numbers(coordinator) == ["V1"]


@pytest.mark.parametrize("name", ["person", "person-offers", "person-away", "person-link"])
def test_person_of_another_subdistrict_is_not_found(coordinator, east, name):
    path = reverse(name, args=[east.volunteer.pk])

    assert coordinator.post(path).status_code == 404


def test_team_of_another_subdistrict_is_not_found(coordinator, east):
    assert coordinator.get(reverse("team", args=[east.team.pk])).status_code == 404


def test_team_says_how_it_patrols(coordinator, west):
    page = reverse("team", args=[west.team.pk])
    form = {"name": "西岸队", "kind": west.team.kind.pk, "community": west.team.community.pk}

    assert coordinator.post(page, form | {"travels": "horse"}).status_code == 200
    assert Team.objects.get(pk=west.team.pk).travels == "foot"
    assert coordinator.post(page, form | {"travels": "bicycle"}).status_code == 302
    assert Team.objects.get(pk=west.team.pk).travels == "bicycle"
    assert "by bicycle" in coordinator.get(reverse("teams")).content.decode()


def test_person_cannot_be_moved_into_a_team_beyond_reach(coordinator, west, east):
    form = {"name": "王芳", "team": east.team.pk, "weekly_cap": 2}

    response = coordinator.post(reverse("person", args=[west.volunteer.pk]), form)

    assert response.status_code == 200
    assert Volunteer.objects.get(pk=west.volunteer.pk).team == west.team


def test_expiry_is_found_at_its_boundaries(coordinator, west):
    today = today_there()
    for number, days in (("yesterday", -1), ("today", 0), ("day 30", 30), ("day 31", 31)):
        make_person(west.team, number, insured_until=today + timedelta(days=days))

    assert numbers(coordinator, state="lapsed") == ["yesterday"]
    assert numbers(coordinator, state="soon") == ["day 30", "today"]


def test_somebody_lapsed_is_not_counted_as_lapsing_soon_as_well(coordinator, west):
    today = today_there()
    make_person(west.team, "both", insured_until=today - timedelta(days=1), trained_until=today)

    assert numbers(coordinator, state="soon") == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"text": "leader"}, ["a leader"]),
        ({"state": "leaders"}, ["a leader"]),
        ({"state": "left"}, ["gone"]),
        ({"state": "away"}, ["off"]),
        ({"state": "no-offers"}, ["a leader", "off"]),
        ({"state": "nonsense"}, ["a leader", "V1", "off"]),
    ],
)
def test_list_is_filtered(coordinator, west, wanted, found):
    make_person(west.team, "a leader", leader=True)
    make_person(west.team, "gone", active=False)
    off = make_person(west.team, "off")
    for year in (2020, 2021):
        starts_at, ends_at = datetime(year, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
        Absence.objects.create(volunteer=off, starts_at=starts_at, ends_at=ends_at)
    Availability.objects.create(volunteer=west.volunteer, weekday=1, slot=Slot.objects.first())

    assert numbers(coordinator, **wanted) == found


def test_slots_are_offered_for_those_ticked_and_nobody_else(coordinator, west):
    other = make_person(west.team, "V9")
    slot = Slot.objects.first()
    form = {"who": [west.volunteer.pk], "action": "offer", "weekdays": [1, 7], "slots": [slot.pk]}

    coordinator.post(reverse("people-together"), form)

    assert set(west.volunteer.availability.values_list("weekday", "slot")) == {(1, slot.pk), (7, slot.pk)}
    assert not other.availability.exists()


def test_ticking_somebody_beyond_reach_changes_nothing(coordinator, east):
    slot = Slot.objects.first()
    form = {"who": [east.volunteer.pk], "action": "offer", "weekdays": [1], "slots": [slot.pk]}

    coordinator.post(reverse("people-together"), form)

    assert not Availability.objects.exists()


def test_everybody_of_the_list_is_everybody_that_the_filter_finds(coordinator, west, east):
    make_person(west.team, "a leader", leader=True)
    form = {"everybody": "on", "action": "away", "first_day": "2030-01-01", "last_day": "2030-01-02"}

    coordinator.post(reverse("people-together") + "?state=leaders", form)

    assert list(Absence.objects.values_list("volunteer__registry_no", flat=True)) == ["a leader"]


def test_absence_is_of_whole_local_days(coordinator, west):
    form = {"first_day": "2030-01-01", "last_day": "2030-01-02"}

    coordinator.post(reverse("person-away", args=[west.volunteer.pk]), form)

    absence = Absence.objects.get()
    # Shanghai is eight hours ahead.
    assert absence.starts_at == datetime(2029, 12, 31, 16, tzinfo=UTC)
    assert absence.ends_at == datetime(2030, 1, 2, 16, tzinfo=UTC)


def test_absence_that_ends_before_it_starts_is_refused_in_words(coordinator, west):
    form = {"first_day": "2030-01-02", "last_day": "2030-01-01"}

    page = coordinator.post(reverse("person-away", args=[west.volunteer.pk]), form)

    assert "exchange the two" in page.content.decode()
    assert not Absence.objects.exists()


def test_week_of_a_person_becomes_what_is_ticked_and_keeps_preferences(coordinator, west):
    first, second = Slot.objects.all()[:2]
    Availability.objects.create(volunteer=west.volunteer, weekday=1, slot=first, preference=2)
    Availability.objects.create(volunteer=west.volunteer, weekday=2, slot=first)
    form = {"offer": [f"1-{first.pk}", f"3-{second.pk}", "8-1", "1-999999", "x", "-"]}

    coordinator.post(reverse("person-offers", args=[west.volunteer.pk]), form)

    assert set(west.volunteer.availability.values_list("weekday", "slot", "preference")) == {
        (1, first.pk, 2), (3, second.pk, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("weekly_cap", "15", "14"), ("birth_year", "1899", "1956"), ("name", "", "")],
)
def test_bad_value_of_a_person_is_refused_and_nothing_saved(coordinator, west, field, value, words):
    form = {"name": "李四", "team": west.team.pk, "weekly_cap": "2", "active": "on", field: value}

    page = coordinator.post(reverse("person", args=[west.volunteer.pk]), form)

    assert page.context["form"].errors.keys() == {field}
    assert words in str(page.context["form"].errors)
    assert Volunteer.objects.get(pk=west.volunteer.pk).name == "王芳"


def test_personal_link_is_shown_once_and_works(coordinator, west, client):
    page = coordinator.post(reverse("person-link", args=[west.volunteer.pk]))

    url = page.context["url"]
    assert "data:image/svg+xml" in page.content.decode()
    assert client.post(url.replace("http://testserver", "")).status_code == 302
    assert PersonalLink.objects.get().made_by.username == "a coordinator"
    assert url not in coordinator.get(reverse("person", args=[west.volunteer.pk])).content.decode()


@pytest.mark.parametrize("name", ["people", "teams", "standby"])
def test_list_asks_the_database_as_often_for_one_row_as_for_fifty(coordinator, west, name):
    few = count_queries(coordinator, reverse(name))
    for number in range(50):
        make_person(west.team, f"N{number}")
        Team.objects.create(code=f"N{number}", name="x", kind=west.team.kind, community=west.community)

    assert count_queries(coordinator, reverse(name)) == few

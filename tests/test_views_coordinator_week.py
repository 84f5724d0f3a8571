"""This week: what a coordinator sees of it, and the click that fills a seat."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from geoapp.convert.week import load_shares, monday
from geoapp.models import (
    Assignment,
    EmptySeats,
    FairShare,
    Patrol,
    Post,
    Role,
    Roster,
    ShiftReply,
    Skill,
    Slot,
    UnmetVisit,
    Visit,
    Volunteer,
)
from geoapp.views import coordinator_week
from tests.accounts import Place, count_queries, make_person
from tests.field_records import assign, make_roster

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_is_enough(settings):
    settings.SECOND_FACTOR_WAIVED = True


def next_week() -> Roster:
    """A roster in force from next Monday on."""
    return make_roster(monday(timezone.localdate()) + timedelta(days=7))


def make_patrol(roster: Roster, place: Place, number: int = 1, **more: object) -> Patrol:
    post, _ = Post.objects.get_or_create(
        code=f"P{place.area.code}",
        defaults={"name": f"岗{place.area.code[-1]}", "point": place.volunteer.home},
    )
    starts_at = timezone.make_aware(
        timezone.datetime.combine(roster.starts_on + timedelta(days=1), timezone.datetime.min.time())
    ) + timedelta(hours=2)
    values = {"seats_min": 2, "seats_desired": 3, "risk": 5, **more}
    return Patrol.objects.create(
        roster=roster, code=f"1201-am-P{place.area.code}-{number}", post=post, area=place.area,
        slot=Slot.objects.get(code="morning"), starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        **values,
    )  # fmt: skip


def lack(patrol: Patrol, change: str = "assign", crew: tuple[int, ...] = (), **more: object) -> EmptySeats:
    remedy = {
        "change": change,
        "volunteer_id": None,
        "crew": list(crew),
        "people": 0,
        "leader": False,
        "kinds": 0,
    }
    return EmptySeats.objects.create(
        patrol=patrol, seats_short=1, not_run=False, reason="too-few-offer", remedy=remedy | more
    )


def page(client, **query: object) -> str:
    answer = client.get(reverse("week"), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_week_without_a_roster_points_to_generate(client_of):
    text = page(client_of(Role.COORDINATOR))

    assert "No roster is in force" in text
    assert reverse("generate") in text


def test_week_counts_patrols_seats_and_answers_of_the_own_area_only(client_of, two_subdistricts):
    west, east = two_subdistricts
    roster = next_week()
    ours, theirs, idle = (make_patrol(roster, *which) for which in ((west, 1), (east, 1), (west, 2)))
    people = [make_person(west.team, f"W{number}") for number in range(3)]
    for person in people:
        assign(ours, person)
    assign(theirs, east.volunteer)
    ShiftReply.objects.create(patrol=ours, volunteer=people[0], answer="confirmed", at=timezone.now())
    ShiftReply.objects.create(patrol=ours, volunteer=people[1], answer="declined", at=timezone.now())
    lack(idle, "recruit", people=2, leader=True)

    answer = client_of(Role.COORDINATOR).get(reverse("week"))

    assert answer.context["total"] == {
        "wanted": 2, "run": 1, "not_run": 1, "desired": 6, "filled": 3, "empty": 3,
        "confirmed": 1, "declined": 1, "silent": 1,
    }  # fmt: skip
    text = " ".join(answer.content.decode().split())
    assert "Find 2 new people for this slot. One has to be a leader." in text
    assert "too few people offer this slot" in text
    assert "岗2" not in text
    # The one who declined first, then the one who said nothing; not the one who confirmed.
    assert [seat.volunteer for seat in answer.context["silent"]] == [people[1], people[2]]


def test_first_week_shown_is_the_next_one_in_force(client_of, two_subdistricts):
    roster = next_week()
    make_patrol(roster, two_subdistricts[0])

    answer = client_of(Role.COORDINATOR).get(reverse("week"))

    assert answer.context["days"][0].day == roster.starts_on


def test_drafts_and_superseded_rosters_are_not_of_the_week(client_of, two_subdistricts):
    roster = next_week()
    make_patrol(roster, two_subdistricts[0])
    for status in ("draft", "superseded"):
        make_patrol(make_roster(roster.starts_on, status=status), two_subdistricts[0])

    assert client_of(Role.COORDINATOR).get(reverse("week")).context["total"]["wanted"] == 1


def test_unmet_visit_has_its_reason_and_no_place(client_of, two_subdistricts):
    west = two_subdistricts[0]
    roster = next_week()
    make_patrol(roster, west)
    visit = Visit.objects.create(
        ref="HV-7", point=west.volunteer.home, first_date=roster.starts_on, minutes=30,
        window_from="09:00", window_to="11:00", skill=Skill.objects.get(code="elderly-care"),
    )  # fmt: skip
    UnmetVisit.objects.create(
        roster=roster, visit=visit, day=roster.starts_on, area=west.area, reason="no-patrol"
    )

    text = page(client_of(Role.COORDINATOR))

    assert "HV-7" in text
    assert "<td>care of the elderly</td>" in text
    assert "no patrol walks there in the window" in text
    assert f"{west.volunteer.home.x}" not in text


def test_people_far_from_their_fair_share_are_named(two_subdistricts):
    west = two_subdistricts[0]
    roster = next_week()
    busy, idle, other = (make_person(west.team, name) for name in ("busy", "idle", "other"))
    for person in (busy, idle, other):
        FairShare.objects.create(roster=roster, volunteer=person, offered=6)
    Volunteer.objects.update(weekly_cap=6)
    patrols = [make_patrol(roster, west, number) for number in range(1, 7)]
    for number, patrol in enumerate(patrols):
        shift = timedelta(days=number)
        Patrol.objects.filter(pk=patrol.pk).update(
            starts_at=patrol.starts_at + shift, ends_at=patrol.ends_at + shift
        )
        patrol.refresh_from_db()
        assign(patrol, busy if number < 4 else other)

    shares = load_shares([roster.pk], Volunteer.objects.all())

    assert [(one.volunteer, one.patrols, one.fair) for one in shares.over] == [(busy, 4, 2.0)]
    assert [(one.volunteer, one.patrols, one.fair) for one in shares.under] == [(idle, 0, 2.0)]


def test_click_puts_the_remedy_in_force_and_shows_the_list_without_it(
    client_of, two_subdistricts, monkeypatch
):
    west = two_subdistricts[0]
    patrol = make_patrol(next_week(), west)
    lack(patrol, crew=(west.volunteer.pk,))
    done = []
    monkeypatch.setattr(
        coordinator_week,
        "apply_remedy",
        lambda pk, by: done.append((pk, by.username)) or EmptySeats.objects.all().delete(),
    )

    answer = client_of(Role.COORDINATOR).post(
        reverse("week-remedy", args=[patrol.pk]), headers={"HX-Request": "true"}
    )

    assert done == [(patrol.pk, "a coordinator")]
    text = answer.content.decode()
    assert "Every patrol to come has its people." in text
    assert "has somebody more" in text
    assert "<html" not in text


def test_remedy_in_another_area_is_not_found(client_of, two_subdistricts):
    patrol = make_patrol(next_week(), two_subdistricts[1])

    assert client_of(Role.COORDINATOR).post(reverse("week-remedy", args=[patrol.pk])).status_code == 404


def test_person_of_another_area_is_named_by_the_team_only(client_of, two_subdistricts):
    west, east = two_subdistricts
    Volunteer.objects.filter(pk=east.volunteer.pk).update(name="李雷东区")
    patrol = make_patrol(next_week(), west)
    lack(patrol, "lift-weekly-cap", crew=(east.volunteer.pk,), volunteer_id=east.volunteer.pk)

    text = page(client_of(Role.COORDINATOR))

    assert f"Ask {east.team.name} for one patrol more this week" in text
    assert "李雷东区" not in text


def test_week_asks_the_database_as_often_for_one_row_as_for_fifty(client_of, two_subdistricts):
    west = two_subdistricts[0]
    client = client_of(Role.COORDINATOR)
    roster = next_week()
    counts = []
    for numbers in (range(1, 2), range(2, 52)):
        for number in numbers:
            patrol = make_patrol(roster, west, number)
            person = make_person(west.team, f"N{number}")
            assign(patrol, person)
            FairShare.objects.create(roster=roster, volunteer=person, offered=number % 7 + 1)
            lack(patrol, crew=(person.pk,))
            visit = Visit.objects.create(
                ref=f"HV-{number}", point=west.volunteer.home, first_date=roster.starts_on, minutes=30,
                window_from="09:00", window_to="11:00",
            )  # fmt: skip
            UnmetVisit.objects.create(
                roster=roster, visit=visit, day=roster.starts_on, area=west.area, reason="no-patrol"
            )
        counts.append(count_queries(client, reverse("week")))

    assert counts[0] == counts[1]
    assert Assignment.objects.count() == 51

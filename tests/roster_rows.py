"""A small roster in the database: posts, people who offer slots, patrols, and who is on them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.contrib.gis.geos import Point
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geoapp.convert.times import at_local
from geoapp.models import (
    Assignment,
    Availability,
    District,
    Patrol,
    Post,
    RiskSurface,
    Roster,
    Slot,
    StreetExtract,
    Team,
    TeamKind,
    Volunteer,
)
from geoapp.pipeline import fill_roster
from tests.accounts import SIDE, SOUTH, Place, make_places

# So far away that nothing on it has begun
MONDAY = date(2036, 12, 1)
KINDS = ("red-armband", "party", "grid", "owners")
EVERY_DAY = range(1, 8)


def make_draft(starts_on: date = MONDAY, days: int = 7, **more: object) -> Roster:
    """A roster without patrols."""
    surface = RiskSurface.objects.create(
        as_of=datetime(2026, 1, 1, tzinfo=UTC), cell_m=250, incidents=0, inputs_sha256="", parameters={},
        backtest={},
    )  # fmt: skip
    streets, _ = StreetExtract.objects.get_or_create(sha256="0", file_name="x.osm", attribution="x")
    return Roster.objects.create(
        starts_on=starts_on, days=days, seed=1, surface=surface, streets=streets, **more
    )


def make_post(place: Place, code: str, east: float = 0.5) -> Post:
    """A post in a subdistrict, at a share of its width from its western border."""
    west = place.area.shape.extent[0]
    return Post.objects.create(
        code=code, name=f"{code}岗", point=Point(west + east * SIDE, SOUTH + SIDE / 2, srid=4326)
    )


def make_people(
    place: Place, count: int, *, slots: Iterable[str] = ("morning", "evening"), leaders: int | None = None,
    prefix: str = "P", **more: object,
) -> list[Volunteer]:  # fmt: skip
    """People of four kinds by turns who offer these slots every day; every other one leads."""
    west = place.area.shape.extent[0]
    teams = [
        Team.objects.get_or_create(
            code=f"{place.area.code[-1]}-{kind}",
            defaults={
                "name": f"{kind} {place.area.code[-1]}",
                "kind": TeamKind.objects.get(code=kind),
                "community": place.community,
            },
        )[0]
        for kind in KINDS
    ]
    plain = {"weekly_cap": 3, "home": Point(west + 0.45 * SIDE, SOUTH + 0.6 * SIDE, srid=4326)}
    people = [
        Volunteer.objects.create(
            registry_no=f"{prefix}{place.area.code[-1]}-{k}", name="李静", team=teams[k % len(teams)],
            leader=k % 2 == 0 if leaders is None else k < leaders, **(plain | more),
        )
        for k in range(count)
    ]  # fmt: skip
    offer(people, slots)
    return people


def offer(people: Iterable[Volunteer], slots: Iterable[str], weekdays: Iterable[int] = EVERY_DAY) -> None:
    """Let people offer slots of the week."""
    found = list(Slot.objects.filter(code__in=slots))
    Availability.objects.bulk_create(
        Availability(volunteer=person, weekday=weekday, slot=slot)
        for person in people
        for weekday in weekdays
        for slot in found
    )


def make_planned(
    roster: Roster, place: Place, post: Post | None, *, day: int = 0, slot: str = "evening",
    seats: tuple[int, int] = (2, 3), risk: int = 5, **more: object,
) -> Patrol:  # fmt: skip
    """A patrol on the nth day of a roster; a standby without a post."""
    its_slot = Slot.objects.get(code=slot)
    on = roster.starts_on + timedelta(days=day)
    district = District.objects.get()
    code = f"{on:%m%d}-{slot}-{post.code if post else 'stby'}-{roster.patrols.count() + 1}"
    return Patrol.objects.create(
        roster=roster, code=code, kind="patrol" if post else "standby", post=post, area=place.area,
        slot=its_slot, starts_at=at_local(district, on, its_slot.starts),
        ends_at=at_local(district, on, its_slot.ends), risk=risk, seats_min=seats[0], seats_desired=seats[1],
        **more,
    )  # fmt: skip


def assign(patrol: Patrol, *people: Volunteer) -> None:
    """Put people on a patrol, in force if its roster is."""
    for person in people:
        Assignment.objects.create(
            roster=patrol.roster, patrol=patrol, volunteer=person,
            during=DateTimeTZRange(patrol.starts_at, patrol.ends_at),
            live=patrol.roster.status == Roster.Status.LIVE,
        )  # fmt: skip


def make_week(people: int = 8, days: int = 3) -> Roster:
    """A solved draft of one evening patrol a day at one post, with more people than seats."""
    place = make_places(1)[0]
    post = make_post(place, "P1")
    make_people(place, people)
    roster = make_draft(days=days)
    for day in range(days):
        make_planned(roster, place, post, day=day)
    fill_roster(roster)
    return roster


def make_evenings(places: Iterable[Place], starts_on: date = MONDAY, days: int = 2) -> Roster:
    """A solved draft of an evening patrol a day at a post of each place, with eight people to choose from."""
    roster = make_draft(starts_on, days)
    for number, place in enumerate(places, 1):
        post = make_post(place, f"P{number}")
        make_people(place, 8, leaders=8)
        for day in range(days):
            make_planned(roster, place, post, day=day)
    fill_roster(roster)
    return roster


def go_live(roster: Roster) -> None:
    """Put a roster in force."""
    roster.status = Roster.Status.LIVE
    roster.save(update_fields=["status"])
    roster.assignments.update(live=True)

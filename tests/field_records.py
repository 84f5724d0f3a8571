"""Rows of a patrol that has been published, with its people, its route and what its phones send."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.contrib.gis.geos import LineString, Point
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from geoapp.models import (
    Area,
    Assignment,
    Patrol,
    Post,
    RiskSurface,
    Roster,
    Route,
    Slot,
    Stop,
    StreetExtract,
    Team,
    TeamKind,
    Volunteer,
)

# Cells of 250 m near the middle of the district of ``district_features``.
POST = (123.9100, 41.8550)
FIRST_STOP, SECOND_STOP = (123.9150, 41.8550), (123.9200, 41.8600)


def client_id(number: int) -> UUID:
    """A number as a phone might draw it."""
    return UUID(int=number)


def just_now(minutes: float = 0) -> datetime:
    """The present whole second, or so many minutes after it."""
    return timezone.now().replace(microsecond=0) + timedelta(minutes=minutes)


def make_roster(starts_on: date, days: int = 7, status: str = "live") -> Roster:
    """A roster without patrols."""
    surface = RiskSurface.objects.create(
        as_of=datetime(2026, 1, 1, tzinfo=UTC), cell_m=250, incidents=0, inputs_sha256="", parameters={},
        backtest={},
    )  # fmt: skip
    streets, _ = StreetExtract.objects.get_or_create(sha256="0", file_name="x.osm", attribution="x")
    return Roster.objects.create(
        starts_on=starts_on, days=days, seed=1, surface=surface, streets=streets, status=status
    )


def make_person(registry_no: str, name: str = "王芳", *, leader: bool = False) -> Volunteer:
    """A volunteer of one team; needs the imported district."""
    team, _ = Team.objects.get_or_create(
        code="T1",
        defaults={
            "name": "站前红袖标队",
            "kind": TeamKind.objects.get(code="red-armband"),
            "community": Area.objects.filter(level="community").order_by("code").first(),
        },
    )
    return Volunteer.objects.create(
        registry_no=registry_no, name=name, team=team, leader=leader, home=Point(*POST)
    )


def make_shift(
    starts_at: datetime,
    *people: Volunteer,
    roster: Roster | None = None,
    code: str = "1130-evening-P1-1",
    minutes: int = 120,
) -> Patrol:
    """A patrol with two stops on its route, and these people on it."""
    roster = roster or make_roster((starts_at - timedelta(days=1)).date())
    post, _ = Post.objects.get_or_create(code="P1", defaults={"name": "站前岗", "point": Point(*POST)})
    ends_at = starts_at + timedelta(minutes=minutes)
    patrol = Patrol.objects.create(
        roster=roster, code=code, post=post, slot=Slot.objects.get(code="evening"), risk=5,
        area=Area.objects.filter(level="subdistrict").order_by("code").first(),
        starts_at=starts_at, ends_at=ends_at, seats_min=3, seats_desired=4,
    )  # fmt: skip
    for person in people:
        assign(patrol, person)
    route = Route.objects.create(
        patrol=patrol, line=LineString(POST, FIRST_STOP, FIRST_STOP, SECOND_STOP, SECOND_STOP, POST),
        seconds=[0, 600, 1320, 1920, 2640, 3600], walk_m=2000.0, back_at=ends_at,
    )  # fmt: skip
    for number, (place, arrives) in enumerate(((FIRST_STOP, 10), (SECOND_STOP, 32)), 1):
        Stop.objects.create(
            route=route, number=number, kind="hotspot", point=Point(*place),
            arrives_at=starts_at + timedelta(minutes=arrives),
            leaves_at=starts_at + timedelta(minutes=arrives + 12),
        )  # fmt: skip
    return patrol


def assign(patrol: Patrol, person: Volunteer) -> Assignment:
    """Put somebody on a patrol; live if its roster is."""
    return Assignment.objects.create(
        roster=patrol.roster, patrol=patrol, volunteer=person, live=patrol.roster.status == "live",
        during=DateTimeTZRange(patrol.starts_at, patrol.ends_at),
    )  # fmt: skip


def write_gpx(path: Path, points: Sequence[tuple[object, object, str]], inside: str = "") -> Path:
    """A track of (lon, lat, time as text); ``inside`` goes into each point."""
    rows = "".join(
        f'<trkpt lat="{lat}" lon="{lon}"><time>{time}</time>{inside}</trkpt>' for lon, lat, time in points
    )
    path.write_text(
        f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{rows}</trkseg></trk></gpx>'
    )
    return path


def minutes_at(
    place: tuple[float, float], starts_at: datetime, minutes: range
) -> list[tuple[float, float, str]]:
    """A position each minute at one place, as points of a track."""
    return [(*place, f"{starts_at + timedelta(minutes=minute):%FT%H:%M:%SZ}") for minute in minutes]


def report(
    on: Patrol, number: int = 1, kind: str = "check-in", minute: float = 15, **more: object
) -> dict[str, object]:
    """A report of a phone as JSON, so many minutes into the shift."""
    at = on.starts_at + timedelta(minutes=minute)
    plain = {"kind": kind, "client_id": str(client_id(number)), "patrol": on.pk, "at": at.isoformat()}
    return {**plain, **more}


def send(phone: Client, *reports: object, sent_at: datetime | None = None) -> list[dict[str, object]]:
    """Send a queue and return what became of each report."""
    body = {"sent_at": (sent_at or just_now()).isoformat(), "reports": reports}
    answer = phone.post(reverse("field_sync"), body, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]

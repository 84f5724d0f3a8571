"""People who log in, and places with somebody in them, for tests of pages."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib.auth.models import User
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from geoapp.models import Account, Appointment, Area, District, Level, Role, Team, TeamKind, Volunteer

PASSWORD = "a long password of the tests"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WEST, SOUTH, SIDE = 123.90, 41.84, 0.02


@dataclass(frozen=True)
class Place:
    """A subdistrict with its community, a grid, a team, and one volunteer."""

    area: Area
    community: Area
    grid: Area
    team: Team
    volunteer: Volunteer


def today_there() -> date:
    """The day in the district, which pages go by; in the evening it is one ahead of that of the tests."""
    return timezone.localdate(timezone=ZoneInfo(District.objects.get().time_zone))


def make_account(name: str, *, password: str | None = None, volunteer: Volunteer | None = None) -> User:
    user = User.objects.create_user(name, password=password)
    Account.objects.create(user=user, volunteer=volunteer)
    return user


def appoint(user: User, role: Role, area_code: str = "") -> None:
    Appointment.objects.create(user=user, role=role, area_code=area_code)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def count_queries(client: Client, path: str) -> int:
    """How often a page that opens asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def make_places(count: int) -> list[Place]:
    """A district of subdistricts side by side, from west to east."""
    District.objects.create(id=1, code="990402", name="测试区", metric_srid=32651)
    top = _area("990402", Level.DISTRICT, None, (WEST, WEST + count * SIDE))
    return [make_place(top, number) for number in range(1, count + 1)]


def make_place(top: Area, number: int) -> Place:
    span = (WEST + (number - 1) * SIDE, WEST + number * SIDE)
    area = _area(f"99040200{number}", Level.SUBDISTRICT, top, span)
    community = _area(f"{area.code}001", Level.COMMUNITY, area, span)
    grid = _area(f"{community.code}001", Level.GRID, community, span)
    team = Team.objects.create(
        code=f"T{number}", name=f"第{number}队", kind=TeamKind.objects.first(), community=community
    )
    return Place(area, community, grid, team, make_person(team, f"V{number}", span[0] + SIDE / 2))


def make_person(team: Team, registry_no: str, lon: float = WEST + SIDE / 2, **more: object) -> Volunteer:
    home = Point(lon, SOUTH + SIDE / 2, srid=4326)
    return Volunteer.objects.create(registry_no=registry_no, name="王芳", team=team, home=home, **more)


def _area(code: str, level: Level, parent: Area | None, span: tuple[float, float]) -> Area:
    shape = MultiPolygon(Polygon.from_bbox((span[0], SOUTH, span[1], SOUTH + SIDE)), srid=4326)
    since = date(2020, 1, 1)
    return Area.objects.create(
        code=code, level=level, name=f"区域{code[-3:]}", parent=parent, valid_from=since, shape=shape
    )

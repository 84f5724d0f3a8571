"""Rows of every collection of the API, and things beside them that must not get out."""

from datetime import UTC, date, datetime

from django.contrib.gis.geos import LineString, Point

from geoapp.models import (
    Area,
    Category,
    CoverageCell,
    Incident,
    Level,
    Patrol,
    RiskCell,
    Role,
    Roster,
    Source,
    Street,
    Visit,
    Volunteer,
)
from tests.accounts import Place, appoint, make_account
from tests.field_records import make_roster, make_shift

STARTS_AT = datetime(2026, 11, 30, 11, tzinfo=UTC)
# Column, expected incidents, incidents behind them: too few in the first, just enough in the second.
CELLS = ((1, 1.0, 4), (2, 2.0, 5), (3, 0.5, 0), (4, 0.0, 9))
SECRET_PLACE = (123.9123457, 41.8512345)
SECRET_NAME, SECRET_REF = "欧阳若水", "INC-SECRET-1"


def make_everything(place: Place) -> tuple[Roster, Patrol]:
    """A live roster with one patrol of somebody else, its risk and coverage, and secrets around it."""
    Volunteer.objects.create(
        registry_no="SECRET-9", name=SECRET_NAME, team=place.team, home=Point(*SECRET_PLACE, srid=4326)
    )
    roster = make_roster(date(2026, 11, 30), days=1)
    patrol = make_shift(STARTS_AT, Volunteer.objects.get(registry_no="SECRET-9"), roster=roster)
    Patrol.objects.filter(pk=patrol.pk).update(area=place.area)
    Street.objects.create(
        extract=roster.streets, number=1, from_node=1, to_node=2, highway="residential", name="榆林路",
        line=LineString((123.905, 41.85), (123.91, 41.85)),
    )  # fmt: skip
    roster.surface.backtest = {"origins": 0, "note": "", "scores": []}
    roster.surface.save()
    make_cells(roster)
    make_incident()
    Visit.objects.create(
        ref="VISIT-SECRET", point=Point(*SECRET_PLACE, srid=4326), first_date=date(2026, 11, 30),
        window_from="10:00", window_to="11:00", minutes=20,
    )  # fmt: skip
    return roster, patrol


def make_cells(roster: Roster) -> None:
    """Cells in a row near the middle of the district."""
    for column, risk, counted in CELLS:
        where = {"cell_x": 2300 + column, "cell_y": 18540}
        RiskCell.objects.create(
            surface=roster.surface, per_week=[risk, *[0.0] * 83], counted=counted, **where
        )
        CoverageCell.objects.create(roster=roster, dose=[1.0, *[0.0] * 11], minutes=30 * column, **where)


def make_incident() -> None:
    Incident.objects.create(
        ref=SECRET_REF, category=Category.objects.first(), source=Source.RESIDENT_REPORT, frame="wgs84",
        time_from=STARTS_AT, time_to=STARTS_AT, point=Point(*SECRET_PLACE, srid=4326),
        x_original=0, y_original=0, cell_x=2301, cell_y=18540,
    )  # fmt: skip


def split_grid(place: Place, on: date) -> None:
    """The grid of a place ends, and another one with its code begins."""
    old = Area.objects.get(pk=place.grid.pk)
    Area.objects.filter(pk=old.pk).update(valid_to=on)
    Area.objects.create(
        level=Level.GRID, code=old.code, name="新网格", parent=old.parent, valid_from=on, shape=old.shape
    )


def planner() -> object:
    user = make_account("a planner of maps")
    appoint(user, Role.PLANNER)
    return user

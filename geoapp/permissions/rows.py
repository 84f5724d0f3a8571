"""The table of rows: which records of a kind somebody finds, by how far their roles reach."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from geoapp.models import (
    Absence,
    Area,
    Assignment,
    Availability,
    CoverageCell,
    EmptySeats,
    Job,
    Patrol,
    Post,
    RiskCell,
    Role,
    Roster,
    Route,
    Street,
    Team,
    UnmetVisit,
    Volunteer,
)
from geoapp.permissions.access import Access, Scope

M = TypeVar("M", bound=Model)
# Not Q(): Django drops an empty condition from an "or".
EVERYTHING, NOTHING = Q(pk__isnull=False), Q(pk__in=[])


def _in_areas(*paths: str) -> Callable[[Access], Q]:
    """Rows of which one path leads to the code of a subdistrict of the appointment."""

    def condition(access: Access) -> Q:
        if access.area_codes is None:
            return EVERYTHING
        found = NOTHING
        for path in paths:
            found |= Q(**{f"{path}__in": access.area_codes})
        return found

    return condition


def _own(path: str, **more: object) -> Callable[[Access], Q]:
    """Rows of the volunteer's own."""
    return lambda access: Q(**{path: access.volunteer}, **more) if access.volunteer else NOTHING


def _led(path: str, **more: object) -> Callable[[Access], Q]:
    """As own rows, for those who lead."""
    return lambda access: _own(path, **more)(access) if Role.LEADER in access.roles else NOTHING


def _everything(_access: Access) -> Q:
    return EVERYTHING


def _nothing(_access: Access) -> Q:
    return NOTHING


LIVE = Roster.Status.LIVE
TEAM_AREA = "community__parent__code"
ROWS: dict[tuple[type[Model], Scope], Callable[[Access], Q]] = {
    (Area, Scope.AREA): _in_areas("code", "parent__code", "parent__parent__code"),
    (Team, Scope.AREA): _in_areas(TEAM_AREA),
    (Volunteer, Scope.AREA): _in_areas(f"team__{TEAM_AREA}"),
    (Volunteer, Scope.OWN): lambda access: Q(pk=access.volunteer.pk) if access.volunteer else NOTHING,
    (Volunteer, Scope.LED): _led(
        "assignments__patrol__assignments__volunteer", assignments__patrol__roster__status=LIVE
    ),
    (Availability, Scope.AREA): _in_areas(f"volunteer__team__{TEAM_AREA}"),
    (Availability, Scope.OWN): _own("volunteer"),
    (Absence, Scope.AREA): _in_areas(f"volunteer__team__{TEAM_AREA}"),
    (Absence, Scope.OWN): _own("volunteer"),
    # What a map shows anybody: where areas, posts and streets are, and classes of risk, never figures.
    (Area, Scope.OWN): _everything,
    (Area, Scope.LED): _everything,
    **{(kind, scope): _everything for kind in (Post, Street, RiskCell) for scope in Scope},
    # Where nobody patrols is for those who plan.
    (CoverageCell, Scope.AREA): _everything,
    (CoverageCell, Scope.OWN): _nothing,
    (CoverageCell, Scope.LED): _nothing,
    # A roster is of the whole district; what it holds is not.
    (Roster, Scope.AREA): lambda _access: EVERYTHING,
    (Roster, Scope.OWN): lambda _access: Q(status=LIVE),
    # Its plan is of one area or of all.
    (Job, Scope.AREA): _in_areas("arguments__area"),
    (Patrol, Scope.AREA): _in_areas("area__code"),
    (Patrol, Scope.OWN): _own("assignments__volunteer", roster__status=LIVE),
    (Patrol, Scope.LED): _led("assignments__volunteer", roster__status=LIVE),
    (EmptySeats, Scope.AREA): _in_areas("patrol__area__code"),
    (Assignment, Scope.AREA): _in_areas("patrol__area__code"),
    (Assignment, Scope.OWN): _own("volunteer", roster__status=LIVE),
    (Assignment, Scope.LED): _led("patrol__assignments__volunteer", roster__status=LIVE),
    (Route, Scope.AREA): _in_areas("patrol__area__code"),
    (Route, Scope.OWN): _own("patrol__assignments__volunteer", patrol__roster__status=LIVE),
    (Route, Scope.LED): _led("patrol__assignments__volunteer", patrol__roster__status=LIVE),
    (UnmetVisit, Scope.AREA): _in_areas("area__code"),
}


def visible(access: Access, rows: QuerySet[M]) -> QuerySet[M]:
    """The rows that the open page may show; all others are to be answered with "not found".

    Raises:
        LookupError: If the table says nothing about this kind of row; nothing is shown then.
    """
    if Scope.ALL in access.scopes:
        return rows
    found = NOTHING
    for scope in access.scopes:
        if (rows.model, scope) not in ROWS:
            raise LookupError(f"rows.py does not say which {rows.model.__name__} {scope} reaches")
        found |= ROWS[rows.model, scope](access)
    # By key, because a condition on several patrols of a person would repeat the person.
    return rows.filter(pk__in=rows.model._default_manager.filter(found).values("pk"))

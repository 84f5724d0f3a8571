"""The collections of the API: what each holds, and which of its rows a reader finds.

Which rows, is decided by ``visible`` and its table in ``geoapp/permissions/rows.py``. No incident, no person
and no address is a feature.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from geoapp.convert.coverage import required_blocks
from geoapp.models import (
    Area,
    District,
    Level,
    Post,
    Roster,
    Route,
    Street,
    StreetExtract,
)
from geoapp.permissions import Access, Scope, visible
from geoapp.queries.features import cell_shape, load_totals, risk_cells, with_mean_dose
from maps.analysis.classes import risk_classes
from maps.analysis.suppression import PLANNERS_LEAST


@dataclass(frozen=True, slots=True)
class Features:
    """The rows of a collection that a reader finds.

    Attributes:
        rows: In a stable order.
        properties: Name in the answer -> field or annotation.
        shape: Field or annotation of the geometry, WGS 84.
        starts: Field since when a row holds, if its rows have a time.
        ends: Field of the first moment or day on which it no longer holds.
    """

    rows: QuerySet
    properties: Mapping[str, str]
    shape: str = "shape"
    starts: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    id: str
    title: str | Promise
    description: str | Promise
    load: Callable[[Access], Features]


def _areas(level: Level) -> Callable[[Access], Features]:
    def load(access: Access) -> Features:
        rows = visible(access, Area.objects.filter(level=level)).order_by("code", "valid_from")
        names = {"code": "code", "name": "name", "valid_from": "valid_from", "valid_to": "valid_to"}
        return Features(rows, names | {"parent": "parent__code"}, starts="valid_from", ends="valid_to")

    return load


def _posts(access: Access) -> Features:
    rows = visible(access, Post.objects.filter(active=True)).order_by("code")
    return Features(rows, {"code": "code", "name": "name", "max_patrols": "max_patrols"}, shape="point")


def _streets(access: Access) -> Features:
    newest = StreetExtract.objects.order_by("imported_at").last()
    rows = visible(access, Street.objects.filter(extract=newest)).order_by("number")
    plain = {name: name for name in ("number", "name", "highway", "on_foot", "by_bicycle")}
    names = plain | {"source": "extract__attribution"}
    return Features(rows, names, shape="line")


def _risk(access: Access) -> Features:
    """Classes for everybody; figures only for those who plan, and none with few incidents behind it."""
    district, roster = District.objects.first(), shown_roster()
    if district is None or roster is None:
        return nothing_yet()
    names = {"risk_class": "risk_class"}
    upper = risk_classes(np.array(load_totals(roster.surface))).upper
    cells = risk_cells(roster.surface, upper.tolist(), PLANNERS_LEAST)
    rows = visible(access, cells).annotate(shape=cell_shape(district)).order_by("pk")
    if access.scopes & {Scope.ALL, Scope.AREA}:
        names["expected_per_week"] = "expected"
    return Features(rows, names)


def _coverage(access: Access) -> Features:
    district, roster = District.objects.first(), shown_roster()
    if district is None or roster is None:
        return nothing_yet()
    cells = with_mean_dose(roster.coverage.all(), int(required_blocks(district, roster).sum()))
    rows = visible(access, cells).annotate(shape=cell_shape(district)).order_by("pk")
    return Features(rows, {"minutes": "minutes", "mean_dose": "mean_dose"})


def _routes(access: Access) -> Features:
    rows = visible(access, Route.objects.filter(patrol__roster=shown_roster()))
    names = {
        "patrol": "patrol__code",
        "post": "patrol__post__name",
        "slot": "patrol__slot__code",
        "starts_at": "patrol__starts_at",
        "ends_at": "patrol__ends_at",
        "walk_m": "walk_m",
        "travels": "travels",
        "roster": "patrol__roster__status",
    }
    return Features(
        rows.order_by("patrol__starts_at", "pk"), names, "line", "patrol__starts_at", "patrol__ends_at"
    )


def nothing_yet() -> Features:
    """No features, before the first plan."""
    return Features(Area.objects.none(), {})


def shown_roster() -> Roster | None:
    """The latest roster in force, else the latest draft."""
    newest = Roster.objects.select_related("surface").order_by("-pk")
    live = newest.filter(status=Roster.Status.LIVE).first()
    return live or newest.filter(status=Roster.Status.DRAFT).first()


VALIDITY = _("With the first day of each shape, and the first day on which it no longer holds.")
COLLECTIONS: dict[str, Collection] = {
    collection.id: collection
    for collection in (
        Collection("district", _("District"), VALIDITY, _areas(Level.DISTRICT)),
        Collection("subdistricts", _("Subdistricts"), VALIDITY, _areas(Level.SUBDISTRICT)),
        Collection("communities", _("Communities"), VALIDITY, _areas(Level.COMMUNITY)),
        Collection("grids", _("Grids"), VALIDITY, _areas(Level.GRID)),
        Collection("posts", _("Posts"), _("Where patrols meet, start and end."), _posts),
        Collection(
            "streets", _("Streets"), _("Streets of the newest extract, and whom they bind."), _streets
        ),
        Collection(
            "risk-classes",
            _("Classes of risk"),
            _("Cells by expected incidents, 1 lowest to 5 highest, as the latest plan saw them."),
            _risk,
        ),
        Collection(
            "coverage-cells",
            _("Planned coverage"),
            _("Minutes and mean dose that the latest plan gives each cell."),
            _coverage,
        ),
        Collection(
            "patrol-routes",
            _("Patrol routes"),
            _("Walks and rides of the latest plan; null geometry where a patrol stays at its post."),
            _routes,
        ),
    )
}

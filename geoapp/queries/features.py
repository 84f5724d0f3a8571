"""What the API offers as features: shapes of cells, sums over the week, texts of geometry."""

from django.contrib.gis.db.models import PolygonField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import (
    Case,
    Expression,
    F,
    FloatField,
    Func,
    IntegerField,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Round

from geoapp.models import CoverageCell, District, RiskCell, RiskSurface

# About 0.1 m, as on the pages.
DECIMALS = 6


def cell_shape(district: District) -> Expression:
    """The square of ``cell_x`` and ``cell_y``, WGS 84."""
    west, south = F("cell_x") * district.cell_m, F("cell_y") * district.cell_m
    east, north = west + district.cell_m, south + district.cell_m
    square = Func(
        west, south, east, north, Value(district.metric_srid),
        function="ST_MakeEnvelope", output_field=PolygonField(srid=district.metric_srid),
    )  # fmt: skip
    return Func(square, Value(4326), function="ST_Transform", output_field=PolygonField(srid=4326))


def sum_of(array: str) -> Expression:
    """The sum of a column of arrays."""
    return Func(
        F(array),
        template="(select coalesce(sum(part), 0) from unnest(%(expressions)s) as part)",
        output_field=FloatField(),
    )


def risk_cells(surface: RiskSurface, upper: list[float], least: int) -> QuerySet[RiskCell]:
    """The cells with any risk, with ``risk_class`` and ``expected``, which few incidents leave empty.

    Args:
        upper: Highest expected incidents of classes 1 to 4.
        least: So many incidents have to be behind a figure that is shown.
    """
    return (
        surface.cells.annotate(total=sum_of("per_week"))
        .filter(total__gt=0)
        .annotate(
            risk_class=Case(
                *[When(total__lte=most, then=Value(number)) for number, most in enumerate(upper, start=1)],
                default=Value(len(upper) + 1),
                output_field=IntegerField(),
            ),
            expected=Case(When(counted__gte=least, then=Round(F("total"), precision=4))),
        )
    )


def load_totals(surface: RiskSurface) -> list[float]:
    """Expected incidents a week in each cell of a surface."""
    return list(surface.cells.annotate(total=sum_of("per_week")).values_list("total", flat=True))


def with_mean_dose(cells: QuerySet[CoverageCell], blocks: int) -> QuerySet[CoverageCell]:
    """Cells with ``mean_dose``, 0 to 1, over so many blocks that should be patrolled."""
    return cells.annotate(mean_dose=Round(sum_of("dose") / max(blocks, 1), precision=4))


def geometry_text(shape: str) -> Expression:
    """A geometry as the text of GeoJSON."""
    return AsGeoJSON(shape, precision=DECIMALS)

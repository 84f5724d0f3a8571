"""Areas as an import handles them, before they are records."""

from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from geoapp.models import Level

LEVELS = (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMUNITY, Level.GRID)
# Since before any record: areas of a first import held for all incidents that come later.
SINCE_EVER = date(1900, 1, 1)
# A tenth of a millimetre, in degrees: two shapes that differ less are the same.
SAME_SHAPE_DEG = 1e-9


@dataclass(frozen=True)
class AreaOptions:
    """Options that only the import of areas has.

    Attributes:
        level: Of all rows; from their column if empty.
        parent: Code of the parent of all rows; found for each if empty.
        code_pattern: A preset ("15", "20"), "any", or a regular expression.
        valid_from: First day of rows without one.
        repair: Mend polygons that cross themselves.
        correct: Let a changed shape replace one of the same first day.
        fill_levels: Make the levels that the file lacks.
        district_name: Of the district; makes one of all rows where the file has none.
        district_code: Of the district that is made.
        time_zone: Of the district; Asia/Shanghai if it is new and None is given.
        synthetic: The district is made up.
        emergency_number: Of the district; 110 if it is new and None is given.
        holidays: Of the district; None leaves them, those of mainland China if it is new and lies there.
    """

    level: str = ""
    parent: str = ""
    code_pattern: str = "15"
    valid_from: date | None = None
    repair: bool = False
    correct: bool = False
    fill_levels: bool = False
    district_name: str = ""
    district_code: str = ""
    time_zone: str | None = None
    synthetic: bool = False
    emergency_number: str | None = None
    holidays: str | None = None


@dataclass(frozen=True, eq=False)
class AreaRow:
    """An area of the file, or one made from others; ``at`` is its position in the file.

    ``valid_from`` and ``valid_to`` are None where the file does not say; ``parent`` is a code or "".
    """

    at: int | None
    level: Level
    code: str
    name: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    shape: BaseGeometry


def same_shape(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two polygons are equal, wherever their rings begin."""
    return bool(
        shapely.equals_exact(one, other, SAME_SHAPE_DEG)
        or shapely.equals_exact(shapely.normalize(one), shapely.normalize(other), SAME_SHAPE_DEG)
    )


def as_multipolygon(shape: BaseGeometry) -> BaseGeometry:
    """The polygons of a shape as one multipolygon; lines and points are dropped."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])

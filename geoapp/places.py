"""Drawing grids on a page: a new shape or a split holds from a day on, and the past stays as it was.

The rules are those of the import of areas: versions follow each other, areas of one level do not overlap.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import shapely
import shapely.ops
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from geoapp.importing.area_saving import save_areas
from geoapp.importing.area_values import AreaOptions, AreaRow, as_multipolygon
from geoapp.importing.area_versions import outside, overlapping, plan_versions
from geoapp.importing.areas import load_versions
from geoapp.models import Area, Level

# Digitised borders never fit exactly; as for overlaps of the import.
BEYOND_PARENT_SHARE = 0.01
# A sliver of less than this share of the grid was no meant part of a split.
LEAST_PART_SHARE = 0.02


class Refused(Exception):
    """The drawing cannot be kept; the text says why and what to do."""


def change_grid(grid: Area, name: str, shape: BaseGeometry, day: date) -> None:
    """Give a grid another name or shape (degrees) from a day on.

    Raises:
        Refused: If the shape crosses itself, or leaves its community, or overlaps another grid.
    """
    row = replace(_row(grid), at=0, name=name, shape=_sound(shape), valid_from=_from_day(grid, day))
    _save([row], grid, day)


def split_grid(grid: Area, line: BaseGeometry, new_code: str, new_name: str, day: date) -> None:
    """Cut a grid in two along a line (degrees) from a day on; the larger part keeps the code.

    Raises:
        Refused: If the line does not cut it in two, or the code is taken.
    """
    if Area.objects.filter(code=new_code).exists():
        raise Refused(_("The code %(code)s is taken: choose another.") % {"code": new_code})
    parts = _parts(shapely.from_wkb(bytes(grid.shape.wkb)), line)
    larger, smaller = sorted(parts, key=shapely.area, reverse=True)
    first_day = _from_day(grid, day)
    kept = replace(_row(grid), at=0, shape=as_multipolygon(larger), valid_from=first_day)
    split = replace(kept, at=1, code=new_code, name=new_name, shape=as_multipolygon(smaller), valid_from=day)
    _save([kept, split], grid, day)


def _parts(shape: BaseGeometry, line: BaseGeometry) -> Sequence[BaseGeometry]:
    """The two parts of a shape on the sides of a line."""
    whole = shapely.area(shape)
    pieces = shapely.get_parts(shapely.ops.split(shapely.union_all(shape), line))
    parts = [piece for piece in pieces if shapely.area(piece) > LEAST_PART_SHARE * whole]
    if len(parts) != 2 or len(pieces) != 2:
        raise Refused(
            _("The line has to cut the grid into two parts: begin and end it outside, and cross once.")
        )
    return parts


def _from_day(grid: Area, day: date) -> date:
    if grid.valid_to is not None or day < grid.valid_from:
        raise Refused(
            _("This version holds from %(first)s on: choose that day or a later one.")
            % {"first": grid.valid_from}
        )
    return day


def _sound(shape: BaseGeometry) -> BaseGeometry:
    if not shapely.is_valid(shape) or shapely.area(shape) == 0:
        raise Refused(_("The border crosses itself: put its points in order around the grid."))
    return as_multipolygon(shape)


def _row(area: Area) -> AreaRow:
    """An area as the import handles it."""
    shape = shapely.from_wkb(bytes(area.shape.wkb))
    parent = area.parent.code if area.parent else ""
    return AreaRow(None, Level(area.level), area.code, area.name, parent, area.valid_from, None, shape)


def _save(rows: list[AreaRow], grid: Area, day: date) -> None:
    """Plan the versions as the import does, and write them if nobody complains."""
    _check_parent(rows, grid)
    stored = load_versions()
    district = next(version.row for version in stored if version.row.level == Level.DISTRICT)
    # A second thought on the same day replaces the first one; it was never true on another day.
    options = AreaOptions(code_pattern="any", correct=day == grid.valid_from)
    plan = plan_versions(rows, stored, options, day)
    complaints = [*outside(rows, district), *plan.complaints] or overlapping(plan, [Level.GRID])
    if complaints:
        raise Refused(" ".join(f"{complaint.row.code}: {complaint.remedy}." for complaint in complaints))
    with transaction.atomic():
        save_areas(plan, district, len(rows), options)


def _check_parent(rows: list[AreaRow], grid: Area) -> None:
    """A grid stays in its community, and so within the reach of whoever draws it."""
    assert grid.parent is not None
    community = shapely.from_wkb(bytes(grid.parent.shape.wkb))
    for row in rows:
        beyond = shapely.area(shapely.difference(row.shape, community)) / shapely.area(row.shape)
        if beyond > BEYOND_PARENT_SHARE:
            raise Refused(
                _("%(share).0f %% of the grid would lie outside its community: draw it inside.")
                % {"share": 100 * beyond}
            )

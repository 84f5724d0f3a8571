"""Parse the rows of an area file: level, code, dates and a polygon that is one."""

from collections.abc import Callable
from datetime import date

import numpy as np
import shapely
from django.utils.translation import gettext as _

from geoapp.importing.area_codes import CodePattern
from geoapp.importing.area_values import LEVELS, AreaOptions, AreaRow, as_multipolygon
from geoapp.importing.columns import Field
from geoapp.importing.frames import to_wgs84
from geoapp.importing.options import Options
from geoapp.importing.points import file_frame
from geoapp.importing.problems import BadFile
from geoapp.importing.records import Records
from geoapp.importing.table import BoolArray, TextArray
from geoapp.importing.values import day
from geoapp.models import Level

FIELDS = (
    Field("level", ("type", "层级", "级别", "类型")),
    Field("code", ("id", "编码", "代码", "编号", "网格编码", "区划代码"), required=True),
    Field("name", ("title", "名称", "网格名称")),
    Field("parent", ("parent code", "上级", "上级编码", "父级")),
    Field("valid_from", ("from", "生效日期", "启用日期")),
    Field("valid_to", ("to", "失效日期", "停用日期")),
)
LEVEL_WORDS = {
    "district": Level.DISTRICT,
    "区": Level.DISTRICT,
    "县": Level.DISTRICT,
    "subdistrict": Level.SUBDISTRICT,
    "街道": Level.SUBDISTRICT,
    "镇": Level.SUBDISTRICT,
    "乡": Level.SUBDISTRICT,
    "community": Level.COMMUNITY,
    "社区": Level.COMMUNITY,
    "村": Level.COMMUNITY,
    "grid": Level.GRID,
    "网格": Level.GRID,
}


def read_area_rows(
    records: Records, options: Options, area_options: AreaOptions, pattern: CodePattern
) -> list[AreaRow]:
    """Rows of all good records, highest level first; reject the others.

    Raises:
        BadFile: If the file has no geometry or no levels.
    """
    levels = _levels(records, area_options)
    codes = records.checked_texts("code", 20)
    wrong = np.array(
        [
            level is not None and code != "" and not pattern.fits(code, level)
            for level, code in zip(levels, codes, strict=True)
        ],
        dtype=np.bool_,
    )
    records.reject(wrong, "code", lambda at: pattern.remedy(codes[at], levels[at]))
    names = records.checked_texts("name", 80, required=False)
    starts, ends = _validity(records, area_options)
    records.reject_repeated(
        "code",
        zip(codes, starts, strict=True),
        _("row %(row)d has this code already: codes are unique at a date"),
    )
    shapes = _shapes(records, options, repair=area_options.repair)
    given = records.texts("parent")
    parents = np.where(given == "", area_options.parent, given)
    called = np.where(names == "", codes, names)
    at = range(len(records))
    rows = records.good_rows(AreaRow, at, levels, codes, called, parents, starts, ends, shapes)
    return sorted(rows, key=lambda row: (LEVELS.index(row.level), row.code, row.valid_from or date.min))


def _levels(records: Records, area_options: AreaOptions) -> TextArray:
    if area_options.level:
        return np.full(len(records), Level(area_options.level), dtype=object)
    if not records.has("level"):
        raise BadFile(
            _(
                "No column for level. Columns found: %(found)s. "
                "Name it with --map level=Column or fix it with --level."
            )
            % {"found": ", ".join(records.table.headings)}
        )
    return records.chosen("level", LEVEL_WORDS, required=True)


def _validity(records: Records, area_options: AreaOptions) -> tuple[TextArray, TextArray]:
    remedy = _("not a date: write it as 2026-11-30")
    starts = records.parsed("valid_from", day, remedy, default=area_options.valid_from)
    ends = records.parsed("valid_to", day, remedy)
    backwards = [
        start is not None and end is not None and end <= start
        for start, end in zip(starts, ends, strict=True)
    ]
    records.reject(
        np.array(backwards, dtype=np.bool_), "valid_to", _("not after valid_from: mend one of the dates")
    )
    return starts, ends


def _shapes(records: Records, options: Options, *, repair: bool) -> TextArray:
    """Multipolygons in WGS 84, shape (n,)."""
    if records.table.shapes is None:
        raise BadFile(
            _("%(path)s has no polygons: import areas from GeoJSON, GeoPackage, Shapefile or KML.")
            % {"path": options.path}
        )
    shapes = records.table.shapes
    kind = shapely.get_type_id(shapes)
    polygonal = np.isin(kind, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    empty = (kind == -1) | shapely.is_empty(shapes)
    _reject_shape(records, empty, _("no shape: draw one or delete the row"))
    _reject_shape(records, ~polygonal & ~empty, _("not a polygon: areas are polygons"))
    usable = polygonal & ~empty
    finite = np.array(
        [
            not use or bool(np.isfinite(shapely.get_coordinates(shape)).all())
            for use, shape in zip(usable, shapes, strict=True)
        ]
    )
    _reject_shape(records, ~finite, _("a corner is not a number (NaN): draw the shape again"))
    usable &= finite
    converted = np.empty(len(records), dtype=object)
    frame = file_frame(records.table, options)
    converted[usable] = shapely.transform(
        shapes[usable], lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], frame))
    )
    return _checked_wgs84(records, converted, usable, repair=repair)


def _checked_wgs84(records: Records, shapes: TextArray, usable: BoolArray, *, repair: bool) -> TextArray:
    bounds = shapely.bounds(shapes)
    with np.errstate(invalid="ignore"):
        on_earth = (np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(
            axis=1
        )
    _reject_shape(
        records,
        usable & ~on_earth,
        _(
            "not longitude and latitude in degrees: they are swapped, "
            "or in a frame to be named with --frame EPSG:number"
        ),
    )
    usable = usable & on_earth
    crossing = usable & ~shapely.is_valid(shapes)
    if repair:
        shapes[crossing] = [as_multipolygon(shape) for shape in shapely.make_valid(shapes[crossing])]
        _reject_shape(
            records,
            crossing & shapely.is_empty(shapes),
            _("nothing is left of it after --repair: draw it again"),
        )
    else:
        _reject_shape(
            records,
            crossing,
            _("the polygon crosses itself: mend it there, or import with --repair and look at the result"),
            lambda at: str(shapely.is_valid_reason(shapes[at])),
        )
    single = usable & (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON)
    shapes[single] = shapely.multipolygons(shapes[single].reshape(-1, 1)) if single.any() else []
    return shapes


def _reject_shape(
    records: Records, mask: BoolArray, remedy: str, value: Callable[[int], str] | None = None
) -> None:
    shapes = records.table.shapes
    assert shapes is not None
    records.reject(mask, "shape", remedy, value or (lambda at: str(shapes[at])[:60]))

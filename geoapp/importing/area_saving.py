"""Write planned areas: ends first, then new versions from the district down."""

from zoneinfo import ZoneInfo

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext as _

from geoapp.holidays import MAINLAND_ZONES
from geoapp.importing.area_values import LEVELS, AreaOptions, AreaRow
from geoapp.importing.area_versions import Plan, Version
from geoapp.importing.problems import BadFile
from geoapp.importing.run import Counts
from geoapp.models import Area, District, Incident, Level
from geoapp.queries.locating import locate_incidents


def save_areas(plan: Plan, district: AreaRow, rows: int, options: AreaOptions) -> Counts:
    """Write a plan without complaints; incidents are located again if a grid is new or has changed."""
    touched = [version for version in plan.all() if version.is_touched]
    _end_versions([version for version in touched if version.pk is not None])
    current: dict[str, int] = {}
    for level in LEVELS:
        _save_level(level, [version for version in touched if version.row.level == level], current)
    notes = _save_district(district, options)
    if any(version.row.level == Level.GRID for version in touched) and Incident.objects.exists():
        locate_incidents()
        notes.append(_("incidents were located again in the grids of their dates"))
    changed = len(plan.changed_codes)
    new = len(plan.new_codes)
    return Counts(new, changed, rows - new - changed, notes=tuple(notes))


def _end_versions(versions: list[Version]) -> None:
    """Set the ends first, or a new version would overlap the one that it follows."""
    ends = {version.pk: version.valid_to for version in versions}
    areas = list(Area.objects.filter(pk__in=ends))
    for area in areas:
        area.valid_to = ends[area.pk]
    Area.objects.bulk_update(areas, ["valid_to"])


def _save_level(level: Level, versions: list[Version], current: dict[str, int]) -> None:
    """Create and change the areas of one level.

    Args:
        level: The level.
        versions: New and changed ones.
        current: The newest record of each code of the levels above; gets those of this level.
    """
    changed = [_record(version, current) for version in versions if version.pk is not None]
    Area.objects.bulk_update(changed, ["name", "parent", "shape", "valid_to"])
    Area.objects.bulk_create(_record(version, current) for version in versions if version.pk is None)
    current.update(Area.objects.filter(level=level).order_by("valid_from").values_list("code", "pk"))
    # What is valid now belongs to the area as it is now.
    codes = {version.row.code for version in versions}
    children = Area.objects.filter(parent__code__in=codes, valid_to=None).select_related("parent")
    children = children.defer("shape", "parent__shape")
    moved = [child for child in children if child.parent_id != current[child.parent.code]]
    for child in moved:
        child.parent_id = current[child.parent.code]
    Area.objects.bulk_update(moved, ["parent"])


def _record(version: Version, current: dict[str, int]) -> Area:
    row = version.row
    return Area(
        pk=version.pk,
        level=row.level,
        code=row.code,
        name=row.name,
        parent_id=current[row.parent] if row.parent else None,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        shape=GEOSGeometry(memoryview(shapely.to_wkb(row.shape)), srid=4326),
    )


def _save_district(row: AreaRow, options: AreaOptions) -> list[str]:
    """Create the district's record, or change what an option names; notes on a new one."""
    district, centre = District.objects.first(), shapely.centroid(row.shape)
    new = district is None
    if district is None:
        district = District(id=1, code=row.code, name=row.name, metric_srid=utm_srid(centre.x, centre.y))
    district.name = options.district_name or district.name
    district.time_zone = options.time_zone or district.time_zone
    district.synthetic = options.synthetic or district.synthetic
    if new and district.time_zone in MAINLAND_ZONES:
        district.holidays = District.Holidays.MAINLAND_CHINA
    district.holidays = options.holidays or district.holidays
    district.emergency_number = options.emergency_number or district.emergency_number
    district.save()
    said = _("district %(name)s (%(code)s): metric system EPSG:%(srid)d, time zone %(zone)s") % {
        "name": district.name,
        "code": district.code,
        "srid": district.metric_srid,
        "zone": district.time_zone,
    }
    return [said] if new else []


def utm_srid(lon: float, lat: float) -> int:
    """EPSG number of the UTM zone of WGS 84 at a place."""
    zone = min(int((lon + 180) // 6) + 1, 60)
    return (32600 if lat >= 0 else 32700) + zone


def checked_time_zone(name: str | None) -> str | None:
    """The name of a time zone as given.

    Raises:
        BadFile: If there is no such zone.
    """
    try:
        return name and ZoneInfo(name).key
    except (KeyError, ValueError) as error:
        raise BadFile(_("Unknown time zone %(name)s: write it as Asia/Shanghai.") % {"name": name}) from error

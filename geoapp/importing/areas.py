"""Import areas: district, subdistricts, communities and grids, each for as long as it is valid."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import shapely
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.area_codes import CodePattern, code_pattern
from geoapp.importing.area_rows import FIELDS, read_area_rows
from geoapp.importing.area_saving import save_areas
from geoapp.importing.area_tree import code_of_made_district, filled, made_district, parent_codes
from geoapp.importing.area_values import AreaOptions, AreaRow
from geoapp.importing.area_versions import Complaint, Plan, Version, outside, overlapping, plan_versions
from geoapp.importing.options import Options
from geoapp.importing.problems import BadFile, BadRows
from geoapp.importing.records import Records
from geoapp.importing.run import Counts, Importer
from geoapp.models import Area, District, Level
from geoapp.progress import Progress


@dataclass(frozen=True)
class AreaPlan:
    """What to save: the versions, the district as it will be, and how many rows the plan is for."""

    plan: Plan
    district: AreaRow
    rows: int
    options: AreaOptions


def area_importer(area_options: AreaOptions) -> Importer[AreaPlan]:
    """The import of areas with its own options."""
    return Importer(
        gettext_lazy("areas"), FIELDS, partial(parse_areas, area_options=area_options), save_area_plan
    )


def parse_areas(records: Records, options: Options, area_options: AreaOptions) -> AreaPlan:
    """Plan the versions of all good rows.

    Rows that are bad by themselves come first: only without them the areas are looked at together.
    A rejected row may leave others without a parent or a successor, so the plan is made
    again until no row is rejected any more.

    Raises:
        BadFile: If there is no district, or another one.
        BadRows: If a row is bad and ``options.skip_bad`` is not set.
    """
    pattern = code_pattern(area_options.code_pattern)
    rows = read_area_rows(records, options, area_options, pattern)
    stored = load_versions()
    while True:
        if records.problems and not options.skip_bad:
            raise BadRows(options.path, records.problems, len(records))
        bad = records.bad
        good = [row for row in rows if row.at is not None and not bad[row.at]]
        area_plan, complaints = _planned(good, stored, pattern, area_options)
        for complaint in complaints:
            if complaint.row.at is None:
                raise BadFile(f"{complaint.row.code}: {complaint.remedy}")
            records.reject_row(complaint.row.at, complaint.field, complaint.remedy)
        if not complaints:
            return area_plan


def _planned(
    rows: Sequence[AreaRow], stored: Sequence[Version], pattern: CodePattern, options: AreaOptions
) -> tuple[AreaPlan, list[Complaint]]:
    newest = {version.row.code: version.row for version in stored}
    district = _district_of(rows, newest, options)
    made = [row for row in rows if row.level != Level.DISTRICT]
    if options.fill_levels:
        codes = {level: {row.code for row in newest.values() if row.level == level} for level in Level}
        made = filled(made, district, pattern, codes)
    every = [district, *made]
    parents = parent_codes(every, newest.values(), pattern)
    orphans = [
        Complaint(
            row,
            "parent",
            _("no area of the level above is there for it: import that first, or use --fill-levels"),
        )
        for row, parent in zip(every, parents, strict=True)
        if row.level != Level.DISTRICT and not parent
    ]
    every = [replace(row, parent=parent) for row, parent in zip(every, parents, strict=True)]
    plan = plan_versions(every, [replace(version) for version in stored], options, timezone.now().date())
    complaints = outside(made, district) + orphans + plan.complaints
    if not complaints:
        complaints = overlapping(plan, sorted({row.level for row in rows}))
    # The stored district is there for its children only.
    count = len(made) + (district.code not in newest or district is not newest[district.code])
    return AreaPlan(plan, every[0], count, options), complaints


def _district_of(rows: Sequence[AreaRow], newest: dict[str, AreaRow], options: AreaOptions) -> AreaRow:
    """The district of the file, or the stored one, or one made of all rows.

    Raises:
        BadFile: If there is none, or another than the stored one.
    """
    stored = District.objects.first()
    in_file = {row.code: row for row in rows if row.level == Level.DISTRICT}
    # Rows come in order of time, so of several versions the newest is kept.
    if len(in_file) > 1:
        raise BadFile(_("The file has several districts: %(codes)s.") % {"codes": ", ".join(sorted(in_file))})
    if in_file:
        (district,) = in_file.values()
    elif stored is not None and stored.code != code_of_made_district(options):
        return newest[stored.code]
    else:
        district = _made_district(rows, options)
    if stored is not None and stored.code != district.code:
        remedy = _(
            "The district here is %(stored)s, the file is about %(other)s: "
            "another one goes into another database."
        )
        raise BadFile(remedy % {"stored": stored.code, "other": district.code})
    return district


def _made_district(rows: Sequence[AreaRow], options: AreaOptions) -> AreaRow:
    if not options.district_name:
        raise BadFile(
            _(
                "No district: add a row of level district, "
                "or name the one that all rows make up with --district-name."
            )
        )
    if not rows:
        raise BadFile(_("No good row is left to make a district of."))
    return made_district(rows, options)


def load_versions() -> list[Version]:
    """All areas of the database, oldest first."""
    areas = Area.objects.select_related("parent").order_by("valid_from", "code")
    return [
        Version(
            area.pk,
            AreaRow(
                at=None,
                level=Level(area.level),
                code=area.code,
                name=area.name,
                parent=area.parent.code if area.parent else "",
                valid_from=area.valid_from,
                valid_to=area.valid_to,
                shape=shapely.from_wkb(bytes(area.shape.wkb)),
            ),
            area.valid_from,
            area.valid_to,
        )
        for area in areas
    ]


def save_area_plan(area_plan: AreaPlan, _progress: Progress) -> Counts:
    """Write the versions and the district's own record."""
    return save_areas(area_plan.plan, area_plan.district, area_plan.rows, area_plan.options)

"""What an import does to the versions of areas: the past is added to, not rewritten."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import shapely
from django.utils.translation import gettext as _

from geoapp.importing.area_values import SINCE_EVER, AreaOptions, AreaRow, same_shape
from geoapp.models import Level

# Digitised borders never fit exactly; more than this share of the smaller area is an error.
OVERLAP_SHARE = 0.01


@dataclass(eq=False)
class Version:
    """An area for a time, as it will be after the import; ``pk`` is None for a new one."""

    pk: int | None
    row: AreaRow
    valid_from: date
    valid_to: date | None
    is_changed: bool = False

    @property
    def is_touched(self) -> bool:
        return self.pk is None or self.is_changed


@dataclass(frozen=True)
class Complaint:
    """Why a row cannot be imported."""

    row: AreaRow
    field: str
    remedy: str


@dataclass
class Plan:
    """All versions by code after the import, and the rows that cannot be imported."""

    versions: dict[str, list[Version]]
    complaints: list[Complaint] = field(default_factory=list)
    new_codes: set[str] = field(default_factory=set)
    changed_codes: set[str] = field(default_factory=set)

    def all(self) -> Iterator[Version]:
        return (version for versions in self.versions.values() for version in versions)


def plan_versions(
    rows: Sequence[AreaRow], stored: Iterable[Version], options: AreaOptions, today: date
) -> Plan:
    """Decide for each row: a new area, a new version that closes the old one, a change of names, or nothing.

    Args:
        rows: Areas of the file with their parents' codes, in order of time.
        stored: All versions in the database.
        options: ``valid_from`` and ``correct``.
        today: First day of a changed shape whose row has no date.
    """
    versions = defaultdict(list)
    for version in sorted(stored, key=lambda version: version.valid_from):
        versions[version.row.code].append(version)
    plan = Plan(versions)
    for row in rows:
        _place(row, plan, options, today)
    return plan


def _place(row: AreaRow, plan: Plan, options: AreaOptions, today: date) -> None:
    versions = plan.versions[row.code]
    if not versions:
        plan.new_codes.add(row.code)
        versions.append(Version(None, row, row.valid_from or SINCE_EVER, row.valid_to))
        return
    if versions[0].row.level != row.level:
        remedy = _("the code belongs to a %(level)s already") % {"level": versions[0].row.level.label}
        plan.complaints.append(Complaint(row, "level", remedy))
        return
    starts = row.valid_from or today
    same_day = next((version for version in versions if version.valid_from == starts), None)
    if row.valid_from is None and same_shape(versions[-1].row.shape, row.shape):
        _update(versions[-1], row, plan)
    elif same_day is None:
        _insert(row, starts, versions, plan)
    elif options.correct or same_shape(same_day.row.shape, row.shape):
        _update(same_day, row, plan)
    else:
        remedy = _(
            "another shape is stored since %(date)s, and the past is not rewritten: give a later valid_from, "
            "or use --correct if the stored shape was never true"
        )
        plan.complaints.append(Complaint(row, "shape", remedy % {"date": starts}))
    if not _follow_each_other(versions):
        remedy = _("overlaps in time with another version of this code: mend valid_from or valid_to")
        plan.complaints.append(Complaint(row, "valid_from", remedy))


def _insert(row: AreaRow, starts: date, versions: list[Version], plan: Plan) -> None:
    """Add a version at its place in time; an open one before it ends on its first day."""
    at = sum(version.valid_from < starts for version in versions)
    if at and versions[at - 1].valid_to is None:
        versions[at - 1].valid_to = starts
        versions[at - 1].is_changed = True
    plan.changed_codes.add(row.code)
    versions.insert(at, Version(None, row, starts, row.valid_to))


def _update(version: Version, row: AreaRow, plan: Plan) -> None:
    """Take over names, parent, shape and the end; an empty end leaves the one that a later file set."""
    old = version.row
    valid_to = row.valid_to or version.valid_to
    names_changed = (old.name, old.parent) != (row.name, row.parent)
    if names_changed or version.valid_to != valid_to or not same_shape(old.shape, row.shape):
        version.is_changed = True
        plan.changed_codes.add(row.code)
    version.row, version.valid_to = row, valid_to


def _follow_each_other(versions: Sequence[Version]) -> bool:
    """Whether each version ends after it began and before the next one begins."""
    own = all(version.valid_to is None or version.valid_from < version.valid_to for version in versions)
    return own and all(
        earlier.valid_to is not None and earlier.valid_to <= later.valid_from
        for earlier, later in pairwise(versions)
    )


def outside(rows: Iterable[AreaRow], district: AreaRow) -> list[Complaint]:
    """Areas of the file that are for the greater part outside the district."""
    shapely.prepare(district.shape)
    apart = [row for row in rows if row.at is not None and not shapely.covers(district.shape, row.shape)]
    remedy = _("outside the district: swapped coordinates, or another frame, to be named with --frame")
    return [
        Complaint(row, "shape", remedy)
        for row in apart
        if shapely.area(shapely.intersection(district.shape, row.shape)) < shapely.area(row.shape) / 2
    ]


def overlapping(plan: Plan, levels: Iterable[Level]) -> list[Complaint]:
    """Areas of the file that overlap others of their level and time by more than 1 % of the smaller."""
    complaints = []
    for level in levels:
        versions = [version for version in plan.all() if version.row.level == level]
        shapes = [version.row.shape for version in versions]
        left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        for i, j in zip(left.tolist(), right.tolist(), strict=True):
            mine, other = versions[i], versions[j]
            # Each pair is reported once, on the later row of the file.
            is_later = other.row.at is None or not other.is_touched or (mine.row.at or 0) > other.row.at
            if (
                i == j
                or mine.row.at is None
                or not mine.is_touched
                or not is_later
                or not _meet_in_time(mine, other)
            ):
                continue
            share = overlap_share(mine.row, other.row)
            if share > OVERLAP_SHARE:
                remedy = _(
                    "overlaps %(code)s by %(share).0f %% of the smaller: "
                    "mend the shapes, or end one with valid_to"
                )
                complaints.append(
                    Complaint(mine.row, "shape", remedy % {"code": other.row.code, "share": 100 * share})
                )
    return complaints


def overlap_share(one: AreaRow, other: AreaRow) -> float:
    """Common area by the area of the smaller; degrees will do, for both lie at one latitude."""
    smaller = min(shapely.area(one.shape), shapely.area(other.shape))
    return float(shapely.area(shapely.intersection(one.shape, other.shape)) / smaller) if smaller else 0.0


def _meet_in_time(one: Version, other: Version) -> bool:
    return one.valid_from < (other.valid_to or date.max) and other.valid_from < (one.valid_to or date.max)

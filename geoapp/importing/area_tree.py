"""Who belongs to whom: parents of areas, and levels that a file lacks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import shapely

from geoapp.importing.area_codes import CodePattern
from geoapp.importing.area_values import LEVELS, AreaOptions, AreaRow, as_multipolygon
from geoapp.models import Level

# Ends of the codes of areas that are made where codes are not digits.
SUFFIXES = {Level.SUBDISTRICT: "-s", Level.COMMUNITY: "-c", Level.GRID: "-g"}


def level_above(level: Level) -> Level:
    return LEVELS[LEVELS.index(level) - 1]


def code_of_made_district(options: AreaOptions) -> str:
    """Its code as given, else its name; two letters are left for the levels that are made below it."""
    return options.district_code or options.district_name[:18]


def made_district(rows: Sequence[AreaRow], options: AreaOptions) -> AreaRow:
    """A district of all areas together."""
    shape = as_multipolygon(shapely.union_all([row.shape for row in rows]))
    return AreaRow(
        None, Level.DISTRICT, code_of_made_district(options), options.district_name, "", None, None, shape
    )


def filled(
    rows: Sequence[AreaRow], district: AreaRow, pattern: CodePattern, stored: Mapping[Level, set[str]]
) -> list[AreaRow]:
    """Make the levels between district and grid that the rows lack.

    Where codes are digits, a missing level above others is made of the areas whose codes begin alike.
    Otherwise a missing level repeats each area of the level above it, and is one area equal to the
    district where that is all there is above.

    Args:
        rows: Areas of the file.
        district: Their district.
        pattern: Of codes.
        stored: Codes in the database by level; a level that has others than would be made is left alone.
    """
    by_level = {level: [row for row in rows if row.level == level] for level in LEVELS}
    by_level[Level.DISTRICT] = [district]
    for level in _missing_order(by_level, pattern):
        made = _made_level(level, by_level, pattern)
        if not stored.get(level, set()) - {row.code for row in made}:
            by_level[level] = made
    return [row for level in LEVELS[1:] for row in by_level[level]]


def _missing_order(by_level: Mapping[Level, list[AreaRow]], pattern: CodePattern) -> list[Level]:
    """Missing levels: those made from below from the bottom up, then those made from above downwards."""
    missing = [level for level in LEVELS[1:] if not by_level[level]]
    if pattern.digits is None:
        return missing
    lowest = max(LEVELS.index(level) for level in LEVELS if by_level[level])
    from_below = [level for level in missing if LEVELS.index(level) < lowest]
    return from_below[::-1] + [level for level in missing if level not in from_below]


def _made_level(level: Level, by_level: Mapping[Level, list[AreaRow]], pattern: CodePattern) -> list[AreaRow]:
    at = LEVELS.index(level)
    below = by_level[LEVELS[at + 1]] if level != Level.GRID else []
    if pattern.digits is not None and below:
        return _grouped(level, below, pattern)
    above = by_level[level_above(level)]
    return [
        replace(row, at=None, level=level, code=_made_code(row.code, level, pattern), parent=row.code)
        for row in above
    ]


def _grouped(level: Level, below: Iterable[AreaRow], pattern: CodePattern) -> list[AreaRow]:
    groups = defaultdict(list)
    for row in below:
        groups[pattern.prefix(row.code, level)].append(row)
    return [
        AreaRow(
            None,
            level,
            code,
            code,
            "",
            None,
            None,
            as_multipolygon(shapely.union_all([row.shape for row in group])),
        )
        for code, group in sorted(groups.items())
    ]


def _made_code(code: str, level: Level, pattern: CodePattern) -> str:
    if pattern.digits is not None:
        return code.ljust(pattern.digits[level] - 1, "0") + "1"
    return code[:18].removesuffix(SUFFIXES.get(level_above(level), "")) + SUFFIXES[level]


def parent_codes(rows: Sequence[AreaRow], stored: Iterable[AreaRow], pattern: CodePattern) -> list[str]:
    """The parent of each row: named, by its code where codes are digits, or the area above it overlaps most.

    Args:
        rows: Areas of the file, and those that were made.
        stored: Areas of the database as they are now.
        pattern: Of codes.

    Returns:
        A code for each row, "" for a district and where there is no such area.
    """
    above = {level: {row.code: row for row in (*stored, *rows) if row.level == level} for level in LEVELS}
    trees = {level: shapely.STRtree([row.shape for row in areas.values()]) for level, areas in above.items()}
    parents = []
    for row in rows:
        level = level_above(row.level)
        if row.level == Level.DISTRICT:
            parents.append("")
        elif named := row.parent or pattern.prefix(row.code, level):
            parents.append(named if named in above[level] else "")
        else:
            parents.append(_most_overlapped(row, list(above[level].values()), trees[level]))
    return parents


def _most_overlapped(row: AreaRow, candidates: Sequence[AreaRow], tree: shapely.STRtree) -> str:
    near = sorted(tree.query(row.shape, predicate="intersects").tolist())
    areas = {i: shapely.area(shapely.intersection(row.shape, candidates[i].shape)) for i in near}
    # Neighbours touch, but have no area in common.
    best = max(areas, key=areas.__getitem__, default=None)
    return candidates[best].code if best is not None and areas[best] > 0 else ""

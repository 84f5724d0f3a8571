"""Which column of a file holds which field: by option, or guessed from its usual headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geoapp.importing.problems import BadFile


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an import and the headings under which it usually comes, the best first."""

    name: str
    headings: tuple[str, ...] = ()
    required: bool = False


LON = Field(
    "lon", ("lon", "lng", "longitude", "long", "x", "经度", "东经", "x坐标", "easting"), required=True
)
LAT = Field("lat", ("lat", "latitude", "y", "纬度", "北纬", "y坐标", "northing"), required=True)
POINT = (LON, LAT)


def parsed_maps(options: Sequence[str]) -> dict[str, str]:
    """The ``--map field=Column`` options as heading by field.

    Raises:
        BadFile: If an option is not of that form.
    """
    maps = {}
    for option in options:
        field, equals, heading = option.partition("=")
        if not (field and equals and heading):
            raise BadFile(_("--map %(option)s: write it as --map field=Column.") % {"option": option})
        maps[field.strip()] = heading.strip()
    return maps


def headings_of(
    fields: Sequence[Field], found: Sequence[str], maps: Mapping[str, str], *, has_shapes: bool
) -> dict[str, str]:
    """Choose the heading of each field that the file has.

    Args:
        fields: What the import can use.
        found: The file's headings.
        maps: Headings named by the user, by field.
        has_shapes: Whether the file carries geometry, which then gives the position.

    Raises:
        BadFile: If a required field has no column, or an option names an unknown field or column.
    """
    known = {field.name for field in fields}
    if unknown := sorted(set(maps) - known):
        raise BadFile(
            _("--map names an unknown field %(field)s; the fields are: %(known)s.")
            % {"field": unknown[0], "known": ", ".join(sorted(known))}
        )
    by_plain = {plain(heading): heading for heading in reversed(found)}
    chosen = {}
    for field in fields:
        if has_shapes and field in POINT and field.name not in maps:
            continue
        if (heading := _heading(field, by_plain, maps)) is not None:
            chosen[field.name] = heading
        elif field.required:
            raise BadFile(
                _("No column for %(field)s. Columns found: %(found)s. Name it with --map %(field)s=Column.")
                % {"field": field.name, "found": ", ".join(found) or _("none")}
            )
    return chosen


def _heading(field: Field, by_plain: Mapping[str, str], maps: Mapping[str, str]) -> str | None:
    if named := maps.get(field.name):
        if plain(named) not in by_plain:
            raise BadFile(
                _("--map %(field)s=%(named)s: there is no such column. Columns found: %(found)s.")
                % {"field": field.name, "named": named, "found": ", ".join(by_plain.values())}
            )
        return by_plain[plain(named)]
    candidates = (plain(heading) for heading in (field.name, *field.headings))
    return next((by_plain[candidate] for candidate in candidates if candidate in by_plain), None)


def plain(heading: str) -> str:
    """A heading without case, spaces, underscores and hyphens, so that ``Time From`` is ``time_from``."""
    return "".join(character for character in heading.casefold() if character not in " _-\u3000")

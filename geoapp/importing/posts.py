"""Import posts: where patrols meet, and which of them run by rule."""

from dataclasses import dataclass

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.columns import POINT, Field
from geoapp.importing.district import load_ground
from geoapp.importing.options import Options
from geoapp.importing.points import read_points
from geoapp.importing.records import Records
from geoapp.importing.run import Counts, Importer
from geoapp.importing.saving import replace_links, save_by_key
from geoapp.importing.values import WEEKDAYS, whole_between, words_of
from geoapp.models import FixedPatrol, Post, Slot
from geoapp.progress import Progress

FIELDS = (
    Field("code", ("id", "no", "编号", "岗点编号", "代码", "编码"), required=True),
    Field("name", ("post", "title", "名称", "岗点", "岗点名称"), required=True),
    *POINT,
    Field("fixed", ("rule", "rules", "固定巡防", "固定班次")),
    Field("max_patrols", ("max", "capacity", "最多队数", "最大队数")),
)


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post; fixed patrols are (slot code, weekday)."""

    code: str
    name: str
    lon: float
    lat: float
    fixed: frozenset[tuple[str, int]]
    max_patrols: int


def parse_posts(records: Records, options: Options) -> list[PostRow]:
    """Posts of all good rows."""
    points = read_points(records, options, load_ground(options.border_m))
    codes = records.checked_texts("code", 20)
    names = records.checked_texts("name", 80)
    slots = set(Slot.objects.values_list("code", flat=True))
    fixed = records.parsed(
        "fixed",
        lambda text: parsed_rule(text, slots),
        _("write it as slot:weekdays such as am-rush:12345;evening:67 (1 Monday), with slots %(slots)s")
        % {"slots": ", ".join(sorted(slots))},
        default=frozenset(),
    )
    most = records.parsed("max_patrols", whole_between(1, 50), _("a whole number from 1 to 50"), default=2)
    records.reject_repeated("code", codes, _("row %(row)d has this code already: each post needs its own"))
    return records.good_rows(PostRow, codes, names, points.lon, points.lat, fixed, most)


def parsed_rule(text: str, slots: set[str]) -> frozenset[tuple[str, int]]:
    """The patrols fixed by rule: ``am-rush:12345;evening:67`` as (slot code, weekday).

    Raises:
        ValueError: If the text is of another form or names an unknown slot or weekday.
    """
    fixed = set()
    for part in words_of(text):
        slot, colon, weekdays = part.replace("：", ":").partition(":")
        if slot.strip() not in slots or not colon or not set(weekdays.strip()) <= set("1234567"):
            raise ValueError(text)
        fixed |= {(slot.strip(), WEEKDAYS[weekday]) for weekday in weekdays.strip()}
    return frozenset(fixed)


def save_posts(rows: list[PostRow], _progress: Progress) -> Counts:
    """Create or change the posts and make their fixed patrols those of the file."""
    wanted = {
        row.code: {
            "name": row.name,
            "point": Point(row.lon, row.lat, srid=4326),
            "max_patrols": row.max_patrols,
        }
        for row in rows
    }
    saved = save_by_key(Post, "code", wanted)
    slot_ids = dict(Slot.objects.values_list("code", "id"))
    links = {(saved.ids[row.code], slot_ids[slot], weekday) for row in rows for slot, weekday in row.fixed}
    return saved.counts(replace_links(FixedPatrol, "post_id", saved.ids, links, ("slot_id", "weekday")))


IMPORTER = Importer(gettext_lazy("posts"), FIELDS, parse_posts, save_posts)

"""Import teams and their volunteers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.gis.geos import Point
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.columns import POINT, Field
from geoapp.importing.district import load_ground
from geoapp.importing.options import Options
from geoapp.importing.points import read_points
from geoapp.importing.records import Records
from geoapp.importing.run import Counts, Importer
from geoapp.importing.saving import replace_links, save_by_key
from geoapp.importing.table import TextArray
from geoapp.importing.values import day, flag, is_identity_number, whole_between, words_of
from geoapp.models import Area, Level, Post, Skill, Team, TeamKind, Travel, Volunteer
from geoapp.progress import Progress

TEAM_FIELDS = (
    Field("code", ("id", "no", "编号", "队伍编号", "代码"), required=True),
    Field("name", ("team", "title", "名称", "队伍", "队伍名称"), required=True),
    Field("kind", ("type", "类别", "队伍类别", "类型"), required=True),
    Field("community", ("社区", "所属社区", "社区编码"), required=True),
    Field("post", ("岗点", "岗点编号", "所属岗点")),
    Field("travels", ("travel", "by", "出行方式", "出行", "巡防方式")),
)
TRAVEL_WORDS = {
    **dict.fromkeys(("foot", "on foot", "walking", "步行", "徒步"), Travel.FOOT),
    **dict.fromkeys(("bicycle", "by bicycle", "bike", "自行车", "骑自行车", "骑行"), Travel.BICYCLE),
}
VOLUNTEER_FIELDS = (
    Field("registry_no", ("id", "no", "registry number", "编号", "志愿者编号", "注册编号"), required=True),
    Field("name", ("姓名",), required=True),
    Field("team", ("队伍", "队伍编号", "所属队伍"), required=True),
    Field("leader", ("组长", "队长", "带队")),
    Field("skills", ("skill", "技能", "特长")),
    Field("weekly_cap", ("cap", "每周上限", "周上限")),
    Field("insured_until", ("insurance", "保险到期", "保险有效期")),
    Field("trained_until", ("training", "培训到期", "培训有效期")),
    *POINT,
    Field("birth_year", ("born", "出生年份", "出生年")),
)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team; ids of its kind, community and own post. How it travels is None where the file does not say."""

    code: str
    name: str
    kind_id: int
    community_id: int
    post_id: int | None
    travels: Travel | None


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """A volunteer; ids of team and skills."""

    registry_no: str
    name: str
    team_id: int
    leader: bool
    skill_ids: frozenset[int]
    weekly_cap: int
    insured_until: date | None
    trained_until: date | None
    lon: float
    lat: float
    birth_year: int | None


def ids_by_word(records: Iterable[Model]) -> dict[str, int]:
    """Ids of words of the field by code, then by English and Chinese name."""
    listed = list(records)
    names = {name: record.pk for record in listed for name in (record.name_en, record.name_zh)}
    return {record.code: record.pk for record in listed} | names


def parse_teams(records: Records, _options: Options) -> list[TeamRow]:
    """Teams of all good rows."""
    codes = records.checked_texts("code", 20)
    names = records.checked_texts("name", 80)
    kinds = records.chosen("kind", ids_by_word(TeamKind.objects.all()), required=True)
    communities = records.found(
        "community",
        current_communities(),
        _("no such community: import its area first, or mend the code"),
        required=True,
    )
    posts = records.found(
        "post",
        dict(Post.objects.values_list("code", "pk")),
        _("no such post: import it first, or mend the code"),
    )
    records.reject_repeated("code", codes, _("row %(row)d has this code already: each team needs its own"))
    # A file without the column leaves the teams as they are.
    usual = Travel.FOOT if records.has("travels") else None
    travels = records.chosen("travels", TRAVEL_WORDS, default=usual)
    return records.good_rows(TeamRow, codes, names, kinds, communities, posts, travels)


def current_communities() -> dict[str, int]:
    """Ids of the newest version of each community by code, and by name where only one has it."""
    newest = dict(Area.objects.filter(level=Level.COMMUNITY).order_by("valid_from").values_list("code", "pk"))
    names = list(Area.objects.filter(pk__in=newest.values()).values_list("name", "pk"))
    often = [name for name, _pk in names]
    return {name: pk for name, pk in names if often.count(name) == 1} | newest


def save_teams(rows: list[TeamRow], _progress: Progress) -> Counts:
    """Create or change the teams."""
    wanted = {
        row.code: {
            "name": row.name,
            "kind_id": row.kind_id,
            "community_id": row.community_id,
            "post_id": row.post_id,
            **({} if row.travels is None else {"travels": row.travels}),
        }
        for row in rows
    }
    return save_by_key(Team, "code", wanted).counts()


def parse_volunteers(records: Records, options: Options) -> list[VolunteerRow]:
    """Volunteers of all good rows."""
    points = read_points(records, options, load_ground(options.border_m))
    numbers = records.checked_texts("registry_no", 40)
    reject_identity_numbers(records)
    names = records.checked_texts("name", 60)
    teams = records.found(
        "team",
        dict(Team.objects.values_list("code", "pk")),
        _("no such team: import it first, or mend the code"),
        required=True,
    )
    leaders = records.parsed("leader", flag, _("0 or 1"), default=False)
    skills = _skills(records)
    caps = records.parsed("weekly_cap", whole_between(0, 14), _("a whole number from 0 to 14"), default=2)
    not_a_date = _("not a date: write it as 2026-11-30")
    insured, trained = (
        records.parsed(field, day, not_a_date) for field in ("insured_until", "trained_until")
    )
    born = records.parsed("birth_year", whole_between(1900, 2100), _("a year such as 1956"))
    records.reject_repeated(
        "registry_no", numbers, _("row %(row)d has this number already: delete one of them")
    )
    return records.good_rows(
        VolunteerRow,
        numbers,
        names,
        teams,
        leaders,
        skills,
        caps,
        insured,
        trained,
        points.lon,
        points.lat,
        born,
    )


def reject_identity_numbers(records: Records) -> None:
    """Identity card numbers are not stored, and not shown again either."""
    is_identity = records.mask("registry_no", is_identity_number)
    records.reject(
        is_identity,
        "registry_no",
        _("an identity card number: these are not stored; use the volunteer registry's own number"),
        lambda _at: "****",
    )


def _skills(records: Records) -> TextArray:
    by_word = {word.casefold(): pk for word, pk in ids_by_word(Skill.objects.all()).items()}

    def parse(text: str) -> frozenset[int]:
        words = [word.casefold() for word in words_of(text)]
        if not set(words) <= by_word.keys():
            raise ValueError(text)
        return frozenset(by_word[word] for word in words)

    known = ", ".join(Skill.objects.values_list("code", flat=True))
    remedy = _("unknown skill: use some of %(known)s, separated by ;") % {"known": known}
    return records.parsed("skills", parse, remedy, default=frozenset())


def save_volunteers(rows: list[VolunteerRow], _progress: Progress) -> Counts:
    """Create or change the volunteers and their skills."""
    wanted = {
        row.registry_no: {
            "name": row.name,
            "team_id": row.team_id,
            "leader": row.leader,
            "weekly_cap": row.weekly_cap,
            "home": Point(row.lon, row.lat, srid=4326),
            "insured_until": row.insured_until,
            "trained_until": row.trained_until,
            "birth_year": row.birth_year,
        }
        for row in rows
    }
    saved = save_by_key(Volunteer, "registry_no", wanted)
    links = {(saved.ids[row.registry_no], skill) for row in rows for skill in row.skill_ids}
    return saved.counts(
        replace_links(Volunteer.skills.through, "volunteer_id", saved.ids, links, ("skill_id",))
    )


TEAMS = Importer(gettext_lazy("teams"), TEAM_FIELDS, parse_teams, save_teams)
VOLUNTEERS = Importer(gettext_lazy("volunteers"), VOLUNTEER_FIELDS, parse_volunteers, save_volunteers)

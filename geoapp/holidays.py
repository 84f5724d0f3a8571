"""Public holidays of mainland China and the weekends that are worked in exchange for them (调休)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import chinese_calendar
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from geoapp.models import District
from maps.drawing.values import Word

MONDAY, FRIDAY, SATURDAY, SUNDAY = 1, 5, 6, 7
MAINLAND_ZONES = frozenset(
    {"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC"}
)
# As the package spells them.
NAMES: dict[str, str | Promise] = {
    "New Year's Day": _("New Year's Day"),
    "Spring Festival": _("Spring Festival"),
    "Tomb-sweeping Day": _("Tomb-sweeping Day"),
    "Labour Day": _("Labour Day"),
    "Dragon Boat Festival": _("Dragon Boat Festival"),
    "National Day": _("National Day"),
    "Mid-autumn Festival": _("Mid-autumn Festival"),
    "Anti-Fascist 70th Day": _("Anti-Fascist 70th Day"),
}


@dataclass(frozen=True, slots=True)
class DayKind:
    """Whether people work on a day.

    Attributes:
        weekday: 1 Monday to 7 Sunday, as rules and offers count the day: a holiday as a Sunday, a Saturday
            that is worked in exchange as the Friday before it, such a Sunday as the Monday after it.
        rests: Most people are off.
        holiday: The holiday that makes the day differ from a plain one of the week, or an empty text.
        known: The government's table for the year was published when the package was made.
    """

    weekday: int
    rests: bool
    holiday: str | Promise = ""
    known: bool = True


def day_kind(district: District, day: date) -> DayKind:
    """What a day is in a district; a plain day of the week where no table of holidays applies."""
    weekday = day.isoweekday()
    if district.holidays != District.Holidays.MAINLAND_CHINA:
        return DayKind(weekday, weekday >= SATURDAY)
    try:
        rests, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return DayKind(weekday, weekday >= SATURDAY, known=False)
    if name is None:
        return DayKind(weekday, rests)
    if rests:
        return DayKind(weekday if weekday >= SATURDAY else SUNDAY, rests, NAMES[name])
    return DayKind({SATURDAY: FRIDAY, SUNDAY: MONDAY}[weekday], rests, NAMES[name])


def day_note(district: District, day: date) -> str:
    """Which holiday a day belongs to, in the reader's language; empty on a plain day."""
    kind = day_kind(district, day)
    if not kind.holiday:
        return ""
    text = gettext("rest day: %(holiday)s") if kind.rests else gettext("worked in exchange for %(holiday)s")
    return text % {"holiday": kind.holiday}


def day_note_word(district: District, day: date) -> Word | None:
    """The same in both languages, for paper."""
    if not day_kind(district, day).holiday:
        return None
    with override("en"):
        english = day_note(district, day)
    with override("zh-hans"):
        return Word(english, day_note(district, day))


@dataclass(frozen=True, slots=True)
class SpecialDays:
    """Days in a row that differ from plain ones for the same reason."""

    first: date
    last: date
    note: str


def special_days(district: District, days: Iterable[date]) -> list[SpecialDays]:
    """The days of a period that belong to holidays, those in a row together."""
    found: list[SpecialDays] = []
    for day in sorted(days):
        if not (note := day_note(district, day)):
            continue
        if found and found[-1].note == note and found[-1].last == day - timedelta(days=1):
            found[-1] = replace(found[-1], last=day)
        else:
            found.append(SpecialDays(day, day, note))
    return found


def years_without_table(district: District, days: Iterable[date]) -> list[int]:
    """Years whose holidays are not known yet, so that their days count as plain ones."""
    return sorted({day.year for day in days if not day_kind(district, day).known})

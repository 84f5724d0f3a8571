"""Words and formats that several pages and the printed sheets share."""

from __future__ import annotations

from datetime import date, datetime

from maps.drawing.values import StopKind, Word

_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

BLOCKS_A_DAY = 12
BLOCKS_A_WEEK = 84

SITE = Word("Patrolgrid", "巡防网格")
SYNTHETIC = Word(
    "Synthetic data: the people and patrols here are made up.",
    "合成数据：此处的人员和巡防均为虚构。",
)
STOP_KINDS: dict[StopKind, Word] = {
    "hotspot": Word("Hotspot", "热点"),
    "visit": Word("Visit", "走访"),
    "post": Word("Post", "岗点"),
}


def weekday(day_of_week: int) -> Word:
    """Name a day of the week, 0 for Monday."""
    return Word(_DAYS_EN[day_of_week], _DAYS_ZH[day_of_week])


def day_word(day: date) -> Word:
    """Name a day without its year."""
    i = day.weekday()
    return Word(
        f"{_DAYS_EN[i]} {day.day} {_MONTHS_EN[day.month - 1]}", f"{day.month}月{day.day}日 {_DAYS_ZH[i]}"
    )


def period_word(first: date, last: date) -> Word:
    """Name the days of a plan with their year."""
    if first == last:
        one = day_word(first)
        return Word(f"{one.en} {first.year}", f"{first.year}年{one.zh}")
    start, end = day_word(first), day_word(last)
    return Word(f"{start.en} – {end.en} {last.year}", f"{first.year}年{start.zh}至{end.zh}")


def block_word(block: int) -> Word:
    """Name a two-hour block of the week, 0 for Monday 00:00."""
    name, hours = weekday(block // BLOCKS_A_DAY % 7), block_hours(block % BLOCKS_A_DAY)
    return Word(f"{name.en} {hours}", f"{name.zh} {hours}")


def short_block_word(block: int) -> Word:
    """Name a two-hour block of the week for a narrow column, 0 for Monday 00:00."""
    name, first = weekday(block // BLOCKS_A_DAY % 7), 2 * (block % BLOCKS_A_DAY)
    return Word(f"{name.en} {first}–{first + 2}", f"{name.zh} {first}–{first + 2}点")


def block_hours(block_of_day: int) -> str:
    """Name a two-hour block of a day, 0 for midnight."""
    return f"{2 * block_of_day:02d}:00–{2 * block_of_day + 2:02d}:00"


def way_word(*, rides: bool) -> Word:
    """How a patrol gets about, before the length of its way."""
    return Word("ride", "骑行") if rides else Word("walk", "步行")


def clock(time: datetime) -> str:
    """Format a time of the day in 24 hours."""
    return time.strftime("%H:%M")


def time_span(starts: datetime, ends: datetime) -> str:
    """Format when something begins and ends."""
    return f"{clock(starts)}–{clock(ends)}"


def kilometres(length_m: float) -> str:
    """Format a length for people on foot."""
    return f"{length_m / 1000:.1f} km"


def percent(share: float, digits: int = 1) -> str:
    """Format a share of one."""
    return f"{100 * share:.{digits}f} %"


def amount(value: float) -> str:
    """Format a count as a whole number, anything else like ``expected``."""
    return f"{value:,.0f}" if value == int(value) else expected(value)


def expected(value: float) -> str:
    """Format expected incidents with about three significant digits, thousands separated."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"

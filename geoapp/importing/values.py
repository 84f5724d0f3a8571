"""Parse single cells: each function takes the text of a cell and raises ValueError if it is no value."""

import math
import re
from collections.abc import Callable
from datetime import date, time

# GB 11643: seventeen digits and a check digit, which may be X.
IDENTITY_CARD = re.compile(r"\d{6}((?:19|20)\d{2})(\d{2})(\d{2})\d{3}[\dXx]")
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"

YES = ("1", "yes", "y", "true", "是", "√")
NO = ("0", "no", "n", "false", "否", "×")
WEEKDAYS = {
    **{str(number): number for number in range(1, 8)},
    **{
        name: number
        for number, name in enumerate(("周一", "周二", "周三", "周四", "周五", "周六", "周日"), 1)
    },
    **{name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)},
}


def real_number(text: str) -> float:
    """A finite number with a decimal point."""
    number = float(text.replace("_", "x"))
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def whole_number(text: str) -> int:
    """A whole number, also as ``3.0`` as spreadsheets write it."""
    number = real_number(text)
    if not number.is_integer():
        raise ValueError(text)
    return int(number)


def whole_between(low: int, high: int) -> Callable[[str], int]:
    """A parser of whole numbers from low to high, both included."""

    def parse(text: str) -> int:
        number = whole_number(text)
        if not low <= number <= high:
            raise ValueError(text)
        return number

    return parse


def day(text: str) -> date:
    """A date with the year first: 2026-11-30, 2026/11/30, 20261130 or 2026年11月30日; midnight is dropped."""
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?", text)
    match = match or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    if match is None:
        raise ValueError(text)
    return date(*map(int, match.groups()))


def clock(text: str) -> time:
    """A time of the day: 9:30, 09:30, 09:30:00 or 9：30."""
    match = re.fullmatch(r"(\d{1,2})[:：时](\d{2})(?::00)?分?", text)
    if match is None:
        raise ValueError(text)
    return time(*map(int, match.groups()))


def flag(text: str) -> bool:
    """Yes or no, as 1/0, yes/no or 是/否."""
    word = text.casefold()
    if word not in YES + NO:
        raise ValueError(text)
    return word in YES


def words_of(text: str) -> list[str]:
    """The parts of a cell that holds several values, separated by ; or one of its Chinese fellows."""
    return [part.strip() for part in re.split(r"[;；、]", text) if part.strip()]


def is_identity_number(text: str) -> bool:
    """Whether a number is one of a Chinese identity card, by its date of birth and check digit (GB 11643)."""
    match = IDENTITY_CARD.fullmatch(text)
    if match is None:
        return False
    try:
        date(*map(int, match.groups()))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, IDENTITY_WEIGHTS, strict=False))
    return IDENTITY_CHECKS[total % 11] == text[-1].upper()

"""The pattern of area codes, checked by level."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from geoapp.importing.problems import BadFile
from geoapp.models import Level

# Six digits of the county, three each of the subdistrict and the community (GB/T 2260, GB/T 10114),
# and three of the grid within its community.
DIGITS_15 = {Level.DISTRICT: 6, Level.SUBDISTRICT: 9, Level.COMMUNITY: 12, Level.GRID: 15}
# As above, with eight digits for kind and number of the grid, as several provinces have it.
DIGITS_20 = {**DIGITS_15, Level.GRID: 20}
PRESETS = {"15": DIGITS_15, "20": DIGITS_20}
# A 15-digit code that a spreadsheet took for a number.
AS_A_NUMBER = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")


@dataclass(frozen=True)
class CodePattern:
    """Digits by level, or one expression for all levels."""

    digits: dict[Level, int] | None
    expression: re.Pattern[str]

    def fits(self, code: str, level: Level) -> bool:
        if self.digits is not None:
            return len(code) == self.digits[level] and code.isascii() and code.isdigit()
        return self.expression.fullmatch(code) is not None

    def remedy(self, code: str, level: Level) -> str:
        """What to do with a code that does not fit."""
        if AS_A_NUMBER.fullmatch(code):
            return _(
                "a spreadsheet turned the code into a number: format the column as text and export again"
            )
        if self.digits is not None:
            return _("the code of a %(level)s has %(digits)d digits here; see --code-pattern") % {
                "level": level.label,
                "digits": self.digits[level],
            }
        return _("the code does not fit %(pattern)s; see --code-pattern") % {
            "pattern": self.expression.pattern
        }

    def prefix(self, code: str, level: Level) -> str:
        """The code of the area of a higher level that a code names by its first digits, or ""."""
        return "" if self.digits is None else code[: self.digits[level]]


def code_pattern(text: str) -> CodePattern:
    """The pattern of an option: a preset, "any", or a regular expression.

    Raises:
        BadFile: If it is no regular expression.
    """
    try:
        expression = re.compile(".+" if text == "any" else text)
    except re.error as error:
        raise BadFile(
            _("--code-pattern %(pattern)s: %(error)s.") % {"pattern": text, "error": error}
        ) from error
    return CodePattern(PRESETS.get(text), expression)

"""What all commands share on a terminal: the language of their help, dates, and columns that line up."""

from argparse import ArgumentTypeError
from datetime import date
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _


class TranslatedCommand(BaseCommand):
    """A command whose ``help`` may be a lazy translation."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: object) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # argparse searches its texts by regular expressions, which take no lazy ones.
        parser.description = str(self.help)
        return parser


def day(text: str) -> date:
    """Read the ``YYYY-MM-DD`` of an option."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("not a date: write it as 2026-11-30")) from error


def screen_width(text: str) -> int:
    """Columns of a terminal that a text takes: two for each Chinese character."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text with blanks after it, or before it if ``right``, up to a width on the screen."""
    blanks = " " * (width - screen_width(text))
    return blanks + text if right else text + blanks

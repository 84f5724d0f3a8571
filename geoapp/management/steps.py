"""What the commands of the pipeline's steps share: the period, the roster, and errors in one line."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from geoapp.checks import InvalidPlan
from geoapp.management.terminal import TranslatedCommand, day
from geoapp.models import Roster
from geoapp.pipeline import PlanError, latest_roster, the_district
from geoapp.progress import Progress, TerminalProgress

# What the steps call their parts; the packages that compute know no translation.
PARTS_OF_STEPS = (
    gettext_noop("hotspots: backtest"),
    gettext_noop("hotspots"),
    gettext_noop("demand"),
    gettext_noop("roster"),
    gettext_noop("coverage"),
    gettext_noop("maps"),
    gettext_noop("cut"),
    gettext_noop("parts"),
    gettext_noop("polish"),
    gettext_noop("model"),
    gettext_noop("prices"),
    gettext_noop("choice"),
    gettext_noop("verify"),
    gettext_noop("done"),
    gettext_noop("routes"),
    gettext_noop("maps: pages"),
)


class StepCommand(TranslatedCommand):
    """A command that runs one step or more; ``step`` does the work and returns what to print."""

    def handle(self, *args: object, **options: object) -> str:
        terminal = TerminalProgress()
        try:
            return self.step(lambda part, share, **found: terminal(_(part), share, **found), **options)
        except (PlanError, InvalidPlan) as error:
            raise CommandError(str(error), returncode=2) from error
        finally:
            terminal.close()

    def step(self, progress: Progress, **options: object) -> str:
        raise NotImplementedError


def add_period(parser: ArgumentParser) -> None:
    """``--start``, ``--days`` and ``--seed``."""
    parser.add_argument(
        "--start", type=day, default=next_monday(), help=_("first day, YYYY-MM-DD (next Monday)")
    )
    parser.add_argument("--days", type=whole_days, default=7, help=_("1 to 366 (7)"))
    parser.add_argument("--seed", type=int, default=1, help=_("same input and seed, same plan (1)"))


def add_roster(parser: ArgumentParser) -> None:
    """``--roster``."""
    parser.add_argument("--roster", type=int, help=_("number of the roster (the one made last)"))


def add_out(parser: ArgumentParser) -> None:
    """``--out``."""
    parser.add_argument(
        "--out", type=Path, default=settings.BASE_DIR / "out", help=_("folder for the files (out/)")
    )


def chosen_roster(number: int | None) -> Roster:
    """The roster with a number, or the one that was made last."""
    if number is None:
        return latest_roster()
    roster = Roster.objects.filter(pk=number).first()
    if roster is None:
        raise PlanError(_("There is no roster %(number)d.") % {"number": number})
    return roster


def whole_days(text: str) -> int:
    """Read the length of a period."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 366):
        raise ArgumentTypeError(_("a whole number from 1 to 366"))
    return int(text)


def next_monday() -> date:
    """The first Monday after today."""
    today = date.today()
    return today + timedelta(days=7 - today.weekday())


def start_of_day(local_day: date) -> datetime:
    """Local midnight in the district."""
    return datetime.combine(local_day, time(0), ZoneInfo(the_district().time_zone))

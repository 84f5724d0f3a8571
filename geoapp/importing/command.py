"""What all import commands share: options, errors with exit code 2, the summary."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.columns import parsed_maps
from geoapp.importing.frames import checked_frame
from geoapp.importing.options import BORDER_M, Options
from geoapp.importing.problems import SHOWN_PROBLEMS, BadFile, BadRows, Problem, problem_table
from geoapp.importing.run import Importer, run_import, summary
from geoapp.management.terminal import TranslatedCommand
from geoapp.progress import Progress, TerminalProgress, silent

# As argparse: the input is wrong, not the program.
EXIT_BAD_INPUT = 2


class ImportCommand(TranslatedCommand):
    """An import of one file; a subclass says which records, and adds the options that only they have."""

    has_positions = True
    many_files = False
    formats = gettext_lazy("CSV, XLSX, GeoJSON, GeoPackage, Shapefile or KML")

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        """The import to run, made from the command's own options."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        many = "+" if self.many_files else None
        parser.add_argument("file", type=Path, nargs=many, help=str(self.formats))
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="FIELD=COLUMN",
            help=_("column of a field, where its heading is not a usual one; may be repeated"),
        )
        parser.add_argument(
            "--encoding", help=_("of a text file or Shapefile, such as gb18030; guessed if left out")
        )
        parser.add_argument("--layer", help=_("of a file with several layers; the first if left out"))
        parser.add_argument(
            "--dry-run", action="store_true", help=_("check and count, show all bad rows, write nothing")
        )
        parser.add_argument(
            "--skip-bad", action="store_true", help=_("import the good rows and write the others to a file")
        )
        parser.add_argument(
            "--rejected", type=Path, metavar="FILE", help=_("where rejected rows go; beside FILE if left out")
        )
        if self.has_positions:
            self.add_frame_arguments(parser)

    def add_frame_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--frame",
            help=_(
                "wgs84, cgcs2000, gcj02, bd09 or EPSG:number; what the file declares, or wgs84, if left out"
            ),
        )
        parser.add_argument(
            "--border-m",
            type=float,
            default=BORDER_M,
            metavar="METRES",
            help=_("how far outside the district a point may lie (200), as for volunteers from next door"),
        )
        parser.add_argument(
            "--inside-only",
            action="store_true",
            help=_("leave out points farther outside, as of a file about a whole city"),
        )
        parser.add_argument(
            "--trust-frame", action="store_true", help=_("do not compare the points with the streets")
        )

    def handle(self, *_args: object, **options: Any) -> None:
        for path in options["file"] if self.many_files else [options["file"]]:
            self._import({**options, "file": path})

    def _import(self, options: dict[str, Any]) -> None:
        try:
            chosen = shared_options(options)
            importer = self.importer(options)
            with shown_progress(importer.noun, options["verbosity"]) as progress:
                outcome = run_import(importer, chosen, progress)
        except BadFile as error:
            raise CommandError(str(error), returncode=EXIT_BAD_INPUT) from error
        except BadRows as error:
            self._show(error.path, error.problems, options)
            raise CommandError(
                _("%(bad)d of %(rows)d rows are bad; nothing was written. Mend them, or use --skip-bad.")
                % {"bad": len({problem.row for problem in error.problems}), "rows": error.rows},
                returncode=EXIT_BAD_INPUT,
            ) from error
        if outcome.problems:
            self._show(chosen.path, outcome.problems, options)
        self.stdout.write(summary(importer.noun, outcome, dry_run=chosen.dry_run))

    def _show(self, path: Path, problems: Sequence[Problem], options: dict[str, Any]) -> None:
        self.stdout.write(problem_table(path, problems, None if options["dry_run"] else SHOWN_PROBLEMS))


@contextmanager
def shown_progress(noun: str | Promise, verbosity: int) -> Iterator[Progress]:
    """Progress of an import on the terminal, each step after the noun; none at verbosity 0."""
    terminal = TerminalProgress()
    try:
        yield silent if verbosity == 0 else lambda step, share: terminal(_named(noun, step), share)
    finally:
        terminal.close()


def _named(noun: str | Promise, step: str) -> str:
    return _("%(noun)s: %(step)s") % {"noun": noun, "step": step}


def shared_options(options: dict[str, Any]) -> Options:
    """The options that all imports share, as a value.

    Raises:
        BadFile: If the frame or a mapping is malformed.
    """
    frame = options.get("frame")
    return Options(
        path=options["file"],
        maps=parsed_maps(options["map"]),
        encoding=options["encoding"],
        frame=checked_frame(frame) if frame else None,
        layer=options["layer"],
        dry_run=options["dry_run"],
        skip_bad=options["skip_bad"],
        rejected=options["rejected"],
        trust_frame=options.get("trust_frame", False),
        border_m=options.get("border_m", BORDER_M),
        inside_only=options.get("inside_only", False),
    )

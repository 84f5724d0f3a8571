"""The one way of every import of a table: read, parse, check, save in one transaction, report."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Generic, TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from geoapp.importing.columns import Field, headings_of
from geoapp.importing.options import Options
from geoapp.importing.problems import BadRows, Problem
from geoapp.importing.readers import read_table
from geoapp.importing.records import Records
from geoapp.importing.rejected import rejected_path, write_rejected
from geoapp.progress import Progress

Rows = TypeVar("Rows")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Counts:
    """What an import did, or would do, to the records; notes tell what the user did not ask for."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Counts with the rejected rows and the time taken."""

    counts: Counts
    rejected: int
    problems: tuple[Problem, ...]
    rejected_to: str
    seconds: float
    left_out: int = 0


@dataclass(frozen=True)
class Importer(Generic[Rows]):
    """How one kind of record is imported.

    Attributes:
        noun: What is counted, such as "posts".
        fields: What the file may hold.
        parse: Rows of all good records; marks the others as bad.
        save: Writes rows and counts them; called in a transaction.
    """

    noun: str | Promise
    fields: Sequence[Field]
    parse: Callable[[Records, Options], Rows]
    save: Callable[[Rows, Progress], Counts]


def run_import(importer: Importer[Rows], options: Options, progress: Progress) -> Outcome:
    """Import one file.

    Raises:
        BadFile: If the file as a whole cannot be imported; nothing is written.
        BadRows: If a row is bad and ``options.skip_bad`` is not set; nothing is written.
    """
    started = perf_counter()
    progress(_("reading"), None)
    table = read_table(options.path, options.encoding, options.layer)
    headings = headings_of(importer.fields, table.headings, options.maps, has_shapes=table.shapes is not None)
    records = Records(table, headings)
    progress(_("checking"), None)
    rows = importer.parse(records, options)
    if records.problems and not options.skip_bad:
        raise BadRows(options.path, records.problems, len(table))
    progress(_("saving"), None)
    with transaction.atomic():
        counts = importer.save(rows, progress)
        rejected_to = "" if options.dry_run else _write_rejected(records, options)
        # A dry run saves as well, so that it counts and fails like the real one, and then takes it all back.
        transaction.set_rollback(options.dry_run)
    rejected, left_out = int(records.rejected.sum()), int(records.left_out.sum())
    seconds = perf_counter() - started
    outcome = Outcome(counts, rejected, records.problems, rejected_to, seconds, left_out)
    log(importer.noun, outcome)
    return outcome


def _write_rejected(records: Records, options: Options) -> str:
    if not records.problems:
        return ""
    path = options.rejected or rejected_path(options.path, has_shapes=records.table.shapes is not None)
    write_rejected(records, path)
    return str(path)


def log(noun: str | Promise, outcome: Outcome) -> None:
    """One line: counts and seconds, never a value."""
    counts = replace(outcome.counts, notes=())
    logger.info("imported %s: %s, %d rejected, %.1f s", noun, counts, outcome.rejected, outcome.seconds)


def summary(noun: str | Promise, outcome: Outcome, *, dry_run: bool) -> str:
    """The last lines that the user sees."""
    counts = outcome.counts
    text = _("%(noun)s: %(new)d new, %(changed)d changed, %(unchanged)d as before, %(rejected)d rejected") % {
        "noun": noun,
        "new": counts.new,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "rejected": outcome.rejected,
    }
    if counts.removed:
        text += _(", %(removed)d removed") % {"removed": counts.removed}
    if outcome.left_out:
        text += _(", %(left_out)d outside the district left out") % {"left_out": outcome.left_out}
    text += _(", %(seconds).1f s") % {"seconds": outcome.seconds}
    if dry_run:
        text += " " + _("(dry run: nothing was written)")
    if outcome.rejected_to:
        text += "\n" + _("Rejected rows: %(path)s: mend them and import that file.") % {
            "path": outcome.rejected_to
        }
    return "\n".join([*counts.notes, text])

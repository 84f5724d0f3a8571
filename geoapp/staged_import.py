"""Importing a file from a page: a preview that writes nothing, then the same file for good.

The machinery is that of the import commands; what a page adds is that rows beyond the coordinator's reach
are refused.
"""

import secrets
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing import availability, people
from geoapp.importing.frames import checked_frame
from geoapp.importing.options import Options
from geoapp.importing.problems import BadFile
from geoapp.importing.run import Counts, Importer, Outcome, run_import
from geoapp.models import Area, Level, StagedFile, Team, Volunteer
from geoapp.permissions import Access, visible
from geoapp.progress import Progress, silent

KEPT_FOR = timedelta(days=1)
SUFFIXES = (".csv", ".xlsx")
MOST_BYTES = 20_000_000


@dataclass(frozen=True)
class Kind:
    """What can be imported from a page; ``beyond`` finds rows that the coordinator does not reach."""

    label: str | Promise
    importer: Importer[Any]
    beyond: Callable[[list[Any], Access], int]
    has_positions: bool = False


def _teams_beyond(rows: list[Any], access: Access) -> int:
    communities = visible(access, Area.objects.filter(level=Level.COMMUNITY))
    own = set(communities.values_list("pk", flat=True))
    others = _keys(Team.objects.exclude(pk__in=visible(access, Team.objects.all())), "code")
    return sum(row.community_id not in own or row.code in others for row in rows)


def _volunteers_beyond(rows: list[Any], access: Access) -> int:
    teams = set(visible(access, Team.objects.all()).values_list("pk", flat=True))
    others = _keys(Volunteer.objects.exclude(pk__in=visible(access, Volunteer.objects.all())), "registry_no")
    return sum(row.team_id not in teams or row.registry_no in others for row in rows)


def _people_beyond(rows: list[Any], access: Access) -> int:
    own = set(visible(access, Volunteer.objects.all()).values_list("pk", flat=True))
    return sum(row.volunteer_id not in own for row in rows)


def _keys(rows: Any, field: str) -> Collection[str]:
    return set(rows.values_list(field, flat=True))


KINDS = {
    "volunteers": Kind(gettext_lazy("volunteers"), people.VOLUNTEERS, _volunteers_beyond, has_positions=True),
    "teams": Kind(gettext_lazy("teams"), people.TEAMS, _teams_beyond),
    "availability": Kind(gettext_lazy("offered slots"), availability.OFFERS, _people_beyond),
    "absences": Kind(gettext_lazy("absences"), availability.ABSENCES, _people_beyond),
}


def stage(user: User, kind: str, name: str, content: bytes, encoding: str, frame: str) -> StagedFile:
    """Keep an uploaded file until it is imported; old ones go."""
    StagedFile.objects.filter(made_at__lt=timezone.now() - KEPT_FOR).delete()
    return StagedFile.objects.create(
        key=secrets.token_hex(16),
        user=user,
        kind=kind,
        name=Path(name).name[-100:],
        content=content,
        encoding=encoding,
        frame=frame,
    )


def preview(staged: StagedFile, access: Access) -> Outcome:
    """What the import would do, with all bad rows; nothing is written.

    Raises:
        BadFile: If the file as a whole cannot be imported.
    """
    return _run(staged, access, dry_run=True, skip_bad=True)


def import_staged(staged: StagedFile, access: Access, *, skip_bad: bool) -> Outcome:
    """Import the file and forget it.

    Raises:
        BadFile: If the file as a whole cannot be imported; nothing is written.
        BadRows: If a row is bad and ``skip_bad`` is not set; nothing is written.
    """
    outcome = _run(staged, access, dry_run=False, skip_bad=skip_bad)
    staged.delete()
    return outcome


def _run(staged: StagedFile, access: Access, *, dry_run: bool, skip_bad: bool) -> Outcome:
    kind = KINDS[staged.kind]
    with _on_disk(staged) as path:
        options = Options(
            path=path,
            encoding=staged.encoding or None,
            frame=checked_frame(staged.frame) if staged.frame and kind.has_positions else None,
            dry_run=dry_run,
            skip_bad=skip_bad,
            rejected=path.with_suffix(".rejected.csv"),
        )
        try:
            return run_import(_within_reach(kind, access), options, silent)
        except BadFile as error:
            # The user knows the file, not where it lies here.
            raise BadFile(str(error).replace(f"{path.parent}/", "")) from error


def _within_reach(kind: Kind, access: Access) -> Importer[Any]:
    """The importer, which refuses the file when it holds rows of other subdistricts."""

    def save(rows: list[Any], progress: Progress) -> Counts:
        if beyond := kind.beyond(rows, access):
            raise BadFile(
                _("%(count)d rows are about people or teams of other subdistricts: take them out of the file")
                % {"count": beyond}
            )
        return kind.importer.save(rows, progress)

    return replace(kind.importer, save=save)


@contextmanager
def _on_disk(staged: StagedFile) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="patrolgrid-import-") as folder:
        path = Path(folder) / staged.name
        path.write_bytes(bytes(staged.content))
        yield path

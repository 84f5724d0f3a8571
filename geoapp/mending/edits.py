"""What every change of a roster has in common: the lock, the check, and what is saved with it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import now
from django.utils.translation import gettext as _

from geoapp import jobs
from geoapp.convert.figures import count_seats
from geoapp.convert.neighbourhood import Piece, load_piece
from geoapp.convert.roster import load_further_pairs, save_empty_seats
from geoapp.convert.routes_late import patrols_to_plan_anew
from geoapp.convert.shifts import changes, load_shifts
from geoapp.models import Assignment, District, EmptySeats, Job, Patrol, Roster, RosterEdit, ShiftReply
from geoapp.publishing import tell
from geoapp.words import broken_in_words
from scheduling.edit import check_edit
from scheduling.explain import empty_seats
from scheduling.problem import Assignment as Going
from scheduling.recertify import proven_gap
from scheduling.remedy import remedies
from scheduling.verify import Violation

T = TypeVar("T")


class MendingError(Exception):
    """The change cannot be made; the text says why, to whoever wanted it."""


class StaleRoster(MendingError):
    """Somebody else changed the same patrols since they were looked at."""


class RulesBroken(MendingError):
    """The change would break rules."""

    def __init__(self, broken: Sequence[Violation]) -> None:
        super().__init__(" ".join(broken_in_words(one.rule) for one in broken))
        self.broken = tuple(broken)


@dataclass(frozen=True)
class Wanted:
    """What a change does: who goes and who leaves, and why it is made.

    ``bound_holds`` is false where the change lets people do what the proven roster did not know of: then the
    proven bound says nothing about the roster any more. ``extra_cost`` is what the change itself costs,
    whoever goes.
    """

    kind: RosterEdit.Kind
    added: Collection[Going] = ()
    removed: Collection[Going] = ()
    by: User | None = None
    undoes: RosterEdit | None = None
    bound_holds: bool = True
    extra_cost: dict[str, int] = field(default_factory=dict)

    @property
    def patrol_ids(self) -> set[int]:
        return {one.patrol_id for one in (*self.added, *self.removed)}


@contextmanager
def editing(roster_id: int, seen: int | None = None, patrol_ids: Collection[int] = ()) -> Iterator[Roster]:
    """The roster, with its row locked until the change is saved.

    Other changes of the same roster wait; so nothing is computed from what is about to change.

    Args:
        roster_id: Whose row is locked.
        seen: Version of the roster that the editor looked at; None if nobody did.
        patrol_ids: Patrols that the editor means; others may have changed since.

    Raises:
        StaleRoster: If one of those changed after that version.
        MendingError: If the roster was replaced by another one.
    """
    try:
        with transaction.atomic():
            roster = Roster.objects.select_for_update().get(pk=roster_id)
            if roster.status == Roster.Status.SUPERSEDED:
                raise MendingError(_("This roster was replaced by another one and stays as it was."))
            if seen is not None:
                refuse_stale(roster, seen, patrol_ids)
            yield roster
    except IntegrityError as error:
        # Another roster in force took the same person at the same time.
        raise StaleRoster(_("Somebody on this change was sent elsewhere meanwhile: look again.")) from error


def refuse_stale(roster: Roster, seen: int, patrol_ids: Collection[int]) -> None:
    """Refuse a change of patrols that were changed after the version that the editor saw."""
    newer = RosterEdit.objects.filter(roster=roster, version__gt=seen)
    # A change and its undoing, both newer, leave the patrols as they were.
    newer = newer.filter(undone_by=None).exclude(undoes__version__gt=seen)
    if newer.filter(patrol_ids__overlap=sorted(patrol_ids)).exists():
        raise StaleRoster(_("Somebody else changed this patrol meanwhile: look at it again, then decide."))


def save_edit(district: District, roster: Roster, piece: Piece, wanted: Wanted) -> RosterEdit:
    """Check a change with the verifier, and save it with everything that follows from it.

    The roster's row must be locked, and ``piece`` hold the changed patrols.

    Raises:
        RulesBroken: If the change newly breaks a rule.
        StaleRoster: If somebody to take off is not there, or somebody to add already is.
    """
    try:
        edit = check_edit(piece.problem, piece.roster, add=wanted.added, remove=wanted.removed)
    except ValueError as error:
        raise StaleRoster(_("The patrol is not as it was any more: look at it again.")) from error
    if edit.broken:
        raise RulesBroken(edit.broken)
    people = {one.volunteer_id for one in (*wanted.added, *wanted.removed)}
    seats = Assignment.objects.filter(live=True, volunteer__in=people)
    before = load_shifts(district, seats)
    _save_seats(roster, wanted)
    tell(roster, changes(before, load_shifts(district, seats)))
    _renew_reasons(district, roster, Piece(piece.problem, edit.roster, piece.ids), wanted.patrol_ids)
    change = {tier: edit.cost_change[tier] + wanted.extra_cost.get(tier, 0) for tier in edit.cost_change}
    transaction.on_commit(lambda: ask_for_late_routes(roster.pk))
    return log_edit(roster, wanted, change)


def ask_for_late_routes(roster_id: int) -> None:
    """Start a job for the routes that no longer fit the crews, if the roster has routes at all."""
    drawn = Roster.objects.filter(pk=roster_id, figures__has_key="routes").only("pk").first()
    waiting = Job.objects.filter(kind=Job.Kind.ROUTES, status=Job.Status.QUEUED, arguments__roster=roster_id)
    if drawn and patrols_to_plan_anew(drawn, now()).exists() and not waiting.exists():
        jobs.start(Job.Kind.ROUTES, {"roster": roster_id})


def log_edit(
    roster: Roster,
    wanted: Wanted,
    cost_change: dict[str, int],
    pinned: Sequence[tuple[int, int, bool, bool]] = (),
) -> RosterEdit:
    """Raise the version, keep figures and certificate true, and write the row of the log."""
    roster.version += 1
    roster.figures |= count_seats(roster) | {"edits": roster.version}
    _keep_certificate_true(roster, cost_change.get("total", 0), wanted.bound_holds)
    roster.save(update_fields=["version", "figures", "certificate"])
    patrol_ids = wanted.patrol_ids | {patrol_id for _v, patrol_id, _was, _is in pinned}
    return RosterEdit.objects.create(
        roster=roster,
        version=roster.version,
        kind=wanted.kind,
        by=wanted.by,
        added=_rows(wanted.added),
        removed=_rows(wanted.removed),
        pinned=[list(row) for row in pinned],
        patrol_ids=sorted(patrol_ids),
        cost_change=cost_change,
        undoes=wanted.undoes,
    )


def _rows(going: Collection[Going]) -> list[list[int]]:
    pairs = sorted((one.patrol_id, one.volunteer_id) for one in going)
    return [[volunteer_id, patrol_id] for patrol_id, volunteer_id in pairs]


def _save_seats(roster: Roster, wanted: Wanted) -> None:
    for one in wanted.removed:
        seat = {"patrol_id": one.patrol_id, "volunteer_id": one.volunteer_id}
        Assignment.objects.filter(roster=roster, **seat).delete()
        ShiftReply.objects.filter(**seat).delete()
    patrols = Patrol.objects.in_bulk({one.patrol_id for one in wanted.added})
    Assignment.objects.bulk_create(
        Assignment(
            roster=roster,
            patrol_id=one.patrol_id,
            volunteer_id=one.volunteer_id,
            during=DateTimeTZRange(patrols[one.patrol_id].starts_at, patrols[one.patrol_id].ends_at),
            live=roster.status == Roster.Status.LIVE,
        )
        for one in wanted.added
    )


def _renew_reasons(district: District, roster: Roster, piece: Piece, patrol_ids: Collection[int]) -> None:
    EmptySeats.objects.filter(patrol__in=patrol_ids).delete()
    empty = empty_seats(piece.problem, piece.roster, only=patrol_ids)
    if empty:
        further = load_further_pairs(district, roster, piece.problem, empty)
        found = remedies(piece.problem, piece.roster, further, only=patrol_ids)
        save_empty_seats(empty, found)


def _keep_certificate_true(roster: Roster, cost_change: int, bound_holds: bool) -> None:
    """Beside what was proven, what it costs now; the gap only as long as the bound holds."""
    if "cost" not in roster.certificate:
        return
    before = roster.certificate.get("edited", {})
    cost = before.get("cost", roster.certificate["cost"]) + cost_change
    holds = before.get("bound_holds", True) and bound_holds
    roster.certificate["edited"] = {
        "edits": before.get("edits", 0) + 1,
        "cost": cost,
        "bound_holds": holds,
        "gap": proven_gap(cost, roster.certificate["bound"]) if holds else None,
    }
    if holds:
        roster.figures["roster_gap"] = round(roster.certificate["edited"]["gap"], 6)


def try_out(change: Callable[[], T]) -> T:
    """Make a change, and take it back at once: what it would be worth.

    Raises:
        MendingError: As the change itself.
    """
    with transaction.atomic():
        made = change()
        transaction.set_rollback(True)
    return made


def whole_piece(district: District, roster: Roster, wanted: Wanted) -> Piece:
    """What decides about a change."""
    people = {one.volunteer_id for one in (*wanted.added, *wanted.removed)}
    return load_piece(district, roster, wanted.patrol_ids, people)

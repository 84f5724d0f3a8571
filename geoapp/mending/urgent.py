"""One patrol more that is wanted at once: tried out first, then called, or called off again."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from geoapp.convert.figures import count_seats
from geoapp.convert.neighbourhood import load_piece
from geoapp.convert.times import at_local
from geoapp.mending.edits import MendingError, StaleRoster, Wanted, editing, save_edit, try_out
from geoapp.mending.repairs import cost_of_nobody, mended
from geoapp.models import Area, District, Patrol, Post, Roster, RosterEdit, Slot
from geoapp.queries.reach import subdistrict_at
from scheduling.candidates import Candidate, candidates

Kind = RosterEdit.Kind
# What is asked for at once outweighs every patrol that was planned.
URGENT_RISK = 10


@dataclass(frozen=True)
class Urgent:
    """A patrol that is wanted: where, when, and how many with which skills.

    Attributes:
        post: Where it meets; None for a place of its own.
        place: Name of that place and its longitude and latitude.
    """

    post: Post | None
    slot: Slot
    day: date
    seats_min: int = 3
    seats_desired: int = 4
    skills: tuple[str, ...] = ()
    place: tuple[str, float, float] | None = None


@dataclass(frozen=True)
class UrgentPlan:
    """What calling it does.

    Attributes:
        patrol: The one that is wanted.
        best: Who could go, best first.
        edit: The change that was chosen.
        stopped: Patrols that would not run any more, because their people are called away.
    """

    patrol: Patrol
    best: list[Candidate]
    edit: RosterEdit
    stopped: list[Patrol]

    @property
    def called(self) -> list[int]:
        """Who goes on it, by number."""
        return sorted(who for who, patrol_id in self.edit.added if patrol_id == self.patrol.pk)

    @property
    def calls(self) -> list[list[list[int]]]:
        """What decides whether it is still the plan that somebody looked at; the patrol's own row is new."""
        return [
            [[who, 0 if patrol_id == self.patrol.pk else patrol_id] for who, patrol_id in rows]
            for rows in (self.edit.added, self.edit.removed)
        ]


def plan_urgent_patrol(
    roster_id: int, urgent: Urgent, most: int, *, within: Collection[str] | None = None
) -> UrgentPlan:
    """Who would be called and whose plans would change; nothing is saved.

    Args:
        roster_id: The roster that would hold it.
        urgent: What is wanted.
        most: How many candidates to rank.
        within: Codes of the subdistricts whose patrols may change for it; all if None.

    Raises:
        MendingError: If the day is not the roster's or is past, or nobody can go.
    """
    return try_out(lambda: _added(roster_id, urgent, most, within, None))


def add_urgent_patrol(
    roster_id: int,
    urgent: Urgent,
    *,
    within: Collection[str] | None = None,
    looked_at: list[list[list[int]]] | None = None,
    by: User | None = None,
) -> UrgentPlan:
    """Want one patrol more, and staff it at once by the fewest and cheapest changes.

    Args:
        roster_id: The roster that holds it.
        urgent: What is wanted.
        within: As for ``plan_urgent_patrol``.
        looked_at: ``calls`` of the plan that was looked at; None if nobody did.
        by: Who wants it.

    Raises:
        StaleRoster: If other people would be called by now than in the plan that was looked at.
        MendingError: As ``plan_urgent_patrol``; then there is no such patrol either.
    """
    with transaction.atomic():
        plan = _added(roster_id, urgent, 0, within, by)
        if looked_at is not None and plan.calls != looked_at:
            raise StaleRoster(_("Somebody changed the roster meanwhile: look again who would be called."))
    return plan


def call_off(roster: Roster, edit: RosterEdit, wanted: Wanted) -> RosterEdit:
    """Undo an urgent patrol: everybody goes where they went before, and the patrol is gone with its place.

    Raises:
        MendingError: If its people have reported from it, or rules forbid the way back.
    """
    district = District.objects.get()
    # The newest of them: it was made by the very change that is undone.
    patrol = Patrol.objects.get(pk=max(edit.patrol_ids))
    people = {one.volunteer_id for one in (*wanted.added, *wanted.removed)}
    piece = load_piece(district, roster, wanted.patrol_ids, people)
    less = {tier: -value for tier, value in cost_of_nobody(piece, patrol.pk).items()}
    undone = save_edit(district, roster, piece, replace(wanted, extra_cost=less))
    try:
        patrol.delete()
    except ProtectedError as error:
        raise MendingError(_("Its people have reported from it: it stays in the record.")) from error
    if patrol.post and not patrol.post.active and not Patrol.objects.filter(post=patrol.post).exists():
        patrol.post.delete()
    roster.figures |= count_seats(roster)
    roster.save(update_fields=["figures"])
    return undone


def _added(
    roster_id: int, urgent: Urgent, most: int, within: Collection[str] | None, by: User | None
) -> UrgentPlan:
    district = District.objects.get()
    with editing(roster_id) as roster:
        if not roster.starts_on <= urgent.day <= roster.last_day:
            raise MendingError(_("The roster does not reach to that day."))
        patrol = _patrol(district, roster, urgent)
        if patrol.starts_at <= now():
            raise MendingError(_("This slot has begun: choose a later one."))
        patrol.save()
        best: list[Candidate] = []
        if most:
            piece = load_piece(district, roster, [patrol.pk])
            best = candidates(piece.problem, piece.roster, patrol.pk, most)
        edit = mended(roster, {patrol.pk}, Kind.URGENT, by, within, insist=True, new=patrol)
        left = Patrol.objects.filter(pk__in={patrol_id for _who, patrol_id in edit.removed})
        stopped = left.filter(kind=Patrol.Kind.PATROL, assignments=None).select_related("post", "area")
        return UrgentPlan(patrol, best, edit, list(stopped.order_by("starts_at", "code")))


def _patrol(district: District, roster: Roster, urgent: Urgent) -> Patrol:
    post = urgent.post or _place(urgent)
    start = f"{urgent.day:%m%d}-{urgent.slot.code}-{post.code}-"
    taken = Patrol.objects.filter(roster=roster, code__startswith=start).count()
    return Patrol(
        roster=roster,
        code=f"{start}{taken + 1}",
        post=post,
        area=_area(roster, post, urgent.day),
        slot=urgent.slot,
        starts_at=at_local(district, urgent.day, urgent.slot.starts),
        ends_at=at_local(district, urgent.day, urgent.slot.ends),
        seats_min=urgent.seats_min,
        seats_desired=urgent.seats_desired,
        skills=list(urgent.skills),
        risk=URGENT_RISK,
        # It was called to this place, and stays there.
        fixed=True,
    )


def _place(urgent: Urgent) -> Post:
    """A place where only this patrol meets: it is out of use for whatever is planned later."""
    if urgent.place is None:
        raise ValueError("an urgent patrol needs a post or a place")
    name, lon, lat = urgent.place
    start = f"U{urgent.day:%y%m%d}-"
    taken = Post.objects.filter(code__startswith=start).count()
    return Post.objects.create(
        code=f"{start}{taken + 1}", name=name, point=Point(lon, lat, srid=4326), max_patrols=1, active=False
    )


def _area(roster: Roster, post: Post, day: date) -> Area:
    """The subdistrict of a post: as the roster has it, else as the map has it on that day."""
    neighbour = Patrol.objects.filter(roster=roster, post=post).select_related("area").first()
    area = neighbour.area if neighbour else subdistrict_at(post.point, day)
    if area is None:
        raise MendingError(_("That place lies in no subdistrict."))
    return area

"""Swaps as one volunteer sees them: whom they may ask, what they asked, and what they are asked."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from geoapp.convert.times import local_clock
from geoapp.models import Assignment, District, SwapRequest, Volunteer


@dataclass(frozen=True, slots=True)
class AskedSwap:
    """Somebody of the own team asks the volunteer to take over a shift; times are local."""

    id: int
    asker: str
    starts: datetime
    ends: datetime
    place: str


def load_asked_of(district: District, volunteer: Volunteer) -> list[AskedSwap]:
    """The requests to which the volunteer has not answered yet, the next shift first."""
    found = SwapRequest.objects.filter(
        other=volunteer, state=SwapRequest.State.ASKED, asker_patrol__starts_at__gt=timezone.now()
    ).select_related("asker", "asker_patrol__post", "asker_patrol__area")
    return [
        AskedSwap(
            swap.pk,
            swap.asker.name,
            local_clock(district, swap.asker_patrol.starts_at),
            local_clock(district, swap.asker_patrol.ends_at),
            swap.asker_patrol.post.name if swap.asker_patrol.post else swap.asker_patrol.area.name,
        )
        for swap in found.order_by("asker_patrol__starts_at")
    ]


def load_asked_by(volunteer: Volunteer) -> dict[int, SwapRequest]:
    """The volunteer's open requests by patrol."""
    found = SwapRequest.objects.filter(
        asker=volunteer, state__in=[SwapRequest.State.ASKED, SwapRequest.State.AGREED]
    )
    return {swap.asker_patrol_id: swap for swap in found.select_related("other")}


def load_team_mates(volunteer: Volunteer) -> list[Volunteer]:
    """Whom a volunteer may ask: the own team, whose names they know."""
    mates = Volunteer.objects.filter(team=volunteer.team_id, active=True).exclude(pk=volunteer.pk)
    return list(mates.order_by("name", "registry_no"))


def may_ask(asker: Volunteer, patrol_id: int, other_id: int) -> Volunteer | None:
    """The other, if they are of the own team and not on the patrol already."""
    mates = Volunteer.objects.filter(pk=other_id, team=asker.team_id, active=True)
    on_it = Assignment.objects.filter(patrol=patrol_id, volunteer=other_id).exists()
    return None if on_it else mates.first()

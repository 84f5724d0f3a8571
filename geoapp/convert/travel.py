"""How patrols get about: on foot, or by bicycle if the whole crew rides; and what riding needs."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from geoapp.models import Patrol, StreetExtract, Team, Travel, Volunteer
from routing.profiles import BICYCLE, WALKING

PROFILES = {Travel.FOOT: WALKING, Travel.BICYCLE: BICYCLE}
# The mean of 11.6 million rides in a city is 10 km/h, up to 15 in the rush; a patrol has no reason to hurry.
# Source: Jensen et al. (2010), Characterizing the speed and paths of shared bicycle use in Lyon,
# Transportation Research Part D 15(8).
PACE_KMH = {Travel.FOOT: 4.5, Travel.BICYCLE: 10.0}
# Slower by the same share on a bicycle as on foot.
PACE_OF_ELDERS_KMH = {Travel.FOOT: 3.5, Travel.BICYCLE: 8.0}
AGE_OF_ELDERS = 70
# About 1 h 45 min on the way at the usual pace, without any stop.
MOST_M = {Travel.FOOT: 8_000.0, Travel.BICYCLE: 18_000.0}


def pace_kmh(travels: Travel, people: Iterable[Volunteer], year: int) -> float:
    """The pace of the slowest member."""
    born = [person.birth_year for person in people if person.birth_year]
    elders = any(year - one >= AGE_OF_ELDERS for one in born)
    return PACE_OF_ELDERS_KMH[travels] if elders else PACE_KMH[travels]


def crew_of(patrol: Patrol) -> list[Volunteer]:
    """The people of a patrol, whose assignments are loaded."""
    return [assignment.volunteer for assignment in patrol.assignments.all()]


def crew_travels(people: Iterable[Volunteer]) -> Travel:
    """By bicycle if all come from teams that ride; a mixed crew goes on foot."""
    ways = {person.team.travels for person in people}
    return Travel.BICYCLE if ways == {Travel.BICYCLE} else Travel.FOOT


def not_all_ride(travels: str, ways: Iterable[str]) -> bool:
    """Whether a route is to be ridden, and changes by hand brought somebody into the crew who walks.

    Args:
        travels: How the route is made.
        ways: How the teams of the crew get about.
    """
    return travels == Travel.BICYCLE and any(way != Travel.BICYCLE for way in ways)


def why_nobody_can_ride(streets: StreetExtract) -> str | None:
    """What keeps teams from riding on the streets of an extract, and what to do; None if nothing does."""
    riding = Team.objects.filter(travels=Travel.BICYCLE, volunteers__active=True)
    if streets.riding or not riding.exists():
        return None
    return _(
        "Some teams go by bicycle, but the streets of %(file)s were imported before it was read who may "
        "ride: run `manage.py import_streets` with that file again, or let the teams go on foot."
    ) % {"file": streets.file_name}

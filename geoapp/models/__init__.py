"""The records of Patrolgrid, a file a noun."""

from .incidents import Category, Incident, RiskCell, RiskSurface, Source
from .patrols import CoverageCell, Route, Stop, UnmetVisit, Visit
from .people import Absence, Availability, Skill, Team, TeamKind, Volunteer
from .places import Area, District, FixedPatrol, Landscape, Level, Post, Street, StreetExtract
from .rosters import Assignment, EmptySeats, Patrol, Roster, Slot

__all__ = [
    "Absence",
    "Area",
    "Assignment",
    "Availability",
    "Category",
    "CoverageCell",
    "District",
    "EmptySeats",
    "FixedPatrol",
    "Incident",
    "Landscape",
    "Level",
    "Patrol",
    "Post",
    "RiskCell",
    "RiskSurface",
    "Roster",
    "Route",
    "Skill",
    "Slot",
    "Source",
    "Stop",
    "Street",
    "StreetExtract",
    "Team",
    "TeamKind",
    "UnmetVisit",
    "Visit",
    "Volunteer",
]

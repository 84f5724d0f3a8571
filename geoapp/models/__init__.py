"""The records of Patrolgrid, a file a noun."""

from .accounts import GIVEN_ROLES, AccessRecord, Account, Appointment, PersonalLink, Role
from .check_ins import CheckIn, Observation, Photo
from .incidents import Category, Incident, RiskCell, RiskSurface, Source
from .patrols import CoverageCell, CoverageReport, Route, Stop, UnmetVisit, Visit
from .people import Absence, Availability, Skill, Team, TeamKind, Volunteer
from .places import Area, District, FixedPatrol, Landscape, Level, Post, Street, StreetExtract
from .replies import CalendarEntry, CalendarToken, ShiftReply, ShiftToken
from .rosters import Assignment, EmptySeats, Patrol, Roster, Slot
from .tracks import Dwell, Ping, Track, TrackConsent

__all__ = [
    "GIVEN_ROLES",
    "Absence",
    "AccessRecord",
    "Account",
    "Appointment",
    "Area",
    "Assignment",
    "Availability",
    "CalendarEntry",
    "CalendarToken",
    "Category",
    "CheckIn",
    "CoverageCell",
    "CoverageReport",
    "District",
    "Dwell",
    "EmptySeats",
    "FixedPatrol",
    "Incident",
    "Landscape",
    "Level",
    "Observation",
    "Patrol",
    "PersonalLink",
    "Photo",
    "Ping",
    "Post",
    "RiskCell",
    "RiskSurface",
    "Role",
    "Roster",
    "Route",
    "ShiftReply",
    "ShiftToken",
    "Skill",
    "Slot",
    "Source",
    "Stop",
    "Street",
    "StreetExtract",
    "Team",
    "TeamKind",
    "Track",
    "TrackConsent",
    "UnmetVisit",
    "Visit",
    "Volunteer",
]

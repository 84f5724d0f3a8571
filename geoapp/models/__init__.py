"""The records of Patrolgrid, a file a noun."""

from .accounts import GIVEN_ROLES, AccessRecord, Account, ApiToken, Appointment, PersonalLink, Role
from .check_ins import CheckIn, Observation, Photo
from .imports import StagedFile
from .incidents import Category, Incident, RiskCell, RiskSurface, Source
from .jobs import Job, JobPart
from .mending import (
    Agreement,
    FairShare,
    NoShow,
    OperationsEntry,
    Proof,
    RosterEdit,
    SwapRequest,
)
from .notices import Notice
from .patrols import CoverageCell, CoverageReport, Route, Stop, UnmetVisit, Visit
from .people import Absence, Availability, Skill, Team, TeamKind, Travel, Volunteer
from .places import Area, District, FixedPatrol, Landscape, Level, Post, Street, StreetExtract
from .replies import CalendarEntry, CalendarToken, ShiftReply, ShiftToken
from .rosters import Assignment, EmptySeats, Patrol, Roster, RouteDraw, Slot
from .rules import RosterRules
from .tracks import Dwell, Ping, Track, TrackConsent

__all__ = [
    "GIVEN_ROLES",
    "Absence",
    "AccessRecord",
    "Account",
    "Agreement",
    "ApiToken",
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
    "FairShare",
    "FixedPatrol",
    "Incident",
    "Job",
    "JobPart",
    "Landscape",
    "Level",
    "NoShow",
    "Notice",
    "Observation",
    "OperationsEntry",
    "Patrol",
    "PersonalLink",
    "Photo",
    "Ping",
    "Post",
    "Proof",
    "RiskCell",
    "RiskSurface",
    "Role",
    "Roster",
    "RosterEdit",
    "RosterRules",
    "Route",
    "RouteDraw",
    "ShiftReply",
    "ShiftToken",
    "Skill",
    "Slot",
    "Source",
    "StagedFile",
    "Stop",
    "Street",
    "StreetExtract",
    "SwapRequest",
    "Team",
    "TeamKind",
    "Track",
    "TrackConsent",
    "Travel",
    "UnmetVisit",
    "Visit",
    "Volunteer",
]

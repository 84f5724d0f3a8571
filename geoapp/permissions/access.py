"""What a request may do: the roles of its user, and how far they reach on the page that is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from geoapp.models import Account, Appointment, Role, Volunteer

# Whoever can change what others do needs more than a password.
ROLES_WITH_SECOND_FACTOR = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


class Scope(Enum):
    """How far a role reaches on a page."""

    ALL = "all of the district"
    AREA = "the subdistricts of the appointment"
    LED = "patrols and people that the volunteer leads"
    OWN = "the volunteer's own person, patrols and routes"


@dataclass(frozen=True, slots=True)
class Access:
    """Roles with the subdistricts that each reaches; ``scopes`` are those of the open page.

    Attributes:
        roles: Role -> codes of subdistricts; an empty set for the whole district.
        volunteer: The person behind the account, if there is one.
        account: The account of the user, if there is one.
        scopes: How far the user's roles reach on the page that is open.
        area_codes: Subdistricts of those roles; None when one of them reaches the whole district.
    """

    roles: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    volunteer: Volunteer | None = None
    account: Account | None = None
    scopes: frozenset[Scope] = frozenset()
    area_codes: frozenset[str] | None = frozenset()

    @property
    def needs_second_factor(self) -> bool:
        return bool(ROLES_WITH_SECOND_FACTOR & self.roles.keys())

    def reaches(self, area_code: str) -> bool:
        """Whether a subdistrict is among those of the open page."""
        if Scope.ALL in self.scopes:
            return True
        return Scope.AREA in self.scopes and (self.area_codes is None or area_code in self.area_codes)


def load_access(user: AbstractBaseUser | AnonymousUser) -> Access:
    """The roles of a user: what they were given, and what their volunteer's record says."""
    if not user.is_authenticated:
        return Access()
    account = Account.objects.select_related("volunteer").defer("volunteer__home").filter(user=user).first()
    roles: dict[Role, frozenset[str]] = {}
    codes: dict[Role, set[str]] = {}
    for appointment in Appointment.objects.filter(user=user):
        codes.setdefault(Role(appointment.role), set()).add(appointment.area_code)
    for role, its_codes in codes.items():
        roles[role] = frozenset() if "" in its_codes else frozenset(its_codes)
    volunteer = account.volunteer if account else None
    if volunteer and volunteer.active:
        roles[Role.VOLUNTEER] = frozenset()
        if volunteer.leader:
            roles[Role.LEADER] = frozenset()
    return Access(roles, volunteer, account)

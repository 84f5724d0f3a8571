"""Logins for trying the demo district: random passwords, made once, readable for their owner only."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count, Q

from geoapp.models import Account, Appointment, Role, Volunteer

# The three readers first; the other two show what they are for.
READERS = (Role.COORDINATOR, Role.VOLUNTEER, Role.PLANNER, Role.AUDITOR, Role.ADMINISTRATOR)


def demo_logins() -> dict[Role, tuple[str, str]]:
    """User name and password by role; accounts are made or brought in line with the kept passwords."""
    kept = _kept_passwords()
    found = {}
    for role in READERS:
        password = kept.setdefault(role.value, secrets.token_urlsafe(9))
        found[role] = (_account(role, password), password)
    _keep(kept)
    return found


@transaction.atomic
def _account(role: Role, password: str) -> str:
    """User name of the account of a role."""
    if role is Role.VOLUNTEER:
        return _volunteer(password)
    user, made = User.objects.get_or_create(username=f"demo-{role.value}")
    _set_password(user, password)
    if made:
        Account.objects.create(user=user)
        Appointment.objects.create(user=user, role=role)
    return user.username


def _volunteer(password: str) -> str:
    """The busiest leader of the roster in force, else any; the same one each time."""
    account = Account.objects.filter(user__username__startswith="demo-", volunteer__isnull=False).first()
    if account is None:
        person = (
            Volunteer.objects.filter(active=True, account=None)
            .annotate(patrols=Count("assignments", Q(assignments__live=True)))
            .order_by("-patrols", "-leader", "pk")
            .first()
        )
        account = Account.objects.create(user=User.objects.create_user("demo-volunteer"), volunteer=person)
    _set_password(account.user, password)
    return account.user.username


def _set_password(user: User, password: str) -> None:
    if not user.check_password(password):
        user.set_password(password)
        user.save()


def _path() -> Path:
    """One file a database, because each has its own accounts."""
    return settings.LOCAL_DIR / f"demo_logins_{connection.settings_dict['NAME']}.json"


def _kept_passwords() -> dict[str, str]:
    return json.loads(_path().read_text()) if _path().exists() else {}


def _keep(passwords: Mapping[str, str]) -> None:
    with os.fdopen(os.open(_path(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(passwords, file)

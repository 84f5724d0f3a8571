"""The data of one person: all of it in a file, or gone.

Erasing keeps what is counted (patrols walked, check-ins, observations) under a number that names nobody.
``RELATIONS`` says for every kind of record that points at a volunteer what becomes of it; a test fails when
a new kind is missing.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from geoapp.models import AccessRecord, Account, Assignment, Observation, Photo, Volunteer

KEPT, DELETED = "kept under a number", "deleted"
RELATIONS: dict[str, str] = {
    "Absence": DELETED,
    "Account": DELETED,
    "Agreement": KEPT,
    "Assignment": KEPT,
    "Availability": DELETED,
    "CalendarEntry": DELETED,
    "CalendarToken": DELETED,
    "CheckIn": KEPT,
    "FairShare": KEPT,
    "NoShow": KEPT,
    "Observation": KEPT,
    "Notice": DELETED,
    "PersonalLink": DELETED,
    "ShiftReply": DELETED,
    "ShiftToken": DELETED,
    "SwapRequest": DELETED,
    "Track": DELETED,
    "TrackConsent": DELETED,
    "Volunteer_skills": DELETED,
}
# Of no use to the person, and of use to a thief.
SECRETS = {"token_sha256", "sha256"}


class StillNeeded(Exception):
    """The person is on patrols to come; the text says what to do."""


def related_rows(volunteer: Volunteer) -> Iterator[tuple[str, QuerySet[Model]]]:
    """Every kind of record that points at the person, with its rows."""
    for relation in Volunteer._meta.related_objects:
        model = relation.related_model
        yield model.__name__, model._default_manager.filter(**{relation.field.name: volunteer}).order_by("pk")
    through = Volunteer.skills.through
    yield through.__name__, through._default_manager.filter(volunteer=volunteer).order_by("pk")


def export(volunteer: Volunteer) -> bytes:
    """A ZIP with everything that is stored about a person: one JSON file, and the photos that they took."""
    data = {"Volunteer": _plain([volunteer])}
    for name, rows in related_rows(volunteer):
        data[name] = _plain(rows)
    account = Account.objects.filter(volunteer=volunteer).first()
    if account:
        data["opened"] = list(
            AccessRecord.objects.filter(user=account.user).values("at", "page", "subject").order_by("at")
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        text = json.dumps(data, ensure_ascii=False, indent=1, default=str)
        archive.writestr("personal-data.json", text)
        for photo in Photo.objects.filter(observation__volunteer=volunteer).iterator():
            archive.writestr(f"photos/{photo.observation_id}.jpg", bytes(photo.jpeg))
    return packed.getvalue()


@transaction.atomic
def erase(volunteer: Volunteer) -> dict[str, int]:
    """Remove a person; how many rows of each kind went.

    Raises:
        StillNeeded: If they are on a patrol in force that has not ended.
    """
    to_come = Assignment.objects.filter(
        volunteer=volunteer, live=True, patrol__ends_at__gt=timezone.now()
    ).count()
    if to_come:
        raise StillNeeded(
            _("on %(count)d patrols to come: take them off the roster first, so that others fill the seats")
            % {"count": to_come}
        )
    account = Account.objects.filter(volunteer=volunteer).select_related("user").first()
    AccessAttempt.objects.filter(username__iexact=volunteer.registry_no).delete()
    Observation.objects.filter(volunteer=volunteer).update(text="")
    # The log of the deleting would name the person again.
    with disable_auditlog():
        gone = {"Photo": Photo.objects.filter(observation__volunteer=volunteer).delete()[0]}
        for name, rows in related_rows(volunteer):
            _forget_changes(rows.model, rows.values_list("pk", flat=True))
            if RELATIONS[name] == DELETED:
                gone[name] = gone.get(name, 0) + rows.delete()[0]
        if account:
            _forget_changes(User, [account.user_id])
            account.user.delete()
    _blank(volunteer)
    _forget_changes(Volunteer, [volunteer.pk])
    return gone


def _blank(volunteer: Volunteer) -> None:
    """What is left names nobody; the community of the team stands in for the home."""
    Volunteer.objects.filter(pk=volunteer.pk).update(
        registry_no=f"erased-{volunteer.pk}",
        name="—",
        home=volunteer.team.community.shape.point_on_surface,
        leader=False,
        birth_year=None,
        insured_until=None,
        trained_until=None,
        weekly_cap=0,
        active=False,
    )


def _forget_changes(model: type[Model], keys: Iterable[int]) -> None:
    """Keep that something changed and when, not what or whose."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.filter(content_type=kind, object_id__in=list(keys)).update(
        object_repr="erased", changes=None, changes_text="", serialized_data=None
    )


def _plain(rows: QuerySet[Model] | list[Model]) -> list[dict[str, object]]:
    """Rows as plain values, without secrets and pictures."""
    found = serializers.serialize("python", rows)
    return [
        {"id": row["pk"]} | {name: value for name, value in row["fields"].items() if name not in SECRETS}
        for row in found
    ]

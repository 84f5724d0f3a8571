"""Import what slots of the week volunteers offer, and when they are away."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.columns import Field
from geoapp.importing.district import load_ground
from geoapp.importing.local_times import read_moments
from geoapp.importing.options import Options
from geoapp.importing.people import ids_by_word, reject_identity_numbers
from geoapp.importing.records import Records
from geoapp.importing.run import Counts, Importer
from geoapp.importing.saving import BATCH
from geoapp.importing.table import TextArray
from geoapp.importing.values import WEEKDAYS, whole_between
from geoapp.models import Absence, Availability, Slot, Volunteer
from geoapp.progress import Progress

REGISTRY_NO = Field(
    "registry_no", ("id", "no", "registry number", "编号", "志愿者编号", "注册编号"), required=True
)
OFFER_FIELDS = (
    REGISTRY_NO,
    Field("weekday", ("day", "星期", "周几"), required=True),
    Field("slot", ("shift", "时段", "班次"), required=True),
    Field("preference", ("意愿", "偏好")),
)
ABSENCE_FIELDS = (
    REGISTRY_NO,
    Field("from", ("starts", "start", "开始", "开始时间"), required=True),
    Field("to", ("ends", "end", "until", "结束", "结束时间"), required=True),
)


@dataclass(frozen=True, slots=True)
class OfferRow:
    """One slot of the week that a volunteer offers; ids of volunteer and slot."""

    volunteer_id: int
    weekday: int
    slot_id: int
    preference: int


def _volunteers(records: Records) -> TextArray:
    reject_identity_numbers(records)
    return records.found(
        "registry_no",
        dict(Volunteer.objects.values_list("registry_no", "pk")),
        _("no such volunteer: import them first, or mend the number"),
        required=True,
    )


def parse_offers(records: Records, _options: Options) -> list[OfferRow]:
    """Offers of all good rows."""
    volunteers = _volunteers(records)
    weekdays = records.chosen("weekday", WEEKDAYS, required=True)
    slots = records.chosen("slot", ids_by_word(Slot.objects.all()), required=True)
    preferences = records.parsed(
        "preference", whole_between(0, 3), _("0 (gladly) to 3 (if need be)"), default=0
    )
    keys = [None if None in key else key for key in zip(volunteers, weekdays, slots, strict=True)]
    records.reject_repeated("slot", keys, _("row %(row)d offers this slot already: delete one of them"))
    _reject_companions(records)
    return records.good_rows(OfferRow, volunteers, weekdays, slots, preferences)


def _reject_companions(records: Records) -> None:
    """A volunteer's rows stand or fall together, for the import of some would replace the others."""
    numbers = records.texts("registry_no")
    with_bad_row = set(numbers[records.bad])
    companions = ~records.bad & np.array([number in with_bad_row for number in numbers], dtype=np.bool_)
    records.reject(
        companions, "registry_no", _("another row of this volunteer is bad: they are imported together")
    )


def save_offers(rows: list[OfferRow], _progress: Progress) -> Counts:
    """Make the offers of the volunteers in the file exactly those of the file."""
    owners = {row.volunteer_id for row in rows}
    found = {
        (offer.volunteer_id, offer.weekday, offer.slot_id): offer
        for offer in Availability.objects.filter(volunteer__in=owners)
    }
    wanted = {(row.volunteer_id, row.weekday, row.slot_id): row.preference for row in rows}
    new = [key for key in wanted if key not in found]
    changed = [offer for key, offer in found.items() if wanted.get(key, offer.preference) != offer.preference]
    gone = [offer.pk for key, offer in found.items() if key not in wanted]
    for offer in changed:
        offer.preference = wanted[offer.volunteer_id, offer.weekday, offer.slot_id]
    Availability.objects.filter(pk__in=gone).delete()
    Availability.objects.bulk_update(changed, ["preference"], batch_size=BATCH)
    Availability.objects.bulk_create(
        (
            Availability(volunteer_id=key[0], weekday=key[1], slot_id=key[2], preference=wanted[key])
            for key in new
        ),
        batch_size=BATCH,
    )
    return Counts(len(new), len(changed), len(wanted) - len(new) - len(changed), removed=len(gone))


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """From when to when a volunteer is away."""

    volunteer_id: int
    starts_at: pd.Timestamp
    ends_at: pd.Timestamp


def parse_absences(records: Records, _options: Options) -> list[AbsenceRow]:
    """Absences of all good rows; a day without a time is meant as a whole, the last one too."""
    zone = load_ground().district.time_zone
    volunteers = _volunteers(records)
    starts = read_moments(records, "from", zone, required=True).at
    ends = read_moments(records, "to", zone, required=True).until
    records.reject(np.asarray(ends <= starts), "to", _("not after the start: mend one of them"))
    return records.good_rows(AbsenceRow, volunteers, starts, ends)


def save_absences(rows: list[AbsenceRow], _progress: Progress) -> Counts:
    """Add the absences that are not there yet."""
    known = defaultdict(set)
    for volunteer_id, *times in Absence.objects.values_list("volunteer_id", "starts_at", "ends_at"):
        known[volunteer_id].add(tuple(times))
    new = [row for row in dict.fromkeys(rows) if (row.starts_at, row.ends_at) not in known[row.volunteer_id]]
    Absence.objects.bulk_create(
        Absence(
            volunteer_id=row.volunteer_id,
            starts_at=row.starts_at.to_pydatetime(),
            ends_at=row.ends_at.to_pydatetime(),
        )
        for row in new
    )
    return Counts(len(new), 0, len(rows) - len(new))


OFFERS = Importer(gettext_lazy("offered slots"), OFFER_FIELDS, parse_offers, save_offers)
ABSENCES = Importer(gettext_lazy("absences"), ABSENCE_FIELDS, parse_absences, save_absences)

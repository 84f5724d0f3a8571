"""What a coordinator does with people: find them, offer for them, send them away, write a sheet of them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from geoapp.exports import safe_cell
from geoapp.models import Absence, Availability, Skill, Slot, Volunteer
from geoapp.queries.people import HOME_LAT, HOME_LON
from geoapp.xlsx import packed_sheet

# Early enough to renew an insurance, or to find a place in a course.
SOON = timedelta(days=30)


def lapsed(today: date) -> Q:
    """Insurance or training has ended; without a date it never ends."""
    return Q(insured_until__lt=today) | Q(trained_until__lt=today)


def lapses_soon(today: date) -> Q:
    """Insurance or training ends within 30 days, and none has ended."""
    window = (today, today + SOON)
    return (Q(insured_until__range=window) | Q(trained_until__range=window)) & ~lapsed(today)


def found_people(
    rows: QuerySet[Volunteer], wanted: dict[str, object], today: date, now: datetime
) -> QuerySet[Volunteer]:
    """People by what the list is filtered by; keys as in ``PeopleFilter``, each may be empty."""
    if text := wanted.get("text"):
        rows = rows.filter(Q(registry_no__icontains=text) | Q(name__icontains=text))
    if team := wanted.get("team"):
        rows = rows.filter(team=team)
    if skill := wanted.get("skill"):
        rows = rows.filter(skills=skill)
    state = wanted.get("state")
    # Somebody may have two absences at once, and is one person.
    of_person = Absence.objects.filter(volunteer=OuterRef("pk"))
    conditions = {
        "leaders": Q(active=True, leader=True),
        "lapsed": Q(active=True) & lapsed(today),
        "soon": Q(active=True) & lapses_soon(today),
        "away": Q(Exists(of_person.filter(starts_at__lte=now, ends_at__gt=now)), active=True),
        "no-offers": Q(active=True, availability=None),
        "left": Q(active=False),
    }
    rows = rows.filter(conditions.get(str(state), Q(active=True)))
    return rows.order_by("team__code", "-leader", "registry_no")


def with_counts(rows: QuerySet[Volunteer]) -> QuerySet[Volunteer]:
    """People with their team, skills, and how many slots of the week they offer."""
    # Counted for those of the page only, which a join would do for all.
    theirs = Availability.objects.filter(volunteer=OuterRef("pk")).order_by().values("volunteer")
    offered = Coalesce(Subquery(theirs.annotate(number=Count("pk")).values("number")), 0)
    return rows.annotate(offered=offered).select_related("team__kind").prefetch_related("skills")


@transaction.atomic
def offer(people: QuerySet[Volunteer], weekdays: Iterable[int], slots: Sequence[Slot]) -> int:
    """Add slots of the week for all of them; what they offer already stays as it is. How many are new."""
    wanted = [
        Availability(volunteer_id=key, weekday=weekday, slot=slot)
        for key in people.values_list("pk", flat=True)
        for weekday in weekdays
        for slot in slots
    ]
    before = Availability.objects.count()
    Availability.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=5000)
    return Availability.objects.count() - before


@transaction.atomic
def withdraw(people: QuerySet[Volunteer], weekdays: Iterable[int], slots: Sequence[Slot]) -> int:
    """Take slots of the week back for all of them; how many."""
    gone = Availability.objects.filter(volunteer__in=people, weekday__in=list(weekdays), slot__in=slots)
    return gone.delete()[0]


@transaction.atomic
def send_away(people: QuerySet[Volunteer], starts_at: datetime, ends_at: datetime) -> int:
    """An absence for all of them; how many people."""
    absences = [
        Absence(volunteer_id=key, starts_at=starts_at, ends_at=ends_at)
        for key in people.values_list("pk", flat=True)
    ]
    Absence.objects.bulk_create(absences)
    return len(absences)


@transaction.atomic
def set_offers(person: Volunteer, wanted: dict[tuple[int, int], int]) -> None:
    """Make what a person offers exactly this: (weekday, id of the slot) -> preference."""
    kept = {(row.weekday, row.slot_id): row for row in person.availability.all()}
    person.availability.filter(pk__in=[row.pk for key, row in kept.items() if key not in wanted]).delete()
    for (weekday, slot_id), preference in wanted.items():
        Availability.objects.update_or_create(
            volunteer=person, weekday=weekday, slot_id=slot_id, defaults={"preference": preference}
        )


# The headings are those that the import of volunteers knows, so that the sheet can be mended and read again.
HEADINGS = (
    "registry_no", "name", "team", "leader", "skills", "weekly_cap", "insured_until", "trained_until",
    "birth_year", "lon", "lat",
)  # fmt: skip


def people_sheet(rows: QuerySet[Volunteer]) -> bytes:
    """An XLSX file of people, as the import of volunteers reads it."""
    # Of their own, because the rows may be those with one skill.
    skills = Skill.objects.filter(volunteer=OuterRef("pk")).order_by("code").values("code")
    found = rows.annotate(codes=ArraySubquery(skills)).values_list(
        "registry_no", "name", "team__code", "leader", "codes", "weekly_cap", "insured_until",
        "trained_until", "birth_year", HOME_LON, HOME_LAT,
    )  # fmt: skip
    return packed_sheet(_("people"), HEADINGS, (_sheet_row(*row) for row in found.iterator()))


def _sheet_row(
    registry_no: str, name: str, team: str, leader: bool, codes: list[str], *more: Any
) -> list[object]:
    *plain, lon, lat = more
    texts = [safe_cell(text) for text in (registry_no, name, team)]
    # As texts: a spreadsheet keeps 15 digits of a number, and the home would seem to have moved.
    return [*texts, int(leader), ";".join(codes), *plain, str(lon), str(lat)]

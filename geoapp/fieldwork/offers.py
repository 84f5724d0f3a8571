"""When volunteers can come: the week that they offer."""

from collections.abc import Set

from django.db import transaction

from geoapp.models import Availability, Volunteer


@transaction.atomic
def save_offers(volunteer: Volunteer, offered: Set[tuple[int, int]]) -> None:
    """Make the slots that somebody offers exactly these; what they prefer among the kept ones stays.

    Args:
        offered: Weekday (1 Monday to 7 Sunday) and row of the slot.
    """
    # Locked, so that two forms sent at once do not mix.
    Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    stored = {
        (weekday, slot): pk
        for pk, weekday, slot in volunteer.availability.values_list("pk", "weekday", "slot_id")
    }
    Availability.objects.filter(pk__in=[pk for place, pk in stored.items() if place not in offered]).delete()
    Availability.objects.bulk_create(
        Availability(volunteer=volunteer, weekday=weekday, slot_id=slot)
        for weekday, slot in sorted(offered - stored.keys())
    )

"""A volunteer's shifts as a calendar feed (RFC 5545) that other programs keep up to date."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from geoapp.models import Assignment, CalendarEntry, District, Patrol, Volunteer

# What has passed longer ago says nothing to a calendar; it keeps what it has.
KEEP = timedelta(days=60)
REMIND_BEFORE = timedelta(hours=2)


@transaction.atomic
def refresh_entries(volunteer: Volunteer, district: District) -> list[CalendarEntry]:
    """Bring the entries to the live rosters: a change raises the sequence, a lost shift is cancelled.

    Called when the feed is fetched: only then can a calendar have seen a change.
    """
    Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    now = timezone.now()
    wanted = _wanted(volunteer, district, now - KEEP)
    entries = {entry.key: entry for entry in CalendarEntry.objects.filter(volunteer=volunteer)}
    for key, (starts_at, ends_at, place) in wanted.items():
        entry = entries.get(key)
        if entry is None:
            entries[key] = CalendarEntry.objects.create(
                volunteer=volunteer, key=key, starts_at=starts_at, ends_at=ends_at, place=place,
                changed_at=now,
            )  # fmt: skip
        elif entry.cancelled or (entry.starts_at, entry.ends_at, entry.place) != (starts_at, ends_at, place):
            entry.starts_at, entry.ends_at, entry.place, entry.cancelled = starts_at, ends_at, place, False
            _raise_sequence(entry, now)
    for key, entry in entries.items():
        # What is over has happened, whatever the roster says afterwards.
        if key not in wanted and not entry.cancelled and entry.ends_at > now:
            entry.cancelled = True
            _raise_sequence(entry, now)
    return [entry for _key, entry in sorted(entries.items()) if entry.ends_at > now - KEEP]


def calendar_feed(volunteer: Volunteer, site_url: str) -> bytes:
    """The feed of a volunteer.

    Args:
        site_url: Address of the site, such as ``https://example.org/``; shifts link to it.
    """
    district = District.objects.get()
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Patrolgrid//Shifts//EN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Patrols"))
    calendar.add("x-wr-timezone", district.time_zone)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", timedelta(hours=1))
    zone = ZoneInfo(district.time_zone)
    for entry in refresh_entries(volunteer, district):
        calendar.add_component(_event(entry, volunteer, zone, site_url))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _wanted(
    volunteer: Volunteer, district: District, since: datetime
) -> dict[str, tuple[datetime, datetime, str]]:
    """Start, end and place of the volunteer's live shifts by key."""
    live = Assignment.objects.filter(volunteer=volunteer, live=True, patrol__ends_at__gt=since)
    zone = ZoneInfo(district.time_zone)
    return {
        _key(patrol, zone): (patrol.starts_at, patrol.ends_at, _place(patrol))
        for patrol in (one.patrol for one in live.select_related("patrol__post", "patrol__area"))
    }


def _key(patrol: Patrol, zone: ZoneInfo) -> str:
    """The same in a roster that replaces this one: patrols keep their code from plan to plan."""
    return f"{patrol.starts_at.astimezone(zone):%Y%m%d}-{patrol.code}"[:60]


def _place(patrol: Patrol) -> str:
    return patrol.post.name if patrol.post else patrol.area.name


def _raise_sequence(entry: CalendarEntry, now: datetime) -> None:
    entry.sequence += 1
    entry.changed_at = now
    entry.save()


def _event(entry: CalendarEntry, volunteer: Volunteer, zone: ZoneInfo, site_url: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.pk}-{volunteer.pk}@{urlsplit(site_url).hostname or 'patrolgrid'}")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at.astimezone(zone))
    event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", _("Patrol · %(place)s") % {"place": entry.place})
    event.add("location", entry.place)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("url", site_url)
    event.add("class", "PRIVATE")
    if not entry.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _("Patrol · %(place)s") % {"place": entry.place})
        alarm.add("trigger", -REMIND_BEFORE)
        event.add_component(alarm)
    return event

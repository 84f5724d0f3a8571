"""``{% load day_notes %}{% day_note day %}`` beside the heading of a day."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html

from geoapp.holidays import day_note
from geoapp.models import District

register = template.Library()


@register.simple_tag(takes_context=True, name="day_note")
def day_tag(context: template.Context, day: date | datetime) -> str:
    """Which holiday a day, or the local day of a moment, belongs to; nothing on a plain day.

    ``district`` is in the context of every page.
    """
    district: District | None = context.get("district")
    if isinstance(day, datetime):
        day = day.date()
    note = day_note(district, day) if isinstance(day, date) and district else ""
    return format_html('<span class="tag">{}</span>', note) if note else ""

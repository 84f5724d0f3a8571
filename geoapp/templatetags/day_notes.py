"""``{% load day_notes %}{% day_note day %}`` beside the heading of a day."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _

from geoapp.holidays import day_kind
from geoapp.models import District

register = template.Library()


@register.simple_tag(takes_context=True)
def day_note(context: template.Context, day: date | datetime) -> str:
    """Which holiday a day, or the local day of a moment, belongs to; nothing on a plain day.

    ``district`` is in the context of every page.
    """
    district: District | None = context.get("district")
    if isinstance(day, datetime):
        day = day.date()
    kind = day_kind(district, day) if isinstance(day, date) and district else None
    if kind is None or not kind.holiday:
        return ""
    text = _("rest day: %(holiday)s") if kind.rests else _("worked in exchange for %(holiday)s")
    return format_html('<span class="tag">{}</span>', text % {"holiday": kind.holiday})

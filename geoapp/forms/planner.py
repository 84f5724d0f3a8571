"""What planners ask with: rosters to compare, areas and dates of before and after."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy

from geoapp.forms.people import DayInput
from geoapp.models import Area, Level, Roster

SIDES = (Level.SUBDISTRICT, Level.COMMUNITY)


class WhatIfForm(forms.Form):
    """Which roster to put beside the chosen one, or none to ask what more patrols would add."""

    compare = forms.ModelChoiceField(
        Roster.objects.none(),
        label=gettext_lazy("Compare with"),
        required=False,
        empty_label=gettext_lazy("nothing: what would more patrols, posts or other hours add?"),
        help_text=gettext_lazy("rosters of the same days"),
    )

    def __init__(self, data: object, roster: Roster) -> None:
        super().__init__(data)
        same = Roster.objects.filter(starts_on=roster.starts_on, days=roster.days).exclude(pk=roster.pk)
        self.fields["compare"].queryset = same.order_by("-pk")


class BeforeAfterForm(forms.Form):
    """Where patrols began when, and what to compare with."""

    began = forms.DateField(label=gettext_lazy("First day of the patrols"), widget=DayInput())
    weeks = forms.IntegerField(
        label=gettext_lazy("Weeks before and after"), min_value=1, max_value=156, initial=26
    )
    patrolled = forms.MultipleChoiceField(label=gettext_lazy("Patrolled areas"))
    control = forms.MultipleChoiceField(
        label=gettext_lazy("Areas to compare with"),
        required=False,
        help_text=gettext_lazy("all others, if none is chosen"),
    )
    buffer_m = forms.IntegerField(
        label=gettext_lazy("Cells beside, metres"),
        min_value=0,
        max_value=5000,
        initial=300,
        help_text=gettext_lazy("they are on neither side: incidents may have moved there"),
    )

    def __init__(self, data: object, day: date) -> None:
        super().__init__(data, initial={"began": day - timedelta(weeks=26)})
        areas = Area.objects.filter(level__in=SIDES, valid_from__lte=day).exclude(valid_to__lte=day)
        choices = [(area.code, f"{area.name} ({area.code})") for area in areas.order_by("code")]
        for name in ("patrolled", "control"):
            self.fields[name].choices = choices
            self.fields[name].widget.attrs["size"] = 10

"""The form of a patrol that is wanted at once."""

from datetime import date
from typing import Any

from django import forms
from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.forms.people import DayInput, WordChoices
from geoapp.forms.places import CoordinatesField
from geoapp.mending import Urgent
from geoapp.models import Area, Post, Skill, Slot
from geoapp.permissions import Access
from geoapp.queries.reach import subdistrict_at
from geoapp.templatetags.words import local_name

MOST_SEATS = 12


class SlotChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Slot) -> str:
        return f"{obj.starts:%H:%M}–{obj.ends:%H:%M} {local_name(obj)}"


class UrgentForm(forms.Form):
    """Where, when, how many, and with which skills; once it is valid, ``area`` is the subdistrict."""

    post = forms.ModelChoiceField(
        Post.objects.none(),
        label=gettext_lazy("Post"),
        required=False,
        empty_label=gettext_lazy("another place: show it on the map"),
    )
    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput)
    slot = SlotChoice(Slot.objects.all(), label=gettext_lazy("Time"), empty_label=None)
    seats_min = forms.IntegerField(
        label=gettext_lazy("People at least"), min_value=2, max_value=MOST_SEATS, initial=3
    )
    seats_desired = forms.IntegerField(
        label=gettext_lazy("People wanted"), min_value=2, max_value=MOST_SEATS, initial=4
    )
    skills = WordChoices(
        Skill.objects.all(),
        label=gettext_lazy("Skills"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("One person with each, if there is one. The rules of every patrol hold too."),
    )
    place = forms.CharField(
        label=gettext_lazy("Name of another place"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("As people know it: they read it on their phone."),
    )
    coordinates = CoordinatesField(0, required=False)

    def __init__(self, data: Any, access: Access, posts: QuerySet[Post], day: date) -> None:
        super().__init__(data, initial={"day": day})
        self.access = access
        self.area: Area | None = None
        self.fields["post"].queryset = posts.filter(active=True)
        coordinates = self.fields["coordinates"]
        coordinates.label, coordinates.widget.attrs["rows"] = _("Another place: longitude, latitude"), 2

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Today at the earliest."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("seats_desired", MOST_SEATS) < cleaned.get("seats_min", 0):
            self.add_error("seats_desired", _("At least as many as the patrol needs to run."))
        if not self.errors:
            self.area = self._area(cleaned)
        return cleaned

    def _area(self, cleaned: dict[str, Any]) -> Area | None:
        """The subdistrict of the one place that is named, within the coordinator's reach."""
        post, points = cleaned["post"], cleaned["coordinates"]
        if (post is None) == (not points):
            self.add_error("post", _("Choose a post, or show one other place on the map: not both."))
            return None
        if post is None and (len(points) != 1 or not cleaned["place"]):
            self.add_error("place", _("Give one point and the name of the place."))
            return None
        point = post.point if post else Point(*points[0], srid=4326)
        area = subdistrict_at(point, cleaned["day"])
        if area is None or not self.access.reaches(area.code):
            self.add_error("post", _("This is outside your subdistricts."))
            return None
        return area

    def wanted(self) -> Urgent:
        """The patrol that a valid form asks for."""
        cleaned = self.cleaned_data
        post = cleaned["post"]
        return Urgent(
            post=post,
            slot=cleaned["slot"],
            day=cleaned["day"],
            seats_min=cleaned["seats_min"],
            seats_desired=cleaned["seats_desired"],
            skills=tuple(skill.code for skill in cleaned["skills"]),
            place=None if post else (cleaned["place"], *cleaned["coordinates"][0]),
        )

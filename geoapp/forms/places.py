"""Forms of grids and posts; a drawing arrives as lines of longitude and latitude."""

from typing import Any

import shapely
from django import forms
from django.contrib.gis.geos import Point
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry.base import BaseGeometry

from geoapp.forms.people import DayInput
from geoapp.models import Area, Post
from geoapp.permissions import Access
from geoapp.queries.reach import subdistrict_at

CODE = RegexValidator(r"^[\w-]+\Z", gettext_lazy("Letters, digits and - only."))


class CoordinatesField(forms.CharField):
    """Points as lines of "longitude, latitude" in degrees, WGS 84; a list of pairs."""

    def __init__(self, least: int, **options: Any) -> None:
        self.least = least
        super().__init__(
            widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "data-coordinates": ""}),
            label=gettext_lazy("Points: longitude, latitude"),
            help_text=gettext_lazy(
                "One a line, WGS 84. Drawing on the map fills this in, and the other way round."
            ),
            max_length=100_000,
            **options,
        )

    def clean(self, value: Any) -> list[tuple[float, float]]:
        points = []
        for number, line in enumerate(super().clean(value).splitlines(), 1):
            if not line.strip():
                continue
            try:
                lon, lat = map(float, line.replace(",", " ").split())
            except ValueError as error:
                text = _("Line %(number)d is not a longitude and a latitude, such as 123.95, 41.86.")
                raise forms.ValidationError(text % {"number": number}) from error
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                text = _("Line %(number)d: longitude first, then latitude; exchange the two.")
                raise forms.ValidationError(text % {"number": number})
            points.append((lon, lat))
        if len(points) < self.least:
            text = _("At least %(least)d points are needed.")
            raise forms.ValidationError(text % {"least": self.least})
        return points


class FromDayForm(forms.Form):
    """Something that holds from a day on, today at the earliest: the past is not rewritten."""

    day = forms.DateField(label=gettext_lazy("Holds from"), widget=DayInput)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Today at the earliest: the past is not rewritten."))
        return day


class GridForm(FromDayForm):
    """Another name or border of a grid."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    coordinates = CoordinatesField(3)
    field_order = ("name", "day", "coordinates")

    def shape(self) -> BaseGeometry:
        return shapely.polygons(self.cleaned_data["coordinates"])


class SplitForm(FromDayForm):
    """A line that cuts a grid in two, and what the new part is called."""

    code = forms.CharField(label=gettext_lazy("Code of the smaller part"), max_length=20, validators=[CODE])
    name = forms.CharField(label=gettext_lazy("Name of the smaller part"), max_length=80)
    coordinates = CoordinatesField(2)
    field_order = ("code", "name", "day", "coordinates")

    def line(self) -> BaseGeometry:
        return shapely.linestrings(self.cleaned_data["coordinates"])


class PostForm(forms.ModelForm):
    """A post within the coordinator's reach."""

    coordinates = CoordinatesField(1)

    class Meta:
        model = Post
        fields = ("code", "name", "max_patrols", "active")
        labels = {
            "code": gettext_lazy("Code"),
            "name": gettext_lazy("Name"),
            "max_patrols": gettext_lazy("Patrols at once"),
            "active": gettext_lazy("In use"),
        }
        help_texts = {"max_patrols": ""}

    def __init__(self, data: Any, instance: Post, access: Access) -> None:
        start = "" if instance.pk is None else f"{instance.point.x:.6f}, {instance.point.y:.6f}"
        super().__init__(data, instance=instance, initial={"coordinates": start})
        self.access = access
        self.fields["code"].validators.append(CODE)

    def clean_coordinates(self) -> list[tuple[float, float]]:
        points = self.cleaned_data["coordinates"]
        if len(points) != 1:
            raise forms.ValidationError(_("A post is one point."))
        area = subdistrict_at(Point(*points[0], srid=4326), timezone.localdate())
        if area is None or not self.access.reaches(area.code):
            raise forms.ValidationError(_("This is outside your subdistricts: move it inside."))
        return points

    def save(self, commit: bool = True) -> Post:
        self.instance.point = Point(*self.cleaned_data["coordinates"][0], srid=4326)
        return super().save(commit)


def border_text(grid: Area) -> str:
    """The outer border of a grid as the form reads it; without the last point, which repeats the first."""
    ring = grid.shape[0][0].coords[:-1]
    return "\n".join(f"{lon:.6f}, {lat:.6f}" for lon, lat in ring)


def is_simple(grid: Area) -> bool:
    """Whether the page can draw it: one polygon without holes."""
    return len(grid.shape) == 1 and len(grid.shape[0]) == 1

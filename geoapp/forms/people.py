"""Forms about people and teams; their choices reach only as far as the coordinator does."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.models import Area, Level, Post, Skill, Slot, Team, TeamKind, Volunteer
from geoapp.permissions import Access, visible
from geoapp.templatetags.words import local_name

WEEKDAYS = (
    (1, gettext_lazy("Monday")),
    (2, gettext_lazy("Tuesday")),
    (3, gettext_lazy("Wednesday")),
    (4, gettext_lazy("Thursday")),
    (5, gettext_lazy("Friday")),
    (6, gettext_lazy("Saturday")),
    (7, gettext_lazy("Sunday")),
)
WEEKDAYS_SHORT = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


class WordChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj)


class WordChoices(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def visible_teams(access: Access) -> QuerySet[Team]:
    return visible(access, Team.objects.order_by("code"))


class PeopleFilter(forms.Form):
    """What the list of people shows."""

    text = forms.CharField(label=gettext_lazy("Name or number"), required=False, max_length=60)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=gettext_lazy("Team"), required=False, empty_label=gettext_lazy("all")
    )
    skill = WordChoice(
        Skill.objects.order_by("code"),
        label=gettext_lazy("Skill"),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("Who"),
        required=False,
        choices=[
            ("", gettext_lazy("everybody active")),
            ("leaders", gettext_lazy("leaders")),
            ("lapsed", gettext_lazy("insurance or training lapsed")),
            ("soon", gettext_lazy("insurance or training ends within 30 days")),
            ("away", gettext_lazy("absent now")),
            ("no-offers", gettext_lazy("offers no time")),
            ("left", gettext_lazy("no longer active")),
        ],
    )

    def __init__(self, data: Any, access: Access) -> None:
        super().__init__(data)
        self.fields["team"].queryset = visible_teams(access)


class TakeOff(forms.BooleanField):
    """Whether an absence is to change the roster too."""

    def __init__(self) -> None:
        label = gettext_lazy("Take them off their patrols in this time, and fill the seats")
        super().__init__(label=label, required=False, initial=True)


class TogetherForm(forms.Form):
    """What is done for several people at once."""

    ACTIONS = (
        ("offer", gettext_lazy("they offer these slots")),
        ("withdraw", gettext_lazy("they no longer offer these slots")),
        ("away", gettext_lazy("they are away")),
    )
    action = forms.ChoiceField(label=gettext_lazy("What"), choices=ACTIONS)
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"), choices=WEEKDAYS, coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    slots = WordChoices(
        Slot.objects.all(), label=gettext_lazy("Slots"), required=False, widget=forms.CheckboxSelectMultiple
    )
    first_day = forms.DateField(label=gettext_lazy("Away from"), required=False, widget=DayInput)
    last_day = forms.DateField(label=gettext_lazy("Away until (last day)"), required=False, widget=DayInput)
    take_off = TakeOff()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("action") == "away":
            check_days(self, cleaned)
        elif not cleaned.get("weekdays") or not cleaned.get("slots"):
            raise forms.ValidationError(_("Tick at least one weekday and one slot."))
        return cleaned


def check_days(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """First and last day are both there and in order."""
    first, last = cleaned.get("first_day"), cleaned.get("last_day")
    if not first or not last:
        form.add_error("first_day" if not first else "last_day", _("Fill in both days."))
    elif last < first:
        form.add_error("last_day", _("This is before the first day: exchange the two."))


def whole_days(cleaned: dict[str, Any]) -> tuple[datetime, datetime]:
    """From the first local midnight to that after the last day, in the time zone of the district."""
    zone = timezone.get_current_timezone()
    starts = datetime.combine(cleaned["first_day"], time(0), zone)
    return starts, datetime.combine(cleaned["last_day"] + timedelta(days=1), time(0), zone)


class AwayForm(forms.Form):
    """An absence of one person."""

    first_day = forms.DateField(label=gettext_lazy("Away from"), widget=DayInput)
    last_day = forms.DateField(label=gettext_lazy("Away until (last day)"), widget=DayInput)
    take_off = TakeOff()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            check_days(self, cleaned)
        return cleaned


class PersonForm(forms.ModelForm):
    """A volunteer; where they live is changed by an import, which checks the coordinate frame."""

    skills = WordChoices(
        Skill.objects.order_by("code"), label=gettext_lazy("Skills"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Volunteer
        fields = (
            "name", "team", "leader", "skills", "weekly_cap", "insured_until", "trained_until", "birth_year",
            "active",
        )  # fmt: skip
        labels = {
            "name": gettext_lazy("Full name"),
            "team": gettext_lazy("Team"),
            "leader": gettext_lazy("Leads patrols"),
            "weekly_cap": gettext_lazy("Patrols a week at most"),
            "insured_until": gettext_lazy("Insured until"),
            "trained_until": gettext_lazy("Trained until"),
            "birth_year": gettext_lazy("Year of birth"),
            "active": gettext_lazy("Active"),
        }
        help_texts = {"name": gettext_lazy("surname first"), "weekly_cap": ""}
        widgets = {"insured_until": DayInput, "trained_until": DayInput}

    def __init__(self, data: Any, instance: Volunteer, access: Access) -> None:
        super().__init__(data, instance=instance)
        self.fields["team"].queryset = visible_teams(access)
        self.fields["weekly_cap"].max_value = 14
        self.fields["weekly_cap"].widget.attrs["max"] = 14

    def clean_weekly_cap(self) -> int:
        cap = self.cleaned_data["weekly_cap"]
        if cap > 14:
            raise forms.ValidationError(_("At most 14 patrols a week."))
        return cap

    def clean_birth_year(self) -> int | None:
        year = self.cleaned_data["birth_year"]
        if year is not None and not 1900 <= year <= timezone.localdate().year:
            raise forms.ValidationError(_("A year such as 1956."))
        return year


class TeamForm(forms.ModelForm):
    kind = WordChoice(TeamKind.objects.order_by("pk"), label=gettext_lazy("Kind"))

    class Meta:
        model = Team
        fields = ("name", "kind", "community", "post", "travels")
        labels = {
            "name": gettext_lazy("Name"),
            "community": gettext_lazy("Community"),
            "post": gettext_lazy("Own post"),
            "travels": gettext_lazy("How it patrols"),
        }
        help_texts = {
            "post": "",
            "travels": gettext_lazy("a patrol rides if its whole crew does; a mixed one goes on foot"),
        }

    def __init__(self, data: Any, instance: Team, access: Access) -> None:
        super().__init__(data, instance=instance)
        current = Area.objects.filter(level=Level.COMMUNITY, valid_to=None)
        self.fields["community"].queryset = visible(access, current).order_by("code")
        self.fields["post"].queryset = Post.objects.filter(active=True).order_by("code")

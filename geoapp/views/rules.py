"""The district's rules and weights of its rosters, to read for all coordinators and to change for some."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from geoapp.convert.rules import check_row, load_rules
from geoapp.models import RosterRules, Skill
from geoapp.permissions import Scope


class RulesForm(forms.ModelForm):
    """All rules; what contradicts is told in one sentence that names the rules."""

    class Meta:
        model = RosterRules
        exclude = ("id",)
        widgets = {  # noqa: RUF012
            "night_begins": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "night_ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        chinese = get_language() == "zh-hans"
        skills = [(one.code, one.name_zh if chinese else one.name_en) for one in Skill.objects.all()]
        for name in ("wanted_skills", "skills_once_a_day"):
            self.fields[name] = forms.MultipleChoiceField(
                label=self.fields[name].label, choices=skills, required=False
            )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_row(RosterRules(pk=1, **cleaned))
            except ValidationError as error:
                self.add_error(None, error.messages)
        return cleaned


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules, or change them; they hold from the next roster and the next change on."""
    may_change = Scope.ALL in request.access.scopes or request.access.area_codes is None
    form = RulesForm(request.POST or None, instance=load_rules())
    if request.method == "POST":
        if not may_change:
            raise PermissionDenied
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved. The rules hold from the next roster and the next change on."))
            return redirect("rules")
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    return render(request, "rules.html", {"form": form, "may_change": may_change})

"""Teams, and who stands by."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from geoapp.forms.people import TeamForm
from geoapp.models import Assignment, Patrol, Team
from geoapp.permissions import visible


@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    rows = (
        visible(request.access, Team.objects.all())
        .select_related("kind", "community", "post")
        .annotate(
            people=Count("volunteers", Q(volunteers__active=True)),
            leaders=Count("volunteers", Q(volunteers__active=True, volunteers__leader=True)),
        )
        .order_by("code")
    )
    return render(request, "people/teams.html", {"teams": rows})


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, team_id: int) -> HttpResponse:
    row = get_object_or_404(visible(request.access, Team.objects.all()), pk=team_id)
    form = TeamForm(request.POST or None, row, request.access)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("teams")
    return render(request, "people/team.html", {"team": Team.objects.get(pk=row.pk), "form": form})


@require_GET
def standby(request: HttpRequest) -> HttpResponse:
    """Who stands by from now on, by the roster in force."""
    rows = (
        visible(request.access, Assignment.objects.all())
        .filter(live=True, patrol__kind=Patrol.Kind.STANDBY, patrol__ends_at__gt=timezone.now())
        .select_related("patrol__area", "patrol__slot", "volunteer__team")
        .order_by("patrol__starts_at", "patrol__area__code", "volunteer__registry_no")
    )
    return render(request, "people/standby.html", {"rows": rows[:500]})

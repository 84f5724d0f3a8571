"""Personal data of one person: a file with all of it, or erasing it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from geoapp.models import Volunteer
from geoapp.permissions import visible
from geoapp.personal_data import StillNeeded, export
from geoapp.personal_data import erase as erase_person


class FindForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Registry number"), max_length=40)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Whom it is about: found by the exact number, because nobody needs to browse here."""
    form = FindForm(request.GET or None)
    person = None
    if form.is_valid():
        everybody = visible(request.access, Volunteer.objects.select_related("team"))
        person = everybody.filter(registry_no=form.cleaned_data["number"].strip()).first()
        if person is None:
            form.add_error("number", _("no volunteer has this number"))
    return render(request, "personal.html", {"form": form, "person": person})


@require_GET
def file(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    return _zip(get_object_or_404(visible(request.access, Volunteer.objects.all()), pk=volunteer_id))


@require_GET
def own_file(request: HttpRequest) -> HttpResponse:
    """Everybody may have their own."""
    if request.access.volunteer is None:
        raise Http404
    return _zip(request.access.volunteer)


@require_POST
def erase(request: HttpRequest, volunteer_id: int) -> HttpResponse:
    """Remove somebody, if the number was typed once more."""
    person = get_object_or_404(visible(request.access, Volunteer.objects.all()), pk=volunteer_id)
    if request.POST.get("number", "").strip() != person.registry_no:
        messages.error(request, _("Nothing was erased: the number typed to confirm is another one."))
        return redirect("personal")
    try:
        gone = erase_person(person)
    except StillNeeded as error:
        messages.error(request, _("Nothing was erased: %(why)s.") % {"why": error})
    else:
        messages.success(request, _("Erased, with %(count)d records.") % {"count": sum(gone.values())})
    return redirect("personal")


def _zip(person: Volunteer) -> HttpResponse:
    response = HttpResponse(export(person), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="personal-data-{person.pk}.zip"'
    return response

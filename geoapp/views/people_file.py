"""Import of people from a file: choose, look at what would happen, import."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from geoapp.forms.files import UploadForm
from geoapp.importing.problems import BadFile, BadRows
from geoapp.importing.run import summary
from geoapp.models import StagedFile
from geoapp.staged_import import KINDS, import_staged, preview, stage

SHOWN_PROBLEMS = 200


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        file = wanted["file"]
        staged = stage(
            request.user, wanted["kind"], file.name, file.read(), wanted["encoding"], wanted["frame"]
        )
        return redirect("people-import-confirm", key=staged.key)
    return render(request, "people/import.html", {"form": form})


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Show what would happen; on POST let it happen."""
    staged = get_object_or_404(StagedFile, key=key, user=request.user)
    kind = KINDS[staged.kind]
    try:
        if request.method == "POST":
            outcome = import_staged(staged, request.access, skip_bad=bool(request.POST.get("skip_bad")))
            messages.success(request, summary(kind.importer.noun, outcome, dry_run=False).splitlines()[0])
            return redirect("people")
        outcome = preview(staged, request.access)
    except BadFile as error:
        return render(request, "people/import_refused.html", {"why": str(error)}, status=422)
    except BadRows:
        # Somebody else changed something since the preview.
        messages.error(request, _("Rows are bad now that were good before; look again. Nothing was written."))
        return redirect("people-import-confirm", key=key)
    return render(
        request,
        "people/import_preview.html",
        {
            "staged": staged,
            "kind": kind,
            "outcome": outcome,
            "problems": outcome.problems[:SHOWN_PROBLEMS],
            "more": max(0, len(outcome.problems) - SHOWN_PROBLEMS),
            "good": outcome.counts.new + outcome.counts.changed + outcome.counts.unchanged,
        },
    )

"""Keys for GIS programs: make one, see which there are, take one back."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from geoapp.permissions.tokens import VALID_FOR, make_token


class TokenForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Program"), max_length=60, help_text=gettext_lazy("such as QGIS in the office")
    )


@never_cache
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The user's keys; a new one is shown on this page and never again."""
    form = TokenForm(request.POST or None)
    made = make_token(request.user, form.cleaned_data["label"]) if form.is_valid() else ""
    return render(
        request,
        "account/tokens.html",
        {
            "form": TokenForm() if made else form,
            "made": made,
            "days": VALID_FOR.days,
            "tokens": request.user.api_tokens.order_by("-made_at"),
            "address": request.build_absolute_uri(reverse("ogc_landing")),
        },
    )


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    get_object_or_404(request.user.api_tokens, pk=token_id).delete()
    messages.success(request, _("The key opens nothing any more."))
    return redirect("api-tokens")

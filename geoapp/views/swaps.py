"""A volunteer asks somebody of the own team to take over a shift, and the other answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from geoapp import mending
from geoapp.convert.own_swaps import may_ask
from geoapp.models import Patrol, SwapRequest
from geoapp.permissions import visible


@require_POST
def ask(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """Ask one person; they see it on their own page."""
    patrol = get_object_or_404(visible(request.access, Patrol.objects.all()), pk=patrol_id)
    chosen = request.POST.get("other", "")
    other = may_ask(request.access.volunteer, patrol.pk, int(chosen)) if chosen.isdecimal() else None
    if other is None:
        messages.error(request, _("Choose somebody of your team who is not on this patrol."))
        return redirect("my_shifts")
    try:
        mending.ask_swap(request.access.volunteer, patrol, other)
    except mending.MendingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Asked. Until they agree, the shift stays yours."))
    return redirect("my_shifts")


@require_POST
def answer(request: HttpRequest, swap_id: int) -> HttpResponse:
    """Take a shift over, or not; the rules are checked once more before anybody changes places."""
    swap = get_object_or_404(SwapRequest, pk=swap_id, other=request.access.volunteer)
    agree = request.POST.get("answer") == "yes"
    try:
        mending.answer_swap(swap.pk, request.access.volunteer, agree=agree)
        if agree:
            mending.do_swap(swap.pk, by=request.user)
    except mending.RulesBroken as error:
        messages.error(
            request, _("It cannot be done as it is: %(why)s Your coordinator can help.") % {"why": error}
        )
    except mending.MendingError as error:
        messages.error(request, str(error))
    else:
        done = _("The shift is yours now: thank you.") if agree else _("You said no; the shift stays theirs.")
        messages.success(request, done)
    return redirect("my_shifts")


@require_POST
def withdraw(request: HttpRequest, swap_id: int) -> HttpResponse:
    """Think again."""
    swap = get_object_or_404(SwapRequest, pk=swap_id, asker=request.access.volunteer)
    try:
        mending.withdraw_swap(swap.pk, request.access.volunteer)
    except mending.MendingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Withdrawn: the shift stays yours."))
    return redirect("my_shifts")

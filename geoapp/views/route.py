"""A volunteer's page of one patrol, which goes on working without a network, and the files around it."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles.finders import find
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from geoapp.convert.own_route import OwnRoute, load_own_route, load_streets_around
from geoapp.convert.own_shifts import companions, load_people
from geoapp.convert.times import local_clock
from geoapp.convert.travel import not_all_ride
from geoapp.exports import gpx_text
from geoapp.fieldwork.tokens import make_shift_token
from geoapp.fieldwork.tracking import give_consent, withdraw_consent
from geoapp.models import Category, Patrol, Route
from geoapp.permissions import visible
from geoapp.queries.own_route import load_state
from geoapp.views.kept_pages import kept_by_phone
from geoapp.words import RULES_OF_PRACTICE

# What "My route" and "My shifts" load, so that both open in flight mode.
SHELL = (
    "drawing/patrolgrid.css",
    "drawing/basemap.js",
    "geoapp/site.css",
    "geoapp/field.css",
    "geoapp/site.js",
    "geoapp/seal.svg",
    "geoapp/field/words.js",
    "geoapp/field/queue.js",
    "geoapp/field/sync.js",
    "geoapp/field/reports.js",
    "geoapp/field/track.js",
    "geoapp/field/map.js",
    "geoapp/field/offline.js",
    "leaflet/leaflet.js",
    "leaflet/leaflet.css",
)


# When something was seen, to choose from: nobody types a time in gloves.
MINUTES_AGO = (5, 15, 30, 60)


@require_GET
@kept_by_phone
def my_route(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """The route of an own patrol: map, stops, check-in, observations."""
    patrol = _own_patrol(request, patrol_id)
    # Shown once: only its hash is stored.
    key = request.session.pop(f"shift_token_{patrol.pk}", "")
    page = render(request, "field/route.html", {**_shown(request, patrol), "shift_token": key})
    if key:
        add_never_cache_headers(page)
    return page


def _shown(request: HttpRequest, patrol: Patrol) -> dict[str, object]:
    """What the page says."""
    volunteer, district = request.access.volunteer, request.district
    agreed, done = load_state(patrol, volunteer)
    route = load_own_route(district, patrol.route) if hasattr(patrol, "route") else None
    chinese = get_language() == "zh-hans"
    crew = load_people([patrol.pk])[patrol.pk]
    return {
        "patrol": patrol,
        "starts": local_clock(district, patrol.starts_at),
        "ends": local_clock(district, patrol.ends_at),
        "place": patrol.post.name if patrol.post else patrol.area.name,
        "route": route,
        "drawn_by": drawing_version(),
        "travels": patrol.route.travels if route else "",
        "not_all_ride": bool(route) and not_all_ride(patrol.route.travels, [one.travels for one in crew]),
        "companions": companions(crew, volunteer),
        "rules": [rule.zh if chinese else rule.en for rule in RULES_OF_PRACTICE],
        # Asked only when the form is not drawn yet.
        "categories": lambda: _categories(chinese),
        "minutes_ago": MINUTES_AGO,
        "consent": agreed,
        "track_url": request.build_absolute_uri(reverse("field_position")),
        "data": _page_data(request, patrol, route, agreed, done),
    }


def _categories(chinese: bool) -> list[tuple[str, str]]:
    names = "name_zh" if chinese else "name_en"
    return list(Category.objects.order_by("pk").values_list("code", names))


def _page_data(
    request: HttpRequest, patrol: Patrol, route: OwnRoute | None, agreed: bool, done: list[int]
) -> dict[str, object]:
    """What the scripts of the page need."""
    return {
        "patrol": patrol.pk,
        "owner": request.access.volunteer.pk,
        "starts": patrol.starts_at.isoformat(),
        "ends": patrol.ends_at.isoformat(),
        "sync": reverse("field_sync"),
        "login": f"{reverse(settings.LOGIN_URL)}?next={request.path}",
        "consent": agreed,
        "done": done,
        "post": [patrol.post.point.y, patrol.post.point.x, patrol.post.name] if patrol.post else None,
        "line": route.line if route else "",
        "stops": [
            {"number": stop.number, "kind": stop.kind, "at": [round(stop.lat, 6), round(stop.lon, 6)]}
            for stop in (route.stops if route else ())
        ],
    }


@require_GET
def my_route_streets(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """The streets around the route, packed once for all who walk it."""
    patrol = _own_patrol(request, patrol_id)
    if not hasattr(patrol, "route"):
        raise Http404
    response = HttpResponse(load_streets_around(patrol.route), content_type="text/javascript; charset=utf-8")
    response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = "private, max-age=86400"
    return response


@require_GET
def my_route_gpx(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """The route for another map program or a GPS device."""
    patrol = _own_patrol(request, patrol_id)
    route = get_object_or_404(Route.objects.select_related("patrol").prefetch_related("stops"), patrol=patrol)
    response = HttpResponse(gpx_text([route]), content_type="application/gpx+xml")
    response["Content-Disposition"] = f'attachment; filename="{patrol.code}.gpx"'
    return response


@require_POST
def consent(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """Agree to be tracked during own shifts, or no longer."""
    patrol = _own_patrol(request, patrol_id)
    if request.POST.get("agree"):
        give_consent(request.access.volunteer)
        messages.success(request, _("Recorded: you agree to be tracked during your shifts."))
    else:
        withdraw_consent(request.access.volunteer)
        messages.success(request, _("Recorded: you are no longer tracked. Your tracks were deleted."))
    return redirect("my_route", patrol.pk)


@require_POST
def shift_token(request: HttpRequest, patrol_id: int) -> HttpResponse:
    """Make the key of a position app for this shift, which is shown once."""
    patrol = _own_patrol(request, patrol_id)
    request.session[f"shift_token_{patrol.pk}"] = make_shift_token(patrol, request.access.volunteer)
    return redirect(reverse("my_route", args=[patrol.pk]) + "#apps")


def _own_patrol(request: HttpRequest, patrol_id: int) -> Patrol:
    with_place = Patrol.objects.select_related("post", "area", "route")
    # A page that has been drawn before shows none of these, and outlines are long.
    own = visible(request.access, with_place.defer("area__shape", "route__line", "route__seconds"))
    return get_object_or_404(own, pk=patrol_id, kind=Patrol.Kind.PATROL)


@require_GET
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps pages for flight mode; at the root, because its place limits what it may keep."""
    context = {
        "version": shell_version(),
        "shell": mark_safe(json.dumps([static(name) for name in SHELL])),
        "static_url": settings.STATIC_URL,
        "own_pages": reverse("my_shifts"),
        "logout": reverse("account_logout"),
    }
    return render(request, "field/worker.js", context, content_type="text/javascript; charset=utf-8")


@lru_cache(maxsize=1)
def shell_version() -> str:
    """Changes with every file that the pages load."""
    paths = [find(name) for name in SHELL]
    if None in paths:
        raise Http404
    return _fingerprint(paths)


@lru_cache(maxsize=1)
def drawing_version() -> str:
    """Changes with how stops are drawn and said: what is kept for a crew must not outlive it."""
    words = sorted(path for folder in settings.LOCALE_PATHS for path in folder.rglob("*.mo"))
    return _fingerprint([get_template("field/stops.html").origin.name, *words])


def _fingerprint(paths: Iterable[str | Path]) -> str:
    """Of the contents of some files."""
    contents = hashlib.sha256()
    for path in paths:
        contents.update(Path(path).read_bytes())
    return contents.hexdigest()[:12]


@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site on its home screen."""
    return JsonResponse(
        {
            "name": _("Patrolgrid"),
            "short_name": _("Patrolgrid"),
            "start_url": reverse("my_shifts"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f7f5f1",
            "theme_color": "#b3261e",
            "lang": get_language(),
            "icons": [
                {"src": static("geoapp/seal.svg"), "sizes": "any", "type": "image/svg+xml"},
                *(
                    {"src": static(f"geoapp/seal-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
                    for size in (192, 512)
                ),
            ],
        },
        content_type="application/manifest+json",
    )

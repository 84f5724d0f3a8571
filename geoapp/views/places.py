"""Grids and posts on a map: looked at, redrawn, split, added."""

import gzip
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from django.contrib import messages
from django.contrib.gis.geos import MultiPolygon
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from geoapp.convert.base_map import load_drawn_streets
from geoapp.forms.places import FromDayForm, GridForm, PostForm, SplitForm, border_text, is_simple
from geoapp.models import Area, Level, Post, StreetExtract
from geoapp.permissions import Scope, visible
from geoapp.places import Refused, change_grid, split_grid
from geoapp.queries.reach import current_areas, posts_in
from maps.drawing.asset_files import streets_script

YEAR_S = 365 * 24 * 3600
# Of degrees on a map: about 0.1 m
DECIMALS = 6


@require_GET
def places(request: HttpRequest) -> HttpResponse:
    grids = list(own_grids(request))
    posts = list(own_posts(request))
    return render(request, "places/list.html", {"grids": grids, "posts": posts, **map_context(grids, posts)})


@require_http_methods(["GET", "POST"])
def redraw(request: HttpRequest, area_id: int) -> HttpResponse:
    """Another name or border of a grid."""
    grid = get_object_or_404(own_grids(request), pk=area_id)
    today = timezone.localdate()
    start = {"name": grid.name, "day": today, "coordinates": border_text(grid)}
    form = GridForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        if kept(form, lambda: change_grid(grid, wanted["name"], form.shape(), wanted["day"])):
            messages.success(request, _("Saved: it holds from %(day)s on.") % {"day": wanted["day"]})
            return redirect("places")
    return drawing(request, "places/grid.html", form, "polygon", grid)


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, area_id: int) -> HttpResponse:
    """Cut a grid in two."""
    grid = get_object_or_404(own_grids(request), pk=area_id)
    form = SplitForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        cut = lambda: split_grid(grid, form.line(), wanted["code"], wanted["name"], wanted["day"])  # noqa: E731
        if kept(form, cut):
            messages.success(request, _("Split: both parts hold from %(day)s on.") % {"day": wanted["day"]})
            return redirect("places")
    return drawing(request, "places/split.html", form, "line", grid)


def kept(form: FromDayForm, act: Any) -> bool:
    """Do it; when it is refused, the form says why."""
    try:
        act()
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def drawing(request: HttpRequest, template: str, form: FromDayForm, mode: str, grid: Area) -> HttpResponse:
    """The page of one grid with its neighbours on the map."""
    neighbours = list(own_grids(request).filter(parent=grid.parent))
    context = map_context(neighbours, [])
    context["map"] |= {"mode": mode, "own": grid.code}
    versions = Area.objects.filter(code=grid.code).order_by("valid_from")
    more = {"grid": grid, "form": form, "versions": versions, "simple": is_simple(grid)}
    return render(request, template, context | more)


@require_http_methods(["GET", "POST"])
def new_post(request: HttpRequest) -> HttpResponse:
    return edit_post(request, Post())


@require_http_methods(["GET", "POST"])
def post(request: HttpRequest, post_id: int) -> HttpResponse:
    return edit_post(request, get_object_or_404(own_posts(request), pk=post_id))


def edit_post(request: HttpRequest, row: Post) -> HttpResponse:
    form = PostForm(request.POST or None, row, request.access)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("places")
    stored = Post.objects.filter(pk=row.pk).first()
    context = map_context(list(own_grids(request)), [one for one in own_posts(request) if one != row])
    context["map"] |= {"mode": "point"}
    return render(request, "places/post.html", context | {"post": stored, "form": form})


@require_GET
def streets(_request: HttpRequest, extract_id: int) -> HttpResponse:
    """The streets under the maps, as a script; the address changes with the streets."""
    extract = get_object_or_404(StreetExtract, pk=extract_id)
    return HttpResponse(
        packed_streets(extract.pk, extract.sha256),
        content_type="text/javascript; charset=utf-8",
        headers={"Content-Encoding": "gzip", "Cache-Control": f"private, max-age={YEAR_S}, immutable"},
    )


@lru_cache(maxsize=2)
def packed_streets(extract_id: int, _sha256: str) -> bytes:
    """Drawn once a process."""
    extract = StreetExtract.objects.get(pk=extract_id)
    district = Area.objects.filter(level=Level.DISTRICT).latest("valid_from")
    script = streets_script(load_drawn_streets(extract, district.shape.extent))
    return gzip.compress(script.encode(), mtime=0)


def own_grids(request: HttpRequest) -> QuerySet[Area]:
    """The grids within reach as they are today, with their communities."""
    current = current_areas(Level.GRID, timezone.localdate()).select_related("parent").defer("parent__shape")
    return visible(request.access, current).order_by("code")


def own_posts(request: HttpRequest) -> QuerySet[Post]:
    """The posts in the subdistricts within reach."""
    codes = request.access.area_codes
    everywhere = Scope.ALL in request.access.scopes or codes is None
    rows = Post.objects.all() if everywhere else posts_in(codes, timezone.localdate())
    return rows.order_by("code")


def map_context(grids: list[Area], posts: list[Post]) -> dict[str, Any]:
    """What the map of a page draws, and where its streets are."""
    extract = StreetExtract.objects.order_by("imported_at").last()
    drawn = {
        "mode": "view",
        "grids": [
            [grid.code, grid.name, grid.pk, shape]
            for grid, shape in zip(grids, drawn_shapes([grid.shape for grid in grids]), strict=True)
        ],
        "posts": [[post.code, post.name, rounded(post.point.coords)] for post in posts],
        "words": {"undo": _("Undo"), "in": _("Zoom in"), "out": _("Zoom out"), "point": _("Point")},
    }
    url = reverse("places-streets", args=[extract.pk]) if extract else ""
    # So that a browser that kept the old streets asks again.
    tag = hashlib.sha256(extract.sha256.encode()).hexdigest()[:8] if extract else ""
    return {"map": drawn, "streets_url": f"{url}?{tag}" if url else ""}


def drawn_shapes(shapes: Sequence[MultiPolygon]) -> list[list[list[list[list[float]]]]]:
    """The parts of each shape as rings of rounded places; all at once, because a district has hundreds."""
    if not shapes:
        return []
    polygons, shape_of = shapely.get_parts(
        shapely.from_wkb([bytes(shape.wkb) for shape in shapes]), return_index=True
    )
    lines, polygon_of = shapely.get_rings(polygons, return_index=True)
    pairs, line_of = shapely.get_coordinates(lines, return_index=True)
    places = np.split(np.round(pairs[:, ::-1], DECIMALS), np.flatnonzero(np.diff(line_of)) + 1)
    drawn: list[list[list[list[list[float]]]]] = [[] for _ in shapes]
    parts: list[list[list[list[float]]]] = [[] for _ in polygons]
    for part, shape in zip(parts, shape_of.tolist(), strict=True):
        drawn[shape].append(part)
    for ring, polygon in zip(places, polygon_of.tolist(), strict=True):
        parts[polygon].append(ring.tolist())
    return drawn


def rounded(pair: Any) -> list[float]:
    """Latitude and longitude, as Leaflet wants them."""
    return [round(pair[1], DECIMALS), round(pair[0], DECIMALS)]

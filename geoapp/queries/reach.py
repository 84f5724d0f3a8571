"""Which subdistrict a place belongs to, and what lies in some subdistricts."""

from collections.abc import Collection
from datetime import date

from django.contrib.gis.geos import Point
from django.db.models import Exists, OuterRef, Q, QuerySet

from geoapp.models import Area, Level, Post


def subdistrict_at(point: Point, day: date) -> Area | None:
    """The subdistrict that holds a point on a day; on a shared border the one with the lower code."""
    return current_areas(Level.SUBDISTRICT, day).filter(shape__intersects=point).order_by("code").first()


def posts_in(codes: Collection[str], day: date) -> QuerySet[Post]:
    """Posts that lie in subdistricts with these codes."""
    holding = current_areas(Level.SUBDISTRICT, day).filter(
        code__in=codes, shape__intersects=OuterRef("point")
    )
    return Post.objects.filter(Exists(holding))


def current_areas(level: Level, day: date) -> QuerySet[Area]:
    """The areas of a level as they are on a day."""
    return Area.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), level=level, valid_from__lte=day)

"""What every page shows around its content."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from geoapp.permissions import PAGES, Access

TEXT_SIZES = ("16", "20", "24")


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the navigation; ``current`` on its own page."""

    url: str
    label: str | Promise
    current: bool


def reader(request: HttpRequest) -> dict[str, object]:
    """Navigation, district and reading preferences of whoever is looking."""
    size = request.COOKIES.get("size")
    return {
        "navigation": navigation(request),
        "district": getattr(request, "district", None),
        "text_size": size if size in TEXT_SIZES else TEXT_SIZES[0],
        "text_sizes": TEXT_SIZES,
        "languages": settings.LANGUAGES,
        "demo": settings.DEMO,
    }


def navigation(request: HttpRequest) -> list[NavItem]:
    """The pages with a label that the user's roles may open, in the order of the table."""
    access: Access = getattr(request, "access", Access())
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        NavItem(reverse(name), page.label, name == here)
        for name, page in PAGES.items()
        if page.label and access.roles.keys() & page.roles.keys()
    ]

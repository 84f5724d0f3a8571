"""Pages that a phone keeps and asks about at each opening: one that has not changed is not sent again."""

import hashlib
import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control

# The CSRF token of a page is disguised anew each time; behind it is the one of the reader's cookie.
DISGUISED = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


def kept_by_phone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose page the reader's own browser may keep, and nobody between, but must ask about each time.

    A page that must not be kept says so itself ("no-store").
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        page = view(request, *args, **kwargs)
        if page.status_code != 200 or "no-store" in page.headers.get("Cache-Control", ""):
            return page
        patch_cache_control(page, private=True, no_cache=True)
        page["ETag"] = tag(page.content, request.META.get("CSRF_COOKIE", ""))
        return get_conditional_response(request, etag=page["ETag"], response=page)

    return answer


def tag(content: bytes, csrf_secret: str) -> str:
    """Differs when anything differs that the page says, or when its forms would be refused.

    Weak, because the proxy in front may compress the page.
    """
    disguised = DISGUISED.search(content)
    plain = content.replace(disguised[1], csrf_secret.encode()) if disguised else content
    return f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"'

"""What the web server reads before it makes its processes, so that no reader waits for it.

Importing the code of all pages takes seconds, and the processes of gunicorn share what was read before.
Nothing here may open a connection: two processes cannot talk over one.
"""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

TEMPLATES = settings.BASE_DIR / "geoapp" / "templates"


def read_ahead() -> None:
    """Read the code, the templates and the words of every page."""
    import_module(settings.ROOT_URLCONF)
    reverse("home")
    for name in template_names(TEMPLATES):
        get_template(name)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Patrolgrid")


def template_names(folder: Path) -> list[str]:
    """Names of all templates below a folder, as views ask for them."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())

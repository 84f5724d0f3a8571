"""What the settings read: the environment, this checkout's own folder, and folders of installed packages."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOCAL_DIR = Path(__file__).resolve().parent.parent / ".local"


def package_folder(package: str, below: str) -> Path:
    """A folder of files that an installed package carries."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).parent / below


def tile_hosts(url: str) -> list[str]:
    """Where the pages may load map tiles from: the service's host, if one is set."""
    parts = urlsplit(url.replace("{s}", "*"))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def library_in_wheel(package: str, pattern: str) -> str:
    """Path of a shared library that a wheel carries beside its package."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    found = sorted(Path(spec.origin).parent.parent.glob(f"{package}.libs/{pattern}"))
    return str(found[0]) if found else ""


def database_from_url(url: str, name: str | None) -> dict[str, object]:
    """Django's database entry for a ``postgis://user:password@host:port/name?host=/socket`` address."""
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        "NAME": name or unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        # PostGIS overstates what its functions cost, and compiling a statement of 0.1 s took 2 s.
        "OPTIONS": {"options": "-c jit=off", **query},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def default_database_url() -> str:
    """Address of the private cluster, as ``deploy/cluster.sh start`` wrote it."""
    address = LOCAL_DIR / "database_url"
    return address.read_text().strip() if address.exists() else "postgis:///patrolgrid"


def secret_key() -> str:
    """The site's key: from the environment, else made once and kept out of the repository."""
    if key := os.environ.get("PATROLGRID_SECRET_KEY"):
        return key
    path = LOCAL_DIR / "secret_key"
    if not path.exists():
        LOCAL_DIR.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def days_kept(name: str, default: int, least: int) -> int:
    """After how many days something is let go.

    Raises:
        ImproperlyConfigured: If the variable is no whole number of days, or fewer than somebody needs.
    """
    text = os.environ.get(name, str(default))
    if not text.isdecimal() or int(text) < least:
        raise ImproperlyConfigured(f"{name}={text}: a whole number of days is needed, {least} or more")
    return int(text)


def language() -> str:
    """Chinese or English: as PATROLGRID_LANGUAGE says, else as the user's locale does."""
    names = ("PATROLGRID_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next(filter(None, map(os.environ.get, names)), "en")
    return "zh-hans" if wanted.lower().startswith("zh") else "en"

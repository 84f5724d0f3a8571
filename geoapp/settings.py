"""Settings: everything a site changes comes from the environment."""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"


def library_in_wheel(package: str, pattern: str) -> str:
    """Path of a shared library that a wheel carries beside its package."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    found = sorted(Path(spec.origin).parent.parent.glob(f"{package}.libs/{pattern}"))
    return str(found[0]) if found else ""


# One GDAL and one GEOS in the process: those of the wheels that pyogrio and shapely use anyway.
GDAL_LIBRARY_PATH = library_in_wheel("pyogrio", "libgdal-*.so*") or None
GEOS_LIBRARY_PATH = library_in_wheel("shapely", "libgeos_c-*.so*") or None


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
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
    }


def default_database_url() -> str:
    """Address of the private cluster, as ``deploy/cluster.sh start`` wrote it."""
    address = LOCAL_DIR / "database_url"
    return address.read_text().strip() if address.exists() else "postgis:///patrolgrid"


DATABASES = {
    "default": database_from_url(
        os.environ.get("DATABASE_URL") or default_database_url(),
        # One database holds one district; another city lives beside it under another name.
        os.environ.get("PATROLGRID_DB"),
    )
}


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


def language() -> str:
    """Chinese or English: as PATROLGRID_LANGUAGE says, else as the user's locale does."""
    names = ("PATROLGRID_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next(filter(None, map(os.environ.get, names)), "en")
    return "zh-hans" if wanted.lower().startswith("zh") else "en"


SECRET_KEY = secret_key()
DEBUG = os.environ.get("PATROLGRID_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("PATROLGRID_HOSTS", "localhost,127.0.0.1").split(",")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.gis",
    "django.contrib.postgres",
    "geoapp.apps.GeoappConfig",
]
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = language()
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "geoapp" / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"geoapp": {"handlers": ["stderr"], "level": os.environ.get("PATROLGRID_LOG", "WARNING")}},
}

# A tile service under the maps, such as https://tile.openstreetmap.org/{z}/{x}/{y}.png; none by default,
# because a map must work with no network and must not tell a stranger where the patrols go.
TILE_URL = os.environ.get("PATROLGRID_TILE_URL", "")
TILE_ATTRIBUTION = os.environ.get("PATROLGRID_TILE_ATTRIBUTION", "")
WORKERS = int(os.environ.get("PATROLGRID_WORKERS", "0")) or len(os.sched_getaffinity(0))
CJK_FONT = Path(os.environ.get("PATROLGRID_FONT", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"))

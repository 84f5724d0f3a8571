"""Settings: everything a site changes comes from the environment."""

import os
from pathlib import Path

from csp import constants as csp

from geoapp.environment import LOCAL_DIR as LOCAL_DIR
from geoapp.environment import (
    database_from_url,
    days_kept,
    default_database_url,
    language,
    library_in_wheel,
    package_folder,
    secret_key,
    tile_hosts,
)

BASE_DIR = Path(__file__).resolve().parent.parent
# Where networks are kept once they are built; an empty PATROLGRID_NETWORK_CACHE keeps none.
_cache = os.environ.get("PATROLGRID_NETWORK_CACHE", str(BASE_DIR / ".local" / "networks"))
NETWORK_CACHE = Path(_cache) if _cache else None

# One GDAL and one GEOS in the process: those of the wheels that pyogrio and shapely use anyway.
GDAL_LIBRARY_PATH = library_in_wheel("pyogrio", "libgdal-*.so*") or None
GEOS_LIBRARY_PATH = library_in_wheel("shapely", "libgeos_c-*.so*") or None

DATABASES = {
    "default": database_from_url(
        os.environ.get("DATABASE_URL") or default_database_url(),
        # One database holds one district; another city lives beside it under another name.
        os.environ.get("PATROLGRID_DB"),
    )
}

SECRET_KEY = secret_key()
DEBUG = os.environ.get("PATROLGRID_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("PATROLGRID_HOSTS", "localhost,127.0.0.1").split(",")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.postgres",
    "geoapp.apps.GeoappConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "axes",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "geoapp.permissions.gate.Gate",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "geoapp.urls"
WSGI_APPLICATION = "geoapp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before those of the packages, so that ours win.
        "DIRS": [BASE_DIR / "geoapp" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "geoapp.views.context.reader",
            ]
        },
    }
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
    "loggers": {
        "geoapp": {"handlers": ["stderr"], "level": os.environ.get("PATROLGRID_LOG", "WARNING")},
        # It writes who tried to log in, from where: that is in its table, and belongs into no log.
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

# A tile service under the maps, such as https://tile.openstreetmap.org/{z}/{x}/{y}.png; none by default,
# because a map must work with no network and must not tell a stranger where the patrols go.
TILE_URL = os.environ.get("PATROLGRID_TILE_URL", "")
TILE_ATTRIBUTION = os.environ.get("PATROLGRID_TILE_ATTRIBUTION", "")
WORKERS = int(os.environ.get("PATROLGRID_WORKERS", "0")) or len(os.sched_getaffinity(0))
CJK_FONT = Path(os.environ.get("PATROLGRID_FONT", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"))

# Pages: files are served by the application itself, all from this machine.
STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("PATROLGRID_STATIC")
STATICFILES_DIRS = [
    BASE_DIR / "geoapp" / "static",
    ("htmx", package_folder("django_htmx", "static/django_htmx")),
    ("leaflet", package_folder("leaflet", "static/leaflet")),
    ("drawing", BASE_DIR / "maps" / "drawing" / "assets"),
    ("openapi", package_folder("drf_spectacular_sidecar", "static/drf_spectacular_sidecar/swagger-ui-dist")),
]
# Not what other packages bring along: nothing here uses it.
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
# Collected files carry the hash of their contents in the name; without, they come from where they are.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_ROOT

# What several processes share; without it each has its own, which is enough for one.
REDIS = os.environ.get("PATROLGRID_REDIS", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS}
    if REDIS
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 3000}},
    # Drawn parts of pages that are the same for many readers; each process has its own, because the next
    # version of the program may draw them in another way.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# Background work. With a broker, such as redis://host/0 or redis+socket:///path, Celery workers do it on any
# number of machines; without one a process of this machine does.
BROKER = os.environ.get("PATROLGRID_BROKER", "")
# A worker that was not heard of for so long is taken for dead, and its work is taken up by another.
JOB_STALE_S = float(os.environ.get("PATROLGRID_JOB_STALE_S", "30"))

# The demo shows everything to whoever tries it: no second factor, made-up people only.
DEMO = os.environ.get("PATROLGRID_DEMO") == "1"
SECOND_FACTOR_WAIVED = DEMO
# Only for trying on one machine; a real site stands behind TLS.
PLAIN_HTTP = os.environ.get("PATROLGRID_PLAIN_HTTP") == "1"
BEHIND_PROXY = os.environ.get("PATROLGRID_BEHIND_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 365 * 24 * 3600
# The proxy in front redirects to TLS, and what else lives under the host's domain is not for us to decide.
SILENCED_SYSTEM_CHECKS = ["security.W008", "security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# A volunteer's phone stays logged in; whoever sees other people logs in every day.
PHONE_SESSION_AGE = 60 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF, csp.NONCE],
        "style-src": [csp.SELF, csp.NONCE],
        "img-src": [csp.SELF, "data:", "blob:", *tile_hosts(TILE_URL)],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "worker-src": [csp.SELF],
        "form-action": [csp.SELF],
        "base-uri": [csp.NONE],
        "frame-ancestors": [csp.NONE],
    }
}

PERSONAL_FIELDS = ["name", "home", "birth_year", "first_name", "last_name", "email"]
PLACES = ["point", "shape"]

# The API: the gate has decided who somebody is and what they may open before a view is asked.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["geoapp.permissions.rest.GateUser"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "geoapp.api.errors.plain_json",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Patrolgrid · 巡防网格",
    "DESCRIPTION": "OGC API – Features",
    "VERSION": "1.0",
    "SERVE_INCLUDE_SCHEMA": False,
}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "geoapp.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Passwords are counted by axes, in the database; this counts codes of the second factor.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key"}
MFA_TOTP_ISSUER = "Patrolgrid"
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "geoapp.accounts.SecondFactorAdapter"
# By user and address together: by address alone, one office or one mobile network would lock out the other
# people behind it; by user alone, a stranger could lock out a coordinator.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "geoapp.accounts.name_tried"
AXES_CLIENT_IP_CALLABLE = "geoapp.accounts.client_address"
AXES_LOCKOUT_CALLABLE = "geoapp.views.errors.locked_out"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AUDITLOG_DISABLE_REMOTE_ADDR = True
# Who changed what. Names, homes and exact places are masked: an auditor needs to know that they changed, not
# to read them. Patrols and assignments are not here: planning a week again would write ten thousand lines.
AUDITLOG_MASK_CALLABLE = "geoapp.audit.masked"
AUDITLOG_INCLUDE_TRACKING_MODELS = (
    {"model": "auth.User", "exclude_fields": ["password", "last_login"], "mask_fields": PERSONAL_FIELDS},
    "geoapp.Account",
    "geoapp.Appointment",
    "geoapp.Team",
    {"model": "geoapp.Volunteer", "mask_fields": PERSONAL_FIELDS, "m2m_fields": ["skills"]},
    "geoapp.Availability",
    "geoapp.Absence",
    {"model": "geoapp.Area", "mask_fields": PLACES},
    {"model": "geoapp.Post", "mask_fields": PLACES},
    "geoapp.FixedPatrol",
    {"model": "geoapp.Visit", "mask_fields": PLACES},
    {"model": "geoapp.Roster", "include_fields": ["status"]},
    "geoapp.RosterRules",
)
# After how many days ``manage.py retire`` lets go; the least is what somebody still needs. Photos and words
# show people; places of check-ins are counted for 28 days; hours are shown for a year. Records of use stay
# for half a year at least, as the Cybersecurity Law of China (article 21) asks of operators.
KEEP_PHOTOS_DAYS = days_kept("PATROLGRID_KEEP_PHOTOS_DAYS", default=90, least=1)
KEEP_PLACES_DAYS = days_kept("PATROLGRID_KEEP_PLACES_DAYS", default=90, least=30)
KEEP_REPORTS_DAYS = days_kept("PATROLGRID_KEEP_REPORTS_DAYS", default=400, least=30)
KEEP_LOGINS_DAYS = days_kept("PATROLGRID_KEEP_LOGINS_DAYS", default=183, least=1)
KEEP_AUDIT_DAYS = days_kept("PATROLGRID_KEEP_AUDIT_DAYS", default=400, least=183)
CSRF_FAILURE_VIEW = "geoapp.views.errors.stale_form"

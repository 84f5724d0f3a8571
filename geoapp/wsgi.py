"""The application as gunicorn starts it: ``gunicorn geoapp.wsgi``."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
application = get_wsgi_application()

# Importable only now.
from geoapp.reading_ahead import read_ahead  # noqa: E402

read_ahead()

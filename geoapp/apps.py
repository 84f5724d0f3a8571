from django.apps import AppConfig


class GeoappConfig(AppConfig):
    name = "geoapp"
    default_auto_field = "django.db.models.BigAutoField"

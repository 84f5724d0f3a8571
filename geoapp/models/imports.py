"""Files that wait between their preview and their import."""

from django.conf import settings
from django.db import models


class StagedFile(models.Model):
    """An uploaded file; deleted when it is imported, and after a day in any case."""

    key = models.CharField(max_length=32, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20, blank=True)
    frame = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

"""Streets say whom they bind on foot and by bicycle; earlier extracts say it for people on foot alone."""

from django.db import migrations, models
from django.db.models import Q


def bound_on_foot(apps, _editor):
    apps.get_model("geoapp", "Street").objects.filter(both_ways=False).update(on_foot="along")


def both_ways_on_foot(apps, _editor):
    apps.get_model("geoapp", "Street").objects.exclude(on_foot="both").update(both_ways=False)


BINDINGS = [
    ("both", "both ways"),
    ("along", "as drawn"),
    ("against", "against its drawing"),
    ("closed", "not at all"),
]


class Migration(migrations.Migration):
    dependencies = [("geoapp", "0012_route_draws")]

    operations = [
        migrations.AddField(
            "streetextract",
            "riding",
            models.BooleanField(default=False, help_text="says which streets may be ridden"),
        ),
        migrations.AddField(
            "street", "on_foot", models.CharField(choices=BINDINGS, default="both", max_length=8)
        ),
        migrations.AddField(
            "street", "by_bicycle", models.CharField(choices=BINDINGS, default="closed", max_length=8)
        ),
        migrations.RunPython(bound_on_foot, both_ways_on_foot),
        migrations.RemoveField("street", "both_ways"),
        migrations.AddConstraint(
            "street",
            models.CheckConstraint(
                condition=Q(on_foot__in=["both", "along", "against", "closed"])
                & Q(by_bicycle__in=["both", "along", "against", "closed"]),
                name="street_binding_is_known",
            ),
        ),
    ]

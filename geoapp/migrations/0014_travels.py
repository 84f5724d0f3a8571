"""Teams and routes say how they get about; all that there are go on foot."""

from django.db import migrations, models
from django.db.models import Q

TRAVELS = [("foot", "on foot"), ("bicycle", "by bicycle")]


class Migration(migrations.Migration):
    dependencies = [("geoapp", "0013_bicycles")]

    operations = [
        migrations.AddField(
            "team", "travels", models.CharField(choices=TRAVELS, default="foot", max_length=8)
        ),
        migrations.AddField(
            "route", "travels", models.CharField(choices=TRAVELS, default="foot", max_length=8)
        ),
        migrations.AlterField(
            "route", "walk_m", models.FloatField(help_text="metres on the way, walked or ridden")
        ),
        migrations.AddConstraint(
            "team",
            models.CheckConstraint(
                condition=Q(travels__in=["foot", "bicycle"]), name="team_travels_as_known"
            ),
        ),
        migrations.AddConstraint(
            "route",
            models.CheckConstraint(
                condition=Q(travels__in=["foot", "bicycle"]), name="route_travels_as_known"
            ),
        ),
    ]

from django.db import migrations, models

# As in ``geoapp/holidays.py`` when this was written.
MAINLAND_ZONES = (
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC",
)


def turn_on_in_mainland_china(apps, _schema_editor):
    apps.get_model("geoapp", "District").objects.filter(time_zone__in=MAINLAND_ZONES).update(holidays="cn")


class Migration(migrations.Migration):

    dependencies = [
        ("geoapp", "0004_accounts"),
    ]

    operations = [
        migrations.AddField(
            model_name="district",
            name="holidays",
            field=models.CharField(
                choices=[
                    ("none", "none: every day counts as its day of the week"),
                    ("cn", "mainland China, with worked weekends"),
                ],
                default="none",
                help_text="whose holidays decide which days are worked",
                max_length=4,
            ),
        ),
        migrations.RunPython(turn_on_in_mainland_china, migrations.RunPython.noop),
    ]

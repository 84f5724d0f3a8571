"""The six team kinds, skills, slots of the day and incident categories that every district starts with."""

from datetime import time

from django.db import migrations

TEAM_KINDS = [
    ("red-armband", "red-armband volunteers", "红袖标志愿者"),
    ("party", "party members", "党员志愿者"),
    ("grid", "grid officers", "网格员"),
    ("owners", "home owners", "业主志愿者"),
    ("security", "security guards", "保安员"),
    ("militia", "militia", "民兵"),
]
SKILLS = [
    ("first-aid", "first aid", "急救"),
    ("police-liaison", "police liaison", "警务联络"),
    ("mediation", "mediation", "调解"),
    ("dialect", "dialect", "方言"),
    ("elderly-care", "care of the elderly", "助老"),
]
SLOTS = [
    ("am-rush", "morning rush", "早高峰", time(6, 30), time(8, 30)),
    ("morning", "morning", "上午", time(10), time(12)),
    ("pm-rush", "evening rush", "晚高峰", time(16, 30), time(18, 30)),
    ("evening", "evening", "傍晚", time(19), time(21)),
    ("late", "late evening", "夜间", time(21), time(23)),
]
CATEGORIES = [
    ("theft", "theft", "盗窃", "property"),
    ("burglary", "burglary", "入室盗窃", "property"),
    ("vehicle", "vehicle crime", "涉车案件", "property"),
    ("fraud", "fraud", "诈骗", "property"),
    ("assault", "assault", "伤害", "violence"),
    ("disorder", "disorder", "扰乱秩序", "disorder"),
    ("dispute", "dispute", "矛盾纠纷", "disorder"),
    ("fire-hazard", "fire hazard", "消防隐患", "hazard"),
    ("other", "other", "其他", "other"),
]


def seed(apps, schema_editor):
    for name, rows in (("TeamKind", TEAM_KINDS), ("Skill", SKILLS)):
        model = apps.get_model("geoapp", name)
        model.objects.bulk_create(model(code=code, name_en=en, name_zh=zh) for code, en, zh in rows)
    slot = apps.get_model("geoapp", "Slot")
    slot.objects.bulk_create(
        slot(code=code, name_en=en, name_zh=zh, starts=starts, ends=ends) for code, en, zh, starts, ends in SLOTS
    )
    category = apps.get_model("geoapp", "Category")
    category.objects.bulk_create(
        category(code=code, name_en=en, name_zh=zh, group=group) for code, en, zh, group in CATEGORIES
    )


class Migration(migrations.Migration):
    dependencies = [("geoapp", "0001_records")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]

"""What the commands say, in English and in Simplified Chinese."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command, load_command_class
from django.utils.translation import override

from geoapp.environment import language
from geoapp.importing.problems import Problem, problem_table
from geoapp.management.steps import PARTS_OF_STEPS
from geoapp.management.terminal import screen_width
from geoapp.models import Post, Roster
from geoapp.summary import summary_table
from scheduling.solve import STEPS
from tests.builders import run_command, run_refused, write_csv

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("geoapp/locale/zh_Hans/LC_MESSAGES/django.po")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[-.\d]*[a-z]|%%")
HEAD = "code,name,lon,lat,fixed,max_patrols"
SWAPPED = "P1,x,41.86,123.93,,"
LANGUAGE_VARIABLES = ("PATROLGRID_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def chinese():
    with override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def english():
    """Whatever the locale of the machine."""
    with override("en"):
        yield


@pytest.fixture(scope="module")
def fresh_catalogue(tmp_path_factory):
    """The catalogue with all texts that the code has now."""
    root = tmp_path_factory.mktemp("texts")
    shutil.copytree(ROOT / "geoapp", root / "geoapp", ignore=shutil.ignore_patterns("*.pyc"))
    subprocess.run(
        [
            sys.executable, "-m", "django", "makemessages", "--locale", "zh_Hans", "--verbosity", "0",
            "--pythonpath", root, "--settings", "geoapp.settings",
        ],
        cwd=root / "geoapp", check=True,
    )  # fmt: skip
    return root / CATALOGUE


def gettext_tool(*command):
    """What a program of GNU gettext prints."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


@pytest.mark.parametrize("lack", ["--untranslated", "--only-fuzzy"])
def test_every_text_of_the_code_has_a_finished_translation(fresh_catalogue, lack):
    assert gettext_tool("msgattrib", lack, "--no-obsolete", fresh_catalogue) == ""


def test_catalogue_passes_the_checks_of_gettext(tmp_path):
    gettext_tool("msgfmt", "--check", "-o", tmp_path / "django.mo", ROOT / CATALOGUE)


def compiled_texts():
    """English and Chinese of the compiled catalogue, each plural form by itself."""
    with (ROOT / CATALOGUE).with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    english = [key[0] if isinstance(key, tuple) else key for key in catalogue]
    return [pair for pair in zip(english, catalogue.values(), strict=True) if pair[0]]


def test_translations_have_the_placeholders_of_their_texts():
    texts = compiled_texts()

    differing = [
        english
        for english, chinese in texts
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(chinese))
    ]

    assert len(texts) > 200
    assert differing == []


def test_translations_of_words_are_in_chinese():
    left_english = [
        chinese
        for english, chinese in compiled_texts()
        if re.search("[A-Za-z]", PLACEHOLDER.sub("", english)) and not CHINESE.search(chinese)
    ]

    assert left_english == []


def test_choices_of_the_records_are_translated(chinese):
    labels = {
        str(label)
        for model in apps.get_app_config("geoapp").get_models()
        for field in model._meta.get_fields()
        for _value, label in getattr(field, "choices", None) or ()
    }

    assert {"街道", "社区", "网格", "热点", "上门服务", "替补", "居民上报"} <= labels
    assert [label for label in labels if not CHINESE.search(label)] == []


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "PATROLGRID_LANGUAGE": "en"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "PATROLGRID_LANGUAGE": ""}, "zh-hans"),
        ({"PATROLGRID_LANGUAGE": "zh-hans"}, "zh-hans"),
    ],
)
def test_language_is_the_setting_or_else_that_of_the_locale(monkeypatch, environment, wanted):
    for name in LANGUAGE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert language() == wanted


@pytest.mark.django_db
def test_bad_row_is_told_in_english(district, tmp_path):
    printed = run_refused("import_posts", write_csv(tmp_path / "p.csv", HEAD, SWAPPED))

    assert "longitude and latitude look swapped: exchange the two columns" in printed
    assert "1 of 1 rows are bad; nothing was written" in printed
    assert not CHINESE.search(printed)


@pytest.mark.django_db
def test_bad_row_is_told_in_chinese(district, tmp_path, chinese):
    printed = run_refused("import_posts", write_csv(tmp_path / "p.csv", HEAD, SWAPPED))

    assert "处理办法" in printed
    assert "经纬度疑似颠倒：请互换两列" in printed
    assert "1 行中有 1 行有误，未写入任何数据" in printed
    assert not Post.objects.exists()


@pytest.mark.django_db
def test_summary_of_an_import_is_in_chinese(district, tmp_path, chinese):
    printed = run_command("import_posts", write_csv(tmp_path / "p.csv", HEAD, "P1,x,123.93,41.86,,"))

    assert "岗点：新增 1，变更 0，未变 0，拒绝 0" in printed


@pytest.mark.django_db
def test_progress_of_an_import_is_in_chinese(district, tmp_path, chinese, capsys):
    path = write_csv(tmp_path / "p.csv", HEAD, "P1,x,123.93,41.86,,")

    call_command("import_posts", str(path))

    assert capsys.readouterr().err == "岗点：读取 …\n岗点：检查 …\n岗点：保存 …\n"


@pytest.mark.django_db
def test_step_that_cannot_start_says_so_in_chinese(chinese):
    assert run_refused("roster", "--roster", 9) == "没有编号为 9 的排班。"


def test_wrong_option_is_told_in_chinese(chinese):
    with pytest.raises(CommandError, match="请填 1 至 366 的整数"):
        call_command("plan", "--days", "0")


@pytest.mark.parametrize("name", [path.stem for path in ROOT.glob("geoapp/management/commands/[a-z]*.py")])
def test_help_of_each_command_is_in_chinese(chinese, name):
    command = load_command_class("geoapp", name)

    assert CHINESE.search(command.create_parser("manage.py", name).format_help().split("\n\n")[1])


def test_parts_of_the_roster_step_have_translations():
    assert set(STEPS) <= set(PARTS_OF_STEPS)


def test_table_of_problems_lines_up_under_chinese_headings(chinese):
    problems = [Problem(2, "lon", "x", "改"), Problem(10, "名称", "南站广场岗", "改")]

    _path, *lines = problem_table(Path("p.csv"), problems, None).split("\n")

    assert {screen_width(line.rpartition("  ")[0]) for line in lines} == {2 + 2 + 2 + 4 + 2 + 10}


def test_plan_is_summed_up_in_the_language_of_the_terminal():
    figures = {"patrols_run": 9, "patrols_wanted": 12, "steps": {"roster": 1.5}}
    roster = Roster(starts_on=date(2026, 11, 30), days=7, seed=1, figures=figures)

    english = summary_table(roster, Path("out"))
    with override("zh-hans"):
        chinese = summary_table(roster, Path("out"))

    assert english.startswith("Plan 2026-11-30 to 2026-12-06, seed 1\n")
    assert chinese.startswith("方案 2026-11-30 至 2026-12-06，种子 1\n")
    assert not CHINESE.search(english)
    assert "  开行班次                       75.0%          12 中的 9" in chinese
    assert chinese.endswith("请打开 out/index.html")

"""What a real site is run with: units, containers, and a backup that is really brought back."""

import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
import yaml
from django.db import connection

from geoapp.models import Slot, TeamKind
from geoapp.settings import BASE_DIR

SITE = BASE_DIR / "deploy" / "site"
UNITS = sorted([*SITE.glob("*.service"), *SITE.glob("*.timer")])
SCRIPTS = sorted(BASE_DIR.glob("deploy/*.sh"))


def run(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=120, cwd=BASE_DIR,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_parses(script):
    assert run("bash", "-n", script).stderr == ""


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_unit_is_accepted_by_systemd(unit, tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    # The programs of a unit must exist where it names them: here, in this checkout.
    for path in SITE.glob("patrolgrid-*"):
        text = path.read_text().replace("/opt/patrolgrid", str(BASE_DIR))
        (tmp_path / path.name).write_text(text)

    found = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", tmp_path / unit.name)

    assert [line for line in found.stderr.splitlines() if unit.name in line] == []


def test_unit_with_a_misspelt_setting_would_be_found(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    unit = tmp_path / "x.service"
    unit.write_text("[Service]\nExecStart=/bin/true\nReadWritePath=/x\n")

    assert "ReadWritePath" in run("systemd-analyze", "verify", "--man=no", unit).stderr


def test_only_the_proxy_of_the_containers_is_open_to_the_world():
    services = yaml.safe_load((SITE / "compose.yaml").read_text())["services"]

    assert {name for name, service in services.items() if "ports" in service} == {"proxy"}
    assert {service["environment"]["PATROLGRID_BEHIND_PROXY"] for name, service in services.items()
            if name in ("web", "worker")} == {"1"}  # fmt: skip


def test_every_setting_of_a_site_is_one_that_the_code_reads():
    named = set()
    for path in [*SITE.iterdir(), BASE_DIR / "docs" / "operations.md"]:
        named |= set(re.findall(r"\bPATROLGRID_[A-Z_]+", path.read_text()))
    code = "".join(
        path.read_text()
        for pattern in ("geoapp/**/*.py", "deploy/*", "deploy/site/Caddyfile", "deploy/site/compose.yaml")
        for path in BASE_DIR.glob(pattern)
        if path.is_file()
    )

    # Read by the compose file itself.
    assert {name for name in named if code.count(name) < 1} == set()


@pytest.fixture
def server():
    """Address of the server of the tests without a database, and the name of a database to restore into."""
    values = connection.settings_dict
    host = values["HOST"]
    name = f"{values['NAME']}_restored"
    yield f"postgis://{values['USER']}:{values['PASSWORD']}@/postgres?host={host}", values["NAME"], name
    run("dropdb", "--if-exists", "-h", host, "-U", values["USER"], name)


@pytest.mark.django_db
def test_backup_is_brought_back_whole(server, tmp_path):
    url, name, restored = server

    saved = run("deploy/backup.sh", tmp_path, DATABASE_URL=url, PATROLGRID_DB=name)
    dump = Path(saved.stdout.strip())
    back = run("deploy/restore.sh", dump, restored, DATABASE_URL=url)

    assert (saved.returncode, back.returncode) == (0, 0), saved.stderr + back.stderr
    assert stat.S_IMODE(dump.stat().st_mode) == 0o600
    assert list(tmp_path.glob("*.part")) == []
    counts = "select (select count(*) from geoapp_slot), (select count(*) from geoapp_teamkind)"
    values = connection.settings_dict
    found = run("psql", "-qAtX", "-h", values["HOST"], "-U", values["USER"], "-d", restored, "-c", counts)
    assert found.stdout.strip() == f"{Slot.objects.count()}|{TeamKind.objects.count()}"


@pytest.mark.django_db
def test_restore_never_overwrites_a_database(server, tmp_path):
    url, name, _restored = server
    dump = run("deploy/backup.sh", tmp_path, DATABASE_URL=url, PATROLGRID_DB=name).stdout.strip()

    refused = run("deploy/restore.sh", dump, name, DATABASE_URL=url)

    assert refused.returncode == 2
    assert "exists already" in refused.stderr


@pytest.mark.django_db
def test_dump_that_was_cut_off_is_refused_before_anything_is_made(server, tmp_path):
    url, name, restored = server
    dump = Path(run("deploy/backup.sh", tmp_path, DATABASE_URL=url, PATROLGRID_DB=name).stdout.strip())
    dump.write_bytes(dump.read_bytes()[:200])

    refused = run("deploy/restore.sh", dump, restored, DATABASE_URL=url)

    assert refused.returncode != 0
    assert "not a whole dump" in refused.stderr


@pytest.mark.django_db
def test_old_dumps_go_and_young_ones_stay(server, tmp_path):
    url, name, _restored = server
    for days in (2, 40):
        path = tmp_path / f"patrolgrid-{days}.dump"
        path.touch()
        os.utime(path, (path.stat().st_mtime - days * 86400,) * 2)

    run("deploy/backup.sh", tmp_path, 30, DATABASE_URL=url, PATROLGRID_DB=name)

    assert sorted(path.name for path in tmp_path.glob("patrolgrid-?.dump")) == ["patrolgrid-2.dump"]
    assert not (tmp_path / "patrolgrid-40.dump").exists()

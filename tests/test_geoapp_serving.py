"""`make serve`: everything starts, lets the readers in, and leaves nothing behind."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from geoapp import serving
from geoapp.demo_logins import demo_logins
from geoapp.models import District
from geoapp.pipeline import fill_roster
from tests.accounts import make_places
from tests.live_site import rows_put_back
from tests.roster_rows import go_live, make_draft, make_people, make_planned, make_post

pytestmark = pytest.mark.django_db
SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
# Ignores the request to end, and has a child of its own.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def alive(pid: int) -> bool:
    """Whether a process still runs; a dead one that nobody has collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_only_own_children_are_stopped():
    stranger = subprocess.Popen(SLEEPER)
    processes = serving.Processes()
    processes.start("one", SLEEPER, {})

    processes.stop()

    assert processes.running["one"].poll() is not None
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_child_that_does_not_listen_is_ended_with_its_own_children(monkeypatch, capfd):
    monkeypatch.setattr(serving, "STOP_S", 0.5)
    processes = serving.Processes()
    processes.start("stubborn", [sys.executable, "-c", STUBBORN], {})
    printed = ""
    while not printed.strip():
        time.sleep(0.05)
        printed += capfd.readouterr().out

    processes.stop()

    time.sleep(0.2)
    assert not alive(int(printed))


def test_child_that_ends_by_itself_is_noticed():
    processes = serving.Processes()
    processes.start("short", [sys.executable, "-c", ""], {})
    processes.running["short"].wait()

    assert processes.first_ended() == "short"


def test_taken_port_leads_to_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert serving.free_port("127.0.0.1", port) > port


def test_broker_that_is_set_is_used(monkeypatch, tmp_path):
    monkeypatch.setenv("PATROLGRID_BROKER", "redis://elsewhere/0")
    processes = serving.Processes()

    assert serving.broker(processes, tmp_path) == {}
    assert processes.running == {}


def test_missing_broker_is_said_with_the_remedy(monkeypatch, tmp_path):
    monkeypatch.delenv("PATROLGRID_BROKER", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(serving.CannotServe, match="make setup"):
        serving.broker(serving.Processes(), tmp_path)


def test_private_broker_opens_no_port_and_no_socket_to_others(monkeypatch, tmp_path):
    monkeypatch.delenv("PATROLGRID_BROKER", raising=False)
    processes = serving.Processes()

    address = serving.broker(processes, tmp_path)

    path = tmp_path / "redis.sock"
    assert address["PATROLGRID_BROKER"] == f"redis+socket://{path}?virtual_host=0"
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    listening = subprocess.run(["ss", "-tlnp"], capture_output=True, text=True, check=True).stdout
    assert f"pid={processes.running['broker'].pid}," not in listening
    processes.stop()


@pytest.fixture
def local_folder(settings, tmp_path):
    settings.LOCAL_DIR = tmp_path
    return tmp_path


def test_demo_passwords_are_random_kept_and_for_the_owner_only(two_subdistricts, local_folder):
    first, second = demo_logins(), demo_logins()

    kept = next(local_folder.glob("demo_logins_*.json"))
    assert first == second
    assert len({password for _name, password in first.values()}) == len(first) == 5
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert {name for name, _password in first.values()} >= {"demo-coordinator", "demo-planner"}


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    """Rows that another process can see, with a patrol in force: serve has nothing to plan."""
    with django_db_blocker.unblock(), rows_put_back():
        assert connection.settings_dict["NAME"].startswith("test_")
        found = make_places(1)
        District.objects.update(synthetic=True)
        make_people(found[0], 8, leaders=8)
        roster = make_draft(timezone.localdate() + timedelta(days=2))
        make_planned(roster, found[0], make_post(found[0], "P1"))
        fill_roster(roster)
        go_live(roster)
        yield found


def test_readers_log_in_to_what_serve_starts_and_ctrl_c_leaves_nothing(places, tmp_path):
    name = connection.settings_dict["NAME"]
    kept = settings.LOCAL_DIR / f"demo_logins_{name}.json"
    environment = {**os.environ, "PATROLGRID_DB": name, "TMPDIR": str(tmp_path), "PATROLGRID_LANGUAGE": "en"}
    environment.pop("PATROLGRID_BROKER", None)
    port = serving.free_port("127.0.0.1", 8900)
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    serve = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        said = ""
        for line in serve.stdout:
            said += line
            if line == "Ctrl-C stops it.\n":
                break
        password = re.search(r"demo-planner\s+(\S+)", said).group(1)
        address = re.search(r"http://\S+/", said).group()

        assert who_is_in(address, "demo-planner", password) == "demo-planner"
        assert [stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("patrolgrid-*")] == [0o700]
    finally:
        serve.send_signal(signal.SIGINT)
        serve.wait(60)
        kept.unlink(missing_ok=True)

    assert serve.returncode == 0
    assert list(tmp_path.glob("patrolgrid-*")) == []
    with socket.socket() as attempt:
        assert attempt.connect_ex(("127.0.0.1", port)) != 0


def who_is_in(address: str, name: str, password: str) -> str:
    """The user name that the account page shows after a login by the form."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    form = opener.open(f"{address}account/login/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form).group(1)
    data = urlencode({"login": name, "password": password, "csrfmiddlewaretoken": token}).encode()
    opener.open(Request(f"{address}account/login/", data, {"Referer": address})).read()
    page = opener.open(f"{address}account/").read().decode()
    return re.search(r"<dd>([\w-]+)</dd>", page).group(1)

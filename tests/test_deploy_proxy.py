"""A real site as the world sees it: gunicorn behind the Caddy of ``deploy/site``, with TLS."""

import os
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.urls import reverse

from geoapp.serving import Processes, free_port, wait_for_answer, web_command
from geoapp.settings import BASE_DIR, LOCAL_DIR

CADDY = LOCAL_DIR / "caddy"
HOST = "127.0.0.1"
CLAIMED = "203.0.113.9"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CADDY.exists(), reason="needs .local/caddy, see deploy/setup.sh --test"),
]


@dataclass(frozen=True)
class Front:
    """Where the proxy listens, without and with TLS, and a browser that takes its certificate."""

    plain: str
    secure: str
    browser: urllib.request.OpenerDirector

    @property
    def login(self) -> str:
        return self.secure.rstrip("/") + reverse("account_login")

    def open(self, url: str, data: bytes | None = None, **headers: str) -> tuple[int, object, bytes]:
        request = urllib.request.Request(url, data, {"Referer": self.secure, **headers})
        try:
            with self.browser.open(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments: object) -> None:
        return None


@pytest.fixture(scope="module")
def front(seeds: str, tmp_path_factory) -> Iterator[Front]:
    folder, processes = tmp_path_factory.mktemp("site"), Processes()
    web, plain, secure = (free_port(HOST, port) for port in (8950, 9950, 10950))
    environment = {
        "PATROLGRID_DB": str(connection.settings_dict["NAME"]),
        "PATROLGRID_HOSTS": "localhost",
        "PATROLGRID_SECRET_KEY": "k" * 60,
        "PATROLGRID_STATIC": str(folder / "static"),
        "PATROLGRID_BEHIND_PROXY": "1",
        "PATROLGRID_UPSTREAM": f"{HOST}:{web}",
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    # Other ports than those of a real site, and a certificate of its own that nobody else is told of.
    config = folder / "Caddyfile"
    options = f"http_port {plain}\nhttps_port {secure}\nadmin off\nskip_install_trust\nlocal_certs"
    config.write_text(f"{{\n{options}\n}}\n" + (BASE_DIR / "deploy" / "site" / "Caddyfile").read_text())
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env={**os.environ, **environment}, cwd=BASE_DIR, check=True)
    try:
        processes.start("web", web_command(f"{HOST}:{web}"), environment)
        wait_for_answer(processes, f"{HOST}:{web}")
        command = [str(CADDY), "run", "--config", str(config), "--adapter", "caddyfile"]
        processes.start("proxy", command, environment)
        wait_for_answer(processes, f"{HOST}:{secure}")
        root = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        trusted = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=str(root)))
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        browser = urllib.request.build_opener(trusted, cookies, _Stay)
        yield Front(f"http://localhost:{plain}/", f"https://localhost:{secure}/", browser)
    finally:
        processes.stop()


def test_plain_http_is_sent_to_tls(front):
    status, headers, _body = front.open(front.plain)

    assert status in (301, 308)
    assert headers["Location"].startswith("https://localhost")


def test_login_page_comes_packed_with_secure_cookies_and_asks_for_tls_for_a_year(front):
    status, headers, body = front.open(front.login, **{"Accept-Encoding": "gzip"})

    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert headers["Content-Encoding"] == "gzip" and body[:2] == b"\x1f\x8b"
    cookies = headers.get_all("Set-Cookie")
    assert cookies and all("; Secure" in cookie for cookie in cookies)


def test_files_of_the_pages_come_through(front):
    _status, _headers, body = front.open(front.login)
    (style, *_others) = re.findall(rb'href="(/static/[^"]+\.css)"', body)

    status, headers, _body = front.open(front.secure.rstrip("/") + style.decode())

    assert status == 200
    assert "immutable" in headers["Cache-Control"]


def test_address_that_a_client_claims_is_not_the_one_that_is_locked_out(front):
    _status, _headers, body = front.open(front.login)
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', body).group(1).decode()
    form = {"login": "nobody-here", "password": "wrong", "csrfmiddlewaretoken": token}

    status, _headers, _body = front.open(
        front.login,
        urllib.parse.urlencode(form).encode(),
        **{"X-Forwarded-For": CLAIMED, "X-Real-Ip": CLAIMED},
    )

    assert status == 200
    (attempt,) = AccessAttempt.objects.filter(username="nobody-here")
    assert attempt.ip_address in ("127.0.0.1", "::1")


def test_more_than_a_site_takes_is_refused(front):
    try:
        status, _headers, _body = front.open(front.login, b"x" * 26_000_000)
    except urllib.error.URLError:
        # The proxy hangs up in the middle of it.
        status = 0

    assert status in (0, 413, 502)
    assert front.open(front.login)[0] == 200

"""What a monitor hears of the site, and what Django's own check says about the settings of one."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from geoapp.models import Job
from geoapp.settings import BASE_DIR

# Nobody listens on the discard port.
NO_BROKER = "redis://127.0.0.1:9/0"
SITE = {
    "PATROLGRID_SECRET_KEY": "a key of 50 letters and more, as a real site has one: 3f9a",
    "PATROLGRID_HOSTS": "patrol.example.org",
    "PATROLGRID_BEHIND_PROXY": "1",
}


@pytest.mark.django_db
def test_site_that_works_says_so_to_anybody(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (
        200,
        {"database": "ok", "broker": "none", "workers": "ok"},
    )
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_broker_that_does_not_answer_is_told(client, settings, monkeypatch):
    settings.BROKER = NO_BROKER
    monkeypatch.setattr("geoapp.views.health.app.conf.broker_url", NO_BROKER)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["broker"]) == (503, "down")


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "expected"), [(4, (200, "ok")), (6, (503, "waiting"))])
def test_job_that_nobody_begins_is_told(minutes, expected, client):
    Job.objects.create(kind=Job.Kind.PLAN)
    Job.objects.update(asked_at=timezone.now() - timedelta(minutes=minutes))

    response = client.get("/healthz")

    assert (response.status_code, response.json()["workers"]) == expected


@pytest.mark.django_db
def test_database_that_does_not_answer_is_told_without_its_address(client, monkeypatch):
    def refuse() -> None:
        raise DatabaseError("connection to server at 10.0.0.5 failed: password of patrolgrid")

    monkeypatch.setattr(Job.objects, "exists", refuse)

    response = client.get("/healthz")

    assert (response.status_code, response.json()["database"]) == (503, "down")
    assert b"10.0.0.5" not in response.content


def checked(**settings: str) -> subprocess.CompletedProcess[str]:
    """Django's check for deployment, with these settings and the machine's paths only."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        capture_output=True, text=True, cwd=BASE_DIR, timeout=60,
        env={"PATH": os.environ["PATH"], **settings},
    )  # fmt: skip


def test_settings_of_a_site_pass_the_check_for_deployment():
    answer = checked(**SITE)

    assert answer.returncode == 0, answer.stderr


def test_check_for_deployment_finds_a_site_without_tls():
    answer = checked(**SITE, PATROLGRID_PLAIN_HTTP="1")

    assert answer.returncode == 1
    assert "SECURE_HSTS_SECONDS" in answer.stderr

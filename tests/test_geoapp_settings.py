"""Where the settings find the database, and for how long they keep things."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from geoapp.environment import database_from_url, days_kept


def test_address_of_a_server_is_taken_apart():
    entry = database_from_url("postgis://ada:p%40ss@db.example:5433/patrols?sslmode=require", None)

    assert (entry["USER"], entry["PASSWORD"], entry["HOST"]) == ("ada", "p@ss", "db.example")
    assert (entry["PORT"], entry["NAME"]) == ("5433", "patrols")
    assert entry["OPTIONS"] == {"options": "-c jit=off", "sslmode": "require"}


def test_address_of_a_socket_names_its_folder():
    entry = database_from_url("postgis://patrolgrid@/patrolgrid?host=/var/lib/x/socket", None)

    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == (
        "/var/lib/x/socket", "", {"options": "-c jit=off"},
    )  # fmt: skip


def test_another_city_is_another_database_of_the_same_server():
    assert database_from_url("postgis://ada@db/patrols", "chicago")["NAME"] == "chicago"


@pytest.mark.parametrize(("text", "days"), [(None, 90), ("30", 30), ("4000", 4000)])
def test_days_come_from_the_environment(monkeypatch, text, days):
    if text is None:
        monkeypatch.delenv("KEPT_DAYS", raising=False)
    else:
        monkeypatch.setenv("KEPT_DAYS", text)

    assert days_kept("KEPT_DAYS", default=90, least=30) == days


@pytest.mark.parametrize("text", ["", "29", "-1", "ninety", "30.5", "0"])
def test_days_that_are_none_or_too_few_are_refused_with_their_name(monkeypatch, text):
    monkeypatch.setenv("KEPT_DAYS", text)

    with pytest.raises(ImproperlyConfigured, match=r"KEPT_DAYS=.*30 or more"):
        days_kept("KEPT_DAYS", default=90, least=30)

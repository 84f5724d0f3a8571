"""Keys of GIS programs: what they open, for how long, and for whom."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from geoapp.models import ApiToken, Role
from geoapp.permissions.tokens import make_token
from tests.accounts import Place, logged_in
from tests.api_records import make_everything, planner

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(two_subdistricts: list[Place], settings) -> None:
    settings.SECOND_FACTOR_WAIVED = True
    make_everything(two_subdistricts[0])


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_key_opens_the_api_as_its_user_and_nothing_else(client, live):
    token = make_token(planner(), "QGIS")

    assert client.get("/ogc/collections/posts/items", headers=bearer(token)).status_code == 200
    assert client.get("/account/", headers=bearer(token)).status_code == 302
    assert client.get("/ogc/", headers=bearer(token + "x")).status_code == 401
    assert "sessionid" not in client.cookies


def test_wrong_key_hears_how_to_log_in(client, live):
    response = client.get("/ogc/", headers=bearer("x"))

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


def test_key_ends_in_time_and_with_its_user(client, live):
    user = planner()
    token = make_token(user, "QGIS")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/ogc/", headers=bearer(token)).status_code == 401
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert client.get("/ogc/", headers=bearer(token)).status_code == 200

    ApiToken.objects.update(expires_at=timezone.now())

    assert client.get("/ogc/", headers=bearer(token)).status_code == 401


def test_key_is_shown_once_and_can_be_revoked(live):
    client = logged_in(planner())

    shown = client.post(reverse("api-tokens"), {"label": "QGIS"}).content.decode()

    token = shown.split('role="alert"')[1].split("<code>")[1].split("</code>")[0]
    assert token not in client.get(reverse("api-tokens")).content.decode()
    assert Client().get("/ogc/", headers=bearer(token)).status_code == 200
    assert not ApiToken.objects.filter(token_sha256__contains=token).exists()
    client.post(reverse("api-token-revoke", args=(ApiToken.objects.get().pk,)))
    assert Client().get("/ogc/", headers=bearer(token)).status_code == 401


def test_nobody_revokes_the_key_of_somebody_else(client_of, live):
    make_token(planner(), "QGIS")

    url = reverse("api-token-revoke", args=(ApiToken.objects.get().pk,))

    assert client_of(Role.COORDINATOR).post(url).status_code == 404
    assert ApiToken.objects.count() == 1

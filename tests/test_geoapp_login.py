"""Logging in: lock-out, second factor, personal links, and what the browser is told."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from geoapp.models import Account, PersonalLink, Role
from geoapp.personal_links import digest, make_token
from tests.accounts import PASSWORD, appoint, make_account

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def try_password(name: str, password: str, address: str = "10.0.0.1", client: Client | None = None):
    return (client or Client()).post(
        reverse("account_login"), {"login": name, "password": password}, REMOTE_ADDR=address
    )


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def set_up_second_factor(client: Client) -> None:
    """As a logged-in user does it: the password again, then the code of the app."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


def test_right_password_lets_in():
    make_account("ada", password=PASSWORD)

    response = try_password("ada", PASSWORD)

    assert (response.status_code, response.url) == (302, "/")


def test_five_wrong_passwords_lock_the_user_out_at_that_address():
    make_account("ada", password=PASSWORD)
    wrong = [try_password("ada", "wrong").status_code for _ in range(5)]

    response = try_password("ada", PASSWORD)

    assert wrong == [200, 200, 200, 200, 429]
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()


def test_capital_letters_do_not_reset_the_count():
    make_account("ada", password=PASSWORD)
    for name in ("ada", "ADA", "Ada", "aDa", "adA"):
        response = try_password(name, "wrong")

    assert response.status_code == 429


def test_colleague_behind_the_same_address_gets_in():
    make_account("ada", password=PASSWORD)
    make_account("bea", password=PASSWORD)
    for _ in range(6):
        try_password("ada", "wrong")

    assert try_password("bea", PASSWORD).status_code == 302


def test_stranger_elsewhere_does_not_lock_the_user_out():
    make_account("ada", password=PASSWORD)
    for _ in range(6):
        try_password("ada", "wrong", address="203.0.113.9")

    assert try_password("ada", PASSWORD).status_code == 302


def test_address_behind_a_proxy_is_the_one_that_the_proxy_saw(settings):
    settings.BEHIND_PROXY = True
    make_account("ada", password=PASSWORD)

    def attempt(password: str, forged: int):
        forwarded = f"198.51.100.{forged}, 10.0.0.1"
        data = {"login": "ada", "password": password}
        return Client().post(reverse("account_login"), data, headers={"X-Forwarded-For": forwarded})

    answers = [attempt("wrong", number).status_code for number in range(5)]

    assert answers[-1] == 429


def test_nobody_can_sign_up():
    assert Client().get("/account/signup/").status_code == 404


def test_coordinator_sets_up_a_second_factor_and_needs_it_from_then_on(client):
    user = make_account("ada", password=PASSWORD)
    appoint(user, Role.COORDINATOR)
    try_password("ada", PASSWORD, client=client)

    sent_away = client.get(reverse("mfa_activate_totp"))
    set_up_second_factor(client)

    assert sent_away.url.startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("home")).url == reverse("week")
    other = Client()
    assert try_password("ada", PASSWORD, client=other).url == reverse("mfa_authenticate")
    assert other.get(reverse("account")).status_code == 302


def test_recovery_code_replaces_a_lost_phone_once(client):
    user = make_account("ada", password=PASSWORD)
    appoint(user, Role.COORDINATOR)
    try_password("ada", PASSWORD, client=client)
    set_up_second_factor(client)
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]

    def enter() -> int:
        other = Client()
        try_password("ada", PASSWORD, client=other)
        return other.post(reverse("mfa_authenticate"), {"code": code}).status_code

    assert [enter(), enter()] == [302, 200]


def test_secret_of_the_second_factor_is_not_readable_in_the_database():
    user = make_account("ada")
    instance = TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance

    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get(pk=instance.pk).data)
    assert TOTP(instance).validate_code(code_of("JBSWY3DPEHPK3PXP"))


@pytest.fixture
def volunteer(two_subdistricts):
    return two_subdistricts[0].volunteer


def test_page_behind_a_link_lets_the_browser_say_where_its_form_comes_from(client, two_subdistricts):
    # With no referrer at all, browsers send "Origin: null", which no form of the site is taken with.
    page = client.get(reverse("start", args=[make_token(two_subdistricts[0].volunteer, None)]))

    assert page["Referrer-Policy"] == "same-origin"
    assert "no-referrer" not in page.content.decode()


def test_personal_link_lets_its_volunteer_in_once(volunteer, client):
    path = reverse("start", args=[make_token(volunteer, None)])

    preview, first, second = client.get(path), client.post(path), Client().post(path)

    assert [preview.status_code, first.status_code, second.status_code] == [200, 302, 410]
    assert client.get(reverse("account")).status_code == 200
    assert Account.objects.get().volunteer == volunteer


def test_opening_a_link_to_preview_it_does_not_use_it_up(volunteer):
    path = reverse("start", args=[make_token(volunteer, None)])
    for _ in range(3):
        Client().get(path)

    assert Client().post(path).status_code == 302


def test_token_is_kept_as_a_hash_only(volunteer):
    token = make_token(volunteer, None)

    assert PersonalLink.objects.get().token_sha256 == digest(token) != token


def test_old_link_is_refused(volunteer):
    path = reverse("start", args=[make_token(volunteer, None)])
    PersonalLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert [Client().get(path).status_code, Client().post(path).status_code] == [410, 410]


def test_new_link_revokes_the_one_before(volunteer):
    old = reverse("start", args=[make_token(volunteer, None)])
    make_token(volunteer, None)

    assert Client().post(old).status_code == 410


def test_link_of_somebody_who_left_is_refused(volunteer):
    path = reverse("start", args=[make_token(volunteer, None)])
    volunteer.active = False
    volunteer.save()

    assert Client().post(path).status_code == 410


def test_link_is_no_way_around_the_second_factor(volunteer):
    appoint(make_account("V1", volunteer=volunteer), Role.COORDINATOR)
    path = reverse("start", args=[make_token(volunteer, None)])

    assert Client().post(path).status_code == 410


def test_phone_of_a_volunteer_stays_logged_in_and_a_desk_does_not(volunteer, client, settings):
    client.post(reverse("start", args=[make_token(volunteer, None)]))
    make_account("ada", password=PASSWORD)
    desk = Client()
    try_password("ada", PASSWORD, client=desk)

    ages = [browser.session.get_expiry_age() for browser in (client, desk)]

    assert ages[0] == settings.PHONE_SESSION_AGE
    assert ages[1] == settings.SESSION_COOKIE_AGE


def test_browser_is_told_to_run_nothing_but_our_own_files(client):
    response = client.get(reverse("account_login"))

    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert policy["script-src"].startswith("'self'")
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_pages_contain_no_inline_script_or_style(client):
    page = client.get(reverse("account_login")).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_cookies_travel_by_https_only(client):
    make_account("ada", password=PASSWORD)

    response = try_password("ada", PASSWORD, client=client)

    assert {name: bool(cookie["secure"]) for name, cookie in response.cookies.items()} == {
        "sessionid": True, "csrftoken": True, "messages": True,
    }  # fmt: skip


def test_language_is_kept_with_the_user(client):
    user = make_account("ada", password=PASSWORD)
    try_password("ada", PASSWORD, client=client)
    client.post(reverse("reading"), {"language": "zh-hans", "next": "/account/"})

    elsewhere = Client()
    try_password("ada", PASSWORD, client=elsewhere)

    assert Account.objects.get(user=user).language == "zh-hans"
    assert "我的账号" in elsewhere.get(reverse("account")).content.decode()


def test_text_size_is_kept_in_the_browser(client):
    client.post(reverse("reading"), {"size": "24"})

    assert 'data-size="24"' in client.get(reverse("account_login")).content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_reading_preferences_lead_nowhere_else(client, target):
    assert client.post(reverse("reading"), {"size": "20", "next": target}).url == "/"


@pytest.mark.parametrize(("path", "status", "title"), [("/nope/", 404, "Not found")])
def test_error_page_says_what_to_do(client, path, status, title):
    response = client.get(path)

    assert response.status_code == status
    assert title in response.content.decode()


def test_broken_page_says_sorry_and_shows_no_trace(client, monkeypatch):
    monkeypatch.setattr("geoapp.views.home.navigation", lambda _request: 1 / 0)
    client.force_login(make_account("ada"), backend="allauth.account.auth_backends.AuthenticationBackend")
    client.raise_request_exception = False

    response = client.get(reverse("home"))

    assert response.status_code == 500
    assert "Something broke" in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


def test_stale_form_is_explained():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "ada"})

    assert response.status_code == 403
    assert "The form has grown old" in response.content.decode()

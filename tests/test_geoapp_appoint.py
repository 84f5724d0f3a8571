"""Roles from the command line."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

from geoapp.models import Role
from geoapp.permissions.access import load_access
from tests.accounts import PASSWORD, make_account
from tests.builders import run_command, run_refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    """What is typed where a password is asked for."""

    def answer(text: str) -> None:
        monkeypatch.setattr("geoapp.management.commands.appoint.getpass", lambda _question: text)

    return answer


def test_new_user_gets_the_role_and_the_password_that_was_typed(typed):
    typed(PASSWORD)

    run_command("appoint", "ada", "administrator")

    ada = User.objects.get(username="ada")
    assert ada.check_password(PASSWORD)
    assert load_access(ada).roles == {Role.ADMINISTRATOR: frozenset()}


def test_weak_password_is_refused_and_nobody_made(typed):
    typed("12345678")

    assert "password" in run_refused("appoint", "ada", "administrator")
    assert not User.objects.exists()


def test_area_has_to_exist(two_subdistricts):
    make_account("ada")

    assert "990402001, 990402002" in run_refused("appoint", "ada", "coordinator", "--area", "123")


def test_roles_of_two_areas_add_up_and_are_taken_back_one_by_one(two_subdistricts):
    ada = make_account("ada")
    for place in two_subdistricts:
        run_command("appoint", "ada", "coordinator", "--area", place.area.code)
    both = load_access(ada).roles
    run_command("appoint", "ada", "coordinator", "--area", "990402001", "--remove")

    assert both == {Role.COORDINATOR: frozenset({"990402001", "990402002"})}
    assert load_access(ada).roles == {Role.COORDINATOR: frozenset({"990402002"})}


def test_lost_second_factor_is_forgotten():
    ada = make_account("ada")
    Authenticator.objects.create(user=ada, type="totp", data={"secret": "x"})

    run_command("appoint", "ada", "planner", "--reset-factor")

    assert not Authenticator.objects.exists()

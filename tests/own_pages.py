"""A volunteer with a phone, a mate who leads, and their patrol in an hour, for the tests of own pages."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from geoapp.models import District, Patrol, Volunteer
from tests.accounts import logged_in, make_account
from tests.field_records import just_now, make_person, make_shift


@pytest.fixture
def person(district: District) -> Volunteer:
    return make_person("V1", "王芳")


@pytest.fixture
def phone(person: Volunteer) -> Client:
    return logged_in(make_account("V1", volunteer=person))


@pytest.fixture
def mate(district: District) -> Volunteer:
    return make_person("MATE-2", "李娜", leader=True)


@pytest.fixture
def patrol(person: Volunteer, mate: Volunteer) -> Patrol:
    return make_shift(just_now(60), person, mate)


def text_of(answer: HttpResponse) -> str:
    """The page that came."""
    assert answer.status_code == 200, answer
    return answer.content.decode()


def shown(phone: Client, name: str, *parts: object) -> str:
    """A page by the name of its address."""
    return text_of(phone.get(reverse(name, args=parts)))

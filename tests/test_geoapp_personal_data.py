"""What an auditor can read, and what a person can have and have erased."""

import io
import json
import logging
import zipfile
from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.gis.geos import Point
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone

from geoapp import personal_data
from geoapp.models import (
    AccessRecord,
    Assignment,
    Availability,
    Patrol,
    Post,
    RiskSurface,
    Role,
    Roster,
    Slot,
    StreetExtract,
    Volunteer,
)
from geoapp.personal_links import make_token
from tests.accounts import count_queries, logged_in, make_account
from tests.builders import run_command, run_refused

pytestmark = pytest.mark.django_db
NAME = "欧阳知秋"


@pytest.fixture
def person(two_subdistricts):
    """Somebody with an account, an offer, a link, and changes in the log."""
    person = two_subdistricts[0].volunteer
    person.name = NAME
    person.save()
    make_account(person.registry_no, volunteer=person)
    Availability.objects.create(volunteer=person, weekday=1, slot=Slot.objects.first())
    make_token(person, None)
    return person


@pytest.fixture
def walked(person, two_subdistricts):
    """A patrol that they walked last week."""
    surface = RiskSurface.objects.create(
        as_of=timezone.now(), cell_m=250, incidents=0, inputs_sha256="", parameters={}, backtest={}
    )
    streets = StreetExtract.objects.create(sha256="0", file_name="x.osm", attribution="x")
    starts_at = timezone.now() - timedelta(days=7)
    period = {"starts_on": starts_at.date(), "days": 1, "status": Roster.Status.LIVE}
    roster = Roster.objects.create(seed=1, surface=surface, streets=streets, **period)
    patrol = Patrol.objects.create(
        roster=roster,
        code="P1",
        post=Post.objects.create(code="P1", name="岗", point=Point(123.91, 41.85)),
        area=two_subdistricts[0].area,
        slot=Slot.objects.first(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        risk=1,
        seats_min=2,
        seats_desired=3,
    )
    during = DateTimeTZRange(patrol.starts_at, patrol.ends_at)
    return Assignment.objects.create(roster=roster, patrol=patrol, volunteer=person, during=during, live=True)


def test_every_kind_of_record_about_a_person_says_what_becomes_of_it(person):
    assert {name for name, _rows in personal_data.related_rows(person)} == set(personal_data.RELATIONS)


def test_file_holds_everything_and_no_key(person, walked):
    with zipfile.ZipFile(io.BytesIO(personal_data.export(person))) as archive:
        text = archive.read("personal-data.json").decode()

    data = json.loads(text)
    assert data["Volunteer"][0]["name"] == NAME
    assert [row["weekday"] for row in data["Availability"]] == [1]
    assert [row["id"] for row in data["Assignment"]] == [walked.pk]
    assert data["PersonalLink"]
    assert "sha256" not in text


def test_erased_person_leaves_counts_and_no_trace(person, walked):
    assert LogEntry.objects.filter(object_repr__contains="V1").exists()

    personal_data.erase(person)

    left = Volunteer.objects.get(pk=person.pk)
    assert (left.registry_no, left.name, left.active) == (f"erased-{person.pk}", "—", False)
    assert list(Assignment.objects.filter(volunteer=left)) == [walked]
    assert not Availability.objects.filter(volunteer=left).exists()
    assert not User.objects.filter(username="V1").exists()
    assert not LogEntry.objects.filter(object_repr__contains="V1").exists()
    assert left.home.coords != person.home.coords or left.home.distance(left.team.community.shape) == 0


def test_person_on_patrols_to_come_is_not_erased(person, walked):
    Patrol.objects.update(ends_at=timezone.now() + timedelta(hours=1))

    with pytest.raises(personal_data.StillNeeded, match="1 patrols to come"):
        personal_data.erase(person)

    assert Volunteer.objects.get(pk=person.pk).name == NAME
    assert Availability.objects.filter(volunteer=person).exists()


def test_command_writes_the_file_for_its_owner_only(person, tmp_path):
    path = tmp_path / "x.zip"

    run_command("personal_data", "V1", "--file", path)

    assert zipfile.is_zipfile(path)
    assert path.stat().st_mode & 0o077 == 0


def test_command_erases(person):
    assert "records erased" in run_command("personal_data", "V1", "--erase")
    assert "no volunteer" in run_refused("personal_data", "V1", "--erase")


def test_administrator_erases_only_with_the_number_typed_again(person, client_of, settings):
    settings.SECOND_FACTOR_WAIVED = True
    client = client_of(Role.ADMINISTRATOR)
    path = reverse("personal-erase", args=[person.pk])

    wrong = client.post(path, {"number": "V2"}, follow=True)
    kept = Volunteer.objects.get(pk=person.pk).name
    right = client.post(path, {"number": "V1"}, follow=True)

    assert "Nothing was erased" in wrong.content.decode()
    assert kept == NAME
    assert "Erased" in right.content.decode()
    assert Volunteer.objects.get(pk=person.pk).name == "—"


def test_volunteer_gets_their_own_file_and_a_planner_has_none(person, client_of):
    own = logged_in(User.objects.get(username="V1")).get(reverse("own-data"))

    assert zipfile.is_zipfile(io.BytesIO(own.content))
    assert client_of(Role.PLANNER).get(reverse("own-data")).status_code == 404


def test_opening_somebodys_data_is_recorded_with_ids_only(person, client_of, settings):
    settings.SECOND_FACTOR_WAIVED = True
    client_of(Role.ADMINISTRATOR).get(reverse("personal-file", args=[person.pk]))

    record = AccessRecord.objects.get()

    assert (record.user.username, record.page, record.shows, record.subject) == (
        "a administrator", "personal-file", "people", f"volunteer_id={person.pk}",
    )  # fmt: skip


def test_page_that_was_refused_is_not_recorded(person, client_of):
    client_of(Role.PLANNER).get(reverse("personal-file", args=[person.pk]))

    assert not AccessRecord.objects.exists()


def test_change_of_a_name_is_logged_without_the_name(person):
    entry = LogEntry.objects.filter(object_repr="V1", action=LogEntry.Action.UPDATE).latest("pk")

    assert entry.changes == {"name": ["•••", "•••"]}


def test_auditor_reads_both_lists_and_filters_them(person, client_of, settings):
    settings.SECOND_FACTOR_WAIVED = True
    client_of(Role.ADMINISTRATOR).get(reverse("personal-file", args=[person.pk]))
    auditor = client_of(Role.AUDITOR)

    opened = auditor.get(reverse("audit-opened")).content.decode()
    others = auditor.get(reverse("audit-opened"), {"user": "nobody"}).content.decode()
    changed = auditor.get(reverse("audit-changes"), {"subject": "V1"}).content.decode()

    assert f"volunteer_id={person.pk}" in opened
    assert f"volunteer_id={person.pk}" not in others
    assert "volunteer V1" in changed
    assert NAME not in opened + changed


@pytest.mark.parametrize("query", [{"days": "x"}, {"page": "999"}, {"days": "-1"}, {"user": "x" * 200}])
def test_odd_filter_is_no_error(client_of, query):
    assert client_of(Role.AUDITOR).get(reverse("audit-opened"), query).status_code == 200


def test_logs_name_nobody(person, client_of, settings, caplog):
    settings.SECOND_FACTOR_WAIVED = True
    with caplog.at_level(logging.DEBUG):
        client_of(Role.ADMINISTRATOR).get(reverse("personal-file", args=[person.pk]))
        personal_data.erase(person)

    written = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("geoapp"))
    assert NAME not in written


@pytest.mark.parametrize("name", ["audit-opened", "audit-changes"])
def test_list_asks_the_database_as_often_for_one_row_as_for_fifty(person, client_of, name):
    auditor = client_of(Role.AUDITOR)
    user = User.objects.get(username="V1")
    AccessRecord.objects.create(user=user, page="people", shows="people")
    few = count_queries(auditor, reverse(name))
    for number in range(50):
        AccessRecord.objects.create(user=user, page="people", shows="people", subject=str(number))
        person.weekly_cap = number % 10
        person.save()

    assert count_queries(auditor, reverse(name)) == few

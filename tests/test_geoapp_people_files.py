"""Import of people from a page, and the sheet that can be imported again."""

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from geoapp.models import Absence, Availability, Role, Skill, StagedFile, Team, Volunteer
from geoapp.people import HEADINGS

pytestmark = pytest.mark.django_db
HEAD = "registry_no,name,team,lon,lat,weekly_cap"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR_WAIVED = True


@pytest.fixture
def west(two_subdistricts):
    return two_subdistricts[0]


@pytest.fixture
def east(two_subdistricts):
    return two_subdistricts[1]


@pytest.fixture
def coordinator(client_of):
    """Of the western subdistrict."""
    return client_of(Role.COORDINATOR)


def upload(client, kind: str, *lines: str):
    """The page that follows an upload."""
    file = SimpleUploadedFile("people.csv", "\n".join(lines).encode())
    form = {"kind": kind, "file": file, "frame": "wgs84", "encoding": "utf-8"}
    return client.post(reverse("people-import"), form, follow=True)


def test_preview_counts_and_writes_nothing(coordinator, west):
    page = upload(coordinator, "volunteers", HEAD, f"N1,张三,{west.team.code},123.91,41.85,2")

    assert page.context["outcome"].counts.new == 1
    assert not Volunteer.objects.filter(registry_no="N1").exists()


def test_confirmed_file_is_imported_and_forgotten(coordinator, west):
    page = upload(coordinator, "volunteers", HEAD, f"N1,张三,{west.team.code},123.91,41.85,2")

    coordinator.post(page.wsgi_request.path)

    assert Volunteer.objects.get(registry_no="N1").name == "张三"
    assert not StagedFile.objects.exists()


def test_bad_rows_are_shown_with_row_and_remedy_and_left_out_only_on_request(coordinator, west):
    lines = (HEAD, f"N1,张三,{west.team.code},123.91,41.85,2", f"N2,李四,{west.team.code},123.91,41.85,99")
    page = upload(coordinator, "volunteers", *lines)

    shown = page.content.decode()
    unasked = coordinator.post(page.wsgi_request.path, follow=True)

    assert [(one.row, one.column) for one in page.context["problems"]] == [(3, "weekly_cap")]
    assert "a whole number from 0 to 14" in shown
    assert "Nothing was written" in unasked.content.decode()
    assert not Volunteer.objects.filter(registry_no="N1").exists()

    coordinator.post(page.wsgi_request.path, {"skip_bad": "1"})

    assert Volunteer.objects.filter(registry_no__in=["N1", "N2"]).count() == 1


def test_file_about_another_subdistrict_is_refused_as_a_whole(coordinator, west, east):
    lines = (HEAD, f"N1,张三,{west.team.code},123.91,41.85,2", f"N2,李四,{east.team.code},123.93,41.85,2")

    page = upload(coordinator, "volunteers", *lines)

    assert page.status_code == 422
    assert "1 rows are about people or teams of other subdistricts" in page.content.decode()


def test_file_cannot_take_somebody_out_of_another_subdistrict(coordinator, west, east):
    page = upload(coordinator, "volunteers", HEAD, f"V2,王芳,{west.team.code},123.91,41.85,2")

    assert page.status_code == 422
    assert Volunteer.objects.get(registry_no="V2").team == east.team


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("availability", ("registry_no,weekday,slot", "V2,1,morning")),
        ("absences", ("registry_no,from,to", "V2,2030-01-01,2030-01-02")),
        ("teams", ("code,name,kind,community", "T2,x,party,990402001001")),
    ],
)
def test_other_files_about_another_subdistrict_are_refused_too(coordinator, east, kind, lines):
    page = upload(coordinator, kind, *lines)

    assert page.status_code == 422
    assert not Availability.objects.exists() and not Absence.objects.exists()
    assert Team.objects.get(code="T2").name == "第2队"


def test_file_of_somebody_else_cannot_be_confirmed(coordinator, west, client_of, two_subdistricts):
    page = upload(coordinator, "volunteers", HEAD, f"N1,张三,{west.team.code},123.91,41.85,2")
    StagedFile.objects.update(user=client_of(Role.PLANNER).session["_auth_user_id"])

    assert coordinator.post(page.wsgi_request.path).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("x.exe", b"MZ", "CSV or XLSX"), ("x.csv", b"", "empty"), ("x.xlsx", b"not a zip", "")],
)
def test_odd_file_is_refused_in_words(coordinator, name, content, words):
    form = {"kind": "volunteers", "file": SimpleUploadedFile(name, content), "frame": "wgs84", "encoding": ""}

    page = coordinator.post(reverse("people-import"), form, follow=True)

    assert page.status_code in (200, 422)
    assert words in page.content.decode()
    assert "/tmp" not in page.content.decode()


def test_old_uploads_are_forgotten(coordinator, west):
    upload(coordinator, "volunteers", HEAD, f"N1,张三,{west.team.code},123.91,41.85,2")
    StagedFile.objects.update(made_at=timezone.now() - timedelta(days=2))

    upload(coordinator, "volunteers", HEAD, f"N2,张三,{west.team.code},123.91,41.85,2")

    assert StagedFile.objects.count() == 1


def test_sheet_of_those_with_one_skill_holds_all_their_skills(coordinator, west):
    skills = list(Skill.objects.order_by("code")[:2])
    west.volunteer.skills.set(skills)

    sheet = coordinator.get(reverse("people-file"), {"skill": skills[0].pk}).content

    (row,) = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(min_row=2, values_only=True))
    assert row[HEADINGS.index("skills")] == f"{skills[0].code};{skills[1].code}"


def test_sheet_holds_texts_as_they_are_typed_and_days_as_days(coordinator, west):
    west.volunteer.name, west.volunteer.insured_until = "=1+1", date(2027, 2, 28)
    west.volunteer.save()

    sheet = coordinator.get(reverse("people-file")).content

    _heading, row = openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows()
    cells = dict(zip(HEADINGS, row, strict=True))
    assert (cells["name"].value, cells["name"].data_type) == ("'=1+1", "s")
    assert (cells["insured_until"].value, cells["insured_until"].is_date) == (datetime(2027, 2, 28), True)
    assert (cells["lon"].data_type, float(cells["lon"].value)) == ("s", west.volunteer.home.x)


def test_saved_sheet_can_be_imported_again_and_changes_nothing(coordinator, west):
    sheet = coordinator.get(reverse("people-file")).content
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True))
    file = SimpleUploadedFile("people.xlsx", sheet)
    form = {"kind": "volunteers", "file": file, "frame": "wgs84", "encoding": ""}

    page = coordinator.post(reverse("people-import"), form, follow=True)

    assert [row[0] for row in rows] == ["registry_no", "V1"]
    counts = page.context["outcome"].counts
    assert (counts.new, counts.changed, counts.unchanged) == (0, 0, 1)

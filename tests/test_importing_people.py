"""Importing teams, volunteers, the slots that they offer, and absences."""

from datetime import UTC, date, datetime

import pytest

from geoapp.models import Absence, Availability, Team, Volunteer
from tests.builders import run_command, run_refused, write_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]

POSTS = ("code,name,lon,lat", "P001,南站广场岗,123.92,41.86")
TEAMS = (
    "code,name,kind,community,post",
    "T001,红袖标一队,red-armband,990402001001,P001",
    "T002,物业保安,保安员,990402002001,",
)
VOLUNTEERS = (
    "registry_no,name,team,leader,skills,weekly_cap,insured_until,trained_until,lon,lat,birth_year",
    "SYN1,石志海,T001,1,first-aid;dialect,3,2027-01-09,2027-11-30,123.907185,41.867126,1969",
    "SYN2,欧阳颖,T002,,,,,,123.906751,41.86,",
)
OFFERS = ("registry_no,weekday,slot,preference", "SYN1,2,morning,2", "SYN1,周四,evening,", "SYN2,7,late,3")


@pytest.fixture
def teams(district, tmp_path):
    run_command("import_posts", write_csv(tmp_path / "posts.csv", *POSTS))
    run_command("import_teams", write_csv(tmp_path / "teams.csv", *TEAMS, encoding="gb18030"))


@pytest.fixture
def volunteers(teams, tmp_path):
    run_command("import_volunteers", write_csv(tmp_path / "volunteers.csv", *VOLUNTEERS))


def offers():
    rows = Availability.objects.order_by("volunteer__registry_no", "weekday")
    return list(rows.values_list("volunteer__registry_no", "weekday", "slot__code", "preference"))


@pytest.mark.usefixtures("teams")
def test_teams_are_imported_with_kind_community_and_post():
    assert list(
        Team.objects.order_by("code").values_list("name", "kind__code", "community__code", "post__code")
    ) == [
        ("红袖标一队", "red-armband", "990402001001", "P001"),
        ("物业保安", "security", "990402002001", None),
    ]


@pytest.mark.usefixtures("teams")
def test_teams_say_how_they_travel_and_a_file_without_the_column_leaves_it(tmp_path):
    def ways() -> list[str]:
        return list(Team.objects.order_by("code").values_list("travels", flat=True))

    assert ways() == ["foot", "foot"]
    rows = (f"{row},{way}" for row, way in zip(TEAMS, ("出行方式", "骑行", ""), strict=True))
    assert "1 changed, 1 as before" in run_command("import_teams", write_csv(tmp_path / "by.csv", *rows))
    assert ways() == ["bicycle", "foot"]

    assert "0 changed, 2 as before" in run_command("import_teams", tmp_path / "teams.csv")

    assert ways() == ["bicycle", "foot"]


def test_a_team_that_travels_in_an_unknown_way_is_refused_with_the_words_there_are(district, tmp_path):
    run_command("import_posts", write_csv(tmp_path / "posts.csv", *POSTS))
    rows = (f"{TEAMS[0]},travels", f"{TEAMS[1]},by bicycle", f"{TEAMS[2]},on horseback")

    printed = run_refused("import_teams", write_csv(tmp_path / "t.csv", *rows))

    assert "travels" in printed and "on horseback" in printed
    assert "use one of: foot, on foot, walking, 步行, 徒步, bicycle, by bicycle" in printed
    assert not Team.objects.exists()


@pytest.mark.usefixtures("volunteers")
def test_volunteers_are_imported_with_skills_and_dates():
    first, second = Volunteer.objects.order_by("registry_no")

    assert (first.name, first.team.code, first.leader, first.weekly_cap) == ("石志海", "T001", True, 3)
    assert (first.insured_until, first.trained_until, first.birth_year) == (
        date(2027, 1, 9),
        date(2027, 11, 30),
        1969,
    )
    assert set(first.skills.values_list("code", flat=True)) == {"first-aid", "dialect"}
    assert (second.leader, second.weekly_cap, second.insured_until, second.birth_year) == (
        False,
        2,
        None,
        None,
    )


@pytest.mark.usefixtures("volunteers")
def test_same_files_twice_change_nothing(tmp_path):
    offered = write_csv(tmp_path / "offers.csv", *OFFERS)
    away = write_csv(tmp_path / "away.csv", "registry_no,from,to", "SYN1,2026-12-01,2026-12-03")
    run_command("import_availability", offered)
    run_command("import_absences", away)

    assert "0 new, 0 changed, 2 as before" in run_command("import_teams", tmp_path / "teams.csv")
    assert "0 new, 0 changed, 2 as before" in run_command("import_volunteers", tmp_path / "volunteers.csv")
    assert "0 new, 0 changed, 3 as before" in run_command("import_availability", offered)
    assert "0 new, 0 changed, 1 as before" in run_command("import_absences", away)


@pytest.mark.usefixtures("volunteers")
def test_changed_skills_count_as_a_changed_volunteer(tmp_path):
    head, first, second = VOLUNTEERS

    printed = run_command(
        "import_volunteers", write_csv(tmp_path / "v.csv", head, first.replace(";dialect", ""), second)
    )

    assert "0 new, 1 changed, 1 as before" in printed
    assert list(Volunteer.objects.get(registry_no="SYN1").skills.values_list("code", flat=True)) == [
        "first-aid"
    ]


@pytest.mark.usefixtures("volunteers")
def test_offers_are_imported(tmp_path):
    printed = run_command("import_availability", write_csv(tmp_path / "offers.csv", *OFFERS))

    assert "offered slots: 3 new" in printed
    assert offers() == [("SYN1", 2, "morning", 2), ("SYN1", 4, "evening", 0), ("SYN2", 7, "late", 3)]


@pytest.mark.usefixtures("volunteers")
def test_offers_of_those_in_the_file_are_replaced_and_of_others_kept(tmp_path):
    run_command("import_availability", write_csv(tmp_path / "offers.csv", *OFFERS))

    printed = run_command(
        "import_availability",
        write_csv(tmp_path / "offers.csv", OFFERS[0], "SYN1,2,morning,1", "SYN1,3,morning,0"),
    )

    assert "1 new, 1 changed, 0 as before, 0 rejected, 1 removed" in printed
    assert offers() == [("SYN1", 2, "morning", 1), ("SYN1", 3, "morning", 0), ("SYN2", 7, "late", 3)]


@pytest.mark.usefixtures("volunteers")
def test_rows_of_a_volunteer_with_a_bad_one_are_rejected_together_and_imported_together(tmp_path):
    bad = OFFERS[2].replace("evening", "teatime")
    path = write_csv(tmp_path / "offers.csv", OFFERS[0], OFFERS[1], bad, OFFERS[3])
    printed = run_command("import_availability", path, "--skip-bad")
    rejected = tmp_path / "offers-rejected.csv"
    rejected.write_text(rejected.read_text("utf-8-sig").replace("teatime", "evening"), "utf-8")

    again = run_command("import_availability", rejected)

    assert "1 new, 0 changed, 0 as before, 2 rejected" in printed
    assert "2 new, 0 changed, 0 as before, 0 rejected" in again
    assert offers() == [("SYN1", 2, "morning", 2), ("SYN1", 4, "evening", 0), ("SYN2", 7, "late", 3)]


@pytest.mark.usefixtures("volunteers")
def test_absence_of_days_lasts_to_the_end_of_the_last(tmp_path):
    path = write_csv(tmp_path / "away.csv", "registry_no,from,to", "SYN1,2026-12-01,2026-12-03")

    run_command("import_absences", path)

    absence = Absence.objects.get()
    assert (absence.starts_at, absence.ends_at) == (
        datetime(2026, 11, 30, 16, tzinfo=UTC),
        datetime(2026, 12, 3, 16, tzinfo=UTC),
    )


BAD_TEAMS = {
    "T9,x,scouts,990402001001,": "use one of: red-armband, party",
    "T9,x,party,990402009009,": "no such community",
    "T9,x,party,990402001001,P999": "no such post",
    "T001,x,party,990402001001,": "row 2 has this code already",
}
BAD_VOLUNTEERS = {
    "SYN9,x,T999,0,,,,,123.91,41.86,": "no such team",
    "SYN9,x,T001,maybe,,,,,123.91,41.86,": "0 or 1",
    "SYN9,x,T001,0,karate,,,,123.91,41.86,": "unknown skill: use some of first-aid",
    "SYN9,x,T001,0,,15,,,123.91,41.86,": "a whole number from 0 to 14",
    "SYN9,x,T001,0,,,next year,,123.91,41.86,": "not a date",
    "SYN9,x,T001,0,,,,,123.91,41.86,69": "a year such as 1956",
    "SYN9,,T001,0,,,,,123.91,41.86,": "empty: fill it in",
    "SYN1,x,T001,0,,,,,123.91,41.86,": "row 2 has this number already",
    "SYN9,x,T001,0,,,,,41.86,123.91,": "look swapped",
}
BAD_OFFERS = {
    "SYN9,1,morning,0": "no such volunteer",
    "SYN2,8,morning,0": "use one of: 1, 2",
    "SYN2,1,teatime,0": "use one of: am-rush, morning",
    "SYN2,1,morning,4": "0 (gladly) to 3 (if need be)",
    "SYN1,2,morning,0": "row 2 offers this slot already",
}


@pytest.mark.parametrize("row", BAD_TEAMS)
@pytest.mark.usefixtures("teams")
def test_bad_team_is_told_and_nothing_is_written(tmp_path, row):
    Team.objects.all().delete()

    printed = run_refused("import_teams", write_csv(tmp_path / "t.csv", *TEAMS[:2], row))

    assert BAD_TEAMS[row] in printed
    assert not Team.objects.exists()


@pytest.mark.parametrize("row", BAD_VOLUNTEERS)
@pytest.mark.usefixtures("teams")
def test_bad_volunteer_is_told_and_nothing_is_written(tmp_path, row):
    printed = run_refused("import_volunteers", write_csv(tmp_path / "v.csv", *VOLUNTEERS[:2], row))

    assert BAD_VOLUNTEERS[row] in printed
    assert not Volunteer.objects.exists()


@pytest.mark.parametrize("row", BAD_OFFERS)
@pytest.mark.usefixtures("volunteers")
def test_bad_offer_is_told_and_nothing_is_written(tmp_path, row):
    printed = run_refused("import_availability", write_csv(tmp_path / "o.csv", *OFFERS[:2], row))

    assert BAD_OFFERS[row] in printed
    assert offers() == []


@pytest.mark.usefixtures("teams")
def test_identity_card_number_is_refused_and_not_shown(tmp_path):
    # The example of the standard itself (GB 11643).
    number = "11010519491231002X"
    row = VOLUNTEERS[1].replace("SYN1", number)

    printed = run_refused("import_volunteers", write_csv(tmp_path / "v.csv", VOLUNTEERS[0], row))

    assert "identity card" in printed
    assert number not in printed
    assert not Volunteer.objects.exists()

"""Tracks that volunteers recorded, from file to positions or stays."""

from datetime import timedelta

import pytest

from geoapp.fieldwork.tracking import give_consent
from geoapp.models import Dwell, Ping, Track, TrackConsent
from tests.builders import run_command, run_refused, write_csv
from tests.field_records import (
    FIRST_STOP,
    POST,
    just_now,
    make_person,
    make_roster,
    make_shift,
    minutes_at,
    write_gpx,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(district):
    found = make_person("V1")
    give_consent(found)
    return found


@pytest.fixture
def patrol(person):
    return make_shift(just_now(-60), person)


def walk(patrol, minutes=range(30), place=FIRST_STOP):
    return minutes_at(place, patrol.starts_at, minutes)


def test_track_is_stored_for_the_shift_in_which_its_times_lie(tmp_path, patrol, person):
    other = make_shift(just_now(600), person, roster=patrol.roster, code="later")

    printed = run_command("import_tracks", write_gpx(tmp_path / "a.gpx", walk(patrol)), "--volunteer", "V1")

    assert "track points: 30 new, 0 changed, 0 as before, 0 rejected" in printed
    assert patrol.tracks.get().pings.count() == 30
    assert not other.tracks.exists()


def test_file_name_can_tell_who_recorded_it(tmp_path, patrol):
    run_command("import_tracks", write_gpx(tmp_path / "V1_evening.gpx", walk(patrol)))

    assert Ping.objects.count() == 30


def test_same_file_twice_changes_nothing(tmp_path, patrol):
    path = write_gpx(tmp_path / "V1.gpx", walk(patrol))
    run_command("import_tracks", path)
    before = list(Ping.objects.values())

    printed = run_command("import_tracks", path)

    assert "0 new, 0 changed, 30 as before" in printed
    assert list(Ping.objects.values()) == before


def test_longer_copy_of_a_track_adds_what_is_new(tmp_path, patrol):
    run_command("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol)))

    printed = run_command("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol, range(40))))

    assert "10 new, 0 changed, 30 as before" in printed


def test_points_outside_the_shift_are_not_kept(tmp_path, patrol):
    printed = run_command("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol, range(-5, 10))))

    assert "5 points outside the shift left out" in printed
    assert Ping.objects.filter(at__lt=patrol.starts_at).count() == 0
    assert Ping.objects.count() == 10


def test_track_of_an_older_shift_becomes_stays_at_once_also_from_two_files(tmp_path, person):
    patrol = make_shift(just_now(-72 * 60), person)
    halves = [
        write_gpx(tmp_path / f"V1_{k}.gpx", walk(patrol, minutes))
        for k, minutes in enumerate([range(16), range(15, 31)])
    ]
    run_command("import_tracks", halves[0])
    run_command("import_tracks", halves[1])
    before = list(Dwell.objects.values("cell_x", "cell_y", "starts_at", "ends_at"))

    run_command("import_tracks", *halves)

    stay = Dwell.objects.get()
    assert Ping.objects.count() == 0
    assert (stay.starts_at, stay.ends_at) == (patrol.starts_at, patrol.starts_at + timedelta(minutes=30))
    assert list(Dwell.objects.values("cell_x", "cell_y", "starts_at", "ends_at")) == before


def test_accuracy_follows_the_dilution(tmp_path, patrol):
    run_command("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol, range(1)), "<hdop>3</hdop>"))

    assert Ping.objects.get().accuracy_m == 15


def test_nothing_is_stored_without_consent(tmp_path, patrol):
    TrackConsent.objects.all().delete()
    path = write_gpx(tmp_path / "V1.gpx", walk(patrol))

    printed = run_refused("import_tracks", path)

    assert "has not agreed to be tracked" in printed
    assert not Track.objects.exists()
    run_command("import_tracks", path, "--agreed")
    assert Ping.objects.count() == 30


def test_track_outside_every_shift_is_refused_with_its_times(tmp_path, patrol):
    printed = run_refused("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol, range(-90, -80))))

    assert "none of the 10 points lies within a shift of volunteer V1" in printed
    assert "local time" in printed


def test_patrol_that_was_never_published_takes_no_track(tmp_path, person):
    starts_at = just_now(-60)
    patrol = make_shift(starts_at, person, roster=make_roster(starts_at.date(), status="draft"))

    printed = run_refused("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol)))

    assert "none of the 30 points" in printed


def test_shift_of_more_than_a_month_ago_is_refused(tmp_path, person):
    patrol = make_shift(just_now(-60 * 24 * 31), person)

    printed = run_refused("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol)))

    assert "ended more than 29 days ago" in printed


def test_unknown_volunteer_and_patrol_are_refused_by_name(tmp_path, patrol):
    path = write_gpx(tmp_path / "V9.gpx", walk(patrol))

    assert "no volunteer has the registry number V9" in run_refused("import_tracks", path)
    assert "is on no published patrol X" in run_refused(
        "import_tracks", path, "--volunteer", "V1", "--patrol", "X"
    )


@pytest.mark.parametrize(
    ("point", "row", "remedy"),
    [
        (("abc", 41.855, "2026-11-30T10:00:00Z"), 2, "not a number"),
        ((*POST, "yesterday"), 2, "not a time"),
        ((*POST, ""), 2, "empty: give the time"),
        ((0, 0, "2026-11-30T10:00:00Z"), 2, "0, 0 stands for an unknown place"),
    ],
)
def test_bad_point_is_named_with_its_number(tmp_path, patrol, point, row, remedy):
    first, *rest = walk(patrol, range(3))

    printed = run_refused("import_tracks", write_gpx(tmp_path / "V1.gpx", [first, point, *rest]))

    assert remedy in printed
    assert any(line.split()[0] == str(row) for line in printed.splitlines() if remedy in line)
    assert not Ping.objects.exists()


def test_rejected_points_can_be_mended_and_imported_again(tmp_path, patrol):
    first, *rest = walk(patrol, range(3))
    path = write_gpx(tmp_path / "V1.gpx", [first, ("abc", 41.855, first[2]), *rest])
    run_command("import_tracks", path, "--skip-bad")
    rejected = tmp_path / "V1-rejected.csv"
    starts = f"{patrol.starts_at + timedelta(minutes=9):%FT%H:%M:%SZ}"
    rejected.write_text(rejected.read_text().replace("abc", "123.915").replace(first[2], starts))

    run_command("import_tracks", rejected, "--volunteer", "V1")

    assert Ping.objects.count() == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<gpx><trk>", "damaged or cut off"),
        ("<gpx></gpx>", "holds no track points"),
        ("<kml><trkpt/></kml>", "holds no track points"),
    ],
)
def test_file_that_is_no_track_is_refused(tmp_path, patrol, content, message):
    path = tmp_path / "V1.gpx"
    path.write_text(content)

    assert message in run_refused("import_tracks", path)


def test_stray_point_far_away_is_left_out_and_a_track_elsewhere_refused(tmp_path, patrol):
    at = walk(patrol, range(3))
    stray = (116.4, 39.9, at[1][2])

    printed = run_command("import_tracks", write_gpx(tmp_path / "V1.gpx", [at[0], stray, at[2]]))

    assert "1 outside the district left out" in printed
    assert "None of the points is in" in run_refused("import_tracks", write_gpx(tmp_path / "V1.gpx", [stray]))


def test_csv_of_points_is_a_track_too(tmp_path, patrol):
    rows = [f"{time},{lon},{lat}" for lon, lat, time in walk(patrol, range(3))]

    run_command("import_tracks", write_csv(tmp_path / "V1.csv", "time,lon,lat", *rows))

    assert Ping.objects.count() == 3


def test_no_log_line_names_anybody_or_anywhere(tmp_path, patrol, caplog):
    with caplog.at_level("DEBUG", logger="geoapp"):
        run_command("import_tracks", write_gpx(tmp_path / "V1.gpx", walk(patrol)))

    assert "imported track points" in caplog.text
    assert not any(word in caplog.text for word in ("V1", "王芳", "123.9", "41.8"))

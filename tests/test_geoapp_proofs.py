"""A roster is exported with its proof, and anybody can check the file without a solver."""

import gzip
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from geoapp.convert.proof import read_export
from geoapp.models import Absence, Assignment, FairShare, Proof
from tests.builders import run_command, run_refused
from tests.roster_rows import make_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def roster(db):
    return make_week()


@pytest.fixture
def file(roster, tmp_path):
    path = tmp_path / "roster.json.gz"
    run_command("export_roster", "--out", path)
    return path


def corrupted(path, change):
    """A copy of an export in which one thing was changed."""
    export = json.loads(gzip.decompress(path.read_bytes()))
    change(export)
    copy = path.with_name("corrupt.json")
    copy.write_text(json.dumps(export))
    return copy




def test_exported_roster_proves_itself(roster, file):
    printed = run_command("verify_roster", file)

    certificate = roster.certificate
    assert printed.startswith(f"holds: {Assignment.objects.count()} seats")
    assert f"cost {certificate['cost']}, at least {certificate['bound']:.3f}" in printed
    assert certificate["sha256"] == read_export(file.read_bytes())["sha256"]


def test_roster_row_holds_no_prices_but_rules_hashes_and_tiers(roster):
    certificate = roster.certificate

    assert "duals" not in certificate
    assert certificate["rules"]["min_rest_h"] == 10
    assert certificate["weights"]["run"] == 1000
    assert "too-little-rest" in certificate["rules_checked"]
    assert sum(certificate["tiers"].values()) == certificate["cost"]
    assert FairShare.objects.filter(roster=roster, offered=6).count() == 8


@pytest.mark.parametrize(
    ("rule", "change"),
    [
        ("unknown-names", lambda e: e["roster"][0].__setitem__(0, 10**6)),
        ("twice-on-a-patrol", lambda e: e["roster"].insert(0, e["roster"][0])),
        ("not-sorted", lambda e: e["roster"].reverse()),
        ("pair-not-offered", lambda e: [column.clear() for column in e["problem"]["pairs"].values()]),
        ("insurance-lapsed", lambda e: person_on(e).update(insured_until="2036-11-30")),
        ("training-lapsed", lambda e: person_on(e).update(trained_until="2036-11-30")),
        ("wrong-age-at-night", lambda e: (at_night(e), person_on(e).update(birth_year=2025))),
        ("not-enough-people", lambda e: e["problem"]["rules"].update(min_people=9)),
        ("seats-above-desired", lambda e: e["problem"]["patrols"][0].update(seats_desired=2)),
        ("no-leader", lambda e: [one.update(leader=False) for one in e["problem"]["volunteers"]]),
        ("too-few-kinds", lambda e: [one.update(kind="party") for one in e["problem"]["volunteers"]]),
        ("too-many-a-day", lambda e: e["problem"]["rules"].update(max_per_day=0)),
        ("too-little-rest", lambda e: e["problem"]["rules"].update(min_rest_h=60)),
        ("overlap", lambda e: e["problem"]["fixed"].append(duty_over(e))),
        ("above-weekly-cap", lambda e: person_on(e).update(weekly_cap=0)),
        ("cost-differs", lambda e: e["certificate"].update(cost=1)),
        ("bound-differs", lambda e: e["certificate"].update(bound_milli=10**9)),
        ("gap-differs", lambda e: e["certificate"].update(gap=0.5)),
        ("hash-differs", lambda e: e["certificate"].update(seed=7)),
    ],
)
def test_corrupted_row_is_named_with_its_rule(file, rule, change):
    printed = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("verify_roster", str(corrupted(file, change)), stdout=printed)

    assert rule in printed.getvalue()
    assert error.value.returncode == 1


def person_on(export):
    """The first of those who are on a patrol."""
    volunteer_id = export["roster"][0][0]
    return next(one for one in export["problem"]["volunteers"] if one["id"] == volunteer_id)


def at_night(export):
    for patrol in export["problem"]["patrols"]:
        patrol["night"] = True


def duty_over(export):
    """A duty of the first person on a patrol, at the time of that patrol."""
    volunteer_id, patrol_id = export["roster"][0]
    patrol = next(one for one in export["problem"]["patrols"] if one["id"] == patrol_id)
    return {"volunteer_id": volunteer_id, **{name: patrol[name] for name in ("starts_at", "ends_at", "day")}}


@pytest.mark.parametrize("text", ["", "[]", "{}", "not json", '{"format": "other"}'])
def test_file_that_is_no_roster_is_refused_as_bad_input(tmp_path, text):
    path = tmp_path / "roster.json"
    path.write_text(text)

    assert "is no exported roster" in run_refused("verify_roster", path)


def test_missing_file_is_refused_as_bad_input(tmp_path):
    assert "No such file" in run_refused("verify_roster", tmp_path / "none.json")


def test_roster_with_nobody_on_it_has_no_proof_yet(roster, tmp_path):
    Proof.objects.all().delete()

    assert "Nobody is on this roster yet" in run_refused("export_roster", "--out", tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_edited_roster_is_proven_anew_with_the_prices_of_the_first_proof(roster, file):
    cost = roster.certificate["cost"]
    patrol = roster.patrols.first()
    crew = list(patrol.assignments.select_related("volunteer__team"))
    # A leader and two kinds stay
    least_needed = next(
        one
        for one in crew
        if any(other.volunteer.leader for other in crew if other != one)
        and len({other.volunteer.team.kind_id for other in crew if other != one}) == 2
    )
    least_needed.delete()
    roster.version = 1
    roster.save()

    run_command("export_roster", "--out", file)

    roster.refresh_from_db()
    assert run_command("verify_roster", file).startswith("holds: 8 seats")
    assert roster.certificate["cost"] > cost
    assert roster.certificate["gap"] > 0.1
    assert patrol.assignments.count() == 2


def test_edited_roster_that_breaks_a_rule_is_not_exported(roster, file):
    before = file.read_bytes()
    patrol = roster.patrols.first()
    away = patrol.assignments.first().volunteer
    Absence.objects.create(
        volunteer=away, starts_at=patrol.starts_at, ends_at=patrol.ends_at + timedelta(hours=1)
    )
    roster.version = 1
    roster.save()

    assert "breaks 1 rules of today, the first: pair-not-offered" in run_refused(
        "export_roster", "--out", file
    )
    assert file.read_bytes() == before

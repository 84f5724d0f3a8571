"""Drop-outs, absences and pins: mended at once by few changes."""

from datetime import timedelta

import pytest

from geoapp import mending
from geoapp.models import (
    Absence,
    Assignment,
    Notice,
    RosterEdit,
    ShiftReply,
    Volunteer,
)
from geoapp.pipeline import fill_roster
from tests.accounts import make_places
from tests.builders import run_command, write_csv
from tests.mending import check, crew, make_evenings, spare
from tests.roster_rows import go_live, make_draft, make_people, make_planned, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db):
    return make_places(1)[0]


@pytest.fixture
def roster(place):
    return make_evenings(place)


def test_drop_out_is_replaced_by_the_fewest_changes(roster):
    go_live(roster)
    patrol = roster.patrols.first()
    gone = min(crew(patrol))

    edit = mending.drop_out(roster.pk, gone, [patrol.pk])

    assert [gone, patrol.pk] in edit.removed
    assert patrol.assignments.count() == 3
    assert gone not in crew(patrol)
    assert len({volunteer for volunteer, _patrol in edit.added}) == 1
    assert Assignment.objects.filter(live=False).count() == 0
    check(roster)


def test_seats_of_a_busy_week_can_be_mended_and_undone(place, monkeypatch):
    # As in a large district, where more patrols are in the way than are opened
    monkeypatch.setattr("scheduling.neighbourhood.MOST_OPENED", 2)
    posts = [make_post(place, f"P{k}", east=0.4 + 0.1 * k) for k in range(3)]
    make_people(place, 40, slots=("morning", "pm-rush", "evening"), weekly_cap=2)
    roster = make_draft(days=5)
    for day in range(5):
        for slot in ("morning", "pm-rush", "evening"):
            for post in posts[: 1 + day % 3]:
                make_planned(roster, place, post, day=day, slot=slot, risk=1 + (3 * day) % 10)
    fill_roster(roster)
    before = set(roster.assignments.values_list("volunteer", "patrol"))

    for volunteer_id, patrol_id in sorted(before)[::6]:
        edit = mending.drop_out(roster.pk, volunteer_id, [patrol_id])
        assert [volunteer_id, patrol_id] in edit.removed
        mending.undo(edit.pk)

    assert set(roster.assignments.values_list("volunteer", "patrol")) == before
    check(roster)


def test_only_those_whose_shifts_change_are_told_and_the_answer_goes_with_the_seat(roster):
    go_live(roster)
    patrol = roster.patrols.first()
    gone = min(crew(patrol))
    for volunteer_id in crew(patrol):
        ShiftReply.objects.create(
            patrol=patrol, volunteer_id=volunteer_id, answer="confirmed", at=patrol.starts_at
        )

    edit = mending.drop_out(roster.pk, gone, [patrol.pk])

    told = {notice.volunteer_id: notice.kind for notice in Notice.objects.all()}
    new = {volunteer_id for volunteer_id, _patrol in edit.added}
    assert told == {gone: "cancelled"} | dict.fromkeys(new, "new")
    assert gone not in set(ShiftReply.objects.values_list("volunteer", flat=True))
    assert ShiftReply.objects.count() == 2


def test_nobody_is_told_of_a_change_of_a_draft(roster):
    mending.drop_out(roster.pk, min(crew(roster.patrols.first())))

    assert Notice.objects.count() == 0


def test_pinned_person_is_not_moved_by_a_repair(place):
    post = make_post(place, "P1")
    make_people(place, 5, leaders=5, weekly_cap=1)
    roster = make_draft(days=2)
    first, second = (make_planned(roster, place, post, day=day, risk=9 - 8 * day) for day in range(2))
    fill_roster(roster)
    go_live(roster)
    assert (first.assignments.count(), second.assignments.count()) == (3, 2)
    for volunteer_id in crew(second):
        mending.pin(roster.pk, volunteer_id, second.pk)
    before = crew(second)

    mending.drop_out(roster.pk, spare(first), [first.pk])

    assert crew(second) == before
    assert first.assignments.count() == 2


def test_without_the_pin_somebody_is_moved_from_the_patrol_of_lower_risk(place):
    post = make_post(place, "P1")
    make_people(place, 6, leaders=6, weekly_cap=1)
    roster = make_draft(days=2)
    first, second = (make_planned(roster, place, post, day=day, risk=9 - 8 * day) for day in range(2))
    fill_roster(roster)
    go_live(roster)
    assert (first.assignments.count(), second.assignments.count()) == (3, 3)

    mending.drop_out(roster.pk, spare(first), [first.pk])

    assert (first.assignments.count(), second.assignments.count()) == (3, 2)
    check(roster)


def test_pin_is_taken_back_by_undo(roster):
    seat = roster.assignments.first()
    edit = mending.pin(roster.pk, seat.volunteer_id, seat.patrol_id)
    seat.refresh_from_db()
    assert seat.pinned

    mending.undo(edit.pk)

    seat.refresh_from_db()
    assert not seat.pinned


def test_imported_absence_of_somebody_on_a_live_roster_is_mended(roster, tmp_path):
    go_live(roster)
    patrol = roster.patrols.first()
    gone = Volunteer.objects.get(pk=min(crew(patrol)))
    path = write_csv(
        tmp_path / "absences.csv", "registry_no,from,to", f"{gone.registry_no},2036-12-01,2036-12-01"
    )

    printed = run_command("import_absences", path)

    assert "1 rosters" in printed
    assert gone.pk not in crew(patrol)
    assert patrol.assignments.count() == 3
    assert RosterEdit.objects.get().kind == "absence"
    check(roster)


def test_absence_of_somebody_on_a_draft_changes_nothing(roster):
    patrol = roster.patrols.first()
    Absence.objects.create(volunteer_id=min(crew(patrol)), starts_at=patrol.starts_at, ends_at=patrol.ends_at)

    assert mending.mend_absences().edits == []


def test_absence_that_ends_as_the_patrol_begins_is_none(roster):
    go_live(roster)
    patrol = roster.patrols.first()
    Absence.objects.create(
        volunteer_id=min(crew(patrol)),
        starts_at=patrol.starts_at - timedelta(hours=2),
        ends_at=patrol.starts_at,
    )

    assert mending.mend_absences().edits == []


def test_mend_brings_one_person_more_or_says_that_nobody_can(roster):
    patrol = roster.patrols.first()
    mending.take_off(roster.pk, spare(patrol), patrol.pk)

    mending.mend(roster.pk, patrol.pk)

    assert patrol.assignments.count() == 3
    check(roster)
    with pytest.raises(mending.MendingError, match="Nobody can take this seat"):
        mending.mend(roster.pk, patrol.pk)

"""Changes by hand of a roster in the database: checked at once, scored, logged, and undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geoapp import jobs, mending
from geoapp.convert.roster_rows import load_assignments
from geoapp.models import (
    District,
    EmptySeats,
    Job,
    RosterEdit,
    Route,
    Volunteer,
)
from geoapp.pipeline import fill_roster
from geoapp.proofs import prove_again
from tests.accounts import make_places
from tests.mending import check, crew, free_for, make_evenings, other, outsider, spare
from tests.roster_rows import make_draft, make_people, make_planned, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db):
    return make_places(1)[0]


@pytest.fixture
def roster(place):
    return make_evenings(place)


def test_somebody_is_taken_off_and_put_back(roster):
    patrol = roster.patrols.first()
    before = crew(patrol)
    gone = spare(patrol)

    edit = mending.take_off(roster.pk, gone, patrol.pk)

    assert crew(patrol) == before - {gone}
    assert edit.removed == [[gone, patrol.pk]]
    assert edit.cost_change["seats"] == 1500
    assert EmptySeats.objects.get(patrol=patrol).remedy["change"] == "assign"
    check(roster)

    mending.assign(roster.pk, gone, patrol.pk)

    assert crew(patrol) == before
    check(roster)
    assert roster.certificate["edited"]["edits"] == 2
    assert roster.certificate["edited"]["gap"] == pytest.approx(roster.certificate["gap"])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda r, p: mending.assign(r.pk, outsider(p), p.pk), "The patrol has no free seat."),
        (lambda r, p: [mending.take_off(r.pk, one, p.pk) for one in sorted(crew(p))], "too few"),
        (lambda r, p: mending.move(r.pk, min(crew(p)), p.pk, other(p).pk), "no free seat"),
    ],
)
def test_change_that_breaks_a_rule_is_refused_and_changes_nothing(roster, make, sentence):
    patrol = roster.patrols.first()

    with pytest.raises(mending.RulesBroken, match=sentence):
        make(roster, patrol)

    assert all(edit.kind == "by-hand" for edit in RosterEdit.objects.all())
    check(roster)


def test_person_who_did_not_offer_the_slot_is_refused(roster, place):
    patrol = roster.patrols.first()
    stranger = make_people(place, 1, slots=("morning",), prefix="S")[0]
    mending.take_off(roster.pk, spare(patrol), patrol.pk)

    with pytest.raises(mending.RulesBroken, match="did not offer this slot"):
        mending.assign(roster.pk, stranger.pk, patrol.pk)


def test_best_people_for_a_seat_come_with_reasons_and_with_what_forbids_the_others(roster):
    patrol = roster.patrols.first()
    gone = spare(patrol)
    mending.take_off(roster.pk, gone, patrol.pk)
    lapsed = outsider(patrol)
    Volunteer.objects.filter(pk=lapsed).update(insured_until="2036-11-30")

    best = mending.best_for_seat(patrol)

    able = [one for one in best if not one.broken]
    assert [one.cost_change for one in able] == sorted(one.cost_change for one in able)
    assert all("prefers" in one.why for one in able)
    assert {one.volunteer_id: one.broken for one in best}[lapsed] == ("insurance-lapsed",)


def test_best_people_take_as_many_queries_for_few_as_for_many(roster, place):
    patrol = roster.patrols.first()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            mending.best_for_seat(patrol)
        return len(captured)

    few = queries()
    make_people(place, 30, prefix="M")

    assert queries() <= few + 2  # shares of those who are new are counted once for all


def test_undo_brings_back_roster_and_cost_and_works_once(roster):
    patrol = roster.patrols.first()
    before, cost_before = load_assignments(roster.assignments.all()), roster.certificate["cost"]
    edit = mending.take_off(roster.pk, spare(patrol), patrol.pk)

    undone = mending.undo(edit.pk)

    assert undone.undoes == edit
    assert load_assignments(roster.assignments.all()) == before
    check(roster)
    assert roster.certificate["edited"]["cost"] == cost_before
    with pytest.raises(mending.MendingError, match="undone already"):
        mending.undo(edit.pk)


def test_changes_of_one_patrol_are_undone_one_after_the_other(roster):
    patrol = roster.patrols.first()
    before = crew(patrol)
    first = mending.take_off(roster.pk, spare(patrol), patrol.pk)
    second = mending.assign(roster.pk, free_for(patrol), patrol.pk)
    with pytest.raises(mending.StaleRoster):
        mending.undo(first.pk)

    mending.undo(second.pk)
    mending.undo(first.pk)

    assert crew(patrol) == before
    check(roster)


def test_undo_after_another_change_of_the_patrol_is_refused(roster):
    patrol = roster.patrols.first()
    edit = mending.take_off(roster.pk, spare(patrol), patrol.pk)
    mending.assign(roster.pk, free_for(patrol), patrol.pk)

    with pytest.raises(mending.StaleRoster):
        mending.undo(edit.pk)
    check(roster)


def test_editor_who_saw_an_older_patrol_is_told_and_another_patrol_is_no_matter(roster):
    first, second = roster.patrols.order_by("pk")[:2]
    seen = roster.version
    mending.take_off(roster.pk, spare(first), first.pk, seen=seen)

    with pytest.raises(mending.StaleRoster, match="look at it again"):
        mending.assign(roster.pk, outsider(first), first.pk, seen=seen)
    mending.take_off(roster.pk, spare(second), second.pk, seen=seen)

    assert RosterEdit.objects.count() == 2
    check(roster)


def test_roster_that_was_replaced_is_not_edited(roster):
    patrol = roster.patrols.first()
    roster.status = "superseded"
    roster.save()

    with pytest.raises(mending.MendingError, match="replaced"):
        mending.take_off(roster.pk, spare(patrol), patrol.pk)


def test_trying_a_change_out_tells_its_cost_and_changes_nothing(roster):
    patrol = roster.patrols.first()
    before = crew(patrol)

    edit = mending.try_out(lambda: mending.take_off(roster.pk, spare(patrol), patrol.pk))

    assert edit.cost_change["seats"] == 1500
    assert crew(patrol) == before
    assert RosterEdit.objects.count() == 0


def test_standby_is_called_when_sent_on_a_patrol(place):
    post = make_post(place, "P1")
    people = make_people(place, 4, leaders=4, weekly_cap=1)
    roster = make_draft(days=1)
    patrol = make_planned(roster, place, post, seats=(2, 3))
    standby = make_planned(roster, place, None, seats=(0, 1))
    fill_roster(roster)
    called = min(crew(standby))
    mending.take_off(roster.pk, spare(patrol), patrol.pk)

    edit = mending.assign(roster.pk, called, patrol.pk)

    assert edit.removed == [[called, standby.pk]]
    assert crew(standby) == set()
    assert len(people) == 4


def test_edited_roster_is_proven_anew_at_the_cost_that_the_edits_told(roster):
    patrol = roster.patrols.first()
    mending.take_off(roster.pk, spare(patrol), patrol.pk)
    roster.refresh_from_db()
    told = roster.certificate["edited"]

    prove_again(District.objects.get(), roster)

    roster.refresh_from_db()
    assert "edited" not in roster.certificate
    assert roster.certificate["cost"] == told["cost"]
    assert roster.certificate["gap"] == pytest.approx(told["gap"])


@pytest.fixture
def sent(monkeypatch) -> list[int]:
    numbers: list[int] = []
    monkeypatch.setattr(jobs, "send", numbers.append)
    return numbers


def drawn(roster, *patrols) -> None:
    """Routes for some patrols, so that the roster counts as one that has routes."""
    for patrol in patrols:
        Route.objects.create(patrol=patrol, seconds=[], walk_m=0, back_at=patrol.ends_at)
    roster.figures["routes"] = len(patrols)
    roster.save()


def test_changes_ask_once_for_the_routes_that_no_longer_fit(roster, sent, django_capture_on_commit_callbacks):
    first = roster.patrols.first()
    drawn(roster, first)
    gone = spare(first)

    for change in (mending.take_off, mending.assign):
        with django_capture_on_commit_callbacks(execute=True):
            change(roster.pk, gone, first.pk)

    (job,) = Job.objects.all()
    assert (job.kind, job.arguments) == ("routes", {"roster": roster.pk})
    assert sent == [job.pk]


def test_no_routes_are_asked_for_where_all_fit(roster, sent, django_capture_on_commit_callbacks):
    drawn(roster, *roster.patrols.all())

    with django_capture_on_commit_callbacks(execute=True):
        mending.take_off(roster.pk, spare(roster.patrols.first()), roster.patrols.first().pk)

    assert sent == [] and not Job.objects.exists()


def test_no_routes_are_asked_for_a_roster_without_any(roster, sent, django_capture_on_commit_callbacks):
    patrol = roster.patrols.first()

    with django_capture_on_commit_callbacks(execute=True):
        mending.take_off(roster.pk, spare(patrol), patrol.pk)

    assert sent == [] and not Job.objects.exists()

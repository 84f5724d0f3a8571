"""Swaps on which two agree, and remedies: made if the rules allow it."""

import pytest

from geoapp import mending
from geoapp.models import (
    Absence,
    Agreement,
    EmptySeats,
    RosterRules,
    SwapRequest,
    Volunteer,
)
from geoapp.pipeline import fill_roster
from tests.accounts import make_places
from tests.mending import check, crew, explain_anew, make_evenings, spare, swap_of
from tests.roster_rows import make_draft, make_people, make_planned, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db):
    return make_places(1)[0]


@pytest.fixture
def roster(place):
    return make_evenings(place)


def test_swap_is_done_once_both_agree(roster):
    one, first, two, second = swap_of(roster)
    swap = mending.ask_swap(one, first, two, second)
    with pytest.raises(mending.StaleRoster):
        mending.do_swap(swap.pk)
    mending.answer_swap(swap.pk, two, agree=True)

    edit = mending.do_swap(swap.pk)

    swap.refresh_from_db()
    assert (swap.state, edit.kind) == ("done", "swap")
    assert two.pk in crew(first)
    assert one.pk in crew(second)
    check(roster)
    with pytest.raises(mending.StaleRoster):
        mending.do_swap(swap.pk)


def test_swap_that_breaks_a_rule_stays_agreed_and_leaves_no_agreement(roster):
    one, first, two, second = swap_of(roster)
    swap = mending.ask_swap(one, first, two, second)
    mending.answer_swap(swap.pk, two, agree=True)
    Volunteer.objects.filter(pk=two.pk).update(trained_until="2036-11-30")

    with pytest.raises(mending.RulesBroken, match="training has lapsed"):
        mending.do_swap(swap.pk)

    swap.refresh_from_db()
    assert swap.state == "agreed"
    assert Agreement.objects.count() == 0
    assert one.pk in crew(first)


def test_taking_over_counts_as_an_offer_of_the_slot(roster, place):
    first = roster.patrols.order_by("pk").first()
    one = Volunteer.objects.get(pk=spare(first))
    friend = make_people(place, 1, slots=(), prefix="F")[0]
    other_patrol = roster.patrols.order_by("pk").last()
    mending.take_off(roster.pk, spare(other_patrol), other_patrol.pk)
    Agreement.objects.create(patrol=other_patrol, volunteer=friend)
    mending.assign(roster.pk, friend.pk, other_patrol.pk)

    swap = mending.ask_swap(one, first, friend)
    mending.answer_swap(swap.pk, friend, agree=True)
    mending.do_swap(swap.pk)

    assert friend.pk in crew(first)
    roster.refresh_from_db()
    assert roster.certificate["edited"]["bound_holds"] is False
    assert roster.certificate["edited"]["gap"] is None


def test_swap_is_refused_withdrawn_and_not_asked_twice(roster):
    one, first, two, second = swap_of(roster)
    swap = mending.ask_swap(one, first, two, second)

    with pytest.raises(mending.MendingError, match="asked for already"):
        mending.ask_swap(one, first, two, second)
    with pytest.raises(mending.StaleRoster):
        mending.answer_swap(swap.pk, one, agree=True)  # only whoever was asked may answer
    assert mending.answer_swap(swap.pk, two, agree=False).state == SwapRequest.State.REFUSED
    again = mending.ask_swap(one, first, two, second)
    assert mending.withdraw_swap(again.pk, one).state == SwapRequest.State.WITHDRAWN
    with pytest.raises(mending.MendingError, match="not on this patrol"):
        mending.ask_swap(one, second, two, first)


@pytest.mark.parametrize(
    ("shortage", "change"),
    [
        ({}, "assign"),
        ({"insured_until": "2036-11-30"}, "renew-insurance-or-training"),
        ({"weekly_cap": 0}, "lift-weekly-cap"),
        ({"leader": False}, "one-more-leader"),
    ],
)
def test_remedy_of_an_empty_seat_fills_it_by_one_call(place, shortage, change):
    post = make_post(place, "P1")
    make_people(place, 2, leaders=0, prefix="A")
    late = make_people(place, 1, leaders=1, prefix="B")[0]
    roster = make_draft(days=1)
    patrol = make_planned(roster, place, post, seats=(3, 3))
    RosterRules.objects.create(pk=1, min_people=3)
    Volunteer.objects.filter(pk=late.pk).update(active=True, **shortage)
    Absence.objects.create(volunteer=late, starts_at=patrol.starts_at, ends_at=patrol.ends_at)
    fill_roster(roster)
    assert patrol.assignments.count() == 0
    Absence.objects.all().delete()
    explain_anew(roster)
    assert EmptySeats.objects.get().remedy["change"] == change

    mending.apply_remedy(patrol.pk)

    assert patrol.assignments.count() == 3
    assert EmptySeats.objects.count() == 0


def test_remedy_of_a_longer_walk_is_an_agreement_to_this_patrol_alone(place):
    post = make_post(place, "P1", east=0.5)
    make_people(place, 2, leaders=2, prefix="A")
    # A bit over 1.5 km away on foot, and nobody's own post
    far = make_people(place, 1, leaders=0, prefix="B")[0]
    far.home.x -= 0.0145
    far.save()
    roster = make_draft(days=2)
    first, second = (make_planned(roster, place, post, day=day, seats=(3, 3)) for day in range(2))
    RosterRules.objects.create(pk=1, min_people=3)
    fill_roster(roster)
    remedy = EmptySeats.objects.get(patrol=first).remedy
    assert (remedy["change"], remedy["volunteer_id"]) == ("walk-further", far.pk)

    mending.apply_remedy(first.pk)

    assert crew(first) > {far.pk}
    assert Agreement.objects.get().patrol == first
    assert second.assignments.count() == 0
    check(roster)


def test_new_members_cannot_be_made_by_a_call(place):
    roster = make_draft(days=1)
    patrol = make_planned(roster, place, make_post(place, "P1"))
    fill_roster(roster)

    with pytest.raises(mending.MendingError, match="New members"):
        mending.apply_remedy(patrol.pk)

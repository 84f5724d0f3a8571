"""Saying no to a shift, or passing it on: the roster is mended at once, and no rule is broken."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from geoapp import mending
from geoapp.models import RosterEdit, ShiftReply, SwapRequest, Volunteer
from geoapp.pipeline import fill_roster
from tests.accounts import logged_in, make_account, make_places
from tests.mending import check, crew
from tests.roster_rows import go_live, make_draft, make_people, make_planned, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def patrol(db):
    """Of a live roster of three evenings to come, with eight people who offer them all."""
    place = make_places(1)[0]
    post = make_post(place, "P1")
    make_people(place, 8, leaders=8)
    roster = make_draft(timezone.now().date() + timedelta(days=2), days=3)
    for day in range(3):
        make_planned(roster, place, post, day=day)
    fill_roster(roster)
    go_live(roster)
    return roster.patrols.order_by("pk").first()


@pytest.fixture
def person(patrol):
    return Volunteer.objects.get(pk=min(crew(patrol)))


@pytest.fixture
def mate(patrol, person):
    """Of the own team, and not on the patrol."""
    kin = Volunteer.objects.filter(team=person.team).exclude(pk__in=crew(patrol)).first()
    if kin is None:
        kin = Volunteer.objects.exclude(pk__in=crew(patrol)).first()
        Volunteer.objects.filter(pk=kin.pk).update(team=person.team)
        kin.refresh_from_db()
    return kin


def phone_of(volunteer):
    return logged_in(make_account(volunteer.registry_no, volunteer=volunteer))


def test_declining_takes_off_the_shift_and_finds_somebody_else(patrol, person):
    seats = len(crew(patrol))

    answer = phone_of(person).post(reverse("my_reply", args=[patrol.pk]), {"answer": "declined"}, follow=True)

    assert "You are off this shift" in answer.content.decode()
    assert person.pk not in crew(patrol)
    assert len(crew(patrol)) == seats
    edit = RosterEdit.objects.get()
    assert edit.kind == "absence" and edit.removed == [[person.pk, patrol.pk]]
    check(patrol.roster)


def test_declining_twice_says_that_the_shift_is_not_theirs(patrol, person):
    phone = phone_of(person)
    address = reverse("my_reply", args=[patrol.pk])
    phone.post(address, {"answer": "declined"})

    assert phone.post(address, {"answer": "declined"}).status_code == 404
    check(patrol.roster)


def test_answer_stays_when_the_roster_cannot_be_mended(patrol, person, monkeypatch):
    def refuse(*_args, **_more):
        raise mending.MendingError("no")

    monkeypatch.setattr(mending, "drop_out", refuse)

    answer = phone_of(person).post(reverse("my_reply", args=[patrol.pk]), {"answer": "declined"}, follow=True)

    assert "Your coordinator takes you off" in answer.content.decode()
    assert ShiftReply.objects.get().answer == "declined"
    assert person.pk in crew(patrol)


def test_team_mate_who_agrees_takes_the_shift_over(patrol, person, mate):
    asker, other = phone_of(person), phone_of(mate)
    page = asker.post(reverse("my_swap_ask", args=[patrol.pk]), {"other": mate.pk}, follow=True)
    assert "Until they agree" in page.content.decode()
    assert "asks you to take over" in other.get(reverse("my_shifts")).content.decode()

    page = other.post(
        reverse("my_swap_answer", args=[SwapRequest.objects.get().pk]), {"answer": "yes"}, follow=True
    )

    assert "The shift is yours now" in page.content.decode()
    assert SwapRequest.objects.get().state == "done"
    assert person.pk not in crew(patrol) and mate.pk in crew(patrol)
    check(patrol.roster)


def test_refusing_or_withdrawing_leaves_the_roster_as_it_is(patrol, person, mate):
    before = crew(patrol)
    asker, other = phone_of(person), phone_of(mate)
    ask = reverse("my_swap_ask", args=[patrol.pk])
    asker.post(ask, {"other": mate.pk})
    other.post(reverse("my_swap_answer", args=[SwapRequest.objects.get().pk]), {"answer": "no"})
    asker.post(ask, {"other": mate.pk})
    last = SwapRequest.objects.get(state="asked")

    asker.post(reverse("my_swap_withdraw", args=[last.pk]))
    late = other.post(reverse("my_swap_answer", args=[last.pk]), {"answer": "yes"}, follow=True)

    assert "settled already" in late.content.decode()
    assert sorted(SwapRequest.objects.values_list("state", flat=True)) == ["refused", "withdrawn"]
    assert crew(patrol) == before


def test_swap_that_breaks_a_rule_is_refused_in_words(patrol, person, mate):
    asker, other = phone_of(person), phone_of(mate)
    asker.post(reverse("my_swap_ask", args=[patrol.pk]), {"other": mate.pk})
    # What nobody can agree to; a number of patrols of their own they can.
    Volunteer.objects.filter(pk=mate.pk).update(insured_until=date(2020, 1, 1))
    before = crew(patrol)

    page = other.post(
        reverse("my_swap_answer", args=[SwapRequest.objects.get().pk]), {"answer": "yes"}, follow=True
    )

    assert "It cannot be done as it is" in page.content.decode()
    assert crew(patrol) == before


def test_only_team_mates_off_the_patrol_can_be_asked(patrol, person):
    stranger = Volunteer.objects.exclude(team=person.team).exclude(pk__in=crew(patrol)).first()
    phone = phone_of(person)

    for other in (stranger.pk, person.pk, "x", "", 10**6):
        page = phone.post(reverse("my_swap_ask", args=[patrol.pk]), {"other": other}, follow=True)
        assert "Choose somebody of your team" in page.content.decode()

    assert not SwapRequest.objects.exists()


def test_nobody_answers_or_withdraws_for_others(patrol, person, mate):
    phone_of(person).post(reverse("my_swap_ask", args=[patrol.pk]), {"other": mate.pk})
    swap = SwapRequest.objects.get()
    stranger = phone_of(Volunteer.objects.exclude(pk__in=[person.pk, mate.pk]).first())

    for name in ("my_swap_answer", "my_swap_withdraw"):
        assert stranger.post(reverse(name, args=[swap.pk]), {"answer": "yes"}).status_code == 404

    swap.refresh_from_db()
    assert swap.state == "asked"

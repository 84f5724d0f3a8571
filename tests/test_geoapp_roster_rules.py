"""Rules and weights belong to the district: changed by command, refused when they contradict, recorded."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from geoapp.convert.demand import ask_for_skills, no_show_rates
from geoapp.convert.roster import load_roster_problem
from geoapp.convert.rules import hard_rules, load_rules, weights
from geoapp.convert.times import day_slots
from geoapp.models import Assignment, District, NoShow, Roster, RosterRules
from geoapp.pipeline import PlanError, fill_roster
from scheduling.problem import Rules, Weights
from tests.accounts import make_places
from tests.builders import run_command, run_refused
from tests.roster_rows import (
    MONDAY,
    assign,
    go_live,
    make_draft,
    make_people,
    make_planned,
    make_post,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db):
    return make_places(1)[0]


def test_defaults_are_those_of_the_scheduler():
    row = load_rules()

    assert (hard_rules(row), weights(row)) == (Rules(), Weights())
    assert RosterRules.objects.count() == 0


def test_changed_rules_decide_the_roster_and_stand_in_its_certificate(place):
    run_command("rules", "min_rest_h=30", "weight_seat=250", "max_age_at_night=none")

    roster = make_week_at(place)

    assert roster.certificate["rules"]["min_rest_h"] == 30
    assert roster.certificate["rules"]["max_age_at_night"] is None
    assert roster.certificate["weights"]["seat"] == 250
    evenings = [set(patrol.assignments.values_list("volunteer", flat=True)) for patrol in patrols_of(roster)]
    assert not evenings[0] & evenings[1]
    assert not evenings[1] & evenings[2]


def make_week_at(place):
    post = make_post(place, "P1")
    make_people(place, 8)
    roster = make_draft(days=3)
    for day in range(3):
        make_planned(roster, place, post, day=day)
    fill_roster(roster)
    return roster


def patrols_of(roster):
    return roster.patrols.order_by("starts_at")


def test_rules_are_listed_with_what_they_mean():
    printed = run_command("rules")

    assert "min_rest_h" in printed
    assert "rest between two patrols, hours" in printed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("min_people=0", "min_people must be at least 1, got 0"),
        ("min_age_at_night=80", "min_age_at_night 80 is above max_age_at_night 70"),
        ("max_per_day=9", "max_per_day 9 is above max_per_week 7"),
        ("min_rest_h=-1", "greater than or equal to 0"),
        ("no_show_rate=1.5", "less than or equal to 1"),
        ("wanted_skills=juggling", "There is no skill juggling"),
        ("reach_m=3000", "reach_of_own_post_m 2500 is below reach_m 3000"),
        ("min_rest_h=soon", "must be a float"),
        ("rest=9", "no such rule"),
        ("min_people", "no such rule"),
    ],
)
def test_bad_rule_is_refused_with_one_sentence_and_nothing_changes(change, sentence):
    assert sentence in run_refused("rules", change)
    assert RosterRules.objects.count() == 0


def test_rules_that_contradict_the_patrols_are_named_by_the_step(place):
    roster = make_draft(days=1)
    make_planned(roster, place, make_post(place, "P1"), seats=(2, 2))
    RosterRules.objects.create(pk=1, min_people=3)

    with pytest.raises(PlanError, match="min_people 3 is above the 2 seats_desired of patrol"):
        fill_roster(roster)
    assert Assignment.objects.count() == 0


def test_there_is_one_row_of_rules():
    RosterRules.objects.create(pk=1)

    with pytest.raises(IntegrityError, match="one_row_of_rules"), transaction.atomic():
        RosterRules.objects.create(pk=2)


def test_night_begins_when_the_district_says(place):
    roster = make_draft(days=1)
    make_planned(roster, place, make_post(place, "P1"))

    def is_night():
        return load_roster_problem(District.objects.get(), roster).patrols[0].night

    assert not is_night()
    run_command("rules", "night_begins=21:00")
    assert not is_night()
    run_command("rules", "night_begins=20:59")
    assert is_night()


def test_wanted_skills_are_asked_of_every_patrol_and_some_once_a_day(place):
    roster = make_draft(days=2)
    post = make_post(place, "P1")
    low, high = make_planned(roster, place, post, risk=2), make_planned(roster, place, post, risk=9)
    next_day = make_planned(roster, place, post, day=1, risk=1)
    rules = RosterRules(wanted_skills=["first-aid"], skills_once_a_day=["police-liaison"])

    ask_for_skills([low, high, next_day], day_slots(District.objects.get(), roster), {post.pk: 0}, rules)

    assert [patrol.skills for patrol in (low, high, next_day)] == [
        ["first-aid"],
        ["first-aid", "police-liaison"],
        ["first-aid", "police-liaison"],
    ]


def test_no_shows_of_the_past_raise_the_rate_where_they_were(place):
    past = make_draft(date(2025, 10, 6), days=1, status=Roster.Status.LIVE)
    post = make_post(place, "P1")
    people = make_people(place, 4)
    evening = make_planned(past, place, post)
    assign(evening, *people)
    assign(make_planned(past, place, post, slot="morning"), *people)
    for person in people[:3]:
        NoShow.objects.create(patrol=evening, volunteer=person)
    coming = make_draft(days=1)
    slots = {slot.slot.code: slot.starts_at for slot in day_slots(District.objects.get(), coming)}

    rates = no_show_rates(day_slots(District.objects.get(), coming), 0.1)

    # Twenty seats at the default rate beside the four that were seen
    assert rates[place.area.pk, slots["evening"]] == pytest.approx((3 + 2) / 24)
    assert rates[place.area.pk, slots["morning"]] == pytest.approx(2 / 24)
    assert (place.area.pk, slots["late"]) not in rates


def test_load_of_the_last_roster_in_force_is_carried_over(place):
    first = make_week_at(place)
    first_served = served(first)
    go_live(first)
    second = make_draft(MONDAY + timedelta(weeks=1), days=3)

    problem = load_roster_problem(District.objects.get(), second)

    assert len(set(first_served.values())) > 1
    assert {person.id: person.past_load for person in problem.volunteers} == {
        # Half of patrols ÷ the six slots that each offered
        pk: 0.5 * count / 6
        for pk, count in first_served.items()
    }


def served(roster):
    people = roster.shares.values_list("volunteer", flat=True)
    return {pk: roster.assignments.filter(volunteer=pk).count() for pk in people}


def test_draft_of_the_past_carries_nothing_over(place):
    make_week_at(place)

    problem = load_roster_problem(District.objects.get(), make_draft(MONDAY + timedelta(weeks=1), days=3))

    assert {person.past_load for person in problem.volunteers} == {0.0}


def test_rest_is_kept_across_the_border_of_two_rosters(place):
    post = make_post(place, "P1")
    people = make_people(place, 4, slots=("late", "am-rush"))
    sunday = make_draft(MONDAY - timedelta(days=1), days=1, status=Roster.Status.LIVE)
    assign(make_planned(sunday, place, post, slot="late"), *people[:2])
    monday = make_draft(MONDAY, days=1)
    make_planned(monday, place, post, slot="am-rush", seats=(2, 4))

    fill_roster(monday)

    # From 23:00 to 6:30 are 7.5 hours; ten are asked for
    assert set(monday.assignments.values_list("volunteer", flat=True)) == {people[2].pk, people[3].pk}


def test_weekly_cap_holds_across_rosters_that_split_a_week(place):
    post = make_post(place, "P1")
    people = make_people(place, 4, weekly_cap=1)
    first = make_draft(MONDAY, days=2, status=Roster.Status.LIVE)
    assign(make_planned(first, place, post), *people[:2])
    rest = make_draft(MONDAY + timedelta(days=2), days=6)
    make_planned(rest, place, post, day=2, seats=(2, 4))
    next_week = make_planned(rest, place, post, day=5, seats=(2, 4))

    fill_roster(rest)

    in_week = rest.assignments.exclude(patrol=next_week).values_list("volunteer", flat=True)
    assert set(in_week) == {people[2].pk, people[3].pk}
    assert next_week.assignments.count() == 4


def test_draft_does_not_rest_from_the_roster_that_it_replaces(place):
    live = make_week_at(place)
    go_live(live)
    again = make_draft(days=3)
    make_planned(again, place, live.patrols.first().post)

    assert load_roster_problem(District.objects.get(), again).fixed == ()
    assert load_roster_problem(District.objects.get(), live).fixed == ()

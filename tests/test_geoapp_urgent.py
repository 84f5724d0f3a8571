"""Urgent patrols: tried out, called, called off, each with as few people disturbed as can be."""

from datetime import timedelta

import pytest

from geoapp import mending
from geoapp.mending import Urgent
from geoapp.models import Availability, Notice, Patrol, Post, Roster, Skill, Slot, Volunteer
from tests.accounts import SIDE, SOUTH, WEST, make_places
from tests.mending import check, make_evenings
from tests.roster_rows import go_live

pytestmark = pytest.mark.django_db
PLACE = ("河边", WEST + SIDE / 2, SOUTH + SIDE / 2)


@pytest.fixture
def roster(db) -> Roster:
    """Three evenings in force, whose eight people offer mornings too."""
    roster = make_evenings(make_places(1)[0])
    go_live(roster)
    return roster


def wanted(roster: Roster, slot: str = "morning", **more: object) -> Urgent:
    post = roster.patrols.first().post
    plain = {"post": post, "slot": Slot.objects.get(code=slot), "day": roster.starts_on + timedelta(days=1)}
    return Urgent(**(plain | {"seats_min": 2, "seats_desired": 3} | more))


def rows(roster: Roster) -> list[object]:
    """What an urgent patrol may change."""
    roster.refresh_from_db()
    return [
        sorted(roster.assignments.values_list("patrol", "volunteer")),
        sorted(roster.patrols.values_list("code", flat=True)),
        Notice.objects.count(),
        Post.objects.count(),
        roster.figures,
        roster.version,
    ]


def test_trying_out_says_who_would_go_and_leaves_no_trace(roster):
    before = rows(roster)

    plan = mending.plan_urgent_patrol(roster.pk, wanted(roster), 5)

    assert len(plan.called) == 3
    assert set(plan.called) <= {one.volunteer_id for one in plan.best}
    assert Volunteer.objects.filter(pk__in=plan.called, leader=True).exists()
    assert len({person.team.kind_id for person in Volunteer.objects.filter(pk__in=plan.called)}) >= 2
    assert rows(roster) == before


def test_calling_does_what_was_looked_at_and_tells_only_those_who_go(roster):
    looked_at = mending.plan_urgent_patrol(roster.pk, wanted(roster), 5)

    plan = mending.add_urgent_patrol(roster.pk, wanted(roster), looked_at=looked_at.calls)

    urgent = roster.patrols.get(code="1202-morning-P1-1")
    assert plan.called == looked_at.called
    assert set(urgent.assignments.values_list("volunteer", flat=True)) == set(plan.called)
    assert set(Notice.objects.values_list("volunteer", flat=True)) == set(plan.called)
    assert plan.edit.kind == "urgent"
    check(roster)


def test_what_somebody_looked_at_and_is_no_longer_so_is_not_done(roster):
    looked_at = mending.plan_urgent_patrol(roster.pk, wanted(roster), 5)
    Volunteer.objects.filter(pk=looked_at.called[0]).update(active=False)
    before = rows(roster)

    with pytest.raises(mending.StaleRoster, match="meanwhile"):
        mending.add_urgent_patrol(roster.pk, wanted(roster), looked_at=looked_at.calls)

    assert rows(roster) == before


def test_undo_sends_everybody_back_and_leaves_no_patrol_and_no_place(roster):
    seats, codes, _notices, posts, figures, _version = rows(roster)
    plan = mending.add_urgent_patrol(roster.pk, wanted(roster, post=None, place=PLACE))
    check(roster)

    mending.undo(plan.edit.pk)

    after = rows(roster)
    assert after[:2] == [seats, codes] and after[3] == posts
    assert {name: after[4][name] for name in figures} == figures
    assert Notice.objects.filter(kind="cancelled").count() == 3
    check(roster)


def test_place_of_its_own_is_a_post_for_this_patrol_alone(roster):
    plan = mending.add_urgent_patrol(roster.pk, wanted(roster, post=None, place=PLACE))

    post = Patrol.objects.get(pk=plan.patrol.pk).post
    assert (post.code, post.name, post.active) == ("U361202-1", "河边", False)
    assert plan.patrol.code == "1202-morning-U361202-1-1"
    # Others can still be put on it by hand.
    assert mending.best_for_seat(plan.patrol)
    check(roster)


def test_patrol_whose_people_are_all_called_away_is_named(roster):
    patrol = roster.patrols.order_by("starts_at").first()
    Availability.objects.exclude(volunteer__assignments__patrol=patrol).delete()
    urgent = wanted(roster, "evening", day=roster.starts_on)

    plan = mending.plan_urgent_patrol(roster.pk, urgent, 5)
    quiet = mending.plan_urgent_patrol(roster.pk, wanted(roster, seats_desired=2), 5)

    assert plan.stopped == [patrol]
    assert quiet.stopped == []


def test_skills_decide_who_is_called(roster):
    without = mending.plan_urgent_patrol(roster.pk, wanted(roster), 8)
    able = [one.volunteer_id for one in without.best if not one.broken]
    skilled = Volunteer.objects.get(pk=next(one for one in able if one not in without.called))
    skilled.skills.set([Skill.objects.get(code="mediation")])

    plan = mending.plan_urgent_patrol(roster.pk, wanted(roster, skills=("mediation",)), 8)

    assert skilled.pk in plan.called


def test_patrols_of_other_subdistricts_stay_as_they_are(roster):
    patrol = roster.patrols.order_by("starts_at").first()
    free = Volunteer.objects.exclude(assignments__patrol=patrol).exclude(registry_no="V1")
    kept = free.filter(leader=True).order_by("pk").first()
    Availability.objects.filter(volunteer__in=free.exclude(pk=kept.pk)).delete()
    urgent = wanted(roster, "evening", day=roster.starts_on)

    plan = mending.plan_urgent_patrol(roster.pk, urgent, 5, within={patrol.area.code})

    assert patrol.pk in {patrol_id for _who, patrol_id in plan.edit.removed}
    with pytest.raises(mending.MendingError, match="Nobody can take this seat"):
        mending.plan_urgent_patrol(roster.pk, urgent, 5, within={"another"})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"slot": "late"}, "Nobody can take this seat"),
        ({"day": timedelta(days=3)}, "does not reach"),
        ({"place": ("海上", 0.0, 0.0)}, "in no subdistrict"),
    ],
)
def test_urgent_patrol_that_cannot_be_leaves_no_trace(roster, change, said):
    before = rows(roster)
    if "day" in change:
        change["day"] = roster.starts_on + change["day"]
    if "place" in change:
        change["post"] = None

    with pytest.raises(mending.MendingError, match=said):
        mending.add_urgent_patrol(roster.pk, wanted(roster, **change))

    assert rows(roster) == before


def test_slot_that_has_begun_is_too_late(roster, monkeypatch):
    starts_at = roster.patrols.order_by("starts_at").first().starts_at
    monkeypatch.setattr("geoapp.mending.urgent.now", lambda: starts_at)

    with pytest.raises(mending.MendingError, match="has begun"):
        mending.add_urgent_patrol(roster.pk, wanted(roster, "evening", day=roster.starts_on))

"""Drafts stand beside each other until the same question has a newer answer."""

from datetime import date

import pytest

from geoapp.checks import InvalidPlan
from geoapp.convert.drafts import close_draft
from geoapp.models import Job, Roster
from geoapp.planning import plan_period
from tests.builders import run_command
from tests.field_records import make_roster
from tests.small_city import import_small_city

pytestmark = pytest.mark.django_db
START = date(2026, 12, 4)


def draft(seed: int = 1, job: Job | None = None) -> Roster:
    roster = make_roster(START, 1, "draft")
    roster.seed, roster.job = seed, job
    roster.save()
    return roster


def test_newer_draft_takes_the_place_of_the_same_question_and_of_what_was_left_unfinished():
    same, other_seed, unfinished = draft(), draft(seed=2), draft(seed=3)
    for roster in (same, other_seed):
        close_draft(roster)
    at_work = draft(seed=4, job=Job.objects.create(kind="plan"))

    newest = draft()
    close_draft(newest)

    assert set(Roster.objects.all()) == {other_seed, at_work, newest}
    assert unfinished not in Roster.objects.all()


def test_old_draft_stays_while_the_new_one_is_planned_and_when_that_fails(tmp_path, monkeypatch):
    import_small_city(tmp_path)
    first = plan_period(START, 1, seed=1)

    def fail(*_: object) -> None:
        raise InvalidPlan("no roster")

    monkeypatch.setattr("geoapp.planning.fill_roster", fail)
    with pytest.raises(InvalidPlan):
        plan_period(START, 1, seed=1)

    assert Roster.objects.filter(pk=first.pk, assignments__isnull=False).exists()


def test_draft_that_was_made_step_by_step_is_whole_once_it_is_filled(tmp_path):
    import_small_city(tmp_path)
    run_command("hotspots", "--as-of", START)
    run_command("demand", "--start", START, "--days", 1)
    unfilled = Roster.objects.get().planned_at

    run_command("roster")

    assert (unfilled, Roster.objects.get().planned_at is None) == (None, False)


def test_draft_of_one_area_has_patrols_there_only(tmp_path):
    import_small_city(tmp_path)
    whole = plan_period(START, 1, seed=1)
    areas = {patrol.area for patrol in whole.patrols.all()}
    assert len(areas) == 2
    area = min(areas, key=lambda one: one.code)

    part = plan_period(START, 1, seed=1, area=area)

    assert {patrol.area for patrol in part.patrols.all()} == {area}
    assert part.figures["patrols_run"] > 0
    assert Roster.objects.filter(pk=whole.pk).exists()

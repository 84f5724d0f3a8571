"""Holidays of mainland China: what each day counts as, in demand, in offers, and on the pages."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.template import Context, Template
from django.urls import reverse
from django.utils import timezone, translation

from geoapp.convert.demand import load_demand
from geoapp.convert.risk import load_lattice
from geoapp.convert.times import day_slots
from geoapp.holidays import NAMES, DayKind, day_kind, day_note_word, special_days, years_without_table
from geoapp.models import Availability, District, FixedPatrol, Post, Role, Roster, Slot
from geoapp.queries.people import load_offered_slots
from geoapp.summary import plan_summary
from maps.drawing.values import Word
from tests.accounts import Place, make_places
from tests.builders import district_features, run_command, write_features
from tests.roster_rows import make_draft

CHINA = District(holidays=District.Holidays.MAINLAND_CHINA)
ELSEWHERE = District(holidays=District.Holidays.NONE)
# In 2026 the Spring Festival rests from Sunday 15 to Monday 23 February; people work on two Saturdays.
WORKED_SATURDAY, RESTING_MONDAY, PLAIN_MONDAY = date(2026, 2, 14), date(2026, 2, 16), date(2026, 3, 2)


def counted(*days: date, district: District = CHINA) -> list[int]:
    return [day_kind(district, day).weekday for day in days]


def test_holiday_counts_as_a_sunday_and_a_worked_weekend_as_the_nearest_working_day():
    worked_sunday, resting_saturday = date(2026, 9, 20), date(2026, 2, 21)

    assert counted(WORKED_SATURDAY, worked_sunday, RESTING_MONDAY, resting_saturday, PLAIN_MONDAY) == [
        5, 1, 7, 6, 1,
    ]  # fmt: skip


def test_kinds_of_days_carry_the_name_of_their_holiday():
    assert day_kind(CHINA, RESTING_MONDAY) == DayKind(7, True, "Spring Festival")
    assert day_kind(CHINA, WORKED_SATURDAY) == DayKind(5, False, "Spring Festival")
    assert day_kind(CHINA, PLAIN_MONDAY) == DayKind(1, False)
    assert day_kind(CHINA, date(2026, 3, 7)) == DayKind(6, True)


def test_district_without_holidays_has_plain_days_of_the_week():
    assert counted(WORKED_SATURDAY, RESTING_MONDAY, district=ELSEWHERE) == [6, 1]
    assert years_without_table(ELSEWHERE, [date(2199, 1, 1)]) == []


def test_year_that_is_not_published_yet_is_planned_plainly_and_named():
    new_year = date(2199, 1, 1)

    assert day_kind(CHINA, new_year) == DayKind(new_year.isoweekday(), False, known=False)
    assert years_without_table(CHINA, [PLAIN_MONDAY, new_year, date(2199, 1, 2)]) == [2199]


def test_week_of_the_demo_has_no_holiday():
    week = [date(2026, 11, 30), *(date(2026, 12, day) for day in range(1, 7))]

    assert counted(*week) == [1, 2, 3, 4, 5, 6, 7]


def offers_of(place: Place, *weekdays: int) -> None:
    """The volunteer offers the morning rush hour on these days of the week."""
    slot = Slot.objects.get(code="am-rush")
    Availability.objects.bulk_create(
        Availability(volunteer=place.volunteer, weekday=weekday, slot=slot) for weekday in weekdays
    )


@pytest.mark.parametrize(
    ("holidays", "expected"),
    [
        (District.Holidays.MAINLAND_CHINA, [date(2026, 2, 13), WORKED_SATURDAY]),
        (District.Holidays.NONE, [date(2026, 2, 13), RESTING_MONDAY]),
    ],
)
@pytest.mark.django_db
def test_offers_for_working_days_hold_on_a_worked_saturday_and_not_on_a_holiday(holidays, expected):
    (place,) = make_places(1)
    District.objects.update(holidays=holidays)
    offers_of(place, 1, 5)

    offered = load_offered_slots(District.objects.get(), Roster(starts_on=date(2026, 2, 13), days=4))

    assert offered.day.tolist() == expected


@pytest.mark.django_db
def test_rush_hour_patrol_runs_on_a_worked_saturday_and_not_on_a_holiday():
    make_places(1)
    District.objects.update(holidays=District.Holidays.MAINLAND_CHINA)
    district, roster = District.objects.get(), Roster(starts_on=date(2026, 2, 13), days=4)
    slot = Slot.objects.get(code="am-rush")
    post = Post.objects.create(code="P", name="站前", point=Point(123.91, 41.85, srid=4326))
    FixedPatrol.objects.bulk_create(
        FixedPatrol(post=post, slot=slot, weekday=weekday) for weekday in (1, 2, 3, 4, 5)
    )
    lattice = load_lattice(district, roster.starts_on)

    (demand,) = load_demand(district, roster, lattice, np.zeros((lattice.n_cells, 84))).posts

    fixed = [slot.day for slot in day_slots(district, roster) if slot.id in demand.fixed_slots]
    assert fixed == [date(2026, 2, 13), WORKED_SATURDAY]


def shown(day: date, district: District) -> str:
    return Template("{% load day_notes %}{% day_note day %}").render(
        Context({"day": day, "district": district})
    )


def test_heading_of_a_day_says_what_is_special_in_the_language_of_the_reader():
    english = [shown(day, CHINA) for day in (RESTING_MONDAY, WORKED_SATURDAY, PLAIN_MONDAY)]
    with translation.override("zh-hans"):
        chinese = [shown(day, CHINA) for day in (RESTING_MONDAY, WORKED_SATURDAY, PLAIN_MONDAY)]

    assert english == [
        '<span class="tag">rest day: Spring Festival</span>',
        '<span class="tag">worked in exchange for Spring Festival</span>',
        "",
    ]
    assert chinese == [
        '<span class="tag">休息日：春节</span>',
        '<span class="tag">调休上班：春节</span>',
        "",
    ]
    assert shown(RESTING_MONDAY, ELSEWHERE) == ""


def test_holidays_of_a_period_are_put_together_where_they_follow_each_other():
    days = [date(2026, 2, 13) + timedelta(days=k) for k in range(18)]

    found = [(one.first.day, one.last.day, one.note) for one in special_days(CHINA, days)]

    assert found == [
        (14, 14, "worked in exchange for Spring Festival"),
        (15, 23, "rest day: Spring Festival"),
        (28, 28, "worked in exchange for Spring Festival"),
    ]
    assert special_days(ELSEWHERE, days) == []


def test_paper_has_the_note_in_both_languages():
    assert day_note_word(CHINA, RESTING_MONDAY) == Word("rest day: Spring Festival", "休息日：春节")
    assert day_note_word(CHINA, PLAIN_MONDAY) is None


@pytest.fixture
def january(monkeypatch):
    """Two weeks before the Spring Festival."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 2, 1, 4, tzinfo=UTC))


@pytest.mark.django_db
def test_coordinator_reads_of_holidays_where_a_plan_is_asked_for(january, client_of, settings):
    settings.SECOND_FACTOR_WAIVED = True
    District.objects.update(holidays=District.Holidays.MAINLAND_CHINA)

    html = client_of(Role.COORDINATOR).get(reverse("generate")).content.decode()

    assert "02-15 – 02-23 <span" in html and "rest day: Spring Festival" in html
    assert "offers and rules of Sundays count" in html
    assert "not known yet" not in html


@pytest.mark.django_db
def test_coordinator_is_warned_of_a_year_without_a_table(monkeypatch, client_of, settings):
    settings.SECOND_FACTOR_WAIVED = True
    District.objects.update(holidays=District.Holidays.MAINLAND_CHINA)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2198, 12, 1, tzinfo=UTC))

    html = client_of(Role.COORDINATOR).get(reverse("generate")).content.decode()

    assert "The holidays of 2198, 2199 are not known yet" in html


@pytest.mark.parametrize("page", ["hotspots", "coverage", "what-if", "before-after", "files"])
@pytest.mark.django_db
def test_planner_reads_which_days_of_the_roster_are_no_plain_ones(client_of, page):
    District.objects.update(holidays=District.Holidays.MAINLAND_CHINA)
    make_draft(date(2026, 2, 16))

    html = client_of(Role.PLANNER).get(reverse(f"planner-{page}")).content.decode()

    assert "02-16 – 02-22 <span" in html and "rest day: Spring Festival" in html


def test_heading_takes_the_local_day_of_a_moment():
    assert "Spring Festival" in shown(datetime(2026, 2, 16, 7), CHINA)


def test_every_name_of_the_package_is_known():
    assert {holiday.value for holiday in chinese_calendar.Holiday} == NAMES.keys()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [((), "cn"), (("--time-zone", "Europe/Berlin"), "none"), (("--holidays", "none"), "none")],
)
@pytest.mark.django_db
def test_new_district_in_mainland_china_has_its_holidays_unless_told_otherwise(arguments, expected, tmp_path):
    run_command("import_areas", write_features(tmp_path / "areas.geojson", district_features()), *arguments)

    assert District.objects.get().holidays == expected


@pytest.mark.django_db
def test_importing_again_leaves_the_holidays_alone(tmp_path):
    file = write_features(tmp_path / "areas.geojson", district_features())
    run_command("import_areas", file, "--holidays", "none")

    run_command("import_areas", file)

    assert District.objects.get().holidays == "none"


def test_summary_names_the_years_without_a_table():
    roster = Roster(starts_on=date(2198, 12, 31), days=2, figures={"years_without_holidays": [2199]})

    said = [(row.label.en, row.value) for row in plan_summary(roster).rows]
    assert ("holidays not known", "2199") in said

"""Home visits on the days of their recurrence."""

from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.rrule import rrulestr

from geoapp.models import Roster, Visit
from geoapp.queries.patrols import visits_inside
from routing.drawing import DrawnPlan

# Beside the reasons of routing.reasons: no patrol of the subdistrict walks in the window of the visit.
NO_PATROL = "no-patrol"


@dataclass(frozen=True)
class DueVisit:
    """A visit on one day; opens and closes are wall clock, closes is the latest start."""

    number: int
    visit: Visit
    day: date
    opens: datetime
    closes: datetime


def due_visits(roster: Roster) -> list[DueVisit]:
    """The visits of a roster's period in order of reference and day."""
    due = [
        (visit, day)
        for visit in visits_inside(roster.area).filter(active=True).select_related("skill").order_by("ref")
        for day in days_due(visit, roster.starts_on, roster.last_day)
    ]
    return [
        DueVisit(
            number,
            visit,
            day,
            datetime.combine(day, visit.window_from),
            datetime.combine(day, visit.window_to),
        )
        for number, (visit, day) in enumerate(due)
    ]


def days_due(visit: Visit, first: date, last: date) -> list[date]:
    """The days from first to last, both included, on which a visit falls."""
    if not visit.recurrence:
        return [visit.first_date] if first <= visit.first_date <= last else []
    rule = rrulestr(visit.recurrence, dtstart=datetime.combine(visit.first_date, time(0)))
    begin = datetime.combine(first, time(0))
    return [moment.date() for moment in rule.between(begin, begin + (last - first), inc=True)]


def reasons_of_unmet(
    visits: list[DueVisit], weeks: list[list[list[DrawnPlan]]], n_cells: int
) -> dict[int, str]:
    """Why nobody can make a visit, by its number; the plans are by subdistrict, day and slot."""
    plans = [one.plan for days in weeks for plans in days for one in plans]
    made = {stop.stop_id - n_cells for plan in plans for route in plan.routes for stop in route.stops}
    reasons = {unmet.stop_id - n_cells: unmet.reason for plan in plans for unmet in plan.unmet}
    return {due.number: reasons.get(due.number, NO_PATROL) for due in visits if due.number not in made}

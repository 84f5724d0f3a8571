"""Store what phones report, exactly once, however often and from however many threads it arrives."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from geoapp.convert.tracks import PARAMS
from geoapp.fieldwork.photos import clean_photo
from geoapp.fieldwork.reports import CHECK_IN, OBSERVATION, POSITION, BadReport, Report
from geoapp.fieldwork.tracking import NotTracked, Position, add_positions
from geoapp.models import Category, CheckIn, Observation, Patrol, Photo, Roster, Stop, Travel, Volunteer

# People come early and stay late; more than this is a wrong patrol or a wrong clock.
BEFORE_SHIFT, AFTER_SHIFT = timedelta(hours=1), timedelta(hours=2)
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a report; ``refused`` says why it was not stored, and is empty if it is."""

    client_id: UUID
    refused: str = ""


def store_reports(volunteer: Volunteer, reports: Sequence[Report]) -> list[Outcome]:
    """Store the reports of one volunteer; an error in one keeps none of the others back."""
    patrols = load_own_patrols(volunteer, {report.patrol_id for report in reports})
    refused: dict[UUID, str] = {}
    by_kind: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        try:
            _check_shift(report, patrols.get(report.patrol_id))
            by_kind[report.kind].append(report)
        except BadReport as error:
            refused[report.client_id] = str(error)
    store: dict[str, Callable[[Volunteer, dict[int, Patrol], list[Report]], dict[UUID, str]]] = {
        CHECK_IN: _store_check_ins,
        OBSERVATION: _store_observations,
        POSITION: _store_positions,
    }
    for kind, own in by_kind.items():
        refused |= store[kind](volunteer, patrols, own)
    return [Outcome(report.client_id, refused.get(report.client_id, "")) for report in reports]


def load_own_patrols(volunteer: Volunteer, ids: set[int]) -> dict[int, Patrol]:
    """Those of the patrols on which the volunteer is or was, by id; a draft sent nobody out.

    A plan that was replaced while a phone was offline still sent that phone out.
    """
    own = Patrol.objects.filter(pk__in=ids, assignments__volunteer=volunteer)
    return {patrol.pk: patrol for patrol in own.exclude(roster__status=Roster.Status.DRAFT)}


def _check_shift(report: Report, patrol: Patrol | None) -> None:
    if patrol is None:
        raise BadReport(_("You are not on this patrol. Ask your coordinator, who can add the report."))
    if not patrol.starts_at - BEFORE_SHIFT <= report.at <= patrol.ends_at + AFTER_SHIFT:
        raise BadReport(_("The time lies outside the shift: check the clock of the phone."))


def _store_check_ins(
    volunteer: Volunteer, patrols: dict[int, Patrol], reports: list[Report]
) -> dict[UUID, str]:
    stops = _stops(reports)
    rows = []
    # In one order for all: two batches with the same numbers would otherwise wait for each other.
    for report in sorted(reports, key=lambda one: one.client_id):
        stop = stops.get((report.patrol_id, report.stop_number))
        point, accuracy_m = _place(report, stop)
        rows.append(
            CheckIn(
                client_id=report.client_id, patrol=patrols[report.patrol_id], volunteer=volunteer,
                stop=stop, at=report.at, point=point, accuracy_m=accuracy_m,
            )
        )  # fmt: skip
    CheckIn.objects.bulk_create(rows, ignore_conflicts=True)
    ids = [report.client_id for report in reports]
    # A number that somebody else's report has already stands for that report, not for this one.
    foreign = CheckIn.objects.filter(client_id__in=ids).exclude(volunteer=volunteer)
    return {taken: _taken() for taken in foreign.values_list("client_id", flat=True)}


def _store_observations(
    volunteer: Volunteer, patrols: dict[int, Patrol], reports: list[Report]
) -> dict[UUID, str]:
    stops = _stops(reports)
    categories = {category.code: category for category in Category.objects.all()}
    refused = {}
    for report in reports:
        stop = stops.get((report.patrol_id, report.stop_number))
        category = categories.get(report.category) or categories[OTHER]
        try:
            _store_observation(volunteer, patrols[report.patrol_id], report, stop, category)
        except BadReport as error:
            refused[report.client_id] = str(error)
    return refused


def _store_observation(
    volunteer: Volunteer, patrol: Patrol, report: Report, stop: Stop | None, category: Category
) -> None:
    photo = clean_photo(report.photo) if report.photo else None
    point, accuracy_m = _place(report, stop)
    with transaction.atomic():
        # The second of two at once waits here for the first, and then finds its row.
        row, made = Observation.objects.get_or_create(
            client_id=report.client_id,
            defaults={
                "patrol": patrol,
                "volunteer": volunteer,
                "category": category,
                "stop": stop,
                "at": report.at,
                "point": point,
                "accuracy_m": accuracy_m,
                "text": report.text,
            },
        )
        if row.volunteer_id != volunteer.pk:
            raise BadReport(_taken())
        if made and photo:
            Photo.objects.create(observation=row, jpeg=photo.jpeg, width=photo.width, height=photo.height)


def _store_positions(
    volunteer: Volunteer, patrols: dict[int, Patrol], reports: list[Report]
) -> dict[UUID, str]:
    by_patrol: dict[int, list[Report]] = defaultdict(list)
    for report in reports:
        by_patrol[report.patrol_id].append(report)
    refused = {}
    for patrol_id, own in by_patrol.items():
        positions = [
            Position(report.at, *report.lon_lat, report.accuracy_m or 0.0)
            for report in own
            if report.lon_lat is not None
        ]
        try:
            add_positions(patrols[patrol_id], volunteer, positions)
        except NotTracked as error:
            refused |= {report.client_id: str(error) for report in own}
    return refused


def _stops(reports: list[Report]) -> dict[tuple[int, int | None], Stop]:
    ids = {report.patrol_id for report in reports if report.stop_number is not None}
    found = Stop.objects.filter(route__patrol_id__in=ids).select_related("route") if ids else []
    return {(stop.route.patrol_id, stop.number): stop for stop in found}


def _place(report: Report, stop: Stop | None) -> tuple[Point | None, float | None]:
    """Where a report counts: the phone's position if it is certain enough, else the stop's."""
    certain = report.accuracy_m is not None and report.accuracy_m <= PARAMS[Travel.FOOT].accuracy_limit_m
    if report.lon_lat is not None and (certain or stop is None):
        return Point(*report.lon_lat), report.accuracy_m
    return (stop.point, None) if stop is not None else (None, None)


def _taken() -> str:
    return _("The number of this report is taken by another one; write it once more.")

"""The files beside the maps: roster for spreadsheets, routes for other tools, figures for programs."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import gpxpy.gpx
from django.db.models import F

from geoapp.convert.times import local_clock
from geoapp.models import Assignment, District, Roster, Route, Travel
from geoapp.xlsx import packed_sheet

ROSTER_HEADINGS = [
    "day 日期", "slot 班次", "starts 开始", "ends 结束", "patrol 班次编号", "kind 类别", "post 岗点",
    "subdistrict 街道", "travels 出行方式", "registry no. 注册号", "name 姓名", "team 队伍",
    "team kind 队伍类型", "leader 组长",
]  # fmt: skip

# The roster with its proof, for ``manage.py verify_roster``; it names people by row number only.
PROOF_FILE = "roster.json.gz"


def write_files(district: District, roster: Roster, out: Path) -> None:
    """Write all files of a roster but ``plan.json``."""
    rows = list(_roster_rows(district, roster))
    write_roster_csv(rows, out / "roster.csv")
    write_roster_xlsx(rows, out / "roster.xlsx")
    routes = list(
        Route.objects.filter(patrol__roster=roster)
        .select_related("patrol__post", "patrol__slot")
        .prefetch_related("stops")
        .order_by("patrol__code")
    )
    write_gpx(routes, out / "routes.gpx")
    write_geojson(routes, out / "routes.geojson")


def _roster_rows(district: District, roster: Roster) -> Iterator[list[str]]:
    found = (
        Assignment.objects.filter(roster=roster)
        .select_related("patrol__post", "patrol__slot", "patrol__area", "volunteer__team__kind")
        .annotate(travels=F("patrol__route__travels"))
        .order_by("patrol__starts_at", "patrol__code", "-volunteer__leader", "volunteer__registry_no")
    )
    for assignment in found:
        patrol, person = assignment.patrol, assignment.volunteer
        starts = local_clock(district, patrol.starts_at)
        yield [
            f"{starts:%Y-%m-%d}",
            f"{patrol.slot.name_en} {patrol.slot.name_zh}",
            f"{starts:%H:%M}",
            f"{local_clock(district, patrol.ends_at):%H:%M}",
            patrol.code,
            patrol.kind,
            patrol.post.name if patrol.post else "",
            patrol.area.name,
            assignment.travels or "",
            person.registry_no,
            person.name,
            person.team.name,
            person.team.kind.name_zh,
            "1" if person.leader else "",
        ]


def write_roster_csv(rows: list[list[str]], path: Path) -> None:
    """Write the roster with a byte order mark, without which Excel misreads Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(ROSTER_HEADINGS)
        writer.writerows([safe_cell(value) for value in row] for row in rows)


def safe_cell(value: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t") else value


def write_roster_xlsx(rows: list[list[str]], path: Path) -> None:
    """Write the roster as one sheet with a filter and a fixed heading."""
    safe = ([safe_cell(value) for value in row] for row in rows)
    widths = (12, 20, 8, 8, 30, 9, 22, 16, 16, 16, 10, 22, 14, 8)
    path.write_bytes(packed_sheet("roster 排班", ROSTER_HEADINGS, safe, widths))


# What programs for GPS devices call them.
GPX_TYPES = {Travel.FOOT: "walking", Travel.BICYCLE: "cycling"}


def write_gpx(routes: list[Route], path: Path) -> None:
    """Write each route for phones and GPS devices; see ``gpx_text``."""
    path.write_text(gpx_text(routes), encoding="utf-8")


def gpx_text(routes: list[Route]) -> str:
    """Each route as a track with its stops as a route; one that stays at its post has no track."""
    file = gpxpy.gpx.GPX()
    file.creator = "Patrolgrid"
    for route in routes:
        if route.line is not None:
            points = [gpxpy.gpx.GPXTrackPoint(round(lat, 6), round(lon, 6)) for lon, lat in route.line]
            track = gpxpy.gpx.GPXTrack(name=route.patrol.code)
            track.type = GPX_TYPES[Travel(route.travels)]
            track.segments.append(gpxpy.gpx.GPXTrackSegment(points))
            file.tracks.append(track)
        plan = gpxpy.gpx.GPXRoute(name=route.patrol.code)
        plan.points = [
            gpxpy.gpx.GPXRoutePoint(
                round(stop.point.y, 6), round(stop.point.x, 6), name=str(stop.number), time=stop.arrives_at
            )
            for stop in route.stops.all()
        ]
        file.routes.append(plan)
    return str(file.to_xml(prettyprint=False))


def write_geojson(routes: list[Route], path: Path) -> None:
    """Write each route as a feature; nobody's name is in it."""
    features = [
        {
            "type": "Feature",
            "id": route.patrol.code,
            "geometry": {
                "type": "LineString",
                "coordinates": [[round(lon, 6), round(lat, 6)] for lon, lat in route.line],
            },
            "properties": {
                "patrol": route.patrol.code,
                "post": route.patrol.post.name,
                "slot": route.patrol.slot.code,
                "starts_at": route.patrol.starts_at.isoformat(),
                "ends_at": route.patrol.ends_at.isoformat(),
                "walk_m": round(route.walk_m),
                "travels": route.travels,
                "stops": len(route.stops.all()),
            },
        }
        for route in routes
    ]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")
    )
    path.write_text(text, encoding="utf-8")


def write_plan(roster: Roster, out: Path) -> None:
    """Write ``plan.json``: every figure of the summary, the seed and the hashes of the inputs."""
    figures = dict(roster.figures)
    plan = {
        "start": roster.starts_on.isoformat(),
        "days": roster.days,
        "seed": roster.seed,
        "inputs": {
            "incidents": roster.surface.inputs_sha256,
            "streets": roster.streets.sha256,
            "roster": figures.pop("roster_inputs", None),
        },
        "versions": roster.certificate.get("versions", {}),
        **figures,
    }
    (out / "plan.json").write_text(json.dumps(plan, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

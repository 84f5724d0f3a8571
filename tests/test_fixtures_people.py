"""The people, incidents and visits of the demo district, and that its script repeats itself."""

import zipfile
from datetime import date, timedelta
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pyproj
import pytest
import shapely
from dateutil.rrule import rrulestr

import fixtures
from fixtures.gcj02 import gcj02
from fixtures.make_district import main
from fixtures.streets import town

FOLDER = Path(fixtures.__file__).parent
FIRST_DAY = date(2026, 11, 30)
KINDS = {"red-armband", "party", "grid", "owners", "security", "militia"}
SKILLS = {"first-aid", "police-liaison", "mediation", "dialect", "elderly-care"}
SLOTS = {"am-rush", "morning", "pm-rush", "evening", "late"}
CATEGORIES = {
    "theft",
    "burglary",
    "assault",
    "disorder",
    "vehicle",
    "fraud",
    "fire-hazard",
    "dispute",
    "other",
}
SOURCES = {"resident-report", "open-record", "patrol-observation"}
HEADING_OF_DISPUTES = (
    "编号",
    "类别",
    "纠纷类型",
    "发生时间",
    "结束时间",
    "经度",
    "纬度",
    "所属社区",
    "来源",
    "权重",
    "状态",
)


def read(name: str, encoding: str = "utf-8") -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, encoding=encoding, dtype=str, keep_default_na=False)


def disputes() -> pd.DataFrame:
    heading, *rows = openpyxl.load_workbook(FOLDER / "disputes.xlsx").active.values
    return pd.DataFrame(rows, columns=heading)


def inside_district(lon: pd.Series, lat: pd.Series) -> np.ndarray:
    areas = geopandas.read_file(FOLDER / "areas.geojson")
    return shapely.contains_xy(areas.geometry.iloc[0], lon.astype(float), lat.astype(float))


def test_teams_are_in_gb18030_and_resolve_to_communities_and_posts():
    teams = read("teams.csv", "gb18030")
    areas, posts = geopandas.read_file(FOLDER / "areas.geojson"), read("posts.csv")

    assert len(teams) == 133
    assert teams.code.is_unique
    assert set(teams.kind) == KINDS
    assert set(teams.community) == set(areas.code[areas.level == "community"])
    assert set(teams.post) <= set(posts.code)
    with pytest.raises(UnicodeDecodeError):
        read("teams.csv")


def test_only_the_volunteers_begin_with_a_byte_order_mark():
    marked = [path.name for path in FOLDER.glob("*.csv") if path.read_bytes().startswith(b"\xef\xbb\xbf")]

    assert marked == ["volunteers.csv"]


def test_every_other_text_file_is_plain_utf_8():
    for name in ("posts.csv", "availability.csv", "incidents.csv", "visits.csv", "areas.geojson"):
        assert (FOLDER / name).read_text(encoding="utf-8")


def test_volunteers_resolve_to_teams_and_live_in_the_district():
    volunteers, teams = read("volunteers.csv", "utf-8-sig"), read("teams.csv", "gb18030")

    assert len(volunteers) == 4_972
    assert volunteers.registry_no.is_unique
    assert volunteers.registry_no.str.fullmatch(r"SYN990402\d{7}").all()
    assert set(volunteers.team) == set(teams.code)
    assert set(volunteers.leader) == {"0", "1"}
    assert set(volunteers.weekly_cap) == {"1", "2", "3", "4"}
    assert {skill for text in volunteers.skills for skill in text.split(";") if skill} == SKILLS
    assert volunteers.name.str.fullmatch(r"[\u4e00-\u9fff]{2,4}").all()
    assert volunteers.name.nunique() > 3_500
    assert volunteers.birth_year.astype(int).between(1940, 2008).all()
    assert inside_district(volunteers.lon, volunteers.lat).all()


def test_some_insurance_and_training_has_lapsed_but_most_holds_through_the_week():
    volunteers = read("volunteers.csv", "utf-8-sig")
    last_day = (FIRST_DAY + timedelta(days=6)).isoformat()

    for column in ("insured_until", "trained_until"):
        known = volunteers[column][volunteers[column] != ""]
        assert 0.005 < (known < FIRST_DAY.isoformat()).mean() < 0.06
        assert known.between(FIRST_DAY.isoformat(), last_day, inclusive="left").any()
        assert (known > last_day).mean() > 0.9


def test_about_twenty_three_thousand_slots_are_offered_once_each_by_known_volunteers():
    offers = read("availability.csv")

    assert 21_800 <= len(offers) <= 25_000
    assert not offers.duplicated(["registry_no", "weekday", "slot"]).any()
    assert set(offers.registry_no) <= set(read("volunteers.csv", "utf-8-sig").registry_no)
    assert set(offers.weekday) == set("1234567")
    assert set(offers.slot) == SLOTS
    assert set(offers.preference) == set("0123")


def test_incidents_cover_three_years_in_the_words_of_the_import():
    incidents = read("incidents.csv")
    last = incidents.time_to.where(incidents.time_to != "", incidents.time_from)

    assert 12_000 <= len(incidents) <= 15_000
    assert incidents.ref.is_unique
    assert set(incidents.category) == CATEGORIES
    assert set(incidents.source) == SOURCES
    assert set(incidents.status) == {"open", "closed", ""}
    assert incidents.time_from.str.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d").all()
    assert incidents.time_from.min() >= "2023-11-20 00:00"
    assert last.max() <= "2026-11-22 23:59"
    assert (last >= incidents.time_from).all()
    assert 0.1 < (incidents.time_to != "").mean() < 0.4
    assert (incidents.source == "patrol-observation").mean() < 0.08
    assert inside_district(incidents.lon, incidents.lat).all()


def test_incidents_gather_in_few_places():
    incidents = read("incidents.csv")
    to_metric = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32651", always_xy=True)
    x, y = to_metric.transform(incidents.lon.astype(float), incidents.lat.astype(float))

    _, counts = np.unique(np.column_stack([x, y]) // 250, axis=0, return_counts=True)

    assert np.sort(counts)[::-1][: len(counts) // 20].sum() > 0.2 * len(incidents)


def test_the_ledger_of_disputes_has_829_of_which_104_are_open():
    ledger = disputes()

    assert tuple(ledger.columns) == HEADING_OF_DISPUTES
    assert ledger["编号"].is_unique
    assert set(ledger["类别"]) == {"矛盾纠纷"}
    assert set(ledger["来源"]) == {"居民上报", "公开记录"}
    assert ledger["状态"].value_counts().to_dict() == {"已办结": 725, "未办结": 104}


def test_disputes_lie_about_526_metres_off_until_their_frame_is_converted():
    lon_lat = disputes()[["经度", "纬度"]].to_numpy(float)

    unshifted = lon_lat - (gcj02(lon_lat) - lon_lat)  # first order is good to a few metres here
    _, _, shift_m = pyproj.Geod(ellps="WGS84").inv(*unshifted.T, *lon_lat.T)

    assert np.all((shift_m > 500) & (shift_m < 550))
    assert inside_district(pd.Series(unshifted[:, 0]), pd.Series(unshifted[:, 1])).mean() > 0.995


def test_disputes_lie_along_streets_only_once_their_frame_is_converted():
    lon_lat = disputes()[["经度", "纬度"]].to_numpy(float)
    network = town().network
    streets = shapely.STRtree(shapely.linestrings(network.node_xy_m[network.edge]))
    to_metric = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:32651", always_xy=True)

    def median_m(places: np.ndarray) -> float:
        points = shapely.points(*to_metric.transform(*places.T))
        return float(np.median(streets.query_nearest(points, return_distance=True, all_matches=False)[1]))

    unshifted_m = median_m(lon_lat - (gcj02(lon_lat) - lon_lat))

    assert unshifted_m < 6
    assert median_m(lon_lat) > 2.5 * unshifted_m


def test_the_shifted_frame_agrees_with_published_examples():
    # Source: the tests of github.com/googollee/eviltransform; Shanghai, Shenzhen, Beijing.
    plain = np.array([[121.5272106, 31.1774276], [113.912316, 22.543847], [116.377817, 39.911954]])

    shifted = gcj02(plain)

    assert shifted[0] == pytest.approx([121.531541859215, 31.17530398364597], abs=1e-9)
    assert shifted[1] == pytest.approx([113.9171764808363, 22.540796131694766], abs=1e-9)
    assert shifted[2] == pytest.approx([116.38404722455657, 39.91334545536069], abs=1e-9)


def test_visits_recur_by_rules_that_hold_on_their_first_date():
    visits = read("visits.csv")

    assert len(visits) == 120
    assert visits.ref.is_unique
    assert set(visits.skill) - {""} <= SKILLS
    assert (visits.window_from < visits.window_to).all()
    assert visits.minutes.astype(int).between(5, 30).all()
    assert inside_district(visits.lon, visits.lat).all()
    for visit in visits[visits.recurrence != ""].itertuples():
        first = pd.Timestamp(visit.first_date).to_pydatetime()
        assert rrulestr(visit.recurrence, dtstart=first)[0] == first


def test_the_script_writes_the_files_that_stand_beside_it(tmp_path: Path):
    main(tmp_path)

    for path in sorted(tmp_path.iterdir()):
        assert unpacked(path) == unpacked(FOLDER / path.name), path.name


def unpacked(path: Path) -> bytes | list[tuple[str, str]]:
    """Return a file's bytes; of a workbook its members in canonical form.

    Compression differs between builds of Python, and openpyxl orders attributes otherwise if lxml is there.
    """
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return [(member.filename, canonicalize(book.read(member))) for member in book.infolist()]

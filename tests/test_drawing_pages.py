"""What pages say, what they must not say, and what they ask for."""

import json
import re
from dataclasses import replace

import pytest

from maps.drawing.asset_files import asset_files
from maps.drawing.coverage_page import draw_coverage, gap_limits
from maps.drawing.encode import DIGITS, encode_parts
from maps.drawing.hotspots_page import class_limits, draw_hotspots
from maps.drawing.index_page import draw_index
from maps.drawing.patrol_page import draw_patrol
from maps.drawing.routes_page import draw_routes
from maps.drawing.values import CoverageCell, CoverageFacts, HotspotCell, Ledger, Person, RiskGroup, Word
from tests.drawing_district import make_areas, make_basemap, make_edition
from tests.drawing_patrols import make_patrols, make_sheet_files, make_summary, make_unfilled
from tests.drawing_risk import make_coverage, make_groups, make_ranked

OBSERVED = tuple(None if k % 50 == 1 else 12 * (k % 50 == 0) for k in range(640))
NASTY = "</script><img src=x onerror=alert(1)>\"'&"
SQUARE = ((0.0, 0.0), (0.0, 0.1), (0.1, 0.1), (0.1, 0.0))


def draw_all(*, synthetic: bool = True) -> dict[str, str]:
    edition, basemap, areas, patrols = (
        make_edition(synthetic=synthetic),
        make_basemap(),
        make_areas(),
        make_patrols(40),
    )
    routes = [p.route for p in patrols]
    return {
        "index": draw_index(edition, make_summary(), make_unfilled(patrols), routes, make_sheet_files()),
        "hotspots": draw_hotspots(edition, basemap, areas, make_groups(), OBSERVED),
        "coverage": draw_coverage(edition, basemap, areas, make_coverage()),
        "routes": draw_routes(edition, basemap, areas, routes),
        "patrol": draw_patrol(edition, basemap, patrols[0].sheet),
    }


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return draw_all()


def page_data(html: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="page-data">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_pages_link_outside_only_for_the_licence_of_the_streets(pages):
    outside = {url for html in pages.values() for url in re.findall(r'(?:https?:)?//[^"\'\s<>]+', html)}

    assert outside == {"https://www.openstreetmap.org/copyright"}


def test_scripts_and_styles_are_files_that_exist(pages):
    files = {f"{up}{path}" for path in asset_files(make_basemap()) for up in ("", "../")}
    wanted = {
        url
        for name, html in pages.items()
        if name != "index"
        for url in re.findall(r'<(?:script|link)[^>]+(?:src|href)="([^"]+)"', html)
    }

    assert wanted - {"data:,"} <= files
    assert len(wanted) > 8


def test_pages_have_no_inline_event_handlers_or_styles(pages):
    for html in pages.values():
        assert not re.search(r"<[^>]+\s(on\w+|style)=", html)


def test_readers_may_enlarge_every_page(pages):
    for html in pages.values():
        assert 'content="width=device-width, initial-scale=1"' in html
        assert "user-scalable" not in html


def test_every_map_page_states_the_licence_of_its_streets(pages):
    for name, html in pages.items():
        assert ("© OpenStreetMap contributors, ODbL 1.0" in html) is (name != "index")


def test_made_up_data_is_announced_on_every_page_and_real_data_is_not():
    assert all("Synthetic data" in html and "合成数据" in html for html in draw_all().values())
    assert not any(
        "Synthetic data" in html or "合成数据" in html for html in draw_all(synthetic=False).values()
    )


def test_the_same_values_give_the_same_pages(pages):
    assert draw_all() == pages


def test_names_cannot_become_markup():
    sheet = make_patrols(1)[0].sheet
    word = Word(NASTY, NASTY)
    stop = replace(sheet.stops[0], label=word)
    nasty = replace(
        sheet,
        post=NASTY,
        area=NASTY,
        slot=word,
        people=(Person(NASTY, word, word, NASTY),),
        stops=(stop,),
        rules=(word,),
        emergency_number=NASTY,
    )
    route = replace(make_patrols(1)[0].route, post=NASTY, area=NASTY, slot=word)
    areas = tuple(replace(a, name=NASTY, code=NASTY) for a in make_areas()[:3])
    ranked = (replace(make_ranked()[0], name=NASTY, code=NASTY),)
    edition, basemap = make_edition(), replace(make_basemap(), attribution=NASTY)

    pages = (
        draw_patrol(edition, basemap, nasty),
        draw_routes(edition, basemap, areas, [route]),
        draw_hotspots(
            edition, basemap, areas, (replace(make_groups()[0], ranked=ranked, name=word, notes=(word,)),)
        ),
        draw_index(edition, make_summary(), (), [route]),
    )

    for html in pages:
        assert "<img" not in html
        assert "onerror=alert" in html
        assert html.count("<script") == html.count("</script>")


def test_attribution_in_the_shared_script_stays_data():
    basemap = replace(make_basemap(), attribution=NASTY)

    text = asset_files(basemap)["assets/streets.js"].decode()

    value = json.loads(text.removeprefix("window.PATROLGRID_STREETS=").removesuffix(";\n"))
    assert value["attribution"] == [NASTY, "https://www.openstreetmap.org/copyright"]


def test_tiles_are_off_unless_an_address_is_given():
    streets = asset_files(make_basemap())["assets/streets.js"].decode()

    assert '"tiles":["",""]' in streets


def test_shipped_scripts_do_not_point_to_source_maps():
    assert not any(b"sourceMappingURL" in contents for contents in asset_files(make_basemap()).values())


def test_a_week_of_a_real_district_fits_one_page_of_routes():
    patrols = make_patrols(2500)
    edge = [(123.8 + k * 0.00037, 41.8 + (k * 7919 % 83) * 0.00011) for k in range(80)]
    routes = [replace(p.route, line=tuple(edge)) for p in patrols]

    html = draw_routes(make_edition(), make_basemap(), make_areas(), routes)

    assert len(html.encode()) < 2_500_000
    assert len(page_data(html)["routes"]) == 2500


def test_suppressed_numbers_are_not_in_the_page():
    row = replace(make_ranked()[0], expected_per_week=None, risk_share=0.0, observed=None)
    group = replace(make_groups()[0], ranked=(row,))
    facts = make_coverage(delivered=False)

    hotspots = draw_hotspots(make_edition(), make_basemap(), (), (group,), (None,))
    facts = replace(facts, cells=facts.cells[:1], equity=(replace(facts.equity[0], expected=None),))
    coverage = draw_coverage(make_edition(), make_basemap(), (), facts)

    assert hotspots.count("too few to show") == 2
    assert page_data(hotspots)["observed"] == [-1]
    assert coverage.count('<td class="number">–</td>') == 2


def test_without_incidents_no_share_is_claimed_and_the_empty_map_says_why():
    words = make_coverage().ledgers[0].label
    nothing = Ledger(words, 0.0, 0.0, words)
    community = replace(make_coverage(delivered=False).equity[0], expected=0.0, coverage=0.0, flag="")

    nobody = RiskGroup("all", words, 0, ())
    hotspots = draw_hotspots(make_edition(), make_basemap(), make_areas(), (nobody,))
    coverage = draw_coverage(
        make_edition(), make_basemap(), make_areas(), CoverageFacts((), (), (nothing,), (community,))
    )

    assert "No incident is on record" in hotspots
    assert '<p class="figure">–</p>' in coverage
    assert "fair" not in coverage.split("<tbody>")[1].split("</tbody>")[0]


def test_before_anybody_was_sent_out_the_page_offers_no_actual_side():
    planned, known = (
        draw_coverage(make_edition(), make_basemap(), (), make_coverage(delivered=delivered))
        for delivered in (False, True)
    )

    for text in ('value="actual"', 'value="state"', "Covered in fact", "Team minutes in fact", "Fidelity"):
        assert (text in planned, text in known) == (False, True), text
    assert "75.0 %" in known and "0.50 open" in known


def test_a_rate_shows_what_it_is_made_of():
    ledger = Ledger(
        Word("Cases", "案件"), 181, 285, Word("cases", "件"), ((Word("outside", "区外"), 12),), 104
    )
    facts = replace(make_coverage(), ledgers=(ledger,), equity=())

    html = draw_coverage(make_edition(), make_basemap(), (), facts)

    for text in ("63.5 %", "181 of 285 cases", "104 open", "outside</span>", "285 件中的 181"):
        assert text in html


def test_a_class_begins_at_the_least_of_its_cells_and_an_empty_class_at_the_next():
    cells = [
        HotspotCell(SQUARE, k, (e, *[0.0] * 83))
        for k, e in ((1, 0.1), (1, 0.2), (3, 0.5), (5, 0.9), (5, 1.2))
    ]

    assert class_limits(cells) == [0.1, 0.5, 0.5, 0.9, 0.9]


def test_each_group_says_in_words_whether_it_forecasts_anything(pages):
    facts = pages["hotspots"].split('class="group-facts"')[1:]

    assert ["Skill:" in part for part in facts] == [True, False]
    assert ["No skill:" in part for part in facts] == [False, True]
    assert "no difference shown" in facts[0] and "they are left out" in facts[1]


def test_packed_hours_come_back_to_a_four_thousandth_of_their_largest():
    amounts = [0.0, 0.3, 1.0, 0.0004]

    most, text = encode_parts(amounts)

    back = [
        (64 * DIGITS.index(a) + DIGITS.index(b)) / 4095 * most
        for a, b in zip(text[::2], text[1::2], strict=True)
    ]
    assert back == pytest.approx(amounts, abs=0.5 / 4095)
    assert encode_parts([0.0, 0.0]) == (0.0, "0000")


def test_classes_of_gaps_leave_three_percent_on_top():
    cells = [CoverageCell(SQUARE, (float(i), 5.0), (0.0, 1.0)) for i in range(101)]

    assert gap_limits(cells) == [1.0, 51.0, 76.0, 91.0, 98.0]


def test_without_gaps_there_are_no_classes_to_find():
    assert gap_limits([CoverageCell(SQUARE, (1.0,), (1.0,))]) == [0.0] * 5


def test_the_index_links_every_patrol_that_runs_and_names_those_that_do_not():
    patrols = make_patrols(80)
    html = draw_index(make_edition(), make_summary(), make_unfilled(patrols), [p.route for p in patrols])

    linked = set(re.findall(r'class="chip" href="patrols/([^"]+)\.html"', html))

    assert linked == {p.route.code for p in patrols if p.route.runs}
    assert html.count('class="stopped"') == sum(not p.route.runs for p in patrols)


def test_empty_seats_are_counted_by_reason_and_come_with_a_remedy():
    patrols = make_patrols(80)
    unfilled = make_unfilled(patrols)

    html = draw_index(make_edition(), make_summary(), unfilled, [p.route for p in patrols])

    assert f'<td class="number">{len(unfilled)}</td>' in html
    assert html.count("Ask the leaders of 福民第2队") == len(unfilled)


def test_a_patrol_page_holds_people_stops_rules_and_the_emergency_number():
    sheet = make_patrols(1)[0].sheet

    html = draw_patrol(make_edition(), make_basemap(), sheet)

    assert 'href="tel:110"' in html
    assert all(person.name in html for person in sheet.people)
    assert all(rule.zh in html and rule.en in html for rule in sheet.rules)
    assert html.count('<li class="stop"') == len(sheet.stops)


def test_a_patrol_without_a_route_says_to_stay_near_the_post():
    sheet = replace(make_patrols(1)[0].sheet, stops=(), line=())

    html = draw_patrol(make_edition(), make_basemap(), sheet)

    assert "stay near the post" in html
    assert page_data(html)["line"] == ""

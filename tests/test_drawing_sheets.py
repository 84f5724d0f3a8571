"""Printed sheets, read back with poppler."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen

from maps.drawing.fonts import prepare_font
from maps.drawing.paper import Paper
from maps.drawing.sheets import draw_sheets, sheet_characters
from maps.drawing.values import PatrolSheet, Stop, Word
from tests.drawing_district import make_basemap, make_edition
from tests.drawing_patrols import make_patrols

NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
pytestmark = [
    pytest.mark.skipif(not NOTO.exists(), reason="needs the Debian package fonts-noto-cjk"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs the Debian package poppler-utils"),
]


def prepared(folder: Path, sheets: list[PatrolSheet]) -> Path:
    font = folder / "sheet.otf"
    font.write_bytes(prepare_font(sheet_characters(make_edition(), sheets, make_basemap()), NOTO))
    return font


@pytest.fixture(scope="module")
def sheets() -> list[PatrolSheet]:
    return [p.sheet for p in make_patrols(6)]


@pytest.fixture(scope="module")
def font(tmp_path_factory, sheets) -> Path:
    return prepared(tmp_path_factory.mktemp("font"), sheets)


def text_of(pdf: bytes, folder: Path) -> list[str]:
    file = folder / "sheets.pdf"
    file.write_bytes(pdf)
    shown = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True
    ).stdout
    return shown.split("\f")[:-1]


def ink_of(pdf: bytes, folder: Path) -> set[tuple[int, int, int]]:
    """Colours on the first page at 60 dots an inch."""
    file = folder / "sheets.pdf"
    file.write_bytes(pdf)
    image = subprocess.run(["pdftoppm", "-r", "60", "-l", "1", file], capture_output=True, check=True).stdout
    pixels = image.split(b"\n", 3)[3]
    return set(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))


def test_a_sheet_says_whether_the_patrol_walks_or_rides(tmp_path, sheets, font):
    rides = replace(sheets[0], rides=True)

    ridden, walked = text_of(draw_sheets(make_edition(), [rides, sheets[0]], make_basemap(), font), tmp_path)

    assert "骑行 ride" in ridden and "步行 walk" not in ridden
    assert "步行 walk" in walked and "骑行 ride" not in walked


def test_a_sheet_of_a_holiday_says_so_and_one_of_a_plain_day_does_not(tmp_path, sheets):
    rests = replace(sheets[0], day_note=Word("rest day: National Day", "休息日：国庆节"))
    both = [rests, sheets[1]]
    font = prepared(tmp_path, both)

    special, plain = text_of(draw_sheets(make_edition(), both, make_basemap(), font), tmp_path)

    assert "休息日：国庆节 rest day: National Day" in special
    assert "休息日" not in plain


def test_a_long_note_of_the_day_ends_before_the_words_of_the_code(tmp_path, sheets):
    note = Word("worked in exchange for Mid-autumn Festival", "调休上班：中秋节")
    sheet = replace(sheets[0], day_note=note, page="https://patrol.example.org/my/route/1/")
    font, file = prepared(tmp_path, [sheet]), tmp_path / "note.pdf"
    file.write_bytes(draw_sheets(make_edition(), [sheet], make_basemap(), font))

    shown = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True, text=True)

    boxes = re.findall(r'xMin="([\d.]+)".*? xMax="([\d.]+)".*?>(.*?)</word>', shown.stdout)
    (ends,) = [float(right) for _left, right, word in boxes if word.endswith("…")]
    (begins,) = [float(left) for left, _right, word in boxes if word == "手机查看"]
    assert ends < begins


def test_each_patrol_has_one_page_with_its_own_facts(tmp_path, sheets, font):
    pages = text_of(draw_sheets(make_edition(), sheets, make_basemap(), font), tmp_path)

    assert len(pages) == len(sheets)
    for sheet, page in zip(sheets, pages, strict=True):
        assert sheet.code in page and sheet.post in page and "110" in page
        assert all(person.name in page for person in sheet.people)
        assert all(f"{stop.arrives:%H:%M}–{stop.leaves:%H:%M}" in page for stop in sheet.stops)
        assert "至少两人同行" in page and "Never chase" in page
        assert "© OpenStreetMap contributors" in page and "Synthetic data" in page


def test_the_same_values_give_the_same_bytes(sheets, font):
    first = draw_sheets(make_edition(), sheets[:2], make_basemap(), font)

    assert draw_sheets(make_edition(), sheets[:2], make_basemap(), font) == first


def test_the_same_characters_give_the_same_font():
    assert prepare_font("巡防网格 110", NOTO) == prepare_font("巡防网格 110", NOTO)


def test_the_chinese_outlines_are_embedded_as_they_are_and_found_by_their_text(tmp_path, sheets, font):
    file = tmp_path / "sheet.pdf"
    file.write_bytes(draw_sheets(make_edition(), sheets[:1], make_basemap(), font))

    shown = subprocess.run(["pdffonts", file], capture_output=True, check=True, text=True).stdout

    (line,) = shown.splitlines()[2:]
    assert "NotoSansCJKSC" in line and re.search(r"CID Type 0C +\w+ +yes yes yes", line)


def test_a_font_that_a_pdf_cannot_hold_is_refused_with_the_remedy(tmp_path, sheets):
    builder = FontBuilder(1000, isTTF=False)
    glyphs = [".notdef", "A"]
    builder.setupGlyphOrder(glyphs)
    builder.setupCharacterMap({ord("A"): "A"})
    outlines = {glyph: T2CharStringPen(500, {}).getCharString() for glyph in glyphs}
    builder.setupCFF("Latin", {}, outlines, {})
    builder.setupHorizontalMetrics(dict.fromkeys(glyphs, (500, 0)))
    builder.setupHorizontalHeader()
    builder.setupNameTable({"familyName": "Latin", "fullName": "Latin"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "latin.otf")

    with pytest.raises(ValueError, match=r"cannot hold the outlines of .*Latin.*: use a TrueType font"):
        draw_sheets(make_edition(), sheets[:1], make_basemap(), tmp_path / "latin.otf")


def test_the_map_has_the_route_in_red_and_the_visit_in_blue(tmp_path, sheets, font):
    colours = ink_of(draw_sheets(make_edition(), sheets[:1], make_basemap(), font), tmp_path)

    assert {(179, 38, 30), (11, 87, 164)} <= colours


def test_a_sheet_with_more_than_fits_says_so_and_keeps_the_emergency_number(tmp_path, sheets, font):
    stop = sheets[0].stops[0]
    many = tuple(
        Stop(k, stop.lon, stop.lat, stop.arrives, stop.leaves, 5, "hotspot", stop.label) for k in range(1, 31)
    )
    full = replace(sheets[0], stops=many, people=sheets[0].people[:3] * 5, rules=sheets[0].rules * 2)

    (page,) = text_of(draw_sheets(make_edition(), [full], make_basemap(), font), tmp_path)

    assert "其余见班次页面" in page and "110" in page
    assert page.count("只观察、记录、报告") == 2 and "+ 5 其余见" in page


def test_a_patrol_without_a_route_still_has_a_map_round_its_post(tmp_path, sheets, font):
    bare = replace(sheets[0], stops=(), line=())

    (page,) = text_of(draw_sheets(make_edition(), [bare], make_basemap(), font), tmp_path)

    assert "在岗点附近值守" in page and "100 m" in page


def test_no_patrols_make_no_file(font):
    with pytest.raises(ValueError, match="at least one patrol, got 0"):
        draw_sheets(make_edition(), [], make_basemap(), font)


def test_the_font_holds_what_names_and_streets_need(sheets):
    nasty = replace(sheets[0], post="㐂岗")

    found = sheet_characters(make_edition(), [nasty], make_basemap())

    assert set("㐂岗友谊路110至巡") <= set(found)
    assert found == "".join(sorted(set(found)))


def test_chinese_breaks_between_characters_and_english_between_words(font):
    paper = Paper(font, make_edition().made_at, "t")
    rule = Word("Observe, record, report.", "只观察、记录、报告，不追赶，不扣留。")

    english = paper.wrapped(rule.en, 10, 25)
    chinese = paper.wrapped(rule.zh, 10, 25)

    assert " ".join(english) == rule.en and len(english) == 2
    assert "".join(chinese) == rule.zh and len(chinese) > 2
    assert not any(line[0] in "，。、" for line in chinese)


def test_a_name_too_long_for_its_column_ends_in_an_ellipsis(font):
    paper = Paper(font, make_edition().made_at, "t")

    cut = paper.cut("记录记录记录记录", 10, 12)

    assert cut.endswith("…") and paper.width_mm(cut, 10) <= 12

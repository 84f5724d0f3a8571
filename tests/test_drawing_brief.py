"""The printed brief: two pages, one language, what it says and what it keeps back."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from maps.drawing.brief import LANGUAGES, Brief, brief_characters, draw_brief
from maps.drawing.fonts import prepare_font
from maps.drawing.values import RiskGroup, Word
from tests.drawing_district import make_areas, make_edition
from tests.drawing_risk import make_coverage, make_groups

CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
pytestmark = pytest.mark.skipif(
    not CJK.exists() or shutil.which("pdftotext") is None, reason="needs fonts-noto-cjk and poppler-utils"
)


def make_brief(**more: object) -> Brief:
    areas = tuple(area for area in make_areas() if area.level == "subdistrict")
    basis = Word("risk as of 2026-11-23, incidents 2023 to 2026", "风险截至 2026-11-23")
    note = Word("Measured by 500 incidents of 8 weeks.", "以 8 周内 500 起事件衡量。")
    plain = Brief(
        make_edition(), make_groups()[0], make_coverage(), basis, areas, (("站前一社区", 1.25),), note
    )
    return replace(plain, **more)


def drawn(brief: Brief, language: str, folder: Path) -> Path:
    font = folder / "brief.otf"
    font.write_bytes(prepare_font(brief_characters(brief), CJK))
    path = folder / f"{language}.pdf"
    path.write_bytes(draw_brief(brief, language, font))
    return path


def text_of(path: Path, *arguments: str) -> str:
    run = subprocess.run(["pdftotext", "-layout", *arguments, path, "-"], capture_output=True, check=True)
    return run.stdout.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_brief_has_two_pages_and_every_character_of_it(language, tmp_path):
    path = drawn(make_brief(), language, tmp_path)

    text = text_of(path)
    assert text.count("\f") == 2
    assert "\ufffd" not in text and "□" not in text
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True).stdout.decode()
    assert " yes yes yes" in fonts


def test_brief_speaks_the_language_that_was_asked_for(tmp_path):
    english, chinese = (text_of(drawn(make_brief(), language, tmp_path)) for language in LANGUAGES)

    assert "Brief for planners" in english and "规划简报" not in english
    assert "规划简报" in chinese and "Brief for planners" not in chinese
    for text in (english, chinese):
        assert "站前一社区" in text
        assert "10.00 (9.10–10.90)" in text
        assert "+1.25" in text


def test_brief_says_what_its_rates_are_made_of_and_what_nobody_knows(tmp_path):
    text = text_of(drawn(make_brief(), "en", tmp_path))

    assert "75.0 %" in text and "4.50 / 6 " in text
    assert "no signal, nobody knows: 0.50" in text
    assert "Skill: this risk would have caught more than chance" in text
    assert "risk as of 2026-11-23" in text
    assert "Synthetic data" in text


def test_suppressed_counts_are_not_on_paper(tmp_path):
    ranked = tuple(
        replace(row, expected_per_week=None, interval=(1.234, 5.678)) for row in make_groups()[0].ranked
    )
    text = text_of(drawn(make_brief(risk=replace(make_groups()[0], ranked=ranked)), "en", tmp_path))

    assert "too few to show" in text
    assert "1.23" not in text and "5.68" not in text


def test_brief_without_any_incident_still_has_two_pages(tmp_path):
    nothing = RiskGroup("all", Word("all categories", "全部类别"), 0, ())
    facts = replace(make_coverage(delivered=False), cells=(), equity=())

    text = text_of(drawn(make_brief(risk=nothing, coverage=facts, posts=()), "en", tmp_path))

    assert text.count("\f") == 2
    assert "too short to say" in text
    assert "No community is under 0.8" in text


def test_the_same_brief_gives_the_same_bytes(tmp_path):
    first = drawn(make_brief(), "zh", tmp_path).read_bytes()

    assert drawn(make_brief(), "zh", tmp_path).read_bytes() == first


def test_other_languages_are_refused(tmp_path):
    with pytest.raises(ValueError, match="one of"):
        draw_brief(make_brief(), "de", tmp_path / "none.ttf")

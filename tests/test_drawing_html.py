"""Pieces of HTML, words and file names."""

import json
from datetime import date, datetime

import pytest

from maps.drawing.html import both, data_script, escape, table
from maps.drawing.palette import street_class
from maps.drawing.paths import link, patrol_path
from maps.drawing.values import Word
from maps.drawing.words import amount, block_word, day_word, expected, period_word, time_span

NASTY = "</script><img src=x onerror=alert(1)>\"'&"


def test_markup_in_text_is_shown_and_not_obeyed():
    assert escape(NASTY) == "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;"


def test_a_word_is_written_in_both_languages():
    html = both(Word("a < b", "甲 < 乙"))

    assert html == (
        '<span class="en" lang="en">a &lt; b</span><span class="zh" lang="zh-Hans">甲 &lt; 乙</span>'
    )


def test_a_word_that_is_the_same_in_both_languages_is_written_once():
    assert both(Word("110", "110")) == "110"


def test_data_in_a_script_element_cannot_end_it_and_reads_back_the_same():
    value = {"name": NASTY + "\u2028<!--"}

    html = data_script(value)

    inner = html.removeprefix('<script type="application/json" id="page-data">').removesuffix("</script>")
    assert "<" not in inner
    assert json.loads(inner) == value


def test_a_table_names_its_columns_and_heads_its_rows():
    html = table(
        Word("T", "表"), [Word("A", "甲"), Word("B", "乙")], [[escape("x"), escape("1")]], numeric=(1,)
    )

    assert '<tr><th scope="row">x</th><td class="number">1</td></tr>' in html
    assert html.count('<th scope="col"') == 2


@pytest.mark.parametrize("code", ["", "../x", "a/b", ".hidden", "名", "a b", "x" * 101])
def test_codes_that_are_no_file_name_are_refused(code):
    with pytest.raises(ValueError, match="patrol code"):
        patrol_path(code)


def test_a_page_in_a_folder_names_others_from_the_top():
    assert link(patrol_path("1123-1.a"), "index.html") == "../index.html"
    assert link("index.html", "maps/routes.html") == "maps/routes.html"


def test_blocks_count_from_monday_midnight():
    assert block_word(0) == Word("Mon 00:00–02:00", "周一 00:00–02:00")
    assert block_word(83) == Word("Sun 22:00–24:00", "周日 22:00–24:00")


def test_days_and_periods_are_named_in_both_languages():
    monday, sunday = date(2026, 11, 23), date(2026, 11, 29)

    assert day_word(monday) == Word("Mon 23 Nov", "11月23日 周一")
    assert period_word(monday, sunday).en == "Mon 23 Nov – Sun 29 Nov 2026"
    assert period_word(monday, monday).zh == "2026年11月23日 周一"


def test_times_are_in_24_hours():
    assert time_span(datetime(2026, 1, 1, 6, 30), datetime(2026, 1, 1, 18, 5)) == "06:30–18:05"


@pytest.mark.parametrize(
    ("value", "text"), [(829, "829"), (1234.5, "1,234"), (12.34, "12.3"), (0.0456, "0.046")]
)
def test_amounts_keep_about_three_digits(value, text):
    assert amount(value) == text


def test_expected_incidents_keep_their_decimals_when_they_happen_to_be_whole():
    assert (amount(2), expected(2)) == ("2", "2.00")


@pytest.mark.parametrize(
    ("highway", "drawn"),
    [
        ("primary_link", "major"),
        ("tertiary", "middle"),
        ("residential", "minor"),
        ("steps", "path"),
        ("x", "minor"),
    ],
)
def test_streets_are_drawn_in_four_classes(highway, drawn):
    assert street_class(highway) == drawn

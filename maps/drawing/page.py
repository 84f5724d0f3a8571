"""The frame of every page: head, navigation, language, banner, footer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from maps.drawing import paths
from maps.drawing.folium_map import folium_parts
from maps.drawing.html import Html, Json, both, data_script, escape, join, labelled
from maps.drawing.values import BaseMap, Edition, Word
from maps.drawing.words import SITE, SYNTHETIC, period_word

_NAV = (
    (paths.INDEX, Word("Plan", "方案")),
    (paths.HOTSPOTS, Word("Hotspots", "热点")),
    (paths.COVERAGE, Word("Coverage", "覆盖")),
    (paths.ROUTES, Word("Routes", "路线")),
)
_MAP_SCRIPTS = ("streets.js", "basemap.js")
_NO_SCRIPT = Word("The map needs JavaScript; the tables do not.", "地图需要 JavaScript，表格不需要。")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame says about one page; ``path`` is relative to the output folder."""

    edition: Edition
    path: str
    title: Word
    lead: Word


@dataclass(frozen=True, slots=True)
class Drawing:
    """The map of a page.

    Attributes:
        name: Function of ``window.Patrolgrid`` that draws it.
        scripts: Asset scripts that define the function, in order of loading.
        data: Handed to the function as JSON.
        label: Says to a screen reader what the map shows.
    """

    name: str
    scripts: tuple[str, ...]
    data: Json
    label: Word


def map_box(drawing: Drawing) -> Html:
    """Return where the map goes in the body of a page; ``draw_map_page`` puts Folium's element there."""
    return Html(f'<div class="map-frame" role="region" {labelled(drawing.label)}>{_MAP_MARK}</div>')


_MAP_MARK = "<!--map-->"


def embedded(drawing: Drawing, body: Html, basemap: BaseMap) -> Html:
    """Return a body whose map another page starts: its element, which names the drawing, and its data."""
    box = basemap.bounds
    element = (
        f'<div class="site-map" data-drawing="{drawing.name}" data-lon="{(box.west + box.east) / 2:.6f}" '
        f'data-lat="{(box.south + box.north) / 2:.6f}"></div><noscript>{both(_NO_SCRIPT)}</noscript>'
    )
    return Html(body.replace(_MAP_MARK, element, 1) + _attribution(basemap) + data_script(drawing.data))


def draw_page(frame: Frame, body: Html) -> str:
    """Draw a page without a map."""
    return _document(frame, Html(""), body, Html(""))


def draw_map_page(frame: Frame, basemap: BaseMap, drawing: Drawing, body: Html) -> str:
    """Draw a page whose ``body`` holds one ``map_box``."""
    assets = paths.link(frame.path, paths.ASSETS)
    box = basemap.bounds
    folium = folium_parts(drawing.name, assets, (box.west + box.east) / 2, (box.south + box.north) / 2)
    scripts = "".join(
        f'<script src="{assets}/{name}"></script>\n' for name in (*_MAP_SCRIPTS, *drawing.scripts)
    )
    tail = Html(f"{data_script(drawing.data)}\n{scripts}<script>{folium.script}</script>")
    element = f"{folium.element}<noscript>{both(_NO_SCRIPT)}</noscript>"
    filled = Html(body.replace(_MAP_MARK, element, 1) + _attribution(basemap))
    return _document(frame, Html(folium.head), filled, tail)


def _document(frame: Frame, head: Html, body: Html, tail: Html) -> str:
    assets = paths.link(frame.path, paths.ASSETS)
    title, district = frame.title, frame.edition.district
    en, zh = escape(f"{title.en} · {district.en}"), escape(f"{title.zh} · {district.zh}")
    return f"""<!DOCTYPE html>
<html lang="en" data-lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title data-en="{en}" data-zh="{zh}">{en}</title>
<link rel="icon" href="data:,">
<script src="{assets}/language.js"></script>{head}
<link rel="stylesheet" href="{assets}/patrolgrid.css">
</head>
<body>
<a class="skip" href="#main">{both(Word("Skip to the contents", "跳到正文"))}</a>
{_header(frame)}
<main id="main" tabindex="-1">
<div class="title"><h1>{both(title)}</h1><p class="lead">{both(frame.lead)}</p></div>
{body}
</main>
{_footer(frame.edition)}
{tail}
</body>
</html>
"""


def _header(frame: Frame) -> Html:
    links = join(_nav_link(frame.path, path, word) for path, word in _NAV)
    banner = f'<p class="banner" role="note">{both(SYNTHETIC)}</p>' if frame.edition.synthetic else ""
    edition = frame.edition
    period = period_word(edition.first_day, edition.last_day)
    where = Word(f"{edition.district.en} · {period.en}", f"{edition.district.zh} · {period.zh}")
    return Html(
        '<header class="site"><div class="bar">'
        f'<a class="brand" href="{paths.link(frame.path, paths.INDEX)}">'
        f'<span class="seal" aria-hidden="true">巡</span>{both(SITE)}</a>'
        f"<nav {labelled(Word('Pages', '页面'))}>{links}</nav>{_TOOLS}</div>{banner}"
        f'<p class="where">{both(where)}</p></header>'
    )


def _nav_link(here: str, path: str, word: Word) -> Html:
    current = ' aria-current="page"' if path == here else ""
    return Html(f'<a href="{paths.link(here, path)}"{current}>{both(word)}</a>')


_TOOLS = Html(
    f'<div class="tools" role="group" {labelled(Word("Language and size of the text", "语言和字号"))}>'
    '<button type="button" data-set-lang="en" lang="en" aria-pressed="true">English</button>'
    '<button type="button" data-set-lang="zh" lang="zh-Hans" aria-pressed="false">简体中文</button>'
    f'<button type="button" data-grow {labelled(Word("Larger text", "放大文字"))}>A+</button></div>'
)


def _footer(edition: Edition) -> Html:
    made = edition.made_at.strftime("%Y-%m-%d %H:%M")
    sources: Sequence[tuple[Word, str]] = ((Word("Made", "生成时间"), made), *edition.sources)
    items = "".join(f"<div><dt>{both(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in sources)
    return Html(f"<footer><dl>{items}</dl></footer>")


def _attribution(basemap: BaseMap) -> Html:
    """Say whose streets these are outside the map too, where a print or a reader without script finds it."""
    text = escape(basemap.attribution)
    if basemap.attribution_url:
        text = Html(f'<a href="{escape(basemap.attribution_url)}" rel="noreferrer">{text}</a>')
    return Html(f'<p class="attribution">{both(Word("Streets", "街道"))}: {text}</p>')

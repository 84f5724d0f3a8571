"""The page that shows where and when incidents are expected, and how far that can be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from maps.drawing import paths
from maps.drawing.cell_parts import areas_json, class_legend, corners_json, time_control, words_json
from maps.drawing.encode import DIGITS, encode_parts
from maps.drawing.hotspot_tables import HISTORY_WORDS, group_facts
from maps.drawing.html import Html, Json, both, option
from maps.drawing.page import Drawing, Frame, draw_map_page, map_box
from maps.drawing.palette import CLUSTER, HISTORY, HISTORY_SIGNS, RISK
from maps.drawing.values import AreaShape, BaseMap, Edition, HotspotCell, RiskGroup, Word
from maps.drawing.words import BLOCKS_A_DAY, BLOCKS_A_WEEK, block_word, weekday

HOTSPOTS_TITLE = Word("Where and when incidents are expected", "预计事件的地点和时间")
HOTSPOTS_LEAD = Word(
    "Cells of equal size, in five classes of risk. A class says how much is expected there, not that "
    "something will happen.",
    "等大的单元格，分五个风险等级。等级表示预计的多少，并不表示一定会发生。",
)
_CLASS_WORDS = (
    Word("highest", "最高"),
    Word("high", "高"),
    Word("medium", "中"),
    Word("low", "低"),
    Word("lowest", "最低"),
)
_NO_RISK = Word(
    "No incident is on record, so all cells and hours count alike, and nothing is drawn.",
    "暂无事件记录：所有单元格和时段同等看待，图上不作标示。",
)
# What the map can show: its ramp of colours, and its name.
_LAYERS = (
    ("risk", Word("Risk: expected incidents", "风险：预计事件")),
    ("low", Word("At least (lower end of the interval)", "至少（区间下限）")),
    ("high", Word("At most (upper end of the interval)", "至多（区间上限）")),
    ("cluster", Word("Clusters (Gi*), for looking", "聚集区（Gi*），仅供观察")),
    ("density", Word("Density, for looking", "核密度，仅供观察")),
    ("history", Word("New, intensifying, persistent, fading", "新增、加剧、持续、减弱")),
)
# The classes of density take 50 %, 25 %, 15 %, 7 % and 3 % of the cells that have any.
_DENSITY_QUANTILES = (0.0, 0.50, 0.75, 0.90, 0.97)


def draw_hotspots(
    edition: Edition,
    basemap: BaseMap,
    areas: Sequence[AreaShape],
    groups: Sequence[RiskGroup],
    observed: Sequence[int | None] = (),
) -> str:
    """Draw the hotspots page; it belongs at ``paths.HOTSPOTS``.

    Args:
        edition: Which plan.
        basemap: Streets under the cells.
        areas: Borders of grids and communities.
        groups: All categories first, then each group of them.
        observed: What patrols observed in each cell, a layer of its own; None where suppressed.
    """
    drawing, body = hotspots_parts(areas, groups, observed)
    return draw_map_page(
        Frame(edition, paths.HOTSPOTS, HOTSPOTS_TITLE, HOTSPOTS_LEAD), basemap, drawing, body
    )


def hotspots_parts(
    areas: Sequence[AreaShape], groups: Sequence[RiskGroup], observed: Sequence[int | None] = ()
) -> tuple[Drawing, Html]:
    """Return the map and the body of the page, for a frame of any kind; see ``draw_hotspots``."""
    everything = groups[0]
    data = _data(areas, groups, observed)
    drawing = Drawing("hotspots", ("cells.js", "hotspots.js"), data, HOTSPOTS_TITLE)
    nothing = "" if everything.cells else f'<p class="banner">{both(_NO_RISK)}</p>'
    facts = "".join(group_facts(group, hidden=group is not everything) for group in groups)
    body = Html(
        f'{nothing}<div class="split"><section class="map-side">{_choices(groups)}'
        f"{_time(everything.cells)}{map_box(drawing)}{_legends()}</section>"
        f'<section class="facts">{facts}</section></div>'
    )
    return drawing, body


def class_limits(cells: Sequence[HotspotCell]) -> list[float]:
    """Return the least expected incidents a week of classes 1 to 5; an empty class takes the next one's."""
    limits = [inf] * 5
    for cell in cells:
        if cell.risk_class:
            limits[cell.risk_class - 1] = min(limits[cell.risk_class - 1], sum(cell.expected_by_block))
    for i in (3, 2, 1, 0):
        limits[i] = min(limits[i], limits[i + 1])
    return [limit if limit < inf else 0.0 for limit in limits]


def _data(areas: Sequence[AreaShape], groups: Sequence[RiskGroup], observed: Sequence[int | None]) -> Json:
    cells = groups[0].cells
    return {
        "areas": areas_json(areas),
        "corners": corners_json([c.corners for c in cells]),
        "names": [c.area for c in cells],
        "groups": {group.code: _group_json(group) for group in groups},
        "observed": [-1 if seen is None else seen for seen in observed],
        "digits": DIGITS,
        "blocks": words_json([block_word(b) for b in range(BLOCKS_A_WEEK)]),
        "histories": words_json(HISTORY_WORDS),
        "signs": list(HISTORY_SIGNS),
        "colours": {"risk": list(RISK), "cluster": list(CLUSTER), "history": list(HISTORY)},
    }


def _group_json(group: RiskGroup) -> Json:
    parts = [encode_parts(c.expected_by_block) for c in group.cells]
    densities = sorted(c.density for c in group.cells if c.density > 0)
    return {
        "classes": [c.risk_class for c in group.cells],
        "most": [_short(most) for most, _ in parts],
        "expected": [text for _, text in parts],
        "limits": class_limits(group.cells),
        "low": [_short(c.low) for c in group.cells],
        "high": [_short(c.high) for c in group.cells],
        "hot": [int(c.hot) for c in group.cells],
        "density": [_short(c.density) for c in group.cells],
        "densityLimits": [densities[int(q * len(densities))] for q in _DENSITY_QUANTILES]
        if densities
        else [0.0] * 5,
        "history": [c.history for c in group.cells],
    }


def _short(value: float) -> float:
    """Keep four digits: nobody reads more, and pages travel."""
    return float(f"{value:.4g}")


def _choices(groups: Sequence[RiskGroup]) -> Html:
    kinds = "".join(option(group.code, group.name) for group in groups)
    layers = "".join(option(code, word) for code, word in _LAYERS)
    return Html(
        f'<p class="choice"><span class="pair"><label for="group">{both(Word("Categories", "类别"))}</label> '
        f'<select id="group">{kinds}</select></span><span class="pair"><label for="shown">'
        f'{both(Word("Show", "显示"))}</label> <select id="shown">{layers}</select></span></p>'
    )


def _time(cells: Sequence[HotspotCell]) -> Html:
    totals = [sum(c.expected_by_block[b] for c in cells) for b in range(BLOCKS_A_WEEK)]
    return time_control(
        Word("Two hours of the week", "一周中的两小时"),
        Word("Whole week", "整周"),
        [block_word(b) for b in range(BLOCKS_A_WEEK)],
        totals,
        [(weekday(d), BLOCKS_A_DAY) for d in range(7)],
    )


def _legends() -> Html:
    cells, share = Word("Cells", "格数"), Word("Share of risk", "占全部风险")
    risk = class_legend(
        Word("Classes of risk at the chosen time", "所选时间的风险等级"),
        (Word("Expected a cell", "每格预计"), cells, share),
        "risk",
        _CLASS_WORDS,
    )
    cluster = class_legend(
        Word("Clusters of the last year, whatever the hour", "近一年的聚集区（不分时段）"),
        (Word("Rule", "规则"), cells, share),
        "cluster",
        (Word("cluster", "聚集区"),),
        ("●",),
    )
    density = class_legend(
        Word("Density of the last year, whatever the hour", "近一年的核密度（不分时段）"),
        (Word("Incidents on a km²", "每平方公里事件"), cells, share),
        "density",
        _CLASS_WORDS,
    )
    history = class_legend(
        Word("Clusters in eight quarters, whatever the hour", "近八个季度的聚集变化（不分时段）"),
        (Word("Hot when", "何时为热点"), cells, share),
        "history",
        HISTORY_WORDS[::-1],
        HISTORY_SIGNS[::-1],
    )
    return Html(f"{risk}{cluster}{density}{history}{_notes()}")


def _notes() -> Html:
    time = Word(
        "For two hours, a class begins at 1/84 of its limit for the week: average hours look like the week, "
        "a quiet night is paler. Where cells are small, a stroke means class 4 and a cross class 5.",
        "选择两小时时，等级界限为全周界限的 1/84：平均时段与全周相同，安静的夜间颜色较浅。"
        "格子较小时，斜线为 4 级，叉为 5 级。",
    )
    looking = Word(
        "Clusters and density are for the eye; patrols are planned by the risk. What patrols observe is a "
        "layer of its own (button on the map): it never trains the risk, which would then feed itself.",
        "聚集区和核密度仅供观察，巡防按风险安排。巡防发现是单独的图层（见地图按钮），"
        "不参与风险计算，以免图自我强化。",
    )
    return Html(f'<p class="note">{both(time)}</p><p class="note">{both(looking)}</p>')

"""Risk to the groups, cells and rows that the planner's pages show."""

import numpy as np

from geoapp.convert.base_map import cell_corners, shares_of_cells
from geoapp.convert.surfaces import SavedSurface, load_surface
from geoapp.models import District, RiskSurface
from geoapp.queries.places import Areas
from geoapp.words import BACKTEST_METHODS, CATEGORY_GROUPS, finding_word
from maps.analysis.cells import Lattice
from maps.analysis.classes import risk_classes
from maps.analysis.history import History
from maps.analysis.hotspots import MIN_HISTORY_WEEKS, rate_interval
from maps.analysis.suppression import PLANNERS_LEAST
from maps.drawing.values import (
    AreaLevel,
    BacktestRow,
    ComparisonRow,
    HotspotCell,
    Line,
    RankedArea,
    RiskGroup,
    Word,
)

ALL_CATEGORIES = "all"
# Areas that the tables of a group list; all areas in all groups would make the page five times as large.
MOST_OF_A_GROUP = 40


def risk_groups(
    district: District,
    surface: RiskSurface,
    lattice: Lattice,
    levels: dict[AreaLevel, Areas],
    names: list[str],
) -> tuple[list[RiskGroup], list[int | None]]:
    """All categories and each group of them, and what patrols observed in each of their cells.

    Args:
        levels: Grids and communities to rank.
        names: Of the community of each cell.
    """
    whole = load_surface(surface, lattice)
    shown = np.flatnonzero((whole.per_week.sum(axis=1) > 0) | (whole.observed > 0))
    corners = cell_corners(district, lattice)
    shares = {level: shares_of_cells(areas, lattice) for level, areas in levels.items()}
    groups = []
    for part in (surface, *surface.groups.order_by("group")):
        saved = whole if part is surface else load_surface(part, lattice)
        groups.append(
            RiskGroup(
                code=part.group or ALL_CATEGORIES,
                name=group_word(part.group),
                incidents=part.incidents,
                cells=tuple(hotspot_cells(saved, shown, corners, names)),
                ranked=tuple(
                    row
                    for level, areas in levels.items()
                    for row in ranked_areas(level, areas, shares[level], saved, part)
                    if part is surface or row.rank <= MOST_OF_A_GROUP
                ),
                backtest=tuple(backtest_rows(part)),
                verdict=part.backtest.get("verdict", "few-origins"),
                comparisons=tuple(comparison_rows(part)),
                notes=tuple(finding_word(code, facts) for code, facts in part.parameters.get("findings", [])),
            )
        )
    if not whole.per_week.any():
        return [RiskGroup(ALL_CATEGORIES, group_word(""), 0, ())], []
    return groups, [_shown_count(count) for count in whole.observed[shown].tolist()]


def group_word(group: str) -> Word:
    """The name of a group of categories; what a site adds keeps its own name."""
    return CATEGORY_GROUPS.get(group, Word(group, group))


def _shown_count(count: float) -> int | None:
    """A count, or None where it is too small to show."""
    return round(count) if count == 0 or count >= PLANNERS_LEAST else None


def hotspot_cells(
    saved: SavedSurface, shown: np.ndarray, corners: list[Line], names: list[str]
) -> list[HotspotCell]:
    """The cells with the given numbers."""
    classes = risk_classes(saved.per_week.sum(axis=1)).cell_class
    return [
        HotspotCell(
            corners[cell],
            int(classes[cell]),
            tuple(saved.per_week[cell].tolist()),
            names[cell],
            float(saved.lo[cell]),
            float(saved.hi[cell]),
            bool(saved.hot[cell]),
            float(saved.density[cell]),
            int(saved.history[cell]),
        )
        for cell in shown.tolist()
    ]


def names_of_cells(lattice: Lattice, areas: Areas) -> list[str]:
    """Name of the area that holds each cell's centre, or an empty text."""
    return [areas.name[row] if row >= 0 else "" for row in areas.locate(lattice.centres_m)]


def ranked_areas(
    level: AreaLevel, areas: Areas, shares: np.ndarray, saved: SavedSurface, surface: RiskSurface
) -> list[RankedArea]:
    """The areas of a level by falling risk; small counts behind a figure suppress it.

    Args:
        shares: Of each cell in each area, shape (n_areas, n_cells).
    """
    risk, behind, size = shares @ saved.per_week, shares @ saved.counted, shares.sum(axis=1)
    observed = shares @ saved.observed
    total = risk.sum(axis=1)
    lo, hi = rate_interval(total, surface.parameters.get("worth_weeks", MIN_HISTORY_WEEKS))
    histories = np.stack(
        [(shares >= 0.5) @ (saved.history == one) for one in list(History)[1:]], axis=1
    ).astype(int)
    classes = risk_classes(total).cell_class
    order = np.argsort(-total, kind="stable").tolist()
    told = behind >= PLANNERS_LEAST
    return [
        RankedArea(
            code=areas.code[row],
            name=areas.name[row],
            level=level,
            rank=rank,
            risk_class=max(1, int(classes[row])),
            expected_per_week=float(total[row]) if told[row] else None,
            risk_share=float(total[row] / total.sum()) if total.sum() else 0.0,
            area_share=float(size[row] / size.sum()) if size.sum() else 0.0,
            busiest_blocks=tuple(np.argsort(-risk[row], kind="stable")[:3].tolist()) if total[row] else (),
            interval=(float(lo[row]), float(hi[row])) if told[row] else None,
            histories=tuple(histories[row].tolist()),
            observed=_shown_count(round(float(observed[row]))),
        )
        for rank, row in enumerate(order, start=1)
    ]


def backtest_rows(surface: RiskSurface) -> list[BacktestRow]:
    """How each method would have done; methods without later incidents to judge by are left out.

    A surface that no backtest came with, as one that was brought in from elsewhere, has no rows.
    """
    return [
        BacktestRow(
            method=BACKTEST_METHODS[score["method"]],
            hits=round(score["hits"]),
            incidents=round(score["incidents"]),
            area_share=score["area_share"],
            pai=score["pai"],
            pai_low=score["lo"] / score["hit_rate"] * score["pai"] if score["hit_rate"] else 0.0,
            pai_high=score["hi"] / score["hit_rate"] * score["pai"] if score["hit_rate"] else 0.0,
            origins=surface.backtest["origins"],
            in_use=score["method"] == "default",
            pei=score["pei"],
        )
        for score in surface.backtest.get("scores", [])
        if score["pai"] is not None
    ]


def comparison_rows(surface: RiskSurface) -> list[ComparisonRow]:
    """How much more the risk would have caught than each other method."""
    return [
        ComparisonRow(BACKTEST_METHODS[one["rival"]], one["area_share"], one["gain"], one["lo"], one["hi"])
        for one in surface.backtest.get("advantages", [])
        if one["gain"] is not None
    ]

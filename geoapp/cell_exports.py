"""Risk and coverage by cell as tables for other programs; ``cell_files`` writes them.

Each says as of when, of which span, with which parameters and how well it was tested, and small counts are
suppressed, because a file that has left the desk cannot be called back.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geoapp.convert.base_map import cell_corners
from geoapp.convert.coverage import load_coverage, required_blocks, risk_in_blocks
from geoapp.convert.risk import cell_places, load_lattice
from geoapp.convert.risk_pages import group_word, names_of_cells
from geoapp.convert.surfaces import load_risk_per_week, load_surface
from geoapp.convert.times import local_clock
from geoapp.exports import safe_cell
from geoapp.models import District, RiskSurface, Roster
from geoapp.queries.places import load_areas, load_outlines
from maps.analysis.cells import Lattice
from maps.analysis.classes import risk_classes
from maps.analysis.history import History
from maps.analysis.suppression import PLANNERS_LEAST, PUBLIC_LEAST, suppress
from maps.drawing.palette import GAP, RISK
from maps.drawing.values import Line, Word
from maps.drawing.words import SYNTHETIC

# Smallest counts that each audience may see.
LEAST = {"planner": PLANNERS_LEAST, "public": PUBLIC_LEAST}


@dataclass(frozen=True, eq=False)
class CellTable:
    """What is exported.

    Attributes:
        name: Of the files, without suffix.
        title: Of the picture.
        columns: Facts of each cell; a suppressed one is not a number.
        classes: What the picture shows, 0 to 5.
        colours: Of the classes.
        corners: Of each cell, degrees.
        facts: What it rests on.
        lines: The same for the picture, in words.
        outlines: Borders on the picture.
    """

    name: str
    title: Word
    columns: pd.DataFrame
    classes: np.ndarray
    colours: tuple[str, ...]
    corners: list[Line]
    facts: dict[str, Any]
    lines: tuple[Word, ...]
    outlines: tuple[Line, ...]


def risk_table(district: District, surface: RiskSurface, audience: str) -> CellTable:
    """Risk by cell: class, expected incidents with their interval, and what is shown beside it.

    Args:
        audience: "planner" or "public", who is told classes and no figures.
    """
    lattice = load_lattice(district, local_clock(district, surface.as_of).date())
    saved = load_surface(surface, lattice)
    per_cell = saved.per_week.sum(axis=1)
    classes = risk_classes(per_cell).cell_class
    # The incidents of the whole surface are told, so two or more cells are hidden together.
    shown = suppress(saved.counted, LEAST[audience], [np.arange(lattice.n_cells)])
    hidden = np.isnan(shown.counts)
    columns = _places(district, lattice, surface)
    columns["risk_class"] = classes
    columns["history"] = [History(one).name.lower() for one in saved.history.tolist()]
    columns["cluster"] = saved.hot
    if audience == "planner":
        figures = {
            "expected_week": per_cell,
            "expected_low": saved.lo,
            "expected_high": saved.hi,
            "incidents": shown.counts,
            "patrol_observations": np.where(saved.observed >= PLANNERS_LEAST, saved.observed, np.nan),
        }
        for name, values in figures.items():
            columns[name] = np.where(hidden, np.nan, values).round(5)
        peaks = saved.per_week.argmax(axis=1)
        columns["peak_block"] = [
            None if gone else int(peak) for peak, gone in zip(peaks, hidden, strict=True)
        ]
    facts = {**surface_facts(district, surface), **_suppression(audience, int(hidden.sum()), lattice)}
    name = group_word(surface.group)
    title = Word(f"Risk, {name.en}: {district.name}", f"{district.name} 风险图：{name.zh}")
    return CellTable(
        f"risk-{surface.group or 'all'}",
        title,
        columns,
        classes,
        RISK,
        cell_corners(district, lattice),
        facts,
        _lines(facts),
        _outlines(district, surface),
    )


def coverage_table(district: District, roster: Roster) -> CellTable:
    """Coverage by cell for planners: expected, dose, gap, minutes, and what was delivered.

    The public gets none: where nobody patrols is what a burglar would ask.
    """
    lattice = load_lattice(district, roster.starts_on)
    risk = risk_in_blocks(roster, load_risk_per_week(roster.surface, lattice))
    needed = required_blocks(district, roster)
    risk = risk[:, needed]
    saved = load_coverage(roster, lattice)
    expected, gaps = risk.sum(axis=1), (risk * (1 - saved.dose[:, needed])).sum(axis=1)
    counted = load_surface(roster.surface, lattice).counted
    hidden = np.isnan(suppress(counted, PLANNERS_LEAST, [np.arange(lattice.n_cells)]).counts)
    columns = _places(district, lattice, roster.surface)
    classes = risk_classes(gaps).cell_class
    columns["gap_class"] = classes
    columns["expected"] = np.where(hidden, np.nan, expected).round(5)
    columns["gap"] = np.where(hidden, np.nan, gaps).round(5)
    columns["dose"] = _weighted(risk, saved.dose[:, needed]).round(4)
    columns["minutes"] = saved.minutes.round(1)
    columns["alone_h"] = (saved.alone_s / 3600).round(1)
    if saved.actual is not None and saved.silent is not None and saved.actual_minutes is not None:
        columns["dose_delivered"] = _weighted(risk, saved.actual[:, needed]).round(4)
        columns["dose_no_signal"] = _weighted(risk, saved.silent[:, needed]).round(4)
        columns["minutes_delivered"] = saved.actual_minutes.round(1)
    facts = {
        **surface_facts(district, roster.surface),
        "roster": roster.pk,
        "period": [f"{roster.starts_on}", f"{roster.last_day}"],
        "risk_covered": roster.figures.get("risk_covered"),
        **_suppression("planner", int(hidden.sum()), lattice),
    }
    covered = facts["risk_covered"]
    share = "–" if covered is None else f"{100 * covered:.1f} %"
    lines = (
        Word(
            f"Plan {roster.starts_on} to {roster.last_day}: {share} of the risk covered",
            f"{roster.starts_on} 至 {roster.last_day} 方案：覆盖风险 {share}",
        ),
        *_lines(facts),
    )
    return CellTable(
        f"coverage-{roster.pk}",
        Word(f"Gaps of the patrols: {district.name}", f"{district.name} 巡防缺口图"),
        columns,
        classes,
        GAP,
        cell_corners(district, lattice),
        facts,
        lines,
        _outlines(district, roster.surface),
    )


def surface_facts(district: District, surface: RiskSurface) -> dict[str, Any]:
    """As of when, of which span, with which parameters and how well tested a risk is."""
    parameters = dict(surface.parameters)
    for name in ("findings", "span"):
        parameters.pop(name, None)
    return {
        "district": district.code,
        "synthetic": district.synthetic,
        "group": surface.group or "all",
        "as_of": local_clock(district, surface.as_of).isoformat(),
        "span": surface.parameters.get("span"),
        "incidents": surface.incidents if surface.incidents >= PLANNERS_LEAST else None,
        "inputs_sha256": surface.inputs_sha256,
        "cell_m": surface.cell_m,
        "parameters": parameters,
        "backtest": {key: value for key, value in surface.backtest.items() if key != "advantages"},
    }


def _places(district: District, lattice: Lattice, surface: RiskSurface) -> pd.DataFrame:
    """The name and community of each cell."""
    place = cell_places(lattice)
    day = local_clock(district, surface.as_of).date()
    communities = load_areas(district, "community", day)
    return pd.DataFrame(
        {
            "cell": [f"{x}_{y}" for x, y in place.tolist()],
            "community": [safe_cell(name) for name in names_of_cells(lattice, communities)],
        }
    )


def _outlines(district: District, surface: RiskSurface) -> tuple[Line, ...]:
    day = local_clock(district, surface.as_of).date()
    return tuple(
        tuple(map(tuple, shapely.get_coordinates(part.exterior).tolist()))
        for *_, shape in load_outlines("subdistrict", day)
        for part in shapely.get_parts(shape)
    )


def _suppression(audience: str, hidden: int, lattice: Lattice) -> dict[str, Any]:
    return {
        "audience": audience,
        "suppressed_under": LEAST[audience],
        "cells": lattice.n_cells,
        "cells_suppressed": hidden,
    }


def _weighted(risk: np.ndarray, doses: np.ndarray) -> np.ndarray:
    """Mean dose of each cell, weighted by its risk; the plain mean where nothing is expected."""
    total = risk.sum(axis=1)
    plain = doses.mean(axis=1) if doses.shape[1] else np.zeros(len(doses))
    return np.divide((risk * doses).sum(axis=1), total, out=plain, where=total > 0)


def _lines(facts: dict[str, Any]) -> tuple[Word, ...]:
    """Date, span and test of a picture, in words."""
    span = facts["span"] or ["–", "–"]
    tested = [score for score in facts["backtest"].get("scores", []) if score["method"] == "default"]
    scores = ", ".join(
        f"{100 * score['hit_rate']:.1f} % ({score['area_share']:.0%}, PAI {score['pai']:.1f})"
        for score in tested
        if score["hit_rate"] is not None
    )
    origins = facts["backtest"].get("origins", 0)
    return (
        *((SYNTHETIC,) if facts["synthetic"] else ()),
        Word(
            f"As of {facts['as_of'][:10]}, incidents {span[0][:10]} to {span[1][:10]}, "
            f"cells of {facts['cell_m']} m",
            f"截至 {facts['as_of'][:10]}，事件 {span[0][:10]} 至 {span[1][:10]}，单元格 {facts['cell_m']} 米",
        ),
        Word(
            f"Backtest, {origins} origins: hit rate {scores or '–'}",
            f"回测 {origins} 个起点：命中率 {scores or '–'}",
        ),
    )

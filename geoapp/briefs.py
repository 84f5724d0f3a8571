"""The two printed pages for planners, made from a roster's rows."""

from geoapp.answer_tables import what_it_rests_on
from geoapp.convert.base_map import load_area_shapes, load_edition
from geoapp.convert.coverage_pages import coverage_facts
from geoapp.convert.risk import load_lattice
from geoapp.convert.risk_pages import names_of_cells, risk_groups
from geoapp.convert.surfaces import load_risk_per_week
from geoapp.convert.times import local_clock
from geoapp.models import District, RiskSurface, Roster
from geoapp.printing import font_with
from geoapp.queries.places import load_areas
from geoapp.questions import WhatIf
from maps.drawing.brief import LANGUAGES, Brief, brief_characters, draw_brief
from maps.drawing.values import Word


def load_brief(district: District, roster: Roster, found: WhatIf | None = None) -> Brief:
    """Everything that the brief says.

    Args:
        found: Where one more post would add most; left out where nobody asked.
    """
    day = roster.starts_on
    lattice = load_lattice(district, day)
    communities = load_areas(district, "community", day)
    names = names_of_cells(lattice, communities)
    groups, _ = risk_groups(district, roster.surface, lattice, {"community": communities}, names)
    per_week = load_risk_per_week(roster.surface, lattice)
    edition = load_edition(district, roster)
    facts = coverage_facts(district, roster, lattice, per_week, communities)
    areas = load_area_shapes("subdistrict", day)
    basis = _basis(district, roster.surface)
    if found is None:
        return Brief(edition, groups[0], facts, basis, areas)
    posts = tuple((one.name, one.added) for one in found.posts if one.added > 0)
    return Brief(edition, groups[0], facts, basis, areas, posts, what_it_rests_on(found))


def _basis(district: District, surface: RiskSurface) -> Word:
    as_of = f"{local_clock(district, surface.as_of):%Y-%m-%d}"
    first, last = (day[:10] for day in surface.parameters.get("span") or ("–", "–"))
    return Word(
        f"risk as of {as_of}, incidents {first} to {last}", f"风险截至 {as_of}，事件 {first} 至 {last}"
    )


def drawn_briefs(brief: Brief) -> dict[str, bytes]:
    """The PDF file of each language."""
    with font_with(brief_characters(brief)) as font:
        return {language: draw_brief(brief, language, font) for language in LANGUAGES}

"""What is wrong with a file of incidents, in a sentence each, before a map is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from maps.analysis.arrays import BoolArray
from maps.analysis.hotspots import Incidents

# Farther from the middle of the incidents than any district reaches.
FAR_M = 200_000.0
# A position this near to 0, 0 is a blank that was read as a number.
NULL_M = 1.0
# A year without a single incident is more often a missing file than a quiet year.
LONG_GAP_DAYS = 365

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "no-incidents": "There is no incident, so there is no risk to show.",
        "one-incident": "There is only one incident; one is no pattern, so the risk is flat.",
        "one-point": "All {rows} incidents lie at one point; their addresses may not have been located.",
        "null-point": "{rows} incidents lie at 0, 0, which stands for an unknown place; they are left out.",
        "degrees": "All {rows} positions look like degrees, but metres are needed; give the source CRS.",
        "far-away": "{rows} incidents lie over {km} km from the middle of the others; they are left out.",
        "no-place": "{rows} incidents have a coordinate that is not a number; they are left out.",
        "future": "{rows} incidents begin after {as_of}; they are not read.",
        "gap": "No incident begins between {first} and {last}, {days} days; some may be missing.",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its code, and facts that fill the sentence of ``SENTENCES``."""

    code: str
    facts: tuple[tuple[str, int | str], ...] = ()

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code].format(**dict(self.facts))


@dataclass(frozen=True, eq=False)
class Screened:
    """The incidents whose place can be believed, and what was found, in a fixed order."""

    incidents: Incidents
    findings: tuple[Finding, ...]


def screen(incidents: Incidents, as_of: np.datetime64) -> Screened:
    """Leave out the incidents whose place cannot be true, and say what else looks wrong.

    Args:
        incidents: As they were read, project CRS.
        as_of: Local clock; incidents that begin later stay, and are mentioned, because the risk skips them.
    """
    if len(incidents) == 0:
        return Screened(incidents, (Finding("no-incidents"),))
    if _looks_like_degrees(incidents):
        nothing = incidents.where(np.zeros(len(incidents), dtype=np.bool_))
        return Screened(nothing, (Finding("degrees", (("rows", len(incidents)),)),))
    placed, findings = _placed(incidents)
    return Screened(placed, (*findings, *_pattern_findings(placed), *_time_findings(placed, as_of)))


def _looks_like_degrees(incidents: Incidents) -> bool:
    x, y = np.abs(incidents.xy_m[:, 0]), np.abs(incidents.xy_m[:, 1])
    somewhere = np.maximum(x, y) > NULL_M
    return bool(somewhere.any() and np.all((x <= 180) & (y <= 90)) and not _in_metres(incidents))


def _in_metres(incidents: Incidents) -> bool:
    """Whether whole numbers only, as of a local survey grid, speak for metres; degrees have decimals."""
    return bool(np.all(incidents.xy_m == np.rint(incidents.xy_m)))


def _placed(incidents: Incidents) -> tuple[Incidents, list[Finding]]:
    known = np.isfinite(incidents.xy_m).all(axis=1)
    somewhere = np.logical_and(known, (np.abs(incidents.xy_m) > NULL_M).any(axis=1))
    near = np.logical_and(somewhere, ~_far(incidents, somewhere))
    left_out = {"no-place": ~known, "null-point": known & ~somewhere, "far-away": somewhere & ~near}
    findings = [
        Finding(code, (("rows", int(np.count_nonzero(rows))), ("km", int(FAR_M / 1000))))
        for code, rows in left_out.items()
        if rows.any()
    ]
    return incidents.where(near), findings


def _far(incidents: Incidents, somewhere: BoolArray) -> BoolArray:
    far = np.zeros(len(incidents), dtype=np.bool_)
    if somewhere.any():
        # The median of each coordinate stays in the district as long as most incidents do.
        middle_m = np.median(incidents.xy_m[somewhere], axis=0)
        far[somewhere] = np.hypot(*(incidents.xy_m[somewhere] - middle_m).T) > FAR_M
    return far


def _pattern_findings(incidents: Incidents) -> list[Finding]:
    if len(incidents) == 0:
        return [Finding("no-incidents")]
    if len(incidents) == 1:
        return [Finding("one-incident")]
    one_point = bool(np.all(np.ptp(incidents.xy_m, axis=0) == 0))
    return [Finding("one-point", (("rows", len(incidents)),))] if one_point else []


def _time_findings(incidents: Incidents, as_of: np.datetime64) -> list[Finding]:
    findings = []
    later = int(np.count_nonzero(incidents.starts > as_of))
    if later:
        findings.append(Finding("future", (("rows", later), ("as_of", str(as_of.astype("datetime64[m]"))))))
    days = np.unique(incidents.starts.astype("datetime64[D]"))
    gaps = np.diff(days).astype(np.int64)
    if gaps.max(initial=0) > LONG_GAP_DAYS:
        k = int(gaps.argmax())
        facts = (("first", str(days[k])), ("last", str(days[k + 1])), ("days", int(gaps[k])))
        findings.append(Finding("gap", facts))
    return findings

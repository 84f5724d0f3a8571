"""Everything that is found out from one record of incidents."""

from dataclasses import dataclass

import numpy as np

from maps.analysis.backtest import Backtest, backtest, rolling_origins
from maps.analysis.cells import Lattice
from maps.analysis.display import Display, display_of
from maps.analysis.hotspots import Incidents, Risk, RiskParams, estimate_risk
from maps.analysis.screening import Finding, screen


@dataclass(frozen=True, eq=False)
class Study:
    """A risk surface, what it was made from, what is shown beside it, and how it would have done.

    Attributes:
        incidents: Those whose place can be believed.
        risk: Expected incidents.
        display: For the eye.
        tested: Its backtest.
        findings: What is wrong with the record.
    """

    incidents: Incidents
    risk: Risk
    display: Display
    tested: Backtest
    findings: tuple[Finding, ...]


def study(
    incidents: Incidents, lattice: Lattice, as_of: np.datetime64, params: RiskParams | None = None
) -> Study:
    """Screen the record, estimate the risk from what can be believed, and test it on the past.

    Args:
        incidents: As they were read, same CRS as the lattice.
        lattice: The cells.
        as_of: Local clock.
        params: Of the risk.
    """
    screened = screen(incidents, as_of)
    believed = screened.incidents
    return Study(
        believed,
        estimate_risk(believed, lattice, as_of, params),
        display_of(believed, lattice, as_of),
        backtest(believed, lattice, rolling_origins(believed, as_of)),
        screened.findings,
    )

"""Five classes of risk: what volunteers see instead of figures and points."""

from dataclasses import dataclass

import numpy as np

from maps.analysis.arrays import FloatArray, IntArray

N_CLASSES = 5


@dataclass(frozen=True, eq=False)
class RiskClasses:
    """The class of each cell and where the classes begin.

    Attributes:
        cell_class: 0 for no risk, else 1 (lowest) to 5 (highest), shape (n_cells,).
        upper: Highest risk of classes 1 to 4, for the legend; shape (4,), empty if there is no risk at all.
    """

    cell_class: IntArray
    upper: FloatArray


def risk_classes(risk_per_cell: FloatArray) -> RiskClasses:
    """Sort the cells with any risk into five classes of about the same size; equal risks share a class.

    Args:
        risk_per_cell: Expected incidents, not negative, shape (n_cells,).
    """
    positive = risk_per_cell[risk_per_cell > 0]
    if len(positive) == 0:
        return RiskClasses(np.zeros(len(risk_per_cell), dtype=np.int64), np.empty(0))
    borders = np.arange(1, N_CLASSES) / N_CLASSES
    upper = np.quantile(positive, borders, method="inverted_cdf")
    cell_class = np.where(risk_per_cell > 0, 1 + np.searchsorted(upper, risk_per_cell, side="left"), 0)
    return RiskClasses(cell_class.astype(np.int64), upper)

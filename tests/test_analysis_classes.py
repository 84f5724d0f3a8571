"""Classes of risk for display."""

import numpy as np

from maps.analysis.classes import risk_classes


def test_five_classes_share_the_cells_that_have_risk():
    risk = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10.0])

    classes = risk_classes(risk)

    assert classes.cell_class.tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert classes.upper.tolist() == [2, 4, 6, 8]


def test_equal_risks_share_a_class():
    assert risk_classes(np.array([1, 1, 1, 1, 9.0])).cell_class.tolist() == [1, 1, 1, 1, 5]


def test_a_flat_risk_puts_every_cell_in_the_lowest_class():
    assert risk_classes(np.full(7, 0.3)).cell_class.tolist() == [1] * 7


def test_no_risk_at_all_has_no_classes():
    classes = risk_classes(np.zeros(3))

    assert classes.cell_class.tolist() == [0, 0, 0]
    assert classes.upper.tolist() == []

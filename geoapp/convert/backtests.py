"""Backtests to the facts that are stored, printed and drawn."""

from dataclasses import asdict
from math import isfinite
from typing import Any

from maps.analysis.backtest import Backtest
from maps.analysis.skill import comparisons, skill

Facts = dict[str, Any]


def backtest_facts(tested: Backtest) -> Facts:
    """A backtest as JSON holds it: scores, comparisons and verdict, with the span of its origins."""
    return {
        "origins": len(tested.origins),
        "span": [str(tested.origins[0]), str(tested.origins[-1])] if len(tested.origins) else None,
        "horizon_days": tested.horizon_days,
        "note": tested.note,
        "verdict": skill(tested.trials).verdict,
        "scores": [_finite(asdict(score)) for score in tested.scores],
        "advantages": [_finite(asdict(one)) for one in comparisons(tested.trials)],
    }


def _finite(score: Facts) -> Facts:
    """A score without the values that JSON lacks."""
    return {
        name: None if isinstance(value, float) and not isfinite(value) else value
        for name, value in score.items()
    }

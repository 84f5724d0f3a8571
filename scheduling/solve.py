"""A roster and the proof that it is good: price the rules, keep the promising pairs, choose, verify."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import version

import numpy as np
import scipy

from scheduling.bound import named_duals, price_rows, reduced_costs
from scheduling.contradictions import check_rules
from scheduling.edit import roster_of_pairs
from scheduling.integer import choose_pairs
from scheduling.model import Model, build_model
from scheduling.problem import (
    BoolArray,
    Certificate,
    IntArray,
    Problem,
    Roster,
    Solution,
    TierProof,
)
from scheduling.tiers import FIRST_TIERS, cost_up_to, first_tiers
from scheduling.verify import bound_from_duals, cost, violations

Progress = Callable[[str, float | None], None]
# Told the proven bound and, once there is one, the cost of the best roster so far
Found = Callable[[float, int | None], None]
Clock = Callable[[], float]

STEPS = ("model", "prices", "choice", "verify")
# Up to so many pairs nothing is gained by leaving any out
FEW_PAIRS = 6000


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to go.

    A pair is kept while its reduced cost, in cost units, is at most the first of ``kept_costs``; the next
    is tried when the proven gap is above ``target_gap``. ``choice_gap`` is how far from the best among the
    kept pairs the choice may stay. ``time_limit_s`` is a safety net; a certificate says if it was needed.
    ``prove_tiers`` adds a bound for the patrols not run alone, and for those and the empty seats.
    """

    target_gap: float = 0.01
    choice_gap: float = 0.003
    kept_costs: tuple[float, ...] = (0.5, 2.0, 20.0)
    time_limit_s: float = 120.0
    prove_tiers: bool = False


class BrokenRosterError(RuntimeError):
    """The solver's roster breaks a rule: a defect in the model, never a lack of people."""


@dataclass
class _Steps:
    """Tells the caller where the work is and, if a clock was lent, how long each step took."""

    progress: Progress | None
    clock: Clock | None
    seconds: dict[str, float] = field(default_factory=dict)
    _name: str = ""
    _since: float = 0.0
    _share: float = 0.0

    def start(self, name: str) -> None:
        self.stop()
        self._name = name
        self._since = self.clock() if self.clock else 0.0
        # A second, wider choice is no step back
        self._share = max(self._share, STEPS.index(name) / len(STEPS))
        if self.progress:
            self.progress(name, self._share)

    def stop(self) -> None:
        if self.clock and self._name:
            spent = self.clock() - self._since
            self.seconds[self._name] = round(self.seconds.get(self._name, 0.0) + spent, 3)
        self._name = ""


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    progress: Progress | None = None,
    clock: Clock | None = None,
    limits: Limits | None = None,
    found: Found | None = None,
) -> Solution:
    """Make the cheapest roster that breaks no rule, as near to it as the limits ask, and prove how near.

    The same problem, seed and limits give the same roster and the same prices, unless the time limit is
    hit. Patrols that cannot be filled stay empty; see ``scheduling/explain.py``.

    Args:
        problem: Volunteers, patrols, and who could go where.
        seed: Breaks ties in the search.
        progress: Told the name of each step and the share of the steps that is done.
        clock: Returns seconds, to time the steps by; without it none are reported.
        limits: How good the roster must be and how long the search may take.
        found: Told the bound once it is proven, and the best cost whenever it falls.

    Raises:
        ContradictoryRulesError: If the rules contradict each other; the text names them.
        BrokenRosterError: If the result fails its independent check.
    """
    check_rules(problem)
    limits = limits or Limits()
    steps = _Steps(progress, clock)
    steps.start("model")
    model = build_model(problem)
    steps.start("prices")
    milli = price_rows(model)
    duals = named_duals(model, milli)
    bound = bound_from_duals(problem, duals)
    if found:
        found(bound, None)
    best = _search(
        problem, model, reduced_costs(model, milli)[: len(model.pairs)], bound, seed, limits, steps, found
    )
    steps.stop()
    if progress:
        progress("done", 1.0)
    certificate = Certificate(
        cost=best.cost,
        bound=bound,
        gap=_gap(best.cost, bound),
        tiers=best.tiers,
        seed=seed,
        pairs=len(problem.pairs),
        kept_pairs=best.kept_pairs,
        duals=duals,
        versions={
            "ortools": version("ortools"),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
        },
        steps_s=steps.seconds,
        notes=best.notes,
        tier_proofs=tuple(_prove_tiers(problem, best.tiers)) if limits.prove_tiers else (),
    )
    return Solution(best.roster, certificate)


def _prove_tiers(problem: Problem, tiers: dict[str, int]) -> Iterator[TierProof]:
    """Price the rules anew for each of the first tiers, as if nothing after it mattered."""
    for tier in FIRST_TIERS:
        alone = first_tiers(problem, tier)
        model = build_model(alone)
        duals = named_duals(model, price_rows(model))
        bound, spent = bound_from_duals(alone, duals), cost_up_to(tiers, tier)
        yield TierProof(tier, spent, bound, _gap(spent, bound), duals)


@dataclass(frozen=True)
class _Candidate:
    """A verified roster and what it costs."""

    roster: Roster
    cost: int
    tiers: dict[str, int]
    kept_pairs: int
    notes: tuple[str, ...]


def _search(
    problem: Problem, model: Model, reduced: IntArray, bound: float, seed: int, limits: Limits, steps: _Steps,
    found: Found | None,
) -> _Candidate:  # fmt: skip
    """Choose among the promising pairs, and among more of them while the gap misses its target."""
    best: _Candidate | None = None
    for kept in _kept(reduced, limits):
        steps.start("choice")
        choice = choose_pairs(
            model, kept, relative_gap=limits.choice_gap, seed=seed, time_limit_s=limits.time_limit_s
        )
        steps.start("verify")
        notes = ("choice: time limit hit",) if choice.out_of_time else ()
        candidate = _checked(problem, choice.pairs, int(kept.sum()), notes)
        if best is None or candidate.cost < best.cost:
            best = candidate
            if found:
                found(bound, best.cost)
        # Among more pairs the search would only take longer
        if choice.out_of_time or _gap(best.cost, bound) <= limits.target_gap:
            break
    if best is None:
        raise ValueError("limits.kept_costs must name at least one reduced cost")
    return best


def _kept(reduced: IntArray, limits: Limits) -> list[BoolArray]:
    """The sets of pairs to try, shape (allowed pairs,) each; the empty roster is in all of them."""
    if len(reduced) <= FEW_PAIRS:
        return [np.ones(len(reduced), dtype=np.bool_)]
    return [reduced <= 1000 * kept for kept in limits.kept_costs]


def _checked(problem: Problem, pairs: IntArray, kept_pairs: int, notes: tuple[str, ...]) -> _Candidate:
    roster = roster_of_pairs(problem, pairs)
    if broken := violations(problem, roster):
        raise BrokenRosterError(f"{len(broken)} violations, the first is {broken[0]}")
    tiers = cost(problem, roster)
    total = tiers.pop("total")
    return _Candidate(roster, total, tiers, kept_pairs, notes)


def _gap(roster_cost: int, bound: float) -> float:
    return max(0.0, (roster_cost - bound) / roster_cost) if roster_cost > 0 else 0.0

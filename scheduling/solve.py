"""A roster and the proof that it is good: price the rules, keep the promising pairs, choose, verify."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from scheduling.certify import certified, gap, prove_tiers
from scheduling.contradictions import check_rules
from scheduling.edit import without_pairs
from scheduling.jobs import Job, do_job
from scheduling.pricing import FEW_PAIRS, Prices, price, reduced_of_pairs
from scheduling.problem import BoolArray, Problem, Roster, Solution
from scheduling.verify import cost

Progress = Callable[[str, float | None], None]
# Told the proven bound and, once there is one, the cost of the best roster so far
Found = Callable[[float, int | None], None]
Clock = Callable[[], float]

STEPS = ("prices", "choice", "verify")


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to go.

    A pair is kept while its reduced cost, in cost units, is at most the first of ``kept_costs``; the next
    is tried when the proven gap is above ``target_gap``, and the last at once where the work is cut.
    ``choice_gap`` is how far from the best among the kept pairs the choice may stay. ``time_limit_s`` is a
    safety net far beyond the some 10 s of a week, for a machine that is shared by many: a choice that it
    cuts may be empty; a certificate says if it was needed.
    ``prove_tiers`` adds a bound for the patrols not run alone, and for those and the empty seats.
    """

    target_gap: float = 0.01
    choice_gap: float = 0.0075
    kept_costs: tuple[float, ...] = (10.0, 20.0)
    time_limit_s: float = 1800.0
    prove_tiers: bool = False


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
    threads: int = 1,
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
        threads: For the prices; they change the time, never the result.

    Raises:
        ContradictoryRulesError: If the rules contradict each other; the text names them.
        BrokenRosterError: If the result fails its independent check.
    """
    check_rules(problem)
    limits = limits or Limits()
    steps = _Steps(progress, clock)
    steps.start("prices")
    prices = price(problem, threads=threads)
    if found:
        found(prices.bound_milli / 1000, None)
    best = _search(problem, prices, seed, limits, steps, found)
    proofs = tuple(prove_tiers(problem, best.tiers, threads)) if limits.prove_tiers else ()
    steps.stop()
    if progress:
        progress("done", 1.0)
    return certified(
        problem,
        best.roster,
        prices,
        seed=seed,
        kept_pairs=best.kept_pairs,
        notes=best.notes,
        steps_s=steps.seconds,
        tier_proofs=proofs,
    )


@dataclass(frozen=True)
class _Candidate:
    """A roster and what it costs."""

    roster: Roster
    cost: int
    tiers: dict[str, int]
    kept_pairs: int
    notes: tuple[str, ...]


def _search(
    problem: Problem, prices: Prices, seed: int, limits: Limits, steps: _Steps, found: Found | None
) -> _Candidate:
    """Choose among the promising pairs, and among more of them while the gap misses its target."""
    best: _Candidate | None = None
    bound = prices.bound_milli / 1000
    for kept in _kept(problem, prices, limits):
        steps.start("choice")
        thin = without_pairs(problem, ~kept)
        choice = do_job(Job(thin, seed, limits.choice_gap, limits.time_limit_s))
        steps.start("verify")
        notes = ("choice: time limit hit",) if choice.out_of_time else ()
        candidate = _costed(problem, choice.roster, int(kept.sum()), notes)
        if best is None or candidate.cost < best.cost:
            best = candidate
            if found:
                found(bound, best.cost)
        # Among more pairs the search would only take longer
        if choice.out_of_time or gap(best.cost, bound) <= limits.target_gap:
            break
    if best is None:
        raise ValueError("limits.kept_costs must name at least one reduced cost")
    return best


def _kept(problem: Problem, prices: Prices, limits: Limits) -> list[BoolArray]:
    """The sets of pairs to try, shape (pairs,) each; the empty roster is in all of them."""
    reduced = reduced_of_pairs(problem, prices)
    if len(prices.model.pairs) <= FEW_PAIRS:
        return [np.ones(len(problem.pairs), dtype=np.bool_)]
    return [reduced <= 1000 * kept for kept in limits.kept_costs]


def _costed(problem: Problem, roster: Roster, kept_pairs: int, notes: tuple[str, ...]) -> _Candidate:
    tiers = cost(problem, roster)
    total = tiers.pop("total")
    return _Candidate(roster, total, tiers, kept_pairs, notes)

"""Who serves which part on which day, so that the parts can be chosen each by itself.

A volunteer's day goes to the part where the linear relaxation uses it most, the weekly cap is shared out
by the same measure, and where two parts' days leave too little rest the pair of less use is dropped.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from scheduling.cut import Part
from scheduling.edit import without_pairs
from scheduling.limits import distinct, int_array
from scheduling.problem import Assignment, BoolArray, Duty, FloatArray, IntArray, Problem
from scheduling.rest import clashes, row_starts


def allot(whole: Problem, parts: Sequence[Part], use: Sequence[FloatArray]) -> list[Problem]:
    """The parts' problems less the pairs of days that went to another part, with shared caps.

    Args:
        whole: The problem that was cut.
        parts: Parts of one or more weeks.
        use: Share of each of the part's pairs that the relaxation uses, shape (pairs of the part,).
    """
    if not parts:
        return []
    offers = _offers(whole, parts, use)
    days = _days(offers)
    kept = days.won[days.of_offer]
    kept &= ~_rests_too_short(whole, offers, kept)
    caps = _shared_caps(whole, parts, days)
    of_parts = np.split(kept, np.cumsum([len(part.pairs) for part in parts])[:-1])
    return [_own(*own) for own in zip(parts, of_parts, caps, strict=True)]


def duties_of(problem: Problem, roster: Iterable[Assignment]) -> dict[int, list[Duty]]:
    """What is decided, as fixed duties by volunteer id."""
    patrols = {patrol.id: patrol for patrol in problem.patrols}
    duties: defaultdict[int, list[Duty]] = defaultdict(list)
    for one in roster:
        patrol = patrols[one.patrol_id]
        duties[one.volunteer_id].append(Duty(one.volunteer_id, patrol.starts_at, patrol.ends_at, patrol.day))
    return duties


def beside(problem: Problem, duties: Mapping[int, Sequence[Duty]], elsewhere: FloatArray) -> Problem:
    """The problem of a part next to what is decided, or expected, in the others.

    Args:
        problem: The part.
        duties: Patrols outside the part that are already somebody's, by volunteer id.
        elsewhere: Patrols that each of its volunteers has or may expect outside, shape (volunteers,); the
            next patrol costs as much more as they raise the load.
    """
    volunteers = tuple(
        replace(one, past_load=one.past_load + patrols / max(one.offered, 1))
        for one, patrols in zip(problem.volunteers, elsewhere.tolist(), strict=True)
    )
    more = [duty for one in volunteers for duty in duties.get(one.id, ())]
    return replace(problem, volunteers=volunteers, fixed=(*problem.fixed, *more))


@dataclass(frozen=True)
class _Offers:
    """The pairs of all parts, one part after the other, with the whole's indices; shape (pairs,) each."""

    part: IntArray
    pair: IntArray
    volunteer: IntArray
    day: IntArray
    use: FloatArray


@dataclass(frozen=True)
class _Days:
    """Volunteers' days in the parts that they could serve, shape (days,) each.

    ``won`` says if they may serve there, ``of_offer`` is the day of each offer.
    """

    volunteer: IntArray
    part: IntArray
    use: FloatArray
    won: BoolArray
    of_offer: IntArray


def _offers(whole: Problem, parts: Sequence[Part], use: Sequence[FloatArray]) -> _Offers:
    pair = np.concatenate([part.pairs for part in parts])
    day = int_array(patrol.day.toordinal() for patrol in whole.patrols)
    return _Offers(
        part=np.repeat(np.arange(len(parts)), [len(part.pairs) for part in parts]),
        pair=pair,
        volunteer=whole.pairs.volunteer[pair].astype(np.int64),
        day=day[whole.pairs.patrol[pair]],
        use=np.concatenate(use),
    )


def _days(offers: _Offers) -> _Days:
    """Each day of a volunteer goes to the part of most use, the first of equals."""
    volunteer, _, of_offer_day = distinct(offers.volunteer, offers.day)
    volunteer_day, part, of_offer = distinct(of_offer_day, offers.part)
    use = np.bincount(of_offer, weights=offers.use, minlength=len(part)).astype(np.float64)
    best_first = np.lexsort((part, -np.round(use, 6), volunteer_day))
    won = np.zeros(len(part), dtype=np.bool_)
    won[best_first[np.unique(volunteer_day[best_first], return_index=True)[1]]] = True
    return _Days(volunteer[volunteer_day], part, use, won, of_offer)


def _rests_too_short(whole: Problem, offers: _Offers, kept: BoolArray) -> BoolArray:
    """Offers that leave too little rest to one of more use in another part, shape (pairs,).

    Within one part the rest rule itself holds.
    """
    rest_s = round(whole.rules.min_rest_h * 3600)
    starts_s = int_array(int(patrol.starts_at.timestamp()) for patrol in whole.patrols)
    rested_s = int_array(int(patrol.ends_at.timestamp()) + rest_s for patrol in whole.patrols)
    offer = np.flatnonzero(kept)
    patrol = whole.pairs.patrol[offers.pair[offer]]
    found = clashes(offers.volunteer[offer], starts_s[patrol], rested_s[patrol])
    dropped = np.zeros(len(kept), dtype=np.bool_)
    if not len(found.row):
        return dropped
    part = offers.part[offer[found.pair]]
    first = row_starts(found)
    mixed = np.minimum.reduceat(part, first) < np.maximum.reduceat(part, first)
    in_doubt = offer[np.unique(found.pair[mixed[found.row]])]
    best_first = np.lexsort((in_doubt, -np.round(offers.use[in_doubt], 6), offers.volunteer[in_doubt]))
    for _, of_one in groupby(in_doubt[best_first].tolist(), key=lambda k: offers.volunteer[k]):
        staying: list[tuple[int, int, int]] = []
        for k in of_one:
            patrol_k, part_k = int(whole.pairs.patrol[offers.pair[k]]), int(offers.part[k])
            starts, rested = int(starts_s[patrol_k]), int(rested_s[patrol_k])
            if any(part_k != other and starts < until and since < rested for other, since, until in staying):
                dropped[k] = True
            else:
                staying.append((part_k, starts, rested))
    return dropped


def _shared_caps(whole: Problem, parts: Sequence[Part], days: _Days) -> list[dict[int, int]]:
    """For each part the weekly caps, by volunteer id, of those who serve another part of the week, too."""
    used: defaultdict[tuple[int, int], defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for day in np.flatnonzero(days.won):
        k = int(days.part[day])
        used[int(days.volunteer[day]), parts[k].week][k] += float(days.use[day])
    taken = Counter((duty.volunteer_id, duty.day.toordinal() - duty.day.weekday()) for duty in whole.fixed)
    caps: list[dict[int, int]] = [{} for _ in parts]
    for (v, week), of in used.items():
        if len(of) < 2:
            continue
        volunteer = whole.volunteers[v]
        # Each part takes the fixed duties of the week off its own share
        fixed = taken[volunteer.id, week]
        most = min(volunteer.weekly_cap, whole.rules.max_per_week)
        for k, share in _shared_out(max(0, most - fixed), of).items():
            caps[k][volunteer.id] = share + fixed
    return caps


def _shared_out(cap: int, used: dict[int, float]) -> dict[int, int]:
    """Split a cap by use, the largest remainders first."""
    total = sum(used.values())
    exact = {k: cap * (use / total if total > 0 else 1 / len(used)) for k, use in sorted(used.items())}
    shares = {k: int(value) for k, value in exact.items()}
    by_rest = sorted(exact, key=lambda k: (round(shares[k] - exact[k], 9), k))
    for k in by_rest[: cap - sum(shares.values())]:
        shares[k] += 1
    return shares


def _own(part: Part, keep: BoolArray, caps: dict[int, int]) -> Problem:
    problem = without_pairs(part.problem, ~keep)
    volunteers = tuple(
        replace(volunteer, weekly_cap=caps.get(volunteer.id, volunteer.weekly_cap))
        for volunteer in problem.volunteers
    )
    return replace(problem, volunteers=volunteers)

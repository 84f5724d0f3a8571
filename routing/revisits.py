"""Second visits to a place in a shift that is long enough for them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from routing.problem import Stop

# The effect of a visit fades over about two hours.
APART_S = 2 * 3600
# Breaks begin at so many different times.
BREAKS = 3


def with_revisits(
    stops: Sequence[Stop], ends_s: int, *, id_step: int, apart_s: int = APART_S, kept: float = 0.5
) -> tuple[Stop, ...]:
    """Split each place worth a reward into one stop for each two hours, every one worth less than the last.

    The copies share a group, so that two teams are never there at once. Their windows leave half of
    ``apart_s`` between the latest start of one visit and the earliest of the next, whoever makes them; the
    break comes earlier or later by the number of the stop, so that some places are open at any time.
    Mandatory stops are made once.

    Args:
        stops: As for a short shift.
        ends_s: End of the longest shift; up to ``apart_s`` nothing is copied.
        id_step: Number above all ids; copy k of a stop has the id ``stop.id + k * id_step``.
        apart_s: From the middle of one break to that of the next.
        kept: Share of the reward that is left for the next visit.

    Raises:
        ValueError: If ``id_step`` is not above all ids.
    """
    if highest := max((stop.id for stop in stops if stop.id >= id_step), default=None):
        raise ValueError(f"id_step must be above all ids, got {id_step} and the id {highest}")
    return tuple(copy for stop in stops for copy in _copies(stop, ends_s, id_step, apart_s, kept))


def _copies(stop: Stop, ends_s: int, id_step: int, apart_s: int, kept: float) -> Iterator[Stop]:
    last_s = min(stop.closes_s, ends_s - stop.dwell_s)
    quarter_s = apart_s // 4
    opens_s = [stop.opens_s]
    if not stop.mandatory and stop.reward > 0:
        first_s = stop.opens_s + apart_s + (stop.id % BREAKS) * quarter_s
        # A window that closes as soon as it opens is not worth the break before it.
        opens_s += range(first_s, last_s - quarter_s + 1, apart_s)
    if len(opens_s) == 1:
        yield stop
        return
    closes_s = [*(after_s - 2 * quarter_s - 1 for after_s in opens_s[1:]), last_s]
    for number, (from_s, to_s) in enumerate(zip(opens_s, closes_s, strict=True)):
        yield replace(
            stop,
            id=stop.id + number * id_step,
            reward=stop.reward * kept**number,
            opens_s=from_s,
            closes_s=to_s,
            # A place of its own needs a group once it is several stops; negative ones are nobody else's.
            group=stop.group if stop.group is not None else -1 - stop.id,
        )

"""Where a search begins that has an earlier plan: what of it can still be done."""

from collections.abc import Sequence

from routing.search.tables import Instance


def still_on_time(instance: Instance, stops_of_team: Sequence[Sequence[int]]) -> list[list[int]]:
    """Leave out what no longer fits; each stop is kept, in its order, if the rest can wait for it.

    Args:
        stops_of_team: Node numbers of the stops of each team, no stop twice.
    """
    return [_on_time(instance, team, stops) for team, stops in enumerate(stops_of_team)]


def _on_time(instance: Instance, team: int, stops: Sequence[int]) -> list[int]:
    """Go from stop to stop, past those from which the team would not be back in time."""
    travel_s, end = instance.travel_s[instance.pace[team]], instance.end[team]
    here, now_s, walked_s = instance.start[team], instance.starts_s[team], 0
    kept = []
    for stop in stops:
        walk_s, back_s = int(travel_s[here, stop]), int(travel_s[stop, end])
        arrives_s = max(now_s + walk_s, instance.opens_s[stop])
        leaves_s = arrives_s + instance.dwell_s[stop]
        if (
            instance.fits[stop, team]
            and arrives_s <= instance.closes_s[stop]
            and leaves_s + back_s <= instance.ends_s[team]
            and walked_s + walk_s + back_s <= instance.walk_limit_s[team]
        ):
            kept.append(stop)
            here, now_s, walked_s = stop, leaves_s, walked_s + walk_s
    return kept

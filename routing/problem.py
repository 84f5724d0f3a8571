"""What a route planner is asked and what it answers.

Times are whole seconds from the start of the problem, distances are metres.
"""

from dataclasses import dataclass

from routing.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Stop:
    """A place worth a visit inside a window; a second visit later is another stop of the same group.

    Attributes:
        id: Stop number of the caller, unique in the problem.
        place: Row and column in ``RouteProblem.walk_m``.
        reward: What the visit is worth; a stop of no worth is visited only if it is mandatory.
        dwell_s: Time spent at the place.
        opens_s: Earliest start of the visit.
        closes_s: Latest start of the visit.
        mandatory: Goes before any reward, and is named in the plan if nobody can make it.
        skill: What somebody in the team must be able to do, if anything.
        group: Stops of one group are one physical place, never visited by two teams at a time.
            None for a place that no other stop shares.
    """

    id: int
    place: int
    reward: float
    dwell_s: int
    opens_s: int
    closes_s: int
    mandatory: bool = False
    skill: str | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """A team on one shift, which starts and ends its walk at its post.

    Attributes:
        id: Patrol number of the caller, unique in the problem.
        place: Its post, a row and column in ``RouteProblem.walk_m``.
        starts_s: Start of the shift.
        ends_s: Time to be back at the post.
        pace_kmh: Walking pace of the slowest member.
        skills: What somebody in the team can do.
        max_walk_m: Most metres on foot in the shift, dwelling not counted.
        from_place: Where the walk starts if not at the post, as in a plan remade halfway.
    """

    id: int
    place: int
    starts_s: int
    ends_s: int
    pace_kmh: float = 4.5
    skills: frozenset[str] = frozenset()
    max_walk_m: float = 8000.0
    from_place: int | None = None

    def __post_init__(self) -> None:
        if not self.pace_kmh > 0:
            raise ValueError(f"pace_kmh must be above 0, got {self.pace_kmh}")

    @property
    def start_place(self) -> int:
        """Where the walk starts."""
        return self.place if self.from_place is None else self.from_place


@dataclass(frozen=True)
class RouteProblem:
    """Stops and teams that are planned together.

    Attributes:
        stops: What could be visited.
        teams: Who walks.
        walk_m: Walking distance from row to column, shape (places, places), inf where there is no way.

    Raises:
        ValueError: If the matrix is not square or does not hold a place that is used.
    """

    stops: tuple[Stop, ...]
    teams: tuple[Team, ...]
    walk_m: FloatArray

    def __post_init__(self) -> None:
        places = len(self.walk_m)
        if self.walk_m.shape != (places, places):
            raise ValueError(f"walk_m must be square, got shape {self.walk_m.shape}")
        used = {stop.place for stop in self.stops} | {team.place for team in self.teams}
        used |= {team.start_place for team in self.teams}
        if outside := sorted(place for place in used if not 0 <= place < places):
            raise ValueError(f"place must be in 0..{places - 1}, got {outside[0]}")


@dataclass(frozen=True, slots=True)
class StopTime:
    """A visit: it begins at ``arrives_s``; a team that is early waits before it."""

    stop_id: int
    arrives_s: int
    leaves_s: int


@dataclass(frozen=True, slots=True)
class TeamRoute:
    """One team's visits in order, its metres on foot, when it is back, and what it collected."""

    team_id: int
    stops: tuple[StopTime, ...]
    walk_m: float
    back_s: int
    reward: float


@dataclass(frozen=True, slots=True)
class Unmet:
    """A mandatory stop that nobody visits; ``reason`` is a code of ``routing.reasons``."""

    stop_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """One route for each team in the order of the problem, and the mandatory stops left out."""

    routes: tuple[TeamRoute, ...]
    unmet: tuple[Unmet, ...]
    seed: int

"""Who may use which OSM ways, and in which direction: on foot and by bicycle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Tags = Mapping[str, str]


class Binding(StrEnum):
    """How a way binds people: which way along its nodes they may go."""

    BOTH = "both"
    ALONG = "along"
    AGAINST = "against"
    CLOSED = "closed"


# What the ``direction`` of a profile says, as a binding.
DIRECTIONS = {"no": Binding.BOTH, "yes": Binding.ALONG, "-1": Binding.AGAINST}


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of getting about.

    Attributes:
        name: For the key of a cached network.
        usable: Whether a way with these tags may be used.
        direction: How the way binds: "yes" along its nodes, "-1" against them, "no" not at all.
    """

    name: str
    usable: Callable[[Tags], bool]
    direction: Callable[[Tags], str]

    def binding(self, tags: Tags) -> Binding:
        """How a way with these tags binds these people."""
        return DIRECTIONS[self.direction(tags)] if self.usable(tags) else Binding.CLOSED


# Everything else (motorway, construction, proposed, platform, raceway ...) is no way for a patrol.
WALKABLE = frozenset(
    {"trunk", "primary", "secondary", "tertiary", "primary_link", "secondary_link", "tertiary_link"}
    | {"unclassified", "residential", "living_street", "service", "pedestrian", "footway", "path", "steps"}
    | {"track", "cycleway", "bridleway", "corridor", "road"}
)
# Walkable only where the map says so.
CAR_ONLY = frozenset({"motorway", "motorway_link", "trunk_link"})
FOOT_ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination"})
FOOT_FORBIDDEN = frozenset({"no", "private", "use_sidepath"})
# A bicycle may be pushed along a footway, but a patrol by bicycle is planned to ride.
NOT_RIDDEN = frozenset({"steps", "corridor", "trunk", "footway", "pedestrian", "bridleway"})
RIDING_ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination"})
RIDING_FORBIDDEN = frozenset({"no", "private", "use_sidepath", "dismount"})
CONTRAFLOW = frozenset({"opposite", "opposite_lane", "opposite_track"})


def usable_on_foot(tags: Tags) -> bool:
    """Say whether people may walk along a way.

    Source: OSM wiki, "Key:highway", "Key:access" and "Key:foot".
    """
    highway, foot = tags.get("highway"), tags.get("foot")
    if foot in FOOT_FORBIDDEN:
        return False
    allowed = foot in FOOT_ALLOWED
    if highway in CAR_ONLY or tags.get("motorroad") == "yes" or tags.get("access") in {"no", "private"}:
        return allowed and highway in WALKABLE | CAR_ONLY
    return highway in WALKABLE


def foot_direction(tags: Tags) -> str:
    """Say how a way binds people on foot: "yes" along its nodes, "-1" against them, "no" not at all.

    The plain ``oneway`` is for vehicles. ``conveying`` is the direction of an escalator.

    Source: OSM wiki, "Key:oneway:foot", "Key:foot:backward" and "Key:conveying".
    """
    oneway, conveying = tags.get("oneway:foot"), tags.get("conveying")
    if oneway == "yes" or tags.get("foot:backward") == "no" or conveying == "forward":
        return "yes"
    if oneway == "-1" or tags.get("foot:forward") == "no" or conveying == "backward":
        return "-1"
    return "no"


def usable_by_bicycle(tags: Tags) -> bool:
    """Say whether people may ride along a way.

    Source: OSM wiki, "Key:bicycle" and "OSM tags for routing/Access restrictions".
    """
    highway, bicycle = tags.get("highway"), tags.get("bicycle")
    if bicycle in RIDING_FORBIDDEN or highway in CAR_ONLY or tags.get("motorroad") == "yes":
        return False
    allowed = bicycle in RIDING_ALLOWED
    if tags.get("access") in {"no", "private"}:
        return allowed and highway in WALKABLE
    return highway in WALKABLE and (allowed or highway not in NOT_RIDDEN)


def bicycle_direction(tags: Tags) -> str:
    """Say how a way binds people on bicycles, who keep to the one-way streets unless the map frees them.

    Source: OSM wiki, "Key:oneway:bicycle", "Key:oneway" and "Key:cycleway".
    """
    own = tags.get("oneway:bicycle")
    contraflow = any(key.startswith("cycleway") and value in CONTRAFLOW for key, value in tags.items())
    if own in {"no", "yes", "-1"}:
        return own
    oneway = tags.get("oneway", "yes" if tags.get("junction") in {"roundabout", "circular"} else "no")
    if contraflow or oneway in {"no", "false", "0", "reversible", "alternating"}:
        return "no"
    return "-1" if oneway in {"-1", "reverse"} else "yes"


WALKING = Profile("walking", usable_on_foot, foot_direction)
BICYCLE = Profile("bicycle", usable_by_bicycle, bicycle_direction)
PROFILES = (WALKING, BICYCLE)

"""How varied a plan's routes are, against the same best route every day."""

from geoapp.answers import Answer, Column, number, share
from geoapp.models import Roster
from maps.drawing.values import Word

# Figure of ``route_variety``, its name, and what the same best route every day would give.
ROWS = (
    ("reward_kept", Word("worth of the best routes that is kept", "保留最优路线价值的比例"), 1.0),
    ("streets_overlap", Word("streets shared with the day before", "与前一天重合的道路"), 1.0),
    ("post_streets_overlap", Word("the same by post", "按岗点计的重合道路"), 1.0),
    ("legs_overlap", Word("legs shared with the day before", "与前一天重合的停靠点间路段"), 1.0),
)
HOTSPOTS = Word("hotspots that are visited on some day", "至少到访一次的热点")
IN_TURN = Word("stops at quiet places whose turn it was", "轮到的低风险停靠点占比")


def variety_answer(roster: Roster) -> Answer | None:
    """The figures of a plan whose routes were drawn by chance; None if they were not."""
    figures = roster.figures.get("route_variety")
    if not figures:
        return None
    rows = [{"name": name, "drawn": figures[key], "best": best} for key, name, best in ROWS]
    rows.append(
        {"name": HOTSPOTS, "drawn": figures["hotspots_share"], "best": figures["best_hotspots_share"]}
    )
    rows.append({"name": IN_TURN, "drawn": figures["quiet_stops_share"], "best": None})
    plans, bits = number(0)(figures["plans"]), number(1)(figures["entropy_bits"])
    return Answer(
        "variety",
        Word("How hard the routes are to guess", "路线的不可预测性"),
        (
            Column("name", Word("figure", "指标")),
            Column("drawn", Word("routes as drawn", "实际抽取的路线"), share),
            Column("best", Word("the same best route every day", "每天同一最优路线"), share),
        ),
        rows,
        (
            Word(
                f"Each route is drawn from {plans} that are nearly as good, with {bits} bits of uncertainty: "
                f"as good as {2 ** figures['entropy_bits']:.0f} that are equally likely.",
                f"每条路线从 {plans} 条相近的优良路线中抽取，不确定性为 {bits} 比特："
                f"相当于 {2 ** figures['entropy_bits']:.0f} 条等可能的路线。",
            ),
        ),
    )

"""What a change of a roster is worth, and what would fill a seat, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from scheduling import candidates, remedy

# The tiers of scheduling.verify_cost, from what weighs most.
TIERS: dict[str, str] = {
    "run": gettext_noop("patrols not run"),
    "seats": gettext_noop("empty seats"),
    "skills": gettext_noop("missing skills"),
    "standby": gettext_noop("standby"),
    "fairness": gettext_noop("fairness"),
    "walking": gettext_noop("walking"),
    "preference": gettext_noop("preferred slots"),
    "own-team": gettext_noop("own team"),
}
WHY: dict[str, str] = {
    candidates.ON_STANDBY: gettext_noop("stands by for this hour"),
    candidates.LEADS: gettext_noop("leads: the patrol lacks a leader"),
    candidates.BRINGS_KIND: gettext_noop("of a kind of team that is missing"),
    candidates.BRINGS_SKILL: gettext_noop("has a skill that is missing"),
    candidates.OWN_TEAM: gettext_noop("own team's post"),
    candidates.PREFERS: gettext_noop("likes this slot best"),
    candidates.LIGHT_LOAD: gettext_noop("has served nothing yet"),
}
REMEDIES: dict[str, str] = {
    remedy.ASSIGN: gettext_noop("Put %(crew)s on it: they offered it and are free."),
    remedy.RENEW: gettext_noop("Renew the insurance or training of %(who)s; then %(crew)s can go."),
    remedy.LIFT_CAP: gettext_noop("%(who)s serves once more this week; then %(crew)s can go."),
    remedy.WIDER: gettext_noop("%(who)s agrees to walk %(walk)d m to this post; then %(crew)s can go."),
    remedy.OFFER: gettext_noop("%(who)s agrees to this slot too; then %(crew)s can go."),
    remedy.LEAD: gettext_noop("%(who)s becomes a leader; then %(crew)s can go."),
    remedy.RECRUIT: gettext_noop("Find %(people)d new members who offer this slot within reach."),
}


def change_in_words(cost_change: Mapping[str, int]) -> str:
    """How much better or worse a change makes the roster, and by what."""
    total = cost_change.get("total", 0)
    parts = [f"{_(word)} {cost_change[tier]:+,d}" for tier, word in TIERS.items() if cost_change.get(tier, 0)]
    if not parts:
        return _("Done, and no rule is broken. The score stays the same.")
    return _("Done, and no rule is broken. Cost %(total)s: %(parts)s.") % {
        "total": f"{total:+,d}",
        "parts": ", ".join(parts),
    }


def why_in_words(codes: tuple[str, ...]) -> str:
    """What speaks for somebody."""
    return "; ".join(_(WHY[code]) for code in codes)


def remedy_in_words(plain: Mapping[str, object], names: Mapping[int, str]) -> str:
    """The cheapest single change that fills a seat, with the names of whom it concerns."""
    if not plain:
        return ""
    return _(REMEDIES[str(plain["change"])]) % {
        "who": names.get(plain["volunteer_id"], ""),
        "crew": "、".join(names.get(one, "") for one in plain["crew"]) if plain["crew"] else "",
        "walk": round(plain["walk_m"] or 0),
        "people": plain["people"],
    }

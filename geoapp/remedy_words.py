"""What would fill an empty seat, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from geoapp.models import EmptySeats
from geoapp.words import EMPTY_SEAT_REASONS
from maps.drawing.values import Word
from scheduling import remedy as codes


@dataclass(frozen=True, slots=True)
class Advice:
    """Why seats are empty, what to do, and the label of the button that does it; none if no click can."""

    reason: str
    remedy: str
    button: str = ""


def advice(seats: EmptySeats, names: Mapping[int, str]) -> Advice:
    """The reason and the cheapest change of a patrol that lacks people.

    Args:
        names: What to call the people of the remedy, by id.
    """
    found = EMPTY_SEAT_REASONS.get(seats.reason)
    reason = in_language(found[0]) if found else seats.reason
    if not seats.remedy:
        return Advice(reason, in_language(found[1]) if found else "")
    change = seats.remedy["change"]
    if change == codes.RECRUIT:
        return Advice(reason, _recruit(seats.remedy))
    crew = [names.get(volunteer, "?") for volunteer in seats.remedy["crew"]]
    person = names.get(seats.remedy["volunteer_id"], "?")
    walk_m = round(seats.remedy.get("walk_m") or 0)
    text = {
        codes.ASSIGN: _("Put %(people)s on it."),
        codes.RENEW: _("Renew the insurance or training of %(person)s; then %(people)s can go."),
        codes.LIFT_CAP: _("Ask %(person)s for one patrol more this week; then %(people)s can go."),
        codes.WIDER: _("Ask %(person)s to walk %(walk_m)d m to the post; then %(people)s can go."),
        codes.OFFER: _("Ask %(person)s for this slot; then %(people)s can go."),
        codes.LEAD: _("Make %(person)s a leader; then %(people)s can go."),
    }[change] % {"person": person, "people": _(", ").join(crew), "walk_m": walk_m}
    return Advice(
        reason, text, _("Put on the patrol") if change == codes.ASSIGN else _("Agreed: put on the patrol")
    )


def _recruit(remedy: Mapping[str, int]) -> str:
    text = ngettext(
        "Find %(count)d new person for this slot.",
        "Find %(count)d new people for this slot.",
        remedy["people"],
    ) % {"count": remedy["people"]}
    if remedy["leader"]:
        text += " " + _("One has to be a leader.")
    if remedy["kinds"]:
        text += " " + _("They have to be of another kind of team.")
    return text


def in_language(word: Word) -> str:
    """One of the two languages of a word."""
    return word.zh if (get_language() or "").startswith("zh") else word.en

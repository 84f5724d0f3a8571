"""The district's row of rules to what the scheduler and its verifier read."""

from dataclasses import fields

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from geoapp.models import RosterRules, Skill
from geoapp.words import contradiction_in_words
from scheduling.contradictions import contradictions
from scheduling.problem import Rules, Weights


def load_rules() -> RosterRules:
    """The district's rules; the defaults while nobody has changed any."""
    return RosterRules.objects.first() or RosterRules(pk=1)


def hard_rules(row: RosterRules) -> Rules:
    """What no roster may break."""
    return Rules(**{field.name: getattr(row, field.name) for field in fields(Rules)})


def weights(row: RosterRules) -> Weights:
    """What a roster leaves undone, in cost units."""
    return Weights(**{field.name: getattr(row, f"weight_{field.name}") for field in fields(Weights)})


def check_row(row: RosterRules) -> None:
    """Refuse rules that no roster could keep together, and skills that nobody could have.

    Raises:
        ValidationError: With one sentence for each; a contradiction is named with its rules.
    """
    row.clean_fields()
    found = [contradiction_in_words(one) for one in contradictions(hard_rules(row))]
    known = set(Skill.objects.values_list("code", flat=True))
    found += [
        _("There is no skill %(skill)s; there are %(known)s.")
        % {"skill": skill, "known": ", ".join(sorted(known))}
        for skill in (*row.wanted_skills, *row.skills_once_a_day)
        if skill not in known
    ]
    if row.reach_of_own_post_m < row.reach_m:
        found.append(
            _("reach_of_own_post_m %(own)d is below reach_m %(all)d: nobody walks less far to the own post.")
            % {"own": row.reach_of_own_post_m, "all": row.reach_m}
        )
    if found:
        raise ValidationError(found)

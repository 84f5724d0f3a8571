"""``{% load words %}{{ slot|local }}``: the name of a word of the field in the reader's language."""

from django import template
from django.utils.translation import get_language

from geoapp.models import Skill, Slot, TeamKind

register = template.Library()


@register.filter
def local(word: Skill | Slot | TeamKind) -> str:
    return local_name(word)


def local_name(word: Skill | Slot | TeamKind) -> str:
    """``name_zh`` for Chinese readers, ``name_en`` for others."""
    return word.name_zh if (get_language() or "").startswith("zh") else word.name_en

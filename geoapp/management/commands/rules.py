from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db.models import Field
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.convert.rules import check_row, load_rules
from geoapp.management.terminal import TranslatedCommand, padded, screen_width
from geoapp.models import RosterRules

EXIT_BAD_INPUT = 2
NONE = ("none", "-", "")
YES, NO = ("yes", "true", "1"), ("no", "false", "0")


class Command(TranslatedCommand):
    help = gettext_lazy("Show the rules and weights of the district's rosters, or change some.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "changes", nargs="*", metavar="RULE=VALUE", help=_("such as min_rest_h=11; none prints all")
        )

    def handle(self, *args: object, **options: Any) -> None:
        row = load_rules()
        try:
            for change in options["changes"]:
                self._set(row, change)
            if options["changes"]:
                check_row(row)
                row.save()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=EXIT_BAD_INPUT) from error
        width = max(screen_width(field.name) for field in rule_fields())
        for field in rule_fields():
            value = field.value_from_object(row)
            text = ",".join(value) if isinstance(value, list) else "none" if value is None else str(value)
            self.stdout.write(f"{padded(field.name, width)}  {padded(text, 10)}  {field.verbose_name}")

    def _set(self, row: RosterRules, change: str) -> None:
        name, given, value = change.partition("=")
        field = {one.name: one for one in rule_fields()}.get(name.strip())
        if not given or field is None:
            raise ValidationError(
                _("%(change)s: no such rule; `manage.py rules` lists them.") % {"change": change}
            )
        setattr(row, field.name, read_value(field, value.strip()))


def rule_fields() -> list[Field]:
    """The rules and weights in the order in which they are shown."""
    return [field for field in RosterRules._meta.concrete_fields if not field.primary_key]


def read_value(field: Field, text: str) -> object:
    """A value of a field from text.

    Raises:
        ValidationError: If the field cannot hold it.
    """
    if field.get_internal_type() == "ArrayField":
        return [] if text.lower() in NONE else [part.strip() for part in text.split(",")]
    if field.get_internal_type() == "BooleanField" and text.lower() in (*YES, *NO):
        return text.lower() in YES
    if field.null and text.lower() in NONE:
        return None
    return field.clean(text, None)

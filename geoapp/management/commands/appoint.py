from argparse import ArgumentParser
from getpass import getpass

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.management.terminal import TranslatedCommand
from geoapp.models import GIVEN_ROLES, Account, Appointment, Area, Level


class Command(TranslatedCommand):
    help = gettext_lazy("Give somebody a role, or take it back; a new user is asked for a password.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help=_("user name"))
        parser.add_argument("role", choices=[role.value for role in GIVEN_ROLES])
        parser.add_argument(
            "--area", default="", help=_("code of a subdistrict; the whole district if left out")
        )
        parser.add_argument("--remove", action="store_true", help=_("take the role back"))
        parser.add_argument(
            "--reset-factor", action="store_true", help=_("forget the second factor, as after a lost phone")
        )

    @transaction.atomic
    def handle(self, *_args: object, name: str, role: str, area: str, **options: object) -> None:
        if area and not Area.objects.filter(level=Level.SUBDISTRICT, code=area).exists():
            known = ", ".join(
                Area.objects.filter(level=Level.SUBDISTRICT).order_by("code").values_list("code", flat=True)
            )
            raise CommandError(
                _("No subdistrict has the code %(code)s; there are: %(known)s")
                % {"code": area, "known": known},
                returncode=2,
            )
        user = User.objects.filter(username=name).first() or self.new_user(name)
        if options["reset_factor"]:
            Authenticator.objects.filter(user=user).delete()
        if options["remove"]:
            Appointment.objects.filter(user=user, role=role, area_code=area).delete()
        else:
            Appointment.objects.get_or_create(user=user, role=role, area_code=area)

    def new_user(self, name: str) -> User:
        """A user with a password that is good enough."""
        password = getpass(_("Password for %(name)s: ") % {"name": name})
        user = User(username=name)
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        user.set_password(password)
        user.save()
        Account.objects.create(user=user)
        return user

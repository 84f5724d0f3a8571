import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import closing

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.demo_logins import demo_logins
from geoapp.demo_site import prepare_demo
from geoapp.management.terminal import TranslatedCommand, padded
from geoapp.models import District
from geoapp.progress import TerminalProgress
from geoapp.serving import CannotServe, Processes, free_port, site


class Command(TranslatedCommand):
    help = gettext_lazy("Start everything that one machine needs, until Ctrl-C.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (127.0.0.1)"))
        parser.add_argument(
            "--port", type=int, default=8000, help=_("port (8000); the next free one if it is taken")
        )

    def handle(self, *_args: object, host: str, port: int, **_options: object) -> None:
        # A plain kill ends the children as well; and a shell's background job begins deaf to Ctrl-C.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.default_int_handler)
        call_command("migrate", verbosity=0)
        if not District.objects.exists():
            self.stdout.write(_("The database is empty: loading the demo district and planning a week."))
        with closing(TerminalProgress()) as progress:
            prepare_demo(settings.BASE_DIR / "out", progress)
        demo = District.objects.filter(synthetic=True).exists()
        static = self.collect_static()
        try:
            address = f"{host}:{free_port(host, port)}"
            environment = {"PATROLGRID_STATIC": static, "PATROLGRID_PLAIN_HTTP": "1"}
            with site(address, environment | ({"PATROLGRID_DEMO": "1"} if demo else {})) as processes:
                self.greet(address, demo=demo)
                self.watch(processes)
        except CannotServe as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write(_("Stopped."))

    def collect_static(self) -> str:
        """Gather scripts and styles from the installed packages into a folder of this checkout."""
        folder = str(settings.BASE_DIR / "staticfiles")
        # In a process of its own, because the settings are read once.
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            cwd=settings.BASE_DIR, env={**os.environ, "PATROLGRID_STATIC": folder}, check=True,
        )  # fmt: skip
        return folder

    def greet(self, address: str, *, demo: bool) -> None:
        lines = [_("Patrolgrid: http://%(address)s/") % {"address": address}]
        if demo:
            lines += ["", _("Logins of the demo (second factor waived, people made up):")]
            lines += [
                f"  {padded(str(role.label), 16)} {padded(name, 20)} {password}"
                for role, (name, password) in demo_logins().items()
            ]
        lines += ["", _("Ctrl-C stops it.")]
        self.stdout.write("\n".join(lines))

    def watch(self, processes: Processes) -> None:
        while (ended := processes.first_ended()) is None:
            time.sleep(0.5)
        raise CannotServe(_("%(name)s ended by itself: its messages are above.") % {"name": ended})

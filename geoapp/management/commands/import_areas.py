from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geoapp.importing.area_saving import checked_time_zone
from geoapp.importing.area_values import AreaOptions
from geoapp.importing.areas import area_importer
from geoapp.importing.command import ImportCommand
from geoapp.importing.run import Importer
from geoapp.management.terminal import day
from geoapp.models import District, Level


class Command(ImportCommand):
    help = gettext_lazy("Import areas: the district, subdistricts, communities and grids, as polygons.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        own = parser.add_argument_group(_("areas"))
        own.add_argument(
            "--level", choices=Level.values, default="", help=_("of all rows; from their column if left out")
        )
        own.add_argument(
            "--parent",
            default="",
            metavar="CODE",
            help=_("of all rows; by code or largest overlap if left out"),
        )
        own.add_argument(
            "--code-pattern",
            default="15",
            metavar="PATTERN",
            help=_("15 or 20 digits, any, or a regular expression"),
        )
        own.add_argument("--valid-from", type=day, metavar="DATE", help=_("of rows without a date"))
        own.add_argument("--repair", action="store_true", help=_("mend polygons that cross themselves"))
        own.add_argument(
            "--correct", action="store_true", help=_("replace stored shapes of the same first day")
        )
        own.add_argument(
            "--fill-levels",
            action="store_true",
            help=_("make the levels that the file lacks, for a city with one layer"),
        )
        own.add_argument(
            "--district-name", default="", help=_("of the district; all rows make it up if the file has none")
        )
        own.add_argument("--district-code", default="", help=_("of the district that is made up of all rows"))
        own.add_argument("--emergency-number", help=_("on every sheet of the district, such as 110"))
        own.add_argument("--time-zone", help=_("of the district, such as Asia/Shanghai"))
        own.add_argument(
            "--holidays",
            choices=District.Holidays.values,
            help=_("of the district: cn counts the holidays and worked weekends of mainland China"),
        )
        own.add_argument(
            "--synthetic", action="store_true", help=_("the district is made up; say so everywhere")
        )

    def importer(self, options: dict[str, Any]) -> Importer[Any]:
        names = (
            "level",
            "parent",
            "code_pattern",
            "valid_from",
            "repair",
            "correct",
            "fill_levels",
            "district_name",
            "district_code",
            "synthetic",
            "emergency_number",
            "holidays",
        )
        own = {name: options[name] for name in names}
        return area_importer(AreaOptions(**own, time_zone=checked_time_zone(options["time_zone"])))

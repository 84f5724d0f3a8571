"""The problem of the latest roster in the database of PATROLGRID_DB, read only."""

import os

import django

from scheduling.problem import Problem


def district_problem() -> Problem:
    """Load volunteers, patrols and rules of the roster that was made last."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoapp.settings")
    django.setup()
    # Models may be imported only after the set-up
    from geoapp.convert.roster import load_roster_problem
    from geoapp.pipeline import latest_roster, the_district

    return load_roster_problem(the_district(), latest_roster())

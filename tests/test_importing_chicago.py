"""A real city: open data of Chicago through the import commands."""

import pytest

from geoapp.models import District, Incident
from tests.builders import run_command, run_refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas(data_folder):
    """The command line that makes a district of Chicago's community areas."""
    path = data_folder / "polygons_chicago" / "chicago_community_areas.geojson.gz"
    columns = ["--map", "code=ComAreaID", "--map", "name=community", "--code-pattern", "any"]
    city = ["--district-name", "Chicago", "--time-zone", "America/Chicago"]
    return [path, "--level", "community", "--fill-levels", *columns, *city]


def test_one_layer_of_areas_takes_one_command(areas):
    assert "1 of 77 rows are bad" in run_refused("import_areas", *areas)
    assert "156 new" in run_command("import_areas", *areas, "--repair")
    assert District.objects.get().metric_srid == 32616


def test_ten_years_of_incidents_are_located_in_cells_and_areas(areas, data_folder):
    run_command("import_areas", *areas, "--repair")
    crimes = data_folder / "crime_chicago_assaults_2010_2019" / "chicago_aggravated_assaults.csv.gz"

    printed = run_command("import_incidents", crimes, "--category", "assault")

    assert "incidents: 148636 new, 0 changed, 0 as before, 0 rejected" in printed
    assert Incident.objects.filter(cell_x=None).count() == 0
    # A hundred lie on the shore or across the city limits, within the 200 m of the border.
    assert Incident.objects.exclude(grid=None).count() == 148_536


def test_streets_of_avondale_are_imported_once(areas, data_folder):
    run_command("import_areas", *areas, "--repair")
    path = data_folder / "osm_chicago_avondale" / "chicago.osm"

    first, second = (run_command("import_streets", path) for _time in range(2))

    assert "1123 new" in first
    assert "0 new, 0 changed, 1123 as before" in second

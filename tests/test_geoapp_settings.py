"""Where the settings find the database."""

from geoapp.environment import database_from_url


def test_address_of_a_server_is_taken_apart():
    entry = database_from_url("postgis://ada:p%40ss@db.example:5433/patrols?sslmode=require", None)

    assert (entry["USER"], entry["PASSWORD"], entry["HOST"]) == ("ada", "p@ss", "db.example")
    assert (entry["PORT"], entry["NAME"]) == ("5433", "patrols")
    assert entry["OPTIONS"] == {"options": "-c jit=off", "sslmode": "require"}


def test_address_of_a_socket_names_its_folder():
    entry = database_from_url("postgis://patrolgrid@/patrolgrid?host=/var/lib/x/socket", None)

    assert (entry["HOST"], entry["PORT"], entry["OPTIONS"]) == (
        "/var/lib/x/socket", "", {"options": "-c jit=off"},
    )  # fmt: skip


def test_another_city_is_another_database_of_the_same_server():
    assert database_from_url("postgis://ada@db/patrols", "chicago")["NAME"] == "chicago"

"""The hotspot benchmark on a file of any city."""

import argparse
import json
import sys

import numpy as np
import pytest

from benchmarks import hotspots


def write_incidents(path, n=400, at_zero=2):
    rng = np.random.default_rng(0)
    days = np.datetime64("2023-01-02T20:00") + rng.integers(0, 700, n).astype("timedelta64[D]")
    lon, lat = rng.normal(123.95, 0.01, n), rng.normal(41.87, 0.01, n)
    lon[:at_zero] = lat[:at_zero] = 0
    kind = np.where(np.arange(n) % 4 == 0, "fraud", "theft")
    rows = [",".join(map(str, row)) for row in zip(days, lon, lat, kind, strict=True)]
    path.write_text("\n".join(["time,lon,lat,kind", *rows]))
    return path


def run(monkeypatch, capsys, path, *more):
    names = ["--lon", "lon", "--lat", "lat", "--time", "time", "--metric-crs", "EPSG:32651"]
    monkeypatch.setattr(sys, "argv", ["hotspots", "--incidents", str(path), *names, *more])
    hotspots.main()
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_points_at_zero_do_not_stretch_the_lattice(monkeypatch, capsys, tmp_path):
    rows = run(monkeypatch, capsys, write_incidents(tmp_path / "rows.csv"))

    about = rows[-1]
    assert rows[0] == {
        "finding": "null-point",
        "sentence": "2 incidents lie at 0, 0, which stands for an unknown place; they are left out.",
    }
    assert (about["incidents"], about["verdict"]) == (398, "skill")
    assert about["cells"] < 1000
    assert {"method", "area_share", "hit_rate", "lo", "hi", "pai", "pei"} <= rows[1].keys()


def test_one_category_can_be_kept(monkeypatch, capsys, tmp_path):
    path = write_incidents(tmp_path / "rows.csv", at_zero=0)

    rows = run(monkeypatch, capsys, path, "--category", "kind=fraud,arson", "--origins", "2")

    assert (rows[-1]["incidents"], rows[-1]["verdict"]) == (100, "few-origins")


@pytest.mark.parametrize("text", ["kind", "kind="])
def test_a_category_without_values_is_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="must be COL=VALUE"):
        hotspots.parse_category(text)


def refused(monkeypatch, capsys, path, *more):
    with pytest.raises(SystemExit) as stopped:
        run(monkeypatch, capsys, path, *more)
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    return said.err


def write_rows(path, *rows):
    path.write_text("\n".join(["time,lon,lat", *rows]))
    return path


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "There is no incident"),
        (["2023-01-02T20:00,123.95,41.87"], "only one incident"),
        (
            [f"2023-01-{day:02}T20:00,123.95,41.87" for day in range(1, 29)],
            "All 28 incidents lie at one point",
        ),
        (["soon,123.95,41.87", "2023-01-02,here,41.87"], "There is no incident"),
    ],
)
def test_a_record_without_any_pattern_is_refused_in_a_sentence(monkeypatch, capsys, tmp_path, rows, said):
    assert said in refused(monkeypatch, capsys, write_rows(tmp_path / "rows.csv", *rows))


def test_degrees_where_metres_are_meant_are_refused(monkeypatch, capsys, tmp_path):
    path = write_incidents(tmp_path / "rows.csv", at_zero=0)

    assert "look like degrees" in refused(monkeypatch, capsys, path, "--source-crs", "EPSG:32651")
    assert "in metres, and EPSG:4326 is none" in refused(
        monkeypatch, capsys, path, "--metric-crs", "EPSG:4326"
    )


def test_a_missing_column_file_or_system_is_named(monkeypatch, capsys, tmp_path):
    path = write_incidents(tmp_path / "rows.csv", at_zero=0)

    assert "no column X; the file has time, lon, lat, kind" in refused(
        monkeypatch, capsys, path, "--lon", "X"
    )
    assert "cannot be read" in refused(monkeypatch, capsys, tmp_path / "none.csv")
    assert "unknown coordinate system" in refused(monkeypatch, capsys, path, "--metric-crs", "EPSG:1")


def test_a_year_from_the_future_does_not_move_the_origins(monkeypatch, capsys, tmp_path):
    path = write_incidents(tmp_path / "rows.csv", at_zero=0)
    plain = run(monkeypatch, capsys, path)[-1]
    path.write_text(path.read_text() + "\n2099-01-01T00:00,123.95,41.87,theft\n")

    rows = run(monkeypatch, capsys, path)

    assert "1 incidents begin after" in rows[0]["sentence"]
    assert rows[-1]["last_origin"] == plain["last_origin"]


def test_ten_years_without_an_incident_are_mentioned(monkeypatch, capsys, tmp_path):
    path = write_incidents(tmp_path / "rows.csv", at_zero=0)
    path.write_text(path.read_text() + "\n2012-12-01T00:00,123.95,41.87,theft\n")

    rows = run(monkeypatch, capsys, path)

    assert "No incident begins between 2012-12-01 and 2023-01-0" in rows[0]["sentence"]

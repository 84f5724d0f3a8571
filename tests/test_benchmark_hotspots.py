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
    assert rows[0]["finding"] == "far-away"
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

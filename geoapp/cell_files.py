"""Tables of cells as GeoJSON, GeoPackage, CSV and PNG, each with the facts that it rests on."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from django.conf import settings

from geoapp.cell_exports import CellTable
from maps.analysis.classes import N_CLASSES
from maps.drawing.cell_picture import Picture, PictureLegend, draw_picture
from maps.drawing.values import Word

FORMATS = ("geojson", "gpkg", "csv", "png")
CLASS_MEANINGS = (
    Word("highest", "最高"),
    Word("high", "高"),
    Word("medium", "中"),
    Word("low", "低"),
    Word("lowest", "最低"),
)


def write_cells(
    table: CellTable, folder: Path, formats: tuple[str, ...], attribution: str = ""
) -> list[Path]:
    """Write the files into a folder, and the facts beside those that cannot hold them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{table.name}.{suffix}" for suffix in formats]
    writers = {"geojson": _write_geojson, "gpkg": _write_geopackage, "csv": _write_csv}
    for path, suffix in zip(paths, formats, strict=True):
        if suffix == "png":
            path.write_bytes(_picture(table, attribution))
        else:
            writers[suffix](table, path)
    return paths


def _frame(table: CellTable) -> gpd.GeoDataFrame:
    shapes = [shapely.Polygon(ring) for ring in table.corners]
    return gpd.GeoDataFrame(table.columns, geometry=shapes, crs="EPSG:4326")


def _write_geojson(table: CellTable, path: Path) -> None:
    """Cells as features; the facts are a member of the collection, which readers that do not know it skip."""
    collection = json.loads(_frame(table).to_json(na="null", drop_id=True))
    text = json.dumps({**collection, "patrolgrid": table.facts}, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


def _write_geopackage(table: CellTable, path: Path) -> None:
    """One layer; the facts are in the metadata tables of the file."""
    path.unlink(missing_ok=True)
    facts = {name: _as_text(value) for name, value in table.facts.items()}
    _frame(table).to_file(path, layer=table.name, driver="GPKG", engine="pyogrio", layer_metadata=facts)


def _write_csv(table: CellTable, path: Path) -> None:
    """One line a cell with the date in each, and all facts in a file of the same name that ends in .json."""
    lon_lat = np.array([np.mean(ring, axis=0) for ring in table.corners])
    columns = table.columns.assign(
        lon=lon_lat[:, 0].round(6), lat=lon_lat[:, 1].round(6), as_of=table.facts["as_of"]
    )
    columns.to_csv(path, index=False, encoding="utf-8-sig")
    beside = json.dumps(table.facts, ensure_ascii=False, indent=1) + "\n"
    path.with_suffix(".csv.json").write_text(beside, encoding="utf-8")


def _picture(table: CellTable, attribution: str) -> bytes:
    legend = PictureLegend(
        Word("Class", "等级"),
        tuple(
            (colour, str(N_CLASSES - k), CLASS_MEANINGS[k]) for k, colour in enumerate(table.colours[::-1])
        ),
    )
    cells = tuple(zip(table.corners, table.classes.tolist(), strict=True))
    picture = Picture(table.title, table.lines, cells, table.colours, table.outlines, legend, attribution)
    facts = {name: _as_text(value) for name, value in table.facts.items()}
    return draw_picture(picture, settings.CJK_FONT, facts)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

"""Reading files: formats, encodings, separators, and files that cannot be read."""

import gzip
from datetime import datetime

import geopandas
import openpyxl
import pytest
import shapely

from geoapp.importing.columns import Field, headings_of
from geoapp.importing.problems import BadFile
from geoapp.importing.readers import read_table
from tests.builders import area_feature, write_csv, write_features

LINES = ("编号,姓名", "1,欧阳明", "2,王芳")
ROWS = [{"编号": "1", "姓名": "欧阳明"}, {"编号": "2", "姓名": "王芳"}]
SQUARE = (123.9, 41.8, 124.0, 41.9)


def rows_of(path, **options):
    return read_table(path, **options).cells.to_dict("records")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_its_encoding_without_being_told(tmp_path, encoding):
    assert rows_of(write_csv(tmp_path / "people.csv", *LINES, encoding=encoding)) == ROWS


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_found_in_the_headings(tmp_path, separator):
    lines = [line.replace(",", separator) for line in LINES]

    assert rows_of(write_csv(tmp_path / "people.csv", *lines)) == ROWS


def test_gzipped_csv_is_unpacked(tmp_path):
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress("\n".join(LINES).encode()))

    assert rows_of(path) == ROWS


def test_row_numbers_are_those_of_a_spreadsheet_across_empty_lines_and_quoted_breaks(tmp_path):
    path = write_csv(tmp_path / "x.csv", "a,b", '1,"two', 'lines"', "", ",", "2,x")

    table = read_table(path)

    assert table.row_numbers.tolist() == [2, 5]


def test_row_with_too_few_cells_is_marked(tmp_path):
    table = read_table(write_csv(tmp_path / "x.csv", "a,b,c", "1,2,3", "1,2", "1,2,3,,"))

    assert table.cut_rows.tolist() == [False, True, False]


def test_workbook_cells_become_the_text_of_a_csv(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["编号", "时间", "日期", "数", None])
    book.active.append([210411001001001, datetime(2026, 11, 30, 18, 45), datetime(2026, 11, 30), 1.5, None])
    book.active.append(["0012", None, None, 2.0, None])
    book.save(tmp_path / "x.xlsx")

    assert rows_of(tmp_path / "x.xlsx") == [
        {"编号": "210411001001001", "时间": "2026-11-30 18:45:00", "日期": "2026-11-30", "数": "1.5"},
        {"编号": "0012", "时间": "", "日期": "", "数": "2"},
    ]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".zip", ".shp", ".kml"])
def test_layers_are_read_with_shapes_attributes_and_system(tmp_path, suffix):
    frame = geopandas.GeoDataFrame({"Name": ["网格一"]}, geometry=[shapely.box(*SQUARE)], crs="EPSG:4326")
    if suffix in (".zip", ".shp"):
        frame.to_file(tmp_path / "x.shp.zip" if suffix == ".zip" else tmp_path / "x.shp", encoding="utf-8")
        path = tmp_path / ("x.shp.zip" if suffix == ".zip" else "x.shp")
    else:
        path = tmp_path / f"x{suffix}"
        frame.to_file(path, driver={".kml": "KML", ".gpkg": "GPKG", ".geojson": "GeoJSON"}[suffix])

    table = read_table(path)

    assert table.cells["Name"].tolist() == ["网格一"]
    assert table.shapes[0].equals(shapely.box(*SQUARE))
    assert table.crs == "EPSG:4326"


def test_shapefile_in_gb18030_is_read_with_its_encoding_named(tmp_path):
    frame = geopandas.GeoDataFrame({"name": ["南站网格"]}, geometry=[shapely.box(*SQUARE)], crs="EPSG:4326")
    frame.to_file(tmp_path / "x.shp", encoding="gb18030")
    (tmp_path / "x.cpg").unlink()

    assert rows_of(tmp_path / "x.shp", encoding="gb18030") == [{"name": "南站网格"}]


def test_missing_attributes_are_empty_text(tmp_path):
    features = [
        area_feature("grid", "1", SQUARE, valid_to="2026-03-01", homes=12),
        area_feature("grid", "2", SQUARE, valid_to=None, homes=None),
    ]

    cells = read_table(write_features(tmp_path / "x.geojson", features)).cells

    assert cells["valid_to"].tolist() == ["2026-03-01", ""]
    assert cells["homes"].tolist() == ["12", ""]


@pytest.mark.parametrize("name", ["x.csv", "x.xlsx", "x.geojson", "x.gpkg", "x.csv.gz"])
def test_file_of_no_bytes_is_refused(tmp_path, name):
    (tmp_path / name).write_bytes(b"")

    with pytest.raises(BadFile, match=r"is empty \(0 bytes\)"):
        read_table(tmp_path / name)


def test_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadFile, match="there is no such file"):
        read_table(tmp_path / "x.csv")


def test_unknown_format_is_refused_with_the_known_ones(tmp_path):
    (tmp_path / "x.doc").write_bytes(b"x")

    with pytest.raises(BadFile, match=r"unknown format \.doc.*\.csv.*\.gpkg"):
        read_table(tmp_path / "x.doc")


def write_whole(path):
    """A readable file of the format that the suffix names, of some size."""
    match path.suffixes:
        case [".xlsx"]:
            book = openpyxl.Workbook()
            for number in range(200):
                book.active.append([number, "x"])
            book.save(path)
        case [".csv", ".gz"]:
            path.write_bytes(
                gzip.compress("\n".join(["a,b", *(f"{i},{i * i}" for i in range(500))]).encode())
            )
        case [".csv"]:
            path.write_text("a,b\n" + '1,"a long remark"\n' * 50)
        case _:
            write_features(path, [area_feature("grid", str(i), SQUARE) for i in range(20)])


@pytest.mark.parametrize("name", ["x.xlsx", "x.csv.gz", "x.geojson", "x.csv"])
def test_file_that_was_cut_off_is_refused(tmp_path, name):
    path = tmp_path / name
    write_whole(path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])

    with pytest.raises(BadFile, match="cut off"):
        read_table(path)


def test_named_encoding_that_does_not_fit_is_refused(tmp_path):
    path = write_csv(tmp_path / "x.csv", *LINES, encoding="gb18030")

    with pytest.raises(BadFile, match="cannot be read as utf-8: leave --encoding out or name another"):
        read_table(path, "utf-8")


def test_utf_8_that_is_named_gb18030_is_refused_although_it_decodes(tmp_path):
    path = write_csv(tmp_path / "x.csv", "编号,姓名", "1,王芳", encoding="utf-8")

    with pytest.raises(BadFile, match=r"is UTF-8, not gb18030|cannot be read as gb18030"):
        read_table(path, "gb18030")


def test_western_text_is_not_taken_for_chinese(tmp_path):
    path = write_csv(tmp_path / "x.csv", "name", "Café Müller für Räume", encoding="latin-1")

    with pytest.raises(BadFile, match="neither UTF-8 nor GB18030"):
        read_table(path)


def test_binary_file_with_a_text_suffix_is_refused(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\r\n\0\0\0\rIHDR")

    with pytest.raises(BadFile, match="is not a text file"):
        read_table(tmp_path / "x.csv")


def test_two_columns_of_one_name_are_refused(tmp_path):
    with pytest.raises(BadFile, match="two columns named code"):
        read_table(write_csv(tmp_path / "x.csv", "code,name,code", "1,2,3"))


FIELDS = (Field("lon", ("经度", "longitude"), required=True), Field("name", ("姓名",)))


@pytest.mark.parametrize("heading", ["lon", "LON", "Longitude", "经度"])
def test_usual_headings_are_guessed(heading):
    assert headings_of(FIELDS, [heading, "x"], {}, has_shapes=False) == {"lon": heading}


def test_heading_that_is_named_comes_before_a_guess():
    chosen = headings_of(FIELDS, ["lon", "East"], {"lon": "east"}, has_shapes=False)

    assert chosen == {"lon": "East"}


def test_missing_column_is_refused_with_the_columns_found():
    with pytest.raises(BadFile, match=r"No column for lon\. Columns found: a, b\. .*--map lon=Column"):
        headings_of(FIELDS, ["a", "b"], {}, has_shapes=False)


def test_map_to_a_column_that_is_not_there_is_refused():
    with pytest.raises(BadFile, match=r"there is no such column\. Columns found: lon"):
        headings_of(FIELDS, ["lon"], {"name": "Name"}, has_shapes=False)


def test_map_of_an_unknown_field_is_refused():
    with pytest.raises(BadFile, match="unknown field age"):
        headings_of(FIELDS, ["lon"], {"age": "lon"}, has_shapes=False)

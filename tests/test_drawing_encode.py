"""Lines as text, and the places of street names."""

from hypothesis import given
from hypothesis import strategies as st

from maps.drawing.encode import encode_line, encode_lines
from maps.drawing.street_labels import label_spans, line_length_m
from maps.drawing.values import Line, Street

DEGREES = st.tuples(st.integers(-17_999_999, 17_999_999), st.integers(-8_999_999, 8_999_999))


def decode(text: str) -> list[tuple[int, int]]:
    """Read an encoded line as hundred-thousandths of a degree, longitude first."""
    numbers, value, shift = [], 0, 0
    for character in text:
        byte = ord(character) - 63
        value |= (byte & 31) << shift
        shift += 5
        if byte < 32:
            numbers.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    points, lat, lon = [], 0, 0
    for d_lat, d_lon in zip(numbers[::2], numbers[1::2], strict=True):
        lat, lon = lat + d_lat, lon + d_lon
        points.append((lon, lat))
    return points


def without_repeats(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]


def test_the_example_of_the_published_format_is_met():
    line: Line = ((-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252))

    text = encode_line(line)

    assert text == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"


@given(st.lists(DEGREES, min_size=1, max_size=30))
def test_every_line_comes_back_to_five_decimals(points):
    line = tuple((lon / 1e5, lat / 1e5) for lon, lat in points)

    text = encode_line(line)

    assert decode(text) == without_repeats(points)


def test_encoded_text_cannot_end_a_script_element():
    text = "".join(
        encode_line(((lon / 7, lat / 9),)) for lon in range(-200, 200) for lat in range(-200, 200, 9)
    )

    assert not set(text) & set("<>&'\"")


def test_lines_without_a_second_point_are_left_out():
    lines = encode_lines([((1.0, 2.0),), ((1.0, 2.0), (1.1, 2.0))])

    assert [decode(text) for text in lines] == [[(100000, 200000), (110000, 200000)]]


def test_a_degree_of_latitude_is_111_km():
    assert round(line_length_m(((0.0, 0.0), (0.0, 1.0)))) == 111_320


def test_names_of_greater_streets_come_before_longer_small_ones():
    small = Street("residential", ((123.0, 41.0), (123.0, 41.01)), "小巷")
    great = Street("primary", ((123.0, 41.0), (123.0, 41.002)), "大街")

    spans = label_spans([small, great])

    assert [(s.name, s.rank) for s in spans] == [("大街", 0), ("小巷", 2)]


def test_a_name_spans_the_middle_half_of_its_street():
    street = Street("primary", ((123.0, 41.0), (123.0, 41.004), (123.0, 41.008)), "大街")

    (span,) = label_spans([street])

    assert [round(p[1], 6) for p in (span.starts, span.ends)] == [41.002, 41.006]


def test_streets_without_room_or_without_a_name_get_no_label():
    short = Street("primary", ((123.0, 41.0), (123.0, 41.0003)), "短街")
    nameless = Street("primary", ((123.0, 41.0), (123.0, 41.01)))

    assert label_spans([short, nameless]) == []

"""Sheets to print from the site: within reach, as the crews are now, with a code to the patrol's page."""

import shutil
import subprocess

import pytest
import segno
from django.urls import reverse

from geoapp import mending
from geoapp.models import Role
from maps.drawing import sheets as drawing
from tests.mending import crew, spare
from tests.roster_rows import make_evenings

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
HTTP = "http://testserver"


@pytest.fixture
def roster(two_subdistricts):
    """Two evenings at a post in each of two subdistricts, without routes."""
    return make_evenings(two_subdistricts)


@pytest.fixture
def coordinator(settings, client_of):
    """Of the first subdistrict only."""
    settings.SECOND_FACTOR_WAIVED = True
    return client_of(Role.COORDINATOR)


def text_of(response, tmp_path):
    assert response["Content-Type"] == "application/pdf"
    path = tmp_path / "sheets.pdf"
    path.write_bytes(response.content)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True)
    return done.stdout


@needs_poppler
@pytest.mark.django_db
def test_day_in_one_file_has_the_patrols_of_the_own_subdistrict_only(coordinator, roster, tmp_path):
    response = coordinator.get(reverse("sheets-of-day", args=[roster.pk]), {"day": str(roster.starts_on)})

    text = text_of(response, tmp_path)
    shown = [patrol for patrol in roster.patrols.all() if patrol.code in text]
    assert len(shown) == 1
    assert text.count("李静") == 3


@needs_poppler
@pytest.mark.django_db
def test_sheet_shows_the_crew_as_it_is_after_a_change(coordinator, roster, tmp_path):
    address = next(
        reverse("sheet", args=[patrol.pk])
        for patrol in roster.patrols.all()
        if coordinator.get(reverse("sheet", args=[patrol.pk])).status_code == 200
    )
    patrol = roster.patrols.get(pk=int(address.split("/")[-1].removesuffix(".pdf")))

    mending.take_off(roster.pk, spare(patrol), patrol.pk)

    text = text_of(coordinator.get(address), tmp_path)
    assert text.count("李静") == 2
    assert "stay near the post" in text  # nobody has planned a route yet
    assert "110" in text
    mending.send_home(roster.pk, patrol.pk)
    assert crew(patrol) == set()
    assert coordinator.get(address).status_code == 404


@pytest.mark.django_db
def test_sheet_of_another_subdistrict_is_not_found(coordinator, roster):
    found = [coordinator.get(reverse("sheet", args=[one.pk])).status_code for one in roster.patrols.all()]

    assert sorted(found) == [200, 200, 404, 404]


class Boxes:
    """A paper that remembers its boxes."""

    def __init__(self):
        self.boxes = []

    def width_mm(self, _text, _size_pt):
        return 1.0

    def text(self, *_arguments):
        pass

    def box(self, x_mm, y_mm, w_mm, h_mm, *_colours):
        self.boxes.append((x_mm, y_mm, w_mm, h_mm))


def test_code_on_the_sheet_is_the_address_of_the_page():
    address = f"{HTTP}/my/route/123456/"
    paper = Boxes()

    drawing._draw_qr(paper, address)

    left = min(x for x, *_ in paper.boxes)
    top = min(y for _, y, *_ in paper.boxes)
    size = paper.boxes[0][3]
    dark = {
        (round((y - top) / size), round((x - left) / size) + k)
        for x, y, w, _ in paper.boxes
        for k in range(round(w / size))
    }
    matrix = segno.make(address, error="m", micro=False).matrix
    assert dark == {(r, c) for r, row in enumerate(matrix) for c, module in enumerate(row) if module}

"""Drawing a grid on the map, by mouse and by keyboard."""

import pytest

from geoapp.models import Role
from tests.live_site import DESK

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def page(browser, live_site):
    context = live_site.context(browser, Role.COORDINATOR, DESK)
    page = context.new_page()
    page.goto(f"/places/grids/{live_site.places[0].grid.pk}/")
    yield page
    context.close()


def points(page) -> list[str]:
    return page.input_value("[data-coordinates]").splitlines()


def test_dragged_corner_moves_its_line_and_undo_brings_it_back(page):
    before = points(page)
    corner = page.locator(".vertex").first.bounding_box()

    page.mouse.move(corner["x"] + 11, corner["y"] + 11)
    page.mouse.down()
    page.mouse.move(corner["x"] + 60, corner["y"] + 60, steps=5)
    page.mouse.up()

    moved = points(page)
    assert (moved[0] != before[0], moved[1:]) == (True, before[1:])
    page.click("[data-undo]")
    assert points(page) == before


def test_click_adds_a_corner_and_double_click_takes_it_away(page):
    before = len(points(page))
    frame = page.locator("#map").bounding_box()

    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    added = len(points(page))
    page.locator(".vertex").nth(2).dblclick()

    assert (added, len(points(page))) == (before + 1, before)


def test_points_typed_by_keyboard_are_drawn(page):
    page.fill("[data-coordinates]", "123.901, 41.841\n123.905, 41.841\n123.905, 41.845")

    assert page.locator(".vertex").count() == 3

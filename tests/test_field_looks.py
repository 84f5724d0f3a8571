"""A volunteer's pages with a shift in them: for a screen reader, in the dark, large, and in gloves."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from geoapp.models import Role, Volunteer
from tests.field_records import just_now, make_shift
from tests.live_site import DARK_PHONE, DESK, PHONE, LiveSite
from tests.test_geoapp_pages_browser import GRAVE, too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LOOKS = {"desk": DESK, "phone": PHONE, "dark phone": DARK_PHONE}


@pytest.fixture(scope="module")
def paths(live_site: LiveSite, django_db_blocker) -> list[str]:
    """The pages of a volunteer with a shift now, before and after, who agreed to be tracked."""
    with django_db_blocker.unblock():
        person = Volunteer.objects.get(registry_no=f"a {Role.VOLUNTEER}")
        leader = Volunteer.objects.get(registry_no=f"a {Role.LEADER}")
        now = make_shift(just_now(-20), person, leader)
        make_shift(just_now(60 * 24), person, leader, roster=now.roster, code="tomorrow")
        make_shift(just_now(-60 * 24), person, leader, roster=now.roster, code="yesterday")
        person.track_consents.create(given_at=just_now())
    return ["/my/", f"/my/route/{now.pk}/", "/my/hours/", "/my/week/"]


@pytest.mark.parametrize("look", LOOKS)
def test_pages_with_a_shift_are_sound_on_every_screen(browser, live_site, paths, look):
    found: dict[str, list[str]] = {}
    for path in paths:
        page = live_site.context(browser, Role.VOLUNTEER, LOOKS[look]).new_page()
        wrong = found.setdefault(path, [])
        page.on("console", lambda m, wrong=wrong: wrong.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e, wrong=wrong: wrong.append(str(e)))
        page.goto(path)
        expect(page.locator("#state")).to_have_attribute("data-kind", "sent")
        for details in page.locator("main details > summary:visible").all():
            details.click()
        wrong += [
            f"{one['id']} {[node['target'] for node in one['nodes']][:3]}"
            for one in Axe().run(page).response["violations"]
            if one["impact"] in GRAVE
        ]
        wrong += ["wider than the screen"] if too_wide(page) else []
        page.context.close()

    assert found == {path: [] for path in paths}


@pytest.mark.parametrize("width", [320, 390])
def test_text_of_24_pixels_fits_the_phone(browser, live_site, paths, width):
    look = PHONE | {"viewport": {"width": width, "height": 844}}
    context = live_site.context(browser, Role.VOLUNTEER, look)
    context.add_cookies([{"name": "size", "value": "24", "url": live_site.url}])
    page = context.new_page()

    for path in paths:
        page.goto(path)

        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "24px"
        assert not too_wide(page), path
    context.close()


def test_what_is_tapped_in_the_cold_is_large(browser, live_site, paths):
    page = live_site.context(browser, Role.VOLUNTEER, PHONE).new_page()
    page.goto(paths[1])

    sizes = [box.bounding_box() for box in page.locator("main button:visible, main a.button:visible").all()]

    assert len(sizes) > 4
    assert min(size["height"] for size in sizes) >= 44
    page.context.close()

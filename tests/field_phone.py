"""A volunteer's phone before a test server, with a battery that can be empty."""

from pathlib import Path

from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from geoapp.models import Patrol
from tests.cable import Cable
from tests.conftest import CHROMIUM, FLAGS
from tests.field_records import just_now

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


class Phone:
    """A phone with storage of its own, that can be switched off and on again."""

    def __init__(self, browser, folder: Path, cable: Cable, client: Client) -> None:
        self._browser, self._folder, self._cable = browser, folder, cable
        self._cookies = [
            {
                "name": name,
                "value": morsel.value,
                "url": cable.url,
                "expires": just_now(600).timestamp(),
                "secure": False,
            }
            for name, morsel in client.cookies.items()
        ]
        self.context: BrowserContext | None = None

    def on(self, **more: object) -> Page:
        """Switch it on; storage and login are as they were."""
        self.context = self._browser.browser_type.launch_persistent_context(
            self._folder, executable_path=CHROMIUM, args=FLAGS, **{"locale": "en-GB", **PHONE, **more}
        )
        self.context.add_cookies(self._cookies)
        return self.context.pages[0]

    def off(self) -> None:
        """Without any warning to the page."""
        if self.context is not None:
            self.context.close()
            self.context = None


def open_route(page: Page, cable: Cable, patrol: Patrol) -> list[str]:
    """Open the route and wait until it is kept for flight mode; what goes wrong meanwhile."""
    trouble: list[str] = []
    page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.goto(f"{cable.url}/my/route/{patrol.pk}/")
    expect(page.locator("[data-kept-shown]")).to_be_visible(timeout=15000)
    return trouble


def expect_state(page: Page, kind: str, count: int = 0) -> None:
    """What the page says about its reports, in a moment."""
    state = page.locator("#state")
    expect(state).to_have_attribute("data-kind", kind, timeout=15000)
    expect(state).to_have_attribute("data-count", str(count))

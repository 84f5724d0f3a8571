"""A coordinator at work in a real browser: plan, leave, come back, compare, publish, see the week."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from geoapp.models import Job, Notice, Role, Roster
from tests.accounts import appoint, logged_in, make_account, make_places
from tests.live_site import PHONE, context_of, put_back
from tests.small_city import import_small_city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLANNING_MS = 180_000


@pytest.fixture
def desk(browser, seeds: str, live_server: LiveServer, settings) -> Iterator[Page]:
    """A coordinator of the whole district at a desk."""
    put_back(seeds)
    settings.SECOND_FACTOR_WAIVED = True
    user = make_account("coordinator")
    appoint(user, Role.COORDINATOR)
    context = context_of(browser, live_server.url, logged_in(user))
    yield context.new_page()
    context.close()


def grave(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in {"serious", "critical"}]


def plan(page: Page, variant: int) -> None:
    """Ask for one day of next week by keyboard."""
    page.goto("/generate/")
    page.get_by_label("Days").fill("1")
    page.get_by_label("Variant").fill(str(variant))
    page.get_by_label("Variant").press("Enter")
    expect(page.locator("#job")).to_be_visible()


def test_coordinator_plans_compares_publishes_and_sees_the_week(desk, tmp_path):
    import_small_city(tmp_path)
    plan(desk, 1)
    address = desk.url
    assert grave(desk) == []
    # Away: the plan goes on by itself.
    desk.goto("about:blank")
    plan(desk, 2)
    expect(desk.locator("#job").get_by_role("button", name="Publish")).to_be_visible(timeout=PLANNING_MS)
    desk.goto(address)
    expect(desk.get_by_role("button", name="Publish")).to_be_visible(timeout=PLANNING_MS)
    assert [job.status for job in Job.objects.all()] == ["done", "done"]

    desk.get_by_role("link", name="Compare with variant 2").click()
    expect(desk.get_by_role("heading", name="Patrols that differ")).to_be_visible()
    assert grave(desk) == []
    desk.locator("section", has_text="Variant 2").get_by_role("button", name="Publish").click()

    expect(desk.get_by_text("people were told what changes for them")).to_be_visible()
    published = Roster.objects.get(status="live")
    assert published.seed == 2
    assert Notice.objects.count() == published.assignments.count() > 0
    assert desk.locator("dl.cards").inner_text().count(str(published.figures["patrols_run"])) > 0
    assert grave(desk) == []
    desk.set_viewport_size(PHONE["viewport"])
    assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_cancel_ends_a_plan_and_leaves_no_draft(desk, monkeypatch):
    make_places(2)
    monkeypatch.setattr("geoapp.jobs_dispatch.send", lambda _job_id: True)
    plan(desk, 1)
    Job.objects.update(sent_at=timezone.now())

    desk.get_by_role("button", name="Cancel").click()

    expect(desk.get_by_text("Cancelled; nothing was saved.")).to_be_visible()
    expect(desk.locator(".job-state")).to_have_text("cancelled")
    assert Roster.objects.count() == 0

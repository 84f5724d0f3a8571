"""One evening as its three readers live it: planned, walked without a network, and counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from geoapp.convert.times import local_clock
from geoapp.models import CheckIn, District, Observation, Patrol, Role, Roster, ShiftReply
from tests.accounts import appoint, logged_in, make_account
from tests.cable import Cable
from tests.field_phone import Phone, expect_state
from tests.field_records import just_now
from tests.live_site import context_of, put_back
from tests.risk_records import draw_incidents
from tests.small_city import import_small_city

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLANNING_MS = 180_000


@dataclass
class SiteClock:
    """The clock of the site, which can be put forward; that of the phone stays, as a wrong one does."""

    real_now: Callable[[], datetime]
    ahead: timedelta = field(default_factory=timedelta)

    def now(self) -> datetime:
        return self.real_now() + self.ahead

    def move_to(self, moment: datetime) -> None:
        self.ahead = moment - self.real_now()


@pytest.fixture
def clock(monkeypatch) -> SiteClock:
    found = SiteClock(timezone.now)
    monkeypatch.setattr(timezone, "now", found.now)
    return found


@pytest.fixture
def town(seeds: str, transactional_db, settings, tmp_path) -> None:
    """A town with streets, people and two years of incidents, and no plan yet."""
    put_back(seeds)
    settings.SECOND_FACTOR_WAIVED = True
    import_small_city(tmp_path)
    draw_incidents(600, 0.3, until=just_now(-60))


@pytest.fixture
def desk_of(browser, live_server, town) -> Iterator[Callable[[Role], Page]]:
    """A desk for somebody with a role in the whole district."""
    contexts = []

    def sit_down(role: Role) -> Page:
        user = make_account(f"a {role}")
        appoint(user, role)
        contexts.append(context_of(browser, live_server.url, logged_in(user)))
        return contexts[-1].new_page()

    yield sit_down
    for context in contexts:
        context.close()


@pytest.fixture
def cable(live_server) -> Iterator[Cable]:
    """The way from the phone to the site."""
    found = Cable((live_server.thread.host, live_server.thread.port))
    yield found
    found.pull()


@pytest.fixture
def phone(browser, cable, tmp_path) -> Iterator[Phone]:
    """A phone that has never seen the site."""
    found = Phone(browser, tmp_path / "phone", cable, Client())
    yield found
    found.off()


def test_evening_is_planned_walked_in_flight_mode_and_counted(desk_of, phone, cable, clock):
    coordinator = desk_of(Role.COORDINATOR)
    plan_tomorrow(coordinator)
    patrol = evening_with_stops()
    volunteer = patrol.assignments.filter(volunteer__leader=False).first().volunteer
    link = personal_link(coordinator, volunteer.registry_no)

    page = phone.on()
    confirm_shift(page, f"{cable.url}{urlsplit(link).path}", patrol)
    clock.move_to(patrol.starts_at + timedelta(minutes=12))
    open_own_route(page, patrol)
    cable.pull()
    sent = sync_requests(page)
    check_in_and_report(page)
    cable.plug()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect_state(page, "sent")
    page.reload()
    expect_state(page, "sent")

    answered = [request for request in sent if request.response() is not None]
    assert [len(request.post_data_json["reports"]) for request in answered] == [2]
    assert ShiftReply.objects.get(patrol=patrol).answer == ShiftReply.Answer.CONFIRMED
    check_in, seen = CheckIn.objects.get(), Observation.objects.get()
    assert (check_in.volunteer, check_in.stop.number) == (volunteer, 1)
    assert (seen.category.code, seen.text, seen.stop.number) == ("fire-hazard", "楼道堆物", 1)

    clock.move_to(patrol.ends_at + timedelta(hours=1))
    planner = desk_of(Role.PLANNER)
    before, after = delivered_before_and_after_counting(planner)
    assert "in fact" not in before and "Risk covered by planned patrols" in before
    figures = Roster.objects.get().figures
    assert 0 < figures["actual_covered_incidents"] < figures["risk_covered_incidents"]
    assert figures["patrols_heard"] == 1
    until = local_clock(District.objects.get(), Roster.objects.get().coverage_report.until)
    assert f"Risk covered in fact until {until:%Y-%m-%d %H:%M}" in after
    assert "Fidelity" in after


def plan_tomorrow(page: Page) -> None:
    """Generate a plan of one day by the form, wait for it, and put it in force."""
    tomorrow = local_clock(District.objects.get(), timezone.now()).date() + timedelta(days=1)
    page.goto("/generate/")
    page.get_by_label("First day").fill(tomorrow.isoformat())
    page.get_by_label("Days").fill("1")
    page.get_by_role("button", name="Start").click()
    publish = page.get_by_role("button", name="Publish")
    expect(publish).to_be_visible(timeout=PLANNING_MS)
    publish.click()
    expect(page.get_by_text("people were told what changes for them")).to_be_visible()


def evening_with_stops() -> Patrol:
    """The last patrol of the day that walks to a hotspot."""
    walks = Patrol.objects.filter(kind=Patrol.Kind.PATROL, route__stops__kind="hotspot")
    return walks.order_by("starts_at", "pk").last()


def personal_link(page: Page, registry_no: str) -> str:
    """Find somebody and make the link that lets them in."""
    page.goto("/people/")
    page.get_by_label("Name or number").fill(registry_no)
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name=registry_no, exact=True).click()
    page.get_by_role("button", name="Make a personal link").click()
    return page.locator("main code").inner_text()


def confirm_shift(page: Page, link: str, patrol: Patrol) -> None:
    """Come in by the link and say that one comes."""
    page.goto(link)
    page.get_by_role("button", name="Yes, let me in").tap()
    expect(page.get_by_role("heading", name="My shifts")).to_be_visible()
    shift = page.locator("article.shift", has=page.locator(f"a[href='/my/route/{patrol.pk}/']"))
    shift.get_by_role("button", name="I come").tap()
    expect(page.get_by_text("your coordinator sees that you come")).to_be_visible()


def open_own_route(page: Page, patrol: Patrol) -> None:
    """From my shifts to my route, until it is kept for flight mode."""
    page.goto(page.url)
    page.locator(f"a[href='/my/route/{patrol.pk}/']").tap()
    expect(page.locator("[data-kept-shown]")).to_be_visible(timeout=15000)


def sync_requests(page: Page) -> list:
    """What the page will send of its queue, whether it arrives or not."""
    found: list = []
    page.on("request", lambda request: found.append(request) if request.url.endswith("/sync/") else None)
    return found


def check_in_and_report(page: Page) -> None:
    """A check-in by one tap, and something seen, without a network."""
    page.reload()
    page.locator("#next button").tap()
    expect_state(page, "offline", 1)
    page.locator("#see summary").tap()
    page.locator("#category").select_option("fire-hazard")
    page.locator("#stop").select_option("1")
    page.locator("#text").fill("楼道堆物")
    page.locator("#observation button").tap()
    expect_state(page, "offline", 2)


def delivered_before_and_after_counting(page: Page) -> tuple[str, str]:
    """What the coverage page says before and after the button that counts again."""
    page.goto("/planner/coverage/")
    before = page.locator("main").inner_text()
    page.get_by_role("button", name="Count again").click()
    expect(page.get_by_text("Counted with all that has come in until now.")).to_be_visible()
    return before, page.locator("main").inner_text()

"""Generate: ask, watch, cancel, compare and publish, each coordinator within their area."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from geoapp import jobs_dispatch
from geoapp.models import Job, Role, Roster
from geoapp.plan_words import figure_rows
from geoapp.publishing import Published
from geoapp.views import coordinator_plans
from tests.accounts import appoint, count_queries, logged_in, make_account
from tests.field_records import make_roster

pytestmark = pytest.mark.django_db
START = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def password_is_enough(settings):
    settings.SECOND_FACTOR_WAIVED = True


@pytest.fixture(autouse=True)
def sent(monkeypatch) -> list[int]:
    numbers: list[int] = []
    monkeypatch.setattr(jobs_dispatch, "send", lambda job_id: numbers.append(job_id) or True)
    return numbers


@pytest.fixture
def whole(two_subdistricts):
    """A coordinator of the whole district."""
    user = make_account("district")
    appoint(user, Role.COORDINATOR)
    return logged_in(user)


def draft(**more: object) -> Roster:
    roster = make_roster(START, 7, "draft")
    values = {"planned_at": timezone.now(), "figures": {"patrols_run": 2, "patrols_wanted": 3}, **more}
    Roster.objects.filter(pk=roster.pk).update(**values)
    roster.refresh_from_db()
    return roster


def ask(client, **more: object):
    return client.post(reverse("generate"), {"start": START, "days": 7, "area": "all", "seed": 1, **more})


def test_form_starts_a_job_and_shows_its_progress(whole, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(whole)

    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.pk])
    assert sent == [job.pk]
    assert job.arguments == {"start": "2026-12-07", "days": 7, "area": "", "seed": 1}
    assert job.asked_by.username == "district"


def test_coordinator_of_an_area_plans_that_area_only(client_of, two_subdistricts):
    client, (west, east) = client_of(Role.COORDINATOR), two_subdistricts

    refused = [ask(client, area=code).status_code for code in ("", "all", east.area.code)]
    taken = ask(client, area=west.area.code).status_code

    assert (refused, taken) == ([422, 422, 422], 302)
    assert Job.objects.get().arguments["area"] == west.area.code


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"days": 367},
        {"start": "7.12."},
        {"seed": -1},
        {"start": "2019-01-01", "area": "990402001"},
    ],
)
def test_wrong_form_starts_nothing_and_says_why(whole, wrong):
    answer = ask(whole, **wrong)

    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert Job.objects.count() == 0


def test_progress_shows_step_bound_and_best_and_asks_again_until_the_end(whole):
    job = Job.objects.create(kind="plan", arguments={"start": "2026-12-07", "days": 7, "seed": 1})
    Job.objects.filter(pk=job.pk).update(
        status="running", attempt="0b5ab9ab-7f0a-4b6c-9f5c-0d6a3f3c1f11", heartbeat_at=timezone.now(),
        stage="roster", step="choice", share=0.5, bound=900, best=1000,
    )  # fmt: skip
    address = reverse("job", args=[job.pk])

    running = whole.get(address, headers={"HX-Request": "true"}).content.decode()
    Job.objects.filter(pk=job.pk).update(status="failed", error="There are no streets yet.")
    ended = whole.get(address, headers={"HX-Request": "true"}).content.decode()

    assert [text in running for text in ("hx-trigger", "Roster: choice", 'value="0.5"', "1,000", "900")] == [
        True
    ] * 5
    assert "<html" not in running
    assert ("hx-trigger" in ended, "There are no streets yet." in ended) == (False, True)


def test_dead_worker_is_noticed_by_whoever_watches(whole, sent):
    job = Job.objects.create(kind="plan", arguments={"start": "2026-12-07", "days": 7, "seed": 1})
    old = timezone.now() - timezone.timedelta(minutes=5)
    Job.objects.filter(pk=job.pk).update(
        status="running", attempt="0b5ab9ab-7f0a-4b6c-9f5c-0d6a3f3c1f11", heartbeat_at=old, sent_at=old
    )

    whole.get(reverse("job", args=[job.pk]))

    assert sent == [job.pk]


def test_cancel_stops_the_job_once(whole):
    job = Job.objects.create(kind="plan", arguments={"start": "2026-12-07", "days": 7, "seed": 1})

    texts = [whole.post(reverse("job-cancel", args=[job.pk]), follow=True).content.decode() for _ in range(2)]

    assert ("nothing was saved" in texts[0], "had ended already" in texts[1]) == (True, True)
    assert Job.objects.get().status == "cancelled"


def test_job_of_another_area_is_not_found(client_of, two_subdistricts):
    _west, east = two_subdistricts
    job = Job.objects.create(
        kind="plan", arguments={"start": "2026-12-07", "days": 7, "seed": 1, "area": east.area.code}
    )
    client = client_of(Role.COORDINATOR)

    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.post(reverse("job-cancel", args=[job.pk])).status_code == 404


def test_publishing_goes_through_and_tells_how_many_were_told(whole, monkeypatch):
    roster = draft()
    monkeypatch.setattr(coordinator_plans, "publish", lambda *_, **__: Published([], 5))

    text = whole.post(reverse("publish", args=[roster.pk]), follow=True).content.decode()

    assert "5 people were told" in text


def test_draft_that_cannot_be_published_says_why(whole):
    roster = draft()

    text = whole.post(reverse("publish", args=[roster.pk]), follow=True).content.decode()

    assert "not planned to the end" in text
    assert Roster.objects.get().status == "draft"


@pytest.mark.parametrize("name", ["publish", "draft-delete"])
def test_coordinator_of_an_area_decides_about_drafts_of_the_area_only(client_of, two_subdistricts, name):
    west, east = two_subdistricts
    client = client_of(Role.COORDINATOR)
    drafts = [draft(area=area) for area in (None, east.area, west.area)]

    codes = [client.post(reverse(name, args=[one.pk])).status_code for one in drafts]

    assert codes == [403, 403, 302]


def test_two_drafts_stand_side_by_side_with_a_button_each(whole):
    varied = {"route_variety": {"reward_kept": 0.981, "streets_overlap": 0.212}}
    first, second = draft(), draft(seed=2, figures={"patrols_run": 3, "patrols_wanted": 3, **varied})

    text = whole.get(reverse("compare"), {"first": first.pk, "second": second.pk}).content.decode()

    assert [words in text for words in ("2 of 3", "3 of 3", "+1", "Variant 2")] == [True] * 4
    assert text.count(">Publish<") == 2
    assert "98.1 %" in text and "21.2 %" in text and "Streets shared with the day before" in text


def test_drafts_of_other_days_are_not_compared(whole):
    first, second = draft(), draft(days=3)

    answer = whole.get(reverse("compare"), {"first": first.pk, "second": second.pk}, follow=True)

    assert "same days" in answer.content.decode()


def test_generate_asks_the_database_as_often_for_one_draft_as_for_fifty(whole, two_subdistricts):
    counts = []
    for number in (1, 50):
        for seed in range(number):
            draft(seed=seed + 1, area=two_subdistricts[seed % 2].area)
            Job.objects.create(kind="plan", arguments={"start": "2026-12-07", "days": 7, "seed": 1})
        counts.append(count_queries(whole, reverse("generate")))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("second", "text"), [(0.6411, "0"), (0.64112, "0"), (0.6012, "−4.0 %"), (0.6999, "+5.9 %")]
)
def test_a_difference_that_is_not_shown_has_no_sign(second, text):
    rows = figure_rows(Roster(figures={"risk_covered": 0.6411}), Roster(figures={"risk_covered": second}))

    assert [row.difference for row in rows if row.difference] == [text]


def test_draft_can_be_compared_with_the_roster_in_force_of_the_same_days(whole):
    live, one = make_roster(START), draft()
    address = f"{reverse('compare')}?first={live.pk}&amp;second={one.pk}"
    assert address in whole.get(reverse("generate")).content.decode()
    page = whole.get(address.replace("&amp;", "&")).content.decode()
    assert "In force</th>" in page and "Variant 1</th>" in page

    Roster.objects.filter(pk=live.pk).update(days=3)

    assert address not in whole.get(reverse("generate")).content.decode()

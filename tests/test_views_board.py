"""The board: every button changes what it says, within reach of the coordinator only."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from geoapp import mending
from geoapp.models import Assignment, Role, RosterEdit, Volunteer
from tests.accounts import appoint, logged_in, make_account
from tests.mending import crew, outsider, spare, swap_of
from tests.roster_rows import make_evenings, make_planned, make_post

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def roster(two_subdistricts):
    """Two evenings at a post in each of two subdistricts."""
    return make_evenings(two_subdistricts)


@pytest.fixture
def coordinator(settings, client_of):
    """Of the first subdistrict only."""
    settings.SECOND_FACTOR_WAIVED = True
    return client_of(Role.COORDINATOR)


@pytest.fixture
def patrol(roster, coordinator, two_subdistricts):
    area = [patrol for patrol in roster.patrols.order_by("pk") if reachable(coordinator, patrol)]
    return area[0]


def reachable(client, patrol):
    return client.get(reverse("board-panel", args=[patrol.pk]), headers=HTMX).status_code == 200


def beyond(roster, coordinator):
    return next(patrol for patrol in roster.patrols.all() if not reachable(coordinator, patrol))


def press(client, patrol, action, **more):
    return client.post(
        reverse("board-change", args=[patrol.pk]), {"action": action, "seen": patrol.roster.version, **more},
        headers=HTMX,
    )  # fmt: skip


def test_board_shows_the_crews_of_the_own_subdistrict_only(coordinator, roster, patrol):
    text = coordinator.get(reverse("board")).content.decode()

    assert f'id="patrol-{patrol.pk}"' in text
    assert f'id="patrol-{beyond(roster, coordinator).pk}"' not in text
    assert text.count("李静") >= 3


def test_button_takes_somebody_off_and_answers_with_all_that_changed(coordinator, patrol):
    gone = spare(patrol)

    response = press(coordinator, patrol, "take-off", volunteer=gone)

    text = response.content.decode()
    assert gone not in crew(patrol)
    assert "no rule is broken" in text
    assert 'hx-swap-oob="true"' in text
    assert "2/3" in text
    edit = RosterEdit.objects.get()
    assert edit.by.username.endswith("coordinator")


def test_change_that_breaks_a_rule_is_told_and_not_made(coordinator, patrol):
    before = crew(patrol)

    text = press(coordinator, patrol, "assign", volunteer=outsider(patrol)).content.decode()

    assert "Not changed. The patrol has no free seat." in text
    assert crew(patrol) == before


def test_somebody_else_was_faster_is_told_kindly(coordinator, patrol):
    mending.take_off(patrol.roster_id, spare(patrol), patrol.pk)

    text = press(coordinator, patrol, "assign", volunteer=outsider(patrol)).content.decode()

    assert "Somebody else changed this patrol meanwhile" in text
    assert patrol.assignments.count() == 2
    # The panel shows it as it is now, with the version to try again with
    assert 'name="seen" value="1"' in text


def test_patrol_of_another_subdistrict_is_not_found_and_not_changed(coordinator, roster, patrol):
    other = beyond(roster, coordinator)

    assert press(coordinator, other, "take-off", volunteer=min(crew(other))).status_code == 404
    assert press(coordinator, patrol, "move", volunteer=min(crew(patrol)), to=other.pk).status_code == 404
    edit = mending.take_off(roster.pk, spare(other), other.pk)
    assert coordinator.post(reverse("board-undo", args=[edit.pk]), headers=HTMX).status_code == 404
    assert RosterEdit.objects.count() == 1


@pytest.mark.parametrize(
    ("action", "more"),
    [("unknown", {}), ("pin", {}), ("move", {"volunteer": 1}), ("take-off", {"volunteer": "x" * 30})],
)
def test_button_that_does_not_exist_is_not_found(coordinator, patrol, action, more):
    assert press(coordinator, patrol, action, **more).status_code == 404


def test_seat_of_somebody_who_cannot_come_is_filled_again(coordinator, patrol):
    gone = min(crew(patrol))

    press(coordinator, patrol, "cannot-come", volunteer=gone)

    assert gone not in crew(patrol)
    assert patrol.assignments.count() == 3


def test_panel_offers_the_best_people_and_the_button_puts_one_on(coordinator, patrol):
    mending.take_off(patrol.roster_id, spare(patrol), patrol.pk)
    best = mending.best_for_seat(patrol)[0].volunteer_id
    patrol.roster.refresh_from_db()

    text = coordinator.get(reverse("board-panel", args=[patrol.pk]), headers=HTMX).content.decode()
    assert "Best for this seat" in text
    assert f'name="volunteer" value="{best}"' in text
    press(coordinator, patrol, "assign", volunteer=best)

    assert best in crew(patrol)


@pytest.mark.parametrize("action", ["mend", "remedy"])
def test_one_button_fills_the_seat(coordinator, patrol, action):
    mending.take_off(patrol.roster_id, spare(patrol), patrol.pk)
    patrol.roster.refresh_from_db()

    press(coordinator, patrol, action)

    assert patrol.assignments.count() == 3


def test_pin_release_and_cancel(coordinator, patrol):
    person = min(crew(patrol))
    press(coordinator, patrol, "pin", volunteer=person)
    assert Assignment.objects.get(pinned=True).volunteer_id == person
    press(coordinator, patrol, "release", volunteer=person)
    assert not Assignment.objects.filter(pinned=True).exists()
    patrol.roster.refresh_from_db()
    press(coordinator, patrol, "send-home")

    assert crew(patrol) == set()
    assert "does not run" in coordinator.get(reverse("board")).content.decode()


def test_patrol_that_does_not_run_gets_a_whole_crew_at_once(coordinator, patrol):
    before = crew(patrol)
    press(coordinator, patrol, "send-home")
    patrol.roster.refresh_from_db()

    assert "Choose somebody first" in press(coordinator, patrol, "assign").content.decode()
    assert "too few people" in press(coordinator, patrol, "assign", volunteer=min(before)).content.decode()
    text = press(coordinator, patrol, "assign", volunteer=sorted(before)).content.decode()

    assert "no rule is broken" in text
    assert crew(patrol) == before


def test_undo_button_brings_the_crew_back(coordinator, patrol):
    before = crew(patrol)
    press(coordinator, patrol, "take-off", volunteer=spare(patrol))

    coordinator.post(reverse("board-undo", args=[RosterEdit.objects.get().pk]), headers=HTMX)

    assert crew(patrol) == before


def test_swap_on_which_both_agree_is_checked_and_made(coordinator, settings, patrol, roster):
    one, first, two, second = swap_of(roster)
    user = make_account("head")
    appoint(user, Role.COORDINATOR)
    head = logged_in(user)
    swap = mending.ask_swap(one, first, two, second)
    assert "waits for" in head.get(reverse("board")).content.decode()
    mending.answer_swap(swap.pk, two, agree=True)
    assert "both agree, no rule is broken" in head.get(reverse("board")).content.decode()
    Volunteer.objects.filter(pk=two.pk).update(insured_until="2036-11-30")
    assert "rules forbid it" in head.get(reverse("board")).content.decode()
    Volunteer.objects.filter(pk=two.pk).update(insured_until=None)

    head.post(reverse("board-swap", args=[swap.pk]), headers=HTMX)

    assert two.pk in crew(first)


def test_without_script_a_button_leads_back_to_the_board(coordinator, patrol):
    response = coordinator.post(
        reverse("board-change", args=[patrol.pk]), {"action": "take-off", "volunteer": spare(patrol)}
    )

    assert response.url == f"/board/?roster={patrol.roster_id}&patrol={patrol.pk}"
    assert "no rule is broken" in coordinator.get(response.url).content.decode()


def test_board_takes_as_many_queries_for_one_patrol_as_for_many(
    coordinator, roster, patrol, two_subdistricts
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            coordinator.get(reverse("board"))
        return len(captured)

    few = queries()
    place = next(one for one in two_subdistricts if one.area == patrol.area)
    for number in range(20):
        make_planned(roster, place, make_post(place, f"Q{number}"))

    assert queries() == few


def test_board_without_a_roster_says_so(coordinator):
    assert "no roster yet" in coordinator.get(reverse("board")).content.decode()

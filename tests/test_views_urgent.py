"""The page of an urgent patrol: what it shows before anybody is called, and what calling does."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from geoapp.models import AccessRecord, Notice, Post, Role, Roster, RosterEdit, Slot, Volunteer
from tests.accounts import SIDE, SOUTH, WEST, Place, appoint, logged_in, make_account, today_there
from tests.mending import check
from tests.roster_rows import go_live, make_evenings

pytestmark = pytest.mark.django_db
URL = "/urgent/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def week(two_subdistricts: list[Place]) -> Roster:
    """Three evenings to come in each of two subdistricts, with people who offer mornings too."""
    roster = make_evenings(two_subdistricts, today_there() + timedelta(days=1), days=3)
    go_live(roster)
    return roster


@pytest.fixture
def west(week, two_subdistricts) -> Client:
    user = make_account("west")
    appoint(user, Role.COORDINATOR, two_subdistricts[0].area.code)
    return logged_in(user)


@pytest.fixture(autouse=True)
def no_factor(settings) -> None:
    settings.SECOND_FACTOR_WAIVED = True


def asked(post: str = "P1", days: int = 2, slot: str = "morning", **more: object) -> dict[str, object]:
    day = today_there() + timedelta(days=days)
    plain = {"post": Post.objects.get(code=post).pk if post else "", "day": day.isoformat()}
    return plain | {"slot": Slot.objects.get(code=slot).pk, "seats_min": 2, "seats_desired": 3} | more


def looked_at(html: str) -> str:
    return unescape(re.search(r'name="looked_at" value="([^"]*)"', html)[1])


def test_asking_shows_who_would_go_and_tells_nobody(west, week):
    answer = west.post(URL, asked())

    html = answer.content.decode()
    assert answer.status_code == 200
    assert "3 people would be called" in html
    assert html.count("m on foot") >= 3
    assert "Nobody leaves another patrol for it." in html
    assert not Notice.objects.exists() and not RosterEdit.objects.exists()
    assert week.patrols.count() == 6
    assert AccessRecord.objects.filter(page="urgent", shows="people").exists()


def test_accepting_calls_those_who_were_shown_and_the_board_undoes_it(west, week):
    shown = west.post(URL, asked()).content.decode()

    answer = west.post(URL, asked(accept=1, looked_at=looked_at(shown)), follow=True)

    edit = RosterEdit.objects.get()
    called = {who for who, _patrol in edit.added}
    assert answer.status_code == 200 and "3 people were told" in answer.content.decode()
    assert all(Volunteer.objects.get(pk=who).name in shown for who in called)
    assert set(Notice.objects.values_list("volunteer", flat=True)) == called
    assert week.patrols.count() == 7
    check(week)

    undone = west.post(reverse("board-undo", args=[edit.pk]), headers=HTMX)

    assert undone.headers["HX-Redirect"].startswith(f"/board/?roster={week.pk}&day=")
    assert week.patrols.count() == 6
    assert west.get(undone.headers["HX-Redirect"]).status_code == 200
    check(week)


def test_people_are_shown_anew_when_others_would_be_called_by_now(west, week):
    shown = west.post(URL, asked()).content.decode()
    called = [int(who) for who in re.findall(r"\[(\d+), 0\]", looked_at(shown))]
    Volunteer.objects.filter(pk=called[0]).update(active=False)

    answer = west.post(URL, asked(accept=1, looked_at=looked_at(shown)))

    html = answer.content.decode()
    assert "Somebody changed the roster meanwhile" in html
    assert "would be called" in html and looked_at(html) != looked_at(shown)
    assert not RosterEdit.objects.exists()


@pytest.mark.parametrize("sent", ["", "[]", "no list", "{}", "[[1]]"])
def test_nobody_is_called_without_having_been_shown(west, week, sent):
    west.post(URL, asked(accept=1, looked_at=sent))

    assert not RosterEdit.objects.exists()


def test_another_place_is_a_name_and_one_point(west, week):
    place = {"place": "河边", "coordinates": f"{WEST + SIDE / 2}, {SOUTH + SIDE / 2}"}
    shown = west.post(URL, asked(post="", **place)).content.decode()

    west.post(URL, asked(post="", accept=1, looked_at=looked_at(shown), **place))

    post = week.patrols.order_by("pk").last().post
    assert "河边" in shown
    assert (post.name, post.active) == ("河边", False)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"post": "P2"}, "Select a valid choice"),
        ({"post": ""}, "Choose a post, or show one other place"),
        ({"coordinates": f"{WEST}, {SOUTH}", "place": "x"}, "not both"),
        ({"post": "", "coordinates": f"{WEST + SIDE / 2}, {SOUTH + SIDE / 2}"}, "the name of the place"),
        ({"post": "", "coordinates": f"{WEST + 1.5 * SIDE}, {SOUTH}", "place": "x"}, "outside your"),
        ({"days": -1}, "Today at the earliest"),
        ({"days": 9}, "No roster is in force"),
        ({"slot": "late"}, "Nobody can take this seat"),
        ({"seats_min": 5}, "At least as many"),
        ({"seats_min": 1}, "greater than or equal to 2"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(west, week, more, said):
    answer = west.post(URL, asked(**more))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert week.patrols.count() == 6


def test_link_of_the_day_brings_its_day_along(west, week):
    day = today_there() + timedelta(days=3)

    html = west.get(URL, {"day": day.isoformat()}).content.decode()
    past = west.get(URL, {"day": date(2020, 1, 1).isoformat()}).content.decode()

    assert f'value="{day}"' in html
    assert f'value="{today_there()}"' in past
    assert f'href="{URL}?day={day}"' in west.get("/day/", {"day": day.isoformat()}).content.decode()

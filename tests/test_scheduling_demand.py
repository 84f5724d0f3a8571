"""The greedy choice of patrols against every choice, its fixed patrols, and the standby it needs."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.demand import PatrolDemand, PostDemand, SlotTime, standby_patrols, wanted_patrols
from scheduling.problem import FloatArray
from tests.builders import make_patrol

EVENING = datetime(2026, 1, 5, 11, tzinfo=UTC)
SEATS = 3


def make_slots(count: int) -> list[SlotTime]:
    days = [EVENING + timedelta(days=k) for k in range(count)]
    return [SlotTime(100 + k, at, at + timedelta(hours=2), at.date()) for k, at in enumerate(days)]


def make_post(post_id: int, area_id: int = 1, *, fixed: Sequence[int] = (), most: int = 2) -> PostDemand:
    return PostDemand(post_id, area_id, frozenset(fixed), most)


def covered(counts: FloatArray, risk: FloatArray, reach: FloatArray) -> float:
    """Expected incidents covered by so many patrols from each (post, slot)."""
    left = np.prod((1 - reach)[:, :, None] ** counts[:, None, :], axis=0)
    return float((risk * (1 - left)).sum())


def affordable_counts(posts: Sequence[PostDemand], supply: FloatArray, slots: int) -> Iterator[FloatArray]:
    areas = np.array([post.area_id - 1 for post in posts])
    for flat in product(range(posts[0].max_patrols + 1), repeat=len(posts) * slots):
        counts = np.array(flat, dtype=np.float64).reshape(len(posts), slots)
        used = np.stack([counts[areas == area].sum(axis=0) * SEATS for area in range(len(supply))])
        if (used <= supply).all():
            yield counts


def counts_of(wanted: Sequence[PatrolDemand], posts: int, slots: int) -> FloatArray:
    counts = np.zeros((posts, slots))
    for patrol in wanted:
        counts[patrol.post_id - 1, patrol.slot_id - 100] += 1
    return counts


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), areas=st.integers(1, 2))
def test_greedy_covers_its_guaranteed_share_of_the_best_choice(seed: int, areas: int) -> None:
    rng = np.random.default_rng(seed)
    posts = [make_post(1), make_post(2, areas), make_post(3)]
    risk, reach = rng.exponential(1.0, (4, 1)), rng.uniform(0, 1, (3, 4)) * (rng.random((3, 4)) < 0.7)
    supply = rng.integers(0, 13, (areas, 1)).astype(np.float64)

    wanted = wanted_patrols(posts, make_slots(1), risk, reach, supply, range(1, areas + 1))

    best = max(covered(counts, risk, reach) for counts in affordable_counts(posts, supply, 1))
    value = covered(counts_of(wanted, 3, 1), risk, reach)
    # One pool of people is a plain limit on the number; several pools are a partition matroid
    guaranteed = 1 - 1 / np.e if areas == 1 else 0.5
    assert value >= guaranteed * best - 1e-9
    assert value == pytest.approx(sum(patrol.value for patrol in wanted))


def test_a_second_patrol_sees_only_what_the_first_has_left() -> None:
    wanted = wanted_patrols(
        [make_post(1)], make_slots(1), np.array([[8.0]]), np.array([[0.5]]), np.array([[99.0]]), [1]
    )

    assert [patrol.value for patrol in wanted] == [4.0, 2.0]


def test_a_post_takes_no_more_patrols_than_fit() -> None:
    posts = [make_post(1, most=3)]

    wanted = wanted_patrols(
        posts, make_slots(1), np.array([[8.0]]), np.array([[0.5]]), np.array([[99.0]]), [1]
    )

    assert len(wanted) == 3


@pytest.mark.parametrize(("people", "patrols"), [(5.9, 1), (6.0, 2)])
def test_patrols_stop_where_the_area_has_no_three_people_left(people: float, patrols: int) -> None:
    wanted = wanted_patrols(
        [make_post(1)], make_slots(1), np.array([[1.0]]), np.array([[0.5]]), np.array([[people]]), [1]
    )

    assert len(wanted) == patrols


def test_nothing_of_value_is_nothing_wanted() -> None:
    wanted = wanted_patrols(
        [make_post(1)], make_slots(2), np.zeros((1, 2)), np.array([[0.5]]), np.full((1, 2), 99.0), [1]
    )

    assert wanted == []


def test_no_posts_want_no_patrols() -> None:
    assert wanted_patrols([], make_slots(1), np.ones((1, 1)), np.empty((0, 1)), np.ones((1, 1)), [1]) == []


def test_a_fixed_patrol_is_made_without_people_or_value_and_comes_before_the_others() -> None:
    posts = [make_post(1, fixed=[101]), make_post(2)]
    risk, reach = np.array([[0.0, 0.0], [5.0, 5.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])

    wanted = wanted_patrols(posts, make_slots(2), risk, reach, np.array([[3.0, 3.0]]), [1])

    # On the second day the fixed patrol has taken the only three people
    assert [(patrol.post_id, patrol.slot_id, patrol.fixed) for patrol in wanted] == [
        (2, 100, False),
        (1, 101, True),
    ]


def test_risk_is_the_tenth_of_the_value_and_risk_adds_seats() -> None:
    posts = [make_post(k, most=1) for k in range(1, 11)]

    wanted = wanted_patrols(
        posts, make_slots(1), np.arange(1.0, 11.0)[:, None], np.eye(10), np.array([[99.0]]), [1]
    )

    assert [patrol.risk for patrol in wanted] == list(range(1, 11))
    assert [patrol.seats_desired for patrol in wanted] == [3, 3, 3, 4, 4, 4, 5, 5, 5, 6]
    assert {patrol.seats_min for patrol in wanted} == {3}


def test_desired_seats_stop_at_the_ceiling_and_never_fall_below_the_minimum() -> None:
    posts = [make_post(k, most=1) for k in range(1, 11)]
    risk, supply = np.arange(1.0, 11.0)[:, None], np.array([[99.0]])

    low = wanted_patrols(posts, make_slots(1), risk, np.eye(10), supply, [1], seats_max=4)
    odd = wanted_patrols(posts, make_slots(1), risk, np.eye(10), supply, [1], seats_max=2)

    assert max(patrol.seats_desired for patrol in low) == 4
    assert {patrol.seats_desired for patrol in odd} == {3}


def test_equal_values_share_one_risk() -> None:
    posts = [make_post(k, most=1) for k in range(1, 5)]

    wanted = wanted_patrols(posts, make_slots(1), np.ones((4, 1)), np.eye(4), np.array([[99.0]]), [1])

    assert {patrol.risk for patrol in wanted} == {1}


def test_standby_is_sized_by_the_no_shows_expected_in_each_area_and_slot() -> None:
    patrols = [
        make_patrol(1, seats=(3, 6)),
        make_patrol(2, seats=(3, 4)),
        make_patrol(3, seats=(3, 5), area_id=2),
        make_patrol(4, 43, seats=(3, 3)),
    ]
    rates = {(1, patrols[0].starts_at): 0.3, (2, patrols[0].starts_at): 0.0}

    standby = standby_patrols(patrols, rates, first_id=90, default_rate=0.1)

    assert [(one.id, one.area_id, one.starts_at, one.seats_desired) for one in standby] == [
        (90, 1, patrols[0].starts_at, 3),
        (91, 1, patrols[3].starts_at, 1),
    ]
    assert all(one.standby and one.seats_min == 0 for one in standby)
    assert standby[1].day == date(2026, 1, 6)


def test_thirty_seats_at_a_tenth_need_three_and_not_four() -> None:
    patrols = [make_patrol(k, seats=(3, 6)) for k in range(5)]

    [standby] = standby_patrols(patrols, {}, first_id=90, default_rate=0.1)

    assert standby.seats_desired == 3

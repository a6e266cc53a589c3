"""Counts of one or two residents are hidden, and nobody can work them out from what is shown beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from bot.reports.disclosure import FEWEST, hidden, is_small, rest


@pytest.mark.parametrize(
    ("counts", "covered", "together"),
    [
        ((), set(), ()),
        ((0, 0), set(), ()),
        ((40, 3, 0), set(), ()),
        # alone it would be the sum less the others: the smallest of these goes with it
        ((40, 5, 2), {1, 2}, (7,)),
        # one and two are three together, and nobody knows which is which
        ((40, 1, 2), {1, 2}, (3,)),
        # equal ones would follow from their sum
        ((40, 9, 2, 2), {1, 2, 3}, (13,)),
        ((40, 9, 1, 1), {1, 2, 3}, (11,)),
        ((1, 1, 1), {0, 1, 2}, None),
        # what is left of nothing goes with it: that one is hidden would tell that it is not nothing
        ((1, 0), {0, 1}, None),
        ((2, 2, 0, 0), {0, 1, 2, 3}, (4,)),
    ],
)
def test_a_small_count_takes_what_would_give_it_away_along(
    counts: tuple[int, ...], covered: set[int], together: tuple[int, ...] | None
) -> None:
    rows = [(count,) for count in counts]
    assert hidden(rows) == covered
    assert rest(rows, hidden(rows)) == together


def test_what_adds_up_in_a_row_is_hidden_together() -> None:
    rows = [(40, 2), (30, 9), (50, 20), (0, 0)]
    assert hidden(rows) == {0, 1}
    assert rest(rows, {0, 1}) == (70, 11)
    assert hidden(rows, also=[2]) == {0, 2}


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_no_small_count_is_shown_and_no_sum_gives_one_away(rows: list[tuple[int, int]]) -> None:
    covered = hidden(rows)
    assert not any(is_small(count) for place, row in enumerate(rows) if place not in covered for count in row)
    together = rest(rows, covered)
    if together is None:
        assert covered == set(range(len(rows))), "all that there is, is hidden"
        return
    for column, total in enumerate(together):
        values = [rows[place][column] for place in covered]
        assert total == sum(values)
        assert total == 0 or (total >= FEWEST and len(set(values)) > 1)

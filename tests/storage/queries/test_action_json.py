"""Every action survives being stored."""

from __future__ import annotations

from typing import Any, get_type_hints

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from bot.helpdesk.model.actions import Action, Send
from bot.storage.queries.outbox import decode, encode
from tests.storage.samples import SITI

NUMBERS = st.integers(0, 2**53)


def any_of(kind: Any) -> st.SearchStrategy[Any]:
    """Build a struct of this kind with any words, buttons, purposes and tickets."""
    given = {name: st.from_type(of) for name, of in get_type_hints(kind).items()}
    return st.builds(kind, **given | ({"ticket": NUMBERS} if "ticket" in given else {}))


st.register_type_strategy(Struct, any_of)


@given(st.one_of([any_of(kind) for kind in Action.__args__]))
def test_an_action_comes_back_as_it_was(action: Action) -> None:
    back = decode(encode(action))
    assert back == action
    assert type(back) is type(action)


def test_an_action_stored_before_a_field_was_added_gets_the_default() -> None:
    back = decode('["send", {"to": {"channel": "telegram", "chat": "5001"}, "text": "halo"}]')
    assert back == Send(SITI, "halo")

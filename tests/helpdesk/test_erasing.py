"""What becomes of an erased person's words in the chats of those who worked on his tickets."""

from __future__ import annotations

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Action, Copy, Delete, Edit, Send
from bot.helpdesk.model.entities import Address
from bot.helpdesk.model.store import Delivery, OutboxRow, Result, Sent
from bot.helpdesk.model.verbs import Purpose
from bot.helpdesk.tickets.cards import arrived_late
from bot.helpdesk.turn import ResidentContext
from tests.helpdesk.desk import MONDAY, SITI, pressed, siti, small_policy

POLICY = small_policy()
BUDI, CITRA = Address("telegram", "7001"), Address("telegram", "7002")
GONE = "Kasus #12: dihapus atas permintaan warga."


def shown(*sent: Sent) -> list[Action]:
    """Return what happens in chats where the ticket stands when its resident asks to be erased."""
    context = ResidentContext(siti(), shown={12: sent})
    outcome = dispatch.for_resident(context, pressed("hapus", "ya"), MONDAY, POLICY)
    return [action for action in outcome.actions if isinstance(action, Edit | Delete)]


def test_texts_are_emptied_and_photos_deleted_in_every_chat_but_his_own() -> None:
    sent = (
        Sent(BUDI, "1", "card", None),
        Sent(BUDI, "2", "follow-up", None),
        Sent(BUDI, "3", "", None, copied=True),
        Sent(CITRA, "1", "", None),
        Sent(SITI, "4", "reply", "9"),
        Sent(SITI, "5", "", None, copied=True),
    )
    assert shown(*sent) == [
        Edit(BUDI, "1", GONE),
        Edit(BUDI, "2", GONE),
        Delete(BUDI, "3"),
        Edit(CITRA, "1", GONE),
    ]


def test_a_message_that_was_sent_and_edited_is_emptied_once() -> None:
    assert shown(Sent(BUDI, "1", "card", None), Sent(BUDI, "1", "", None)) == [Edit(BUDI, "1", GONE)]


@pytest.mark.parametrize(
    ("action", "state", "then"),
    [
        (Send(BUDI, "kata", ticket=12, purpose=Purpose.CARD), Delivery.SENT, Edit(BUDI, "77", GONE)),
        (Send(BUDI, "kata", ticket=12, purpose=Purpose.FOLLOW_UP), Delivery.SENT, Edit(BUDI, "77", GONE)),
        (Copy(BUDI, SITI, "5", 12), Delivery.SENT, Delete(BUDI, "77")),
        (Send(SITI, "jawaban", ticket=12, purpose=Purpose.REPLY), Delivery.SENT, None),
        (Copy(SITI, BUDI, "5", 12, Purpose.REPLY), Delivery.SENT, None),
        (Send(BUDI, "kata", ticket=12, purpose=Purpose.CARD), Delivery.FAILED, None),
    ],
)
def test_what_was_on_its_way_is_emptied_when_it_stands(action: Action, state: Delivery, then: Action | None) -> None:
    message = "77" if state is Delivery.SENT else None
    outcome = arrived_late(Result(OutboxRow(1, action, 0, repeat=False), state, message=message))
    assert (outcome.actions if outcome else None) == ((then,) if then else None)

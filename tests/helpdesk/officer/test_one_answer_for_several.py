"""One answer for several open tickets about the same thing, each with its own receipt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.helpdesk import dispatch
from bot.helpdesk.model.actions import Edit, Outcome
from bot.helpdesk.model.conversation_memory import Memory
from bot.helpdesk.model.entities import Address, Author, Line, Resident, Ticket
from bot.helpdesk.model.events import Commanded
from bot.helpdesk.model.store import Sent
from bot.helpdesk.model.verbs import Purpose, Verb
from bot.helpdesk.officer.search import waiting_alike
from bot.helpdesk.texts import officer as officer_texts
from bot.helpdesk.texts.resident import KINDS, PLEASE_CHECK, SENT_KIND
from bot.helpdesk.turn import OfficerContext
from tests.helpdesk.desk import MONDAY, make_ticket, pressed, said, siti, small_policy, text_of

POLICY = small_policy()
BUDI = POLICY.chats["budi"].address
UDIN = Address("telegram", "5002")
ASKED = make_ticket(question="kapan kantor buka lagi sesudah lebaran")
SAME = make_ticket(13, resident_id=2, question="kantor buka lagi kapan sesudah lebaran")
WORD = Line(12, Author.OFFICER, MONDAY, "Buka lagi hari Senin.", "budi")


def context(ticket: Ticket = ASKED, **more: object) -> OfficerContext:
    return OfficerContext(POLICY.directory.officers["budi"], POLICY.chats["budi"], ticket, siti(), **more)  # type: ignore[arg-type]


def other(ticket: Ticket = SAME, **memory: object) -> OfficerContext:
    udin = Resident(2, UDIN, "Udin", "mandurian", MONDAY, Memory(**memory), informed_at=MONDAY)  # type: ignore[arg-type]
    card = Sent(BUDI, "810", Purpose.CARD, None)
    return replace(context(ticket), resident=udin, sent=(card,))


def does(who: OfficerContext, event: object) -> Outcome:
    return dispatch.for_officer(who, event, MONDAY, POLICY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ticket", "alike"),
    [
        (SAME, True),
        (replace(SAME, question="syarat paspor anak sekolah"), False),
        (replace(SAME, emergency=True), False),
        (replace(SAME, claimed_by="citra"), False),
        (replace(SAME, waiting_since=None), False),
        (replace(SAME, question="buka lagi kapan", attempted=("dasar-jam",)), False),
        (replace(SAME, office="timur"), False),
    ],
)
def test_only_what_waits_and_asks_the_same_is_alike(ticket: Ticket, alike: bool) -> None:
    assert waiting_alike(ASKED, "budi", (ASKED, ticket)) == ((ticket,) if alike else ())


@pytest.mark.parametrize("words", ["{}", PLEASE_CHECK], ids=["sent", "sent to be checked"])
@pytest.mark.parametrize("kind", KINDS.values())
def test_what_was_sent_without_words_is_never_the_same_question(kind: str, words: str) -> None:
    question = words.format(SENT_KIND.format(kind=kind), text=SENT_KIND.format(kind=kind))
    first, second = replace(ASKED, question=question), replace(SAME, question=question)
    assert not waiting_alike(first, "budi", (first, second))


def test_each_of_them_gets_the_answer_as_his_own() -> None:
    sent = does(context(lines=(WORD,), others=(other(),)), pressed(Verb.SEND_ALSO, "12", chat=BUDI))
    (answer,) = said(sent, UDIN)
    assert "Pak Budi" in answer
    assert "(pertanyaan #13)" in answer
    assert "Buka lagi hari Senin." in answer
    assert [(t.id, t.claimed_by, t.waiting_since) for t in sent.tickets] == [(13, "budi", None)]
    assert [line.ticket for line in sent.lines] == [13]
    edits = {action.message: action for action in sent.actions if isinstance(action, Edit)}
    assert "Dijawab oleh Pak Budi" in edits["810"].text
    assert edits["100"].text == officer_texts.ALSO_SENT.format(numbers="#13")


FIRST = replace(WORD, text="Buka lagi hari Jumat.", address=BUDI, message="55")
SECOND = replace(FIRST, text="Bukan Jumat, tetapi Senin.", message="56")


def after_tarik(*lines: Line, message: str) -> tuple[Line, ...]:
    """Return the ticket's lines once its officer has withdrawn the answer in that message."""
    sent = (Sent(siti().address, "900", Purpose.REPLY, message),)
    who = context(replace(ASKED, claimed_by="budi"), lines=lines, sent=sent)
    return (*lines, *does(who, Commanded(BUDI, "Budi", MONDAY, "60", "tarik", "", message)).lines)


def test_a_withdrawn_answer_is_sent_to_nobody_else() -> None:
    who = context(lines=after_tarik(FIRST, message="55"), others=(other(),))
    refused = does(who, pressed(Verb.SEND_ALSO, "12", chat=BUDI))
    assert not refused.tickets
    assert not said(refused, UDIN)
    assert [text_of(action) for action in refused.actions] == [officer_texts.ALSO_WITHDRAWN]


@pytest.mark.parametrize(
    "who", [context(lines=(WORD,)), context(others=(other(),)), context(lines=(WORD,), others=(other(hush=True),))]
)
def test_nothing_is_sent_where_nobody_waits_or_it_is_unsafe(who: OfficerContext) -> None:
    refused = does(who, pressed(Verb.SEND_ALSO, "12", chat=BUDI))
    assert not refused.tickets
    assert not said(refused, UDIN)

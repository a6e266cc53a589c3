"""Somebody sends what no button of the bot carries: he reads that the button is old, and nothing else happens."""

from __future__ import annotations

from structlog.testing import capture_logs

from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.texts.officer import OLD_BUTTON as OFFICERS_OLD_BUTTON
from bot.helpdesk.texts.resident import OLD_BUTTON
from tests.faults.conftest import quiet
from tests.stories.conftest import Village, opens_a_ticket, press

LONG = "9" * 26
VERBS = [verb for verb in Verb if verb]
FORGED: tuple[str, ...] = (
    "nonsense",
    "",
    "hapuspesan:-5",
    "hapuspesan:\u0661\u0662",
    "dokumen:bukan:1",
    "aman:1:entah",
    "nilai:1:9:9",
)
FORGED += (f"dokumen:bukan:{LONG}:photo", f"untuk:1:{LONG}", f"siaran:desa:1:{LONG}", f"setuju:ingatkan:{LONG}")


async def test_a_forged_button_is_an_old_one_whatever_it_carries(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await opens_a_ticket(village)
    await quiet(village)
    heard = len(warga.messages), len(budi.messages)
    every = [f"{verb}:{LONG}:ngawur!" for verb in VERBS]
    with capture_logs() as logs:
        for phone in (warga, budi):
            for number, data in enumerate((*every, *FORGED)):
                press(village, phone, number, data)
        await quiet(village)
    notices = [str(call.params.get("text", "")) for call in village.server.calls.of("answerCallbackQuery")]
    assert (notices.count(OLD_BUTTON), notices.count(OFFICERS_OLD_BUTTON)) == (len(VERBS) + len(FORGED),) * 2
    assert (len(warga.messages), len(budi.messages)) == heard
    assert [log for log in logs if log["log_level"] in {"error", "critical"}] == []
    ledger = await village.app.store.ledger(None)
    assert (ledger.uncertain, ledger.undelivered) == (0, 0)

"""A nervous resident writes to the bot and talks with the officer at once; nobody talks over anybody."""

from __future__ import annotations

from datetime import timedelta

from bot.helpdesk.texts import resident as texts
from telegram_simulator.phone import Phone
from tests.stories.conftest import Village, opens_a_ticket


def reacted(phone: Phone, message: int) -> bool:
    """Whether the bot has put its sign on one of the person's messages."""
    return any(one.id == message and one.reactions for one in phone.messages)


async def test_a_reply_to_the_officer_is_his_even_where_the_faq_knows_an_answer(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    await warga.sends("pak petugas, mana jawabannya, saya takut")
    await budi.hears(contains="saya takut")
    await budi.replies(card, "Tenang, Bu. Sudah punya KTP? Mau ke negara mana?")
    await warga.hears(contains="Mau ke negara mana?")
    for words in ("belum punya ktp pak", "saya mau ke malaysia kerja pak", "paspor lama hilang pak", "ok pak"):
        await warga.sends(words)
        await budi.hears(contains=words)
    sticker = await warga.sends_sticker()
    await village.until(lambda: reacted(warga, sticker.id))
    await warga.sends_photo()
    await budi.hears(contains="mengirim foto")
    assert not any("mengirim stiker" in text for text in budi.heard)
    assert not any(texts.AUTOMATIC in text or "Sumber:" in text for text in warga.heard)


async def test_a_separate_question_is_answered_by_the_bot_and_help_is_heard(village: Village) -> None:
    card = await opens_a_ticket(village)
    budi, warga = village.budi, village.warga
    await budi.replies(card, "Datang hari Selasa, bawa KTP dan KK.")
    await warga.hears(contains="hari Selasa")
    await warga.sends("kantor imigrasi buka jam berapa?")
    await warga.hears(contains=texts.AUTOMATIC)
    await warga.sends("terima kasih banyak pak")
    done = await warga.hears(contains="sudah terjawab")
    assert done.buttons
    await village.passes(timedelta(hours=2))
    await warga.sends("biaya paspor")
    await warga.hears(contains=texts.AUTOMATIC)
    assert not any("jam berapa" in text or "biaya paspor" in text or "terima kasih" in text for text in budi.heard)
    await warga.sends("tolong pak saya disekap agen, paspor saya diambil")
    await budi.hears(contains="DARURAT")

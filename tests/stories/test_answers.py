"""An answer on the phone: the lead in sight, the rest folded, and the officer one tap or one sentence away."""

from __future__ import annotations

from tests.stories.conftest import Village, settles


async def test_the_officer_gets_the_question_that_stands_above_the_button(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.sends("brp biaya bikin paspor")
    answer = await warga.hears(contains="Rp650.000")
    kinds = [entity["type"] for entity in answer.entities]
    assert "expandable_blockquote" in kinds
    assert answer.text.index("Rp650.000") < answer.text.index("Sumber:")
    assert "Selengkapnya" not in answer.buttons
    assert len(answer.buttons) <= 5
    await warga.sends("paspor hilang gimana")
    await warga.hears(contains="olisi")
    await warga.presses(answer, "Tanya petugas")
    await warga.hears(contains="Pertanyaan #1")
    card = await budi.hears(contains="Kasus #1")
    assert "brp biaya bikin paspor" in card.text
    notice = await warga.presses(answer, "Tanya petugas")
    assert "#1" in (notice.text or "")


async def test_whoever_asks_for_the_officer_sends_his_last_question(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.sends("brp biaya bikin paspor")
    await warga.hears(contains="Rp650.000")
    await warga.sends("mau tanya petugas aja")
    offer = await warga.hears(contains="brp biaya bikin paspor")
    await warga.presses(offer, "Kirim pertanyaan tadi")
    await warga.hears(contains="Pertanyaan #1")
    assert "brp biaya bikin paspor" in (await budi.hears(contains="Kasus #1")).text


async def test_what_an_answer_asks_for_goes_to_the_officer_as_that(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await settles(warga)
    await warga.sends("cara cek p3mi resmi atau tidak")
    await warga.hears(contains="Tulis nama perusahaannya di sini")
    await warga.sends("PT Maju Jaya Sentosa")
    await warga.hears(contains="Pertanyaan #1")
    assert "nama perusahaan: PT Maju Jaya Sentosa" in (await budi.hears(contains="Kasus #1")).text

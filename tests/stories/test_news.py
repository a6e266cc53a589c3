"""An officer's broadcasts to his villages, as conversations."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.app.shell.timers import PORTION
from telegram_simulator.faults import BLOCKED
from telegram_simulator.messages import Message
from telegram_simulator.phone import Phone
from tests.storage.steps import execute
from tests.stories.conftest import Village, settles, shown

WITA = ZoneInfo("Asia/Makassar")


def at_hour(village: Village, hour: int) -> None:
    """Make it that hour of the office's day, for the bot and for Telegram."""
    now = village.clock().astimezone(WITA)
    wanted = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    goes_by(village, (wanted if wanted > now else wanted + timedelta(days=1)) - now)


def goes_by(village: Village, duration: timedelta) -> None:
    village.clock.ahead += duration
    village.server.advance(duration.total_seconds())


def now_shown(phone: Phone, message: Message) -> Message:
    """Return the message as it stands in the chat now, with its present buttons."""
    return next(one for one in phone.messages if one.id == message.id)


async def agrees(phone: Phone, home: str = "mandurian", choice: str = "Ya, mau") -> None:
    """Join a village as a resident, ask something, say thanks, and then say whether its news is wanted."""
    await phone.starts(home)
    await phone.asks("brp biaya bikin paspor", "Rp650.000")
    await phone.presses(await phone.asks("makasih", "Mau kabar penting"), choice)


def ended(phone: Phone, summary: Message) -> bool:
    """Whether the news whose progress this message showed has ended."""
    return "selesai dikirim" in shown(phone, summary.id)


async def sends_broadcast(phone: Phone, text: str = "Kantor desa tutup hari Senin.") -> Message:
    """Send an officer's news; returns the message that shows its progress."""
    summary = await phone.asks(f"/siaran {text}", "Seperti itu kabar")
    await phone.presses(summary, "Kirim")
    return summary


async def test_from_the_preview_to_the_report(village: Village) -> None:
    warga, tetangga, budi = village.warga, village.tetangga, village.budi
    await agrees(warga)
    await agrees(tetangga, choice="Tidak usah")
    await budi.asks("/siaran", "Tulis isi kabar untuk warga Desa Mandurian")
    preview = await budi.asks("Kantor desa tutup hari Senin.", "Kabar dari Pak Budi")
    summary = await budi.hears(contains="Dikirim ke 1 warga")
    assert "Desa Mandurian: 1 warga" in summary.text
    answer = await budi.presses(preview, "Berhenti")
    assert "contoh" in (answer.text or "")
    assert not any("tutup hari Senin" in text for text in warga.heard)
    await budi.presses(summary, "Kirim")
    got = await warga.hears(contains="tutup hari Senin")
    assert got.text == preview.text
    assert got.buttons == ["Berhenti"]
    report = await budi.sees("Kabar selesai dikirim")
    assert "Terkirim: 1" in report.text
    assert report.id == summary.id
    told = await village.dewi.hears(contains="Pak Budi mengirim kabar ke warga Desa Mandurian")
    assert "Kantor desa tutup hari Senin." in told.text
    assert told.silent
    assert not any("tutup hari Senin" in text for text in tetangga.heard)
    await warga.sends("brp biaya bikin paspor", reply_to=got)
    await warga.hears(contains="Rp650.000")
    await warga.replies(got, "ulun umpat pak, wan bini")
    await budi.hears(contains="membalas: 📢 Kabar dari Pak Budi")


async def test_the_question_comes_once_and_one_tap_stops_broadcasts(village: Village) -> None:
    warga, budi = village.warga, village.budi
    await agrees(warga)
    await settles(warga)
    await sends_broadcast(budi)
    news = await warga.hears(contains="tutup hari Senin")
    assert sum("Mau kabar penting" in text for text in warga.heard) == 1
    await budi.sees("selesai dikirim")
    await warga.chooses(news, "Berhenti", "tidak mengirim kabar lagi")
    await budi.asks("/siaran Kabar kedua.", "Belum ada warga Desa Mandurian")
    await warga.presses(await warga.asks("/kabar", "tidak menerima kabar desa"), "Terima kabar")
    await warga.sees("kabar untuk Desa Mandurian akan kami kirim")
    await warga.asks("/data", "Kabar desa: ya sejak")
    await warga.asks("/berhenti", "tidak mengirim kabar lagi")


async def test_who_blocked_the_bot_stands_in_the_report_and_is_not_counted_again(village: Village) -> None:
    warga, tetangga, budi = village.warga, village.tetangga, village.budi
    await agrees(warga)
    await agrees(tetangga)
    with village.server.faults.add(
        "error", code=403, description=BLOCKED, methods=["sendMessage"], chats=[tetangga.id]
    ):
        await sends_broadcast(budi)
        report = await budi.sees("Kabar selesai dikirim")
    assert "Terkirim: 1" in report.text
    assert "Memblokir bot: 1" in report.text
    await budi.asks("/siaran Kabar kedua.", "Dikirim ke 1 warga")


async def test_a_paused_broadcast_resumes_after_a_restart_without_repeats(village: Village) -> None:
    phones = [village.server.phone(6000 + number, f"Warga{number}") for number in range(PORTION + 4)]
    for phone in phones:
        await phone.starts("mandurian")
    for phone in phones:
        await phone.hears(contains="Saya bot Imigrasi")
    await execute(village.app.store, "UPDATE residents SET broadcast_consent = true")
    # one chat that cannot be reached for a moment keeps the news from ending before it is paused
    stuck = village.server.faults.add("error", code=500, methods=["sendMessage"], chats=[phones[0].id])
    progress = await sends_broadcast(village.budi)
    await phones[1].hears(contains="hari Senin")
    await village.budi.presses(now_shown(village.budi, progress), "Jeda")
    await village.until(lambda: "Dijeda" in shown(village.budi, progress.id))
    await village.closes()
    await village.opens()
    await village.budi.presses(now_shown(village.budi, progress), "Lanjutkan")
    village.server.faults.remove(stuck.id)
    report = await village.budi.sees("Kabar selesai dikirim", timeout=15)
    assert f"Terkirim: {len(phones)}" in report.text
    assert [sum("hari Senin" in text for text in phone.heard) for phone in phones] == [1] * len(phones)


async def test_two_a_week_and_then_a_kind_no_with_the_day(village: Village) -> None:
    await agrees(village.warga)
    for count in range(2):
        summary = await sends_broadcast(village.budi, f"Kabar ke-{count}.")
        await village.until(partial(ended, village.budi, summary))
    refused = await village.budi.asks("/siaran Kabar ketiga.", "paling banyak 2 kali seminggu")
    assert "pukul 10." in refused.text
    goes_by(village, timedelta(days=7, minutes=1))
    await sends_broadcast(village.budi, "Kabar ketiga.")
    await village.warga.hears(contains="Kabar ketiga.")


async def test_at_night_it_waits_for_the_morning_and_says_so(village: Village) -> None:
    at_hour(village, 21)
    await agrees(village.warga)
    summary = await village.budi.asks("/siaran Besok ada penyuluhan.", "Sekarang malam")
    assert "besok pukul 07.00 WITA" in summary.text
    await village.budi.presses(summary, "Kirim")
    await village.until(lambda: "Menunggu pagi" in shown(village.budi, summary.id))
    assert not any("Besok ada" in text for text in village.warga.heard)
    at_hour(village, 7)
    await village.warga.hears(contains="Besok ada penyuluhan.")
    await village.budi.sees("selesai dikirim")


async def test_a_halted_broadcast_reports_what_had_left(village: Village) -> None:
    at_hour(village, 21)
    await agrees(village.warga)
    summary = await sends_broadcast(village.budi)
    await village.until(lambda: "Menunggu pagi" in shown(village.budi, summary.id))
    await village.budi.asks("/siaran Satu lagi.", "belum selesai dikirim")
    await village.budi.presses(now_shown(village.budi, summary), "Hentikan")
    report = await village.budi.sees("dihentikan")
    assert "Terkirim: 0" in report.text
    at_hour(village, 8)
    await village.budi.presses(await village.budi.asks("/siaran Yang ini jadi.", "Seperti itu"), "Kirim")
    await village.warga.hears(contains="Yang ini jadi.")
    assert not any("hari Senin" in text for text in village.warga.heard)


SWINDLE = "Transfer ke 0123-01-012345-50-9, info di bit.ly/umrah, imigrasi.go.id atau budi_paspor"


async def test_what_looks_like_a_swindlers_leaves_only_once_released(village: Village) -> None:
    await agrees(village.warga)
    await village.budi.presses(await village.budi.asks(f"/siaran {SWINDLE}", "Perhatian"), "Kirim")
    held = await village.budi.sees("menunggu diperiksa atasan")
    assert held.buttons == ["Hentikan"]
    card = await village.dewi.hears(contains="Pak Budi mau mengirim kabar")
    for found in ("nomor rekening", "bit.ly/umrah", "budi_paspor", SWINDLE, "Desa Mandurian"):
        assert found in card.text
    assert card.text.count("imigrasi.go.id") == 1
    assert not any("Transfer" in text for text in village.warga.heard)
    await village.dewi.presses(card, "Lepas")
    await village.warga.hears(contains=SWINDLE)
    await village.budi.sees("selesai dikirim")
    assert "Dilepas" in shown(village.dewi, card.id)
    # refused, one reaches nobody, and its officer is told
    await sends_broadcast(village.budi, "Bayar uang muka, kirim foto KTP dan kode OTP.")
    card = await village.dewi.hears(contains="Pak Budi mau mengirim kabar")
    await village.dewi.presses(card, "Tolak")
    told = await village.budi.hears(contains="ditolak karena memuat")
    assert "uang muka" in told.text
    await village.budi.sees("dihentikan")
    assert "Ditolak" in shown(village.dewi, card.id)
    assert not any("uang muka" in text for text in village.warga.heard)


async def test_where_nobody_can_release_it_is_refused_with_what_to_change(village: Village) -> None:
    await agrees(village.tetangga, "jauh")
    await sends_broadcast(village.eko, SWINDLE)
    refused = await village.eko.sees("belum ada atasan atau pengelola")
    assert refused.buttons == ["Ubah", "Batal"]
    await village.eko.presses(refused, "Ubah")
    await village.eko.presses(await village.eko.asks("Datang ke kantor desa, gratis.", "Seperti itu"), "Kirim")
    await village.tetangga.hears(contains="Datang ke kantor desa, gratis.")


async def test_an_officer_reaches_his_own_villages_only(village: Village) -> None:
    warga, tetangga, eko, citra = village.warga, village.tetangga, village.eko, village.citra
    await agrees(warga)
    await agrees(tetangga, "jauh")
    await citra.asks("/siaran Untuk Mandurian.", "Belum ada warga Desa Lawahan")
    await sends_broadcast(eko, "Kabar dari timur.")
    await tetangga.hears(contains="Kabar dari timur.")
    await eko.sees("selesai dikirim")
    assert not any("timur" in text for text in warga.heard)
    # the deputy speaks for the village once its officer is on leave
    await village.budi.sends("/cuti 3 hari")
    await citra.hears(contains="Bapak/Ibu menggantikan")
    await sends_broadcast(citra, "Kabar dari pengganti.")
    got = await warga.hears(contains="Kabar dari pengganti.")
    assert "Bu Citra" in got.text
    assert "Desa Mandurian" in got.text


async def test_nobody_in_danger_gets_broadcasts(village: Village) -> None:
    warga, tetangga, budi = village.warga, village.tetangga, village.budi
    await agrees(warga)
    await agrees(tetangga)
    await warga.sends("tolong saya disekap majikan, paspor saya diambil")
    await budi.hears(contains="DARURAT")
    await sends_broadcast(budi)
    await tetangga.hears(contains="hari Senin")
    await budi.sees("selesai dikirim")
    assert not any("hari Senin" in text for text in warga.heard)

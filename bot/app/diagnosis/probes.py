"""Judge the facts: a table of probes, each a small function from the facts to findings with their mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.app.diagnosis.facts import Facts
from bot.app.jobs.limits import SPARE, TOO_OLD
from bot.logs import redact

CLOCK_MAY_DIFFER = timedelta(seconds=30)
REHEARSE_EVERY = timedelta(days=92)
ALIVE_WITHIN = timedelta(minutes=5)
"""A running bot writes a mark every minute."""
SHOWN = 5
REINSTALL = "Pasang ulang program dari berkas rilisnya."


class Level(StrEnum):
    """How bad a finding is. Only an error makes the status 1."""

    FINE = "baik"
    WARNING = "peringatan"
    ERROR = "salah"


@dataclass(frozen=True)
class Finding:
    """What a probe found; `mend`: what to do about it, empty where all is well."""

    probe: str
    level: Level
    text: str
    mend: str = ""


Result = tuple[Level, str, str]
"""Level, text and mend of a finding, before `examined` adds the probe's name."""
Probe = Callable[[Facts], Iterator[Result]]


def examined(facts: Facts) -> list[Finding]:
    """Run every probe whose facts were gathered; secrets are masked."""
    results = ((name, probe(facts)) for name, probe in PROBES.items())
    return [Finding(name, level, redact(text), redact(mend)) for name, found in results for level, text, mend in found]


def _fine(text: str) -> Result:
    return Level.FINE, text, ""


def _of_trouble(level: Level, sentence: str) -> Result:
    """Split an error's text into what is wrong and what to do, which always come in this order."""
    what, _, mend = sentence.partition(". ")
    return level, what.removesuffix(".") + ".", mend or "Perbaiki yang disebut itu."


def _moment(at: datetime, facts: Facts) -> str:
    """Write a moment by the first office's clock."""
    from bot.app.directory import directory_of  # `check` names no moment, and has no time to import it

    assert facts.settings
    return directory_of(facts.settings).first_office.hours.moment(at, facts.now)


def _versions(facts: Facts) -> Iterator[Result]:
    yield _fine(", ".join(f"{name} {version}" for name, version in facts.versions.items()))


def _settings(facts: Facts) -> Iterator[Result]:
    place = facts.config or "pengaturan bawaan"
    if facts.faults:
        mend = "Perbaiki baris itu; config.example.yaml menunjukkan semua pengaturan."
        yield from ((Level.ERROR, line, mend) for line in facts.faults.splitlines())
    elif settings := facts.settings:
        counts = f"{len(settings.offices)} kantor, {len(settings.officers)} petugas, {len(settings.villages)} desa"
        yield _fine(f"{place}: {counts}.")
        if facts.config is None:
            yield Level.WARNING, "config.yaml belum ada, jadi nilai bawaan dipakai.", "Buat dengan: python -m bot init"
        elif "offices" not in settings.model_fields_set:
            mend = "Tulis kantor, petugas, dan desa Anda di situ, atau hapus berkas itu, lalu: python -m bot init"
            yield Level.WARNING, f"{place} tidak menyebut kantor, jadi kantor contoh dipakai.", mend
        for line in settings.dangling():
            yield Level.WARNING, f"{line}.", "Tambahkan petugas itu di officers, atau hapus namanya di situ."
        for line in settings.exposed():
            yield _of_trouble(Level.WARNING, line)


def _despair_texts(facts: Facts) -> Iterator[Result]:
    settings = facts.settings
    # `check` is for what would keep the bot from working, before the first day too
    if settings is None or facts.stored is None or "offices" not in settings.model_fields_set:
        return
    unread = [office.id for office in settings.offices if office.despair_texts_read is None]
    if unread:
        mend = "Minta psikolog, dokter, atau perawat membacanya, lalu isi despair_texts_read: docs/pasang.md"
        names = ", ".join(unread)
        yield Level.WARNING, f"Teks bagi orang yang putus asa belum dibaca tenaga kesehatan: {names}.", mend
    else:
        yield _fine("Teks bagi orang yang putus asa sudah dibaca tenaga kesehatan.")


def _secrets(facts: Facts) -> Iterator[Result]:
    if facts.files and facts.files.secrets_open:
        yield _of_trouble(Level.ERROR, facts.files.secrets_open)


def _permissions(facts: Facts) -> Iterator[Result]:
    if facts.files is None:
        return
    if not facts.files.open_to_others:
        yield _fine("Berkas bot hanya bisa dibaca pengguna bot.")
    for sentence in facts.files.open_to_others:
        yield _of_trouble(Level.WARNING, sentence)


def _zones(facts: Facts) -> Iterator[Result]:
    if facts.files is None:
        return
    for zone in facts.files.zones_missing:
        yield Level.ERROR, f"Berkas zona waktu {zone} tidak ada.", "Pasang: apt install tzdata, atau pip install tzdata"
    if not facts.files.zones_missing:
        yield _fine("Berkas zona waktu ada.")


def _danger(facts: Facts) -> Iterator[Result]:
    if facts.files is None:
        return
    if facts.files.danger:
        yield Level.ERROR, f"Berkas pengenal bahaya tidak bisa dipakai: {facts.files.danger}.", REINSTALL
    else:
        yield _fine("Pengenal bahaya utuh.")


def _disk(facts: Facts) -> Iterator[Result]:
    for folder, free in (facts.files.folders if facts.files else {}).items():
        if free is None:
            mend = f"Sebagai root: chown -R PENGGUNA-BOT {folder}"
            yield Level.ERROR, f"Folder {folder} tidak bisa ditulis bot.", mend
        elif free < SPARE:
            mend = "Kosongkan ruang; bot yang kehabisan disk berhenti menerima pesan."
            yield Level.ERROR, f"Disk di {folder} hampir penuh: sisa {free // 2**20} MB.", mend
        else:
            yield _fine(f"Ruang disk di {folder}: {free // 2**30} GB.")


def _faq(facts: Facts) -> Iterator[Result]:
    files = facts.files
    if files is None:
        return
    if isinstance(files.faq, str) and files.faq_comes_with_start:
        yield _fine("FAQ bawaan disalin saat bot pertama kali dijalankan.")
    elif isinstance(files.faq, str) or files.faq == 0:
        why = files.faq if isinstance(files.faq, str) else "kosong"
        mend = "Periksa setelan 'faq'; tanpa FAQ semua pertanyaan masuk ke petugas."
        yield Level.ERROR, f"Folder FAQ tidak bisa dipakai: {why}.", mend
    elif facts.answers is None:
        yield _fine(f"FAQ: {files.faq} berkas (isinya diperiksa oleh doctor dan faq check).")
    elif facts.answers.errors:
        for line in facts.answers.errors[:SHOWN]:
            yield Level.ERROR, line, "Lihat semuanya: python -m bot faq check"
    else:
        yield _fine(f"FAQ: {facts.answers.entries} jawaban, tanpa galat.")


def _cache(facts: Facts) -> Iterator[Result]:
    if facts.answers and not facts.answers.errors:
        said = (
            "sudah dipelajari" if facts.answers.learnt else "belum dipelajari; start berikutnya perlu sekitar semenit"
        )
        yield _fine(f"FAQ {said}.")


def _token(facts: Facts) -> Iterator[Result]:
    if facts.files and facts.files.token:
        yield _of_trouble(Level.ERROR, facts.files.token)
    elif facts.files:
        yield _fine("Token ada dan benar bentuknya.")


def _telegram(facts: Facts) -> Iterator[Result]:
    found, settings = facts.telegram, facts.settings
    if found is None or settings is None:
        return
    if not found.reached:
        mend = f"Periksa internet dan firewall; server ini harus bisa membuka {settings.telegram.base_url}."
        yield Level.ERROR, f"Telegram tidak bisa dihubungi: {found.words}.", f"{found.mend} {mend}".strip()
    elif found.words:
        yield Level.ERROR, f"Telegram menjawab dengan gangguan: {found.words}.", "Coba lagi beberapa menit lagi."
    elif not found.name:
        yield Level.ERROR, "Token Telegram ditolak.", "Salin lagi token dari @BotFather."
    else:
        yield _fine(f"Telegram mengenal bot ini: @{found.name}.")


def _clock(facts: Facts) -> Iterator[Result]:
    if facts.telegram is None or facts.telegram.date is None:
        return
    off = facts.now - facts.telegram.date
    if abs(off) <= CLOCK_MAY_DIFFER:
        yield _fine("Jam komputer ini cocok dengan jam Telegram.")
        return
    word = "lebih cepat" if off > timedelta(0) else "lebih lambat"
    mend = "Nyalakan penyetelan jam dari jaringan: timedatectl set-ntp true"
    yield Level.ERROR, f"Jam komputer ini {word} {abs(off).total_seconds():.0f} detik dari jam Telegram.", mend


def _webhook(facts: Facts) -> Iterator[Result]:
    found, settings = facts.telegram, facts.settings
    if found is None or settings is None or not found.name:
        return
    url, failure = found.webhook.get("url") or "", found.webhook.get("last_error_message")
    waiting = found.webhook.get("pending_update_count") or 0
    if settings.telegram.mode == "polling":
        if url:
            mend = "Bila bot lain memakai token ini, matikan; bila tidak, bot mencabutnya saat dijalankan."
            yield Level.WARNING, "Sebuah webhook terpasang, padahal pengaturan memakai polling.", mend
        else:
            yield _fine(f"Polling; {waiting} pesan menunggu di Telegram.")
    elif not url.startswith(settings.telegram.webhook.url.rstrip("/")):
        mend = "Jalankan bot; bila tetap begini, program lain memakai token ini."
        yield Level.WARNING, "Webhook yang terpasang bukan milik pengaturan ini.", mend
    elif failure:
        mend = "Periksa alamat, sertifikat, proxy, dan firewall di depan bot."
        yield Level.ERROR, f"Telegram tidak mencapai webhook: {failure} ({waiting} pesan menunggu).", mend
    else:
        yield _fine(f"Webhook terpasang; {waiting} pesan menunggu di Telegram.")


def _database(facts: Facts) -> Iterator[Result]:
    stored = facts.stored
    if stored is None:
        return
    if stored.trouble:
        yield _of_trouble(Level.ERROR, stored.trouble)
        return
    yield _fine("Basis data terbuka, dan skemanya cocok dengan versi ini.")
    if stored.waiting and facts.now - stored.waiting > timedelta(minutes=10):
        since = _moment(stored.waiting, facts)
        yield Level.WARNING, f"Ada pesan yang menunggu sejak {since}.", "Jalankan bot, dan periksa log serta internet."


def _running(facts: Facts) -> Iterator[Result]:
    if facts.stored is None or facts.stored.trouble:
        return
    seen = facts.stored.seen
    if not facts.stored.at_work:
        since = f"terakhir hidup {_moment(seen, facts)}" if seen else "belum pernah"
        yield Level.WARNING, f"Bot tidak sedang berjalan ({since}).", "Jalankan: python -m bot run"
    elif seen and facts.now - seen < ALIVE_WITHIN:
        yield _fine("Bot sedang berjalan.")
    else:
        since = f"tanda terakhir {_moment(seen, facts)}" if seen else "belum ada tanda"
        mend = "Tunggu sampai tertulis ready; yang pertama perlu sekitar semenit. Bila tetap begini, baca log bot."
        yield Level.WARNING, f"Bot sedang menyala, tetapi belum siap, atau tidak bisa menulis ({since}).", mend


def _officers(facts: Facts) -> Iterator[Result]:
    if facts.stored is None or facts.settings is None or facts.stored.trouble:
        return
    officers = facts.stored.officers or facts.settings.officers
    if not officers:
        mend = "Tulis officers dan villages di config.yaml, atau: python -m bot region import BERKAS"
        yield Level.ERROR, "Belum ada petugas, jadi pertanyaan warga tidak sampai kepada siapa pun.", mend
        return
    joined = facts.stored.joined | {row.id for row in officers if row.telegram_id is not None}
    absent = [row.id for row in officers if row.id not in joined]
    for name in absent[:SHOWN]:
        mend = f"Kirim tautan dari: python -m bot officer invite {name}"
        yield Level.WARNING, f"Petugas {name} belum bergabung; pertanyaan warganya tidak sampai kepadanya.", mend
    if len(absent) > SHOWN:
        yield Level.WARNING, f"… dan {len(absent) - SHOWN} petugas lagi.", "Lihat: python -m bot officer list"
    if not absent:
        yield _fine("Semua petugas sudah bergabung.")


def _second_person(facts: Facts) -> Iterator[Result]:
    for name in facts.stored.alone if facts.stored else ():
        mend = (
            "Undang satu penerbit lagi: python -m bot staff invite ID --nama NAMA; atau isi supervisor pada kantor "
            "pertama di offices, lalu undang dia: python -m bot officer invite ID"
        )
        yield Level.WARNING, f"Penerbit {name} belum punya orang kedua, jadi perubahan jawaban menunggu.", mend


def _backups(facts: Facts) -> Iterator[Result]:
    if facts.settings is None or facts.copies is None:
        return
    if facts.settings.backup.folder is None:
        mend = "Isi backup.folder dengan folder di disk lain; lihat docs/cadangan.md."
        yield Level.WARNING, "Tidak ada cadangan tiap malam.", mend
        return
    folder, copies = facts.settings.backup.folder, facts.copies
    if copies.trouble or copies.newest is None:
        yield Level.ERROR, f"Belum ada cadangan di {folder}. {copies.trouble}".strip(), "Buat: python -m bot backup"
        return
    age = facts.now - copies.newest
    if age > TOO_OLD:
        yield Level.ERROR, f"Cadangan terbaru berumur {age.days} hari.", "Buat: python -m bot backup"
    else:
        yield _fine(f"Cadangan terbaru berumur {age.total_seconds() / 3600:.0f} jam.")
    if copies.rehearsed is None or facts.now - copies.rehearsed > REHEARSE_EVERY:
        since = f"terakhir {copies.rehearsed:%Y-%m-%d}" if copies.rehearsed else "belum pernah"
        yield Level.WARNING, f"Cadangan lama tidak dicoba ({since}).", "Coba: python -m bot backup verify"


def _watchers(facts: Facts) -> Iterator[Result]:
    if facts.settings is None or facts.stored is None:
        return
    if not facts.settings.health.heartbeat_url.get_secret_value():
        mend = "Isi health.heartbeat_url; lihat docs/alarm.md."
        yield Level.WARNING, "Tidak ada pengawas luar yang tahu bila bot atau komputernya mati.", mend
    if facts.settings.staff.telegram_chat is None:
        mend = "Tulis /nomor kepada bot di chat itu, lalu isi staff.telegram_chat; lihat docs/alarm.md."
        yield Level.WARNING, "Tidak ada chat pengelola, jadi alarm hanya ada di log.", mend


PROBES: dict[str, Probe] = {
    "versi": _versions,
    "pengaturan": _settings,
    "rahasia": _secrets,
    "izin": _permissions,
    "zona": _zones,
    "bahaya": _danger,
    "disk": _disk,
    "faq": _faq,
    "belajar": _cache,
    "token": _token,
    "telegram": _telegram,
    "jam": _clock,
    "webhook": _webhook,
    "basis-data": _database,
    "berjalan": _running,
    "petugas": _officers,
    "orang-kedua": _second_person,
    "cadangan": _backups,
    "putus-asa": _despair_texts,
    "pengawas": _watchers,
}
"""Every probe, in the order in which its findings are shown."""


def sound(findings: list[Finding]) -> bool:
    """Return whether nothing has to be mended before the bot can work."""
    return not any(finding.level is Level.ERROR for finding in findings)

"""What `check` and `doctor` find: everything is only looked at, by a table of probes, and each fault has its mend."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from bot.app.editing.proposal import seconds
from bot.app.editing.staff import address_of
from bot.app.faq.published import awaits_first_start, published_sets
from bot.app.jobs.nightly import TOO_OLD
from bot.app.people.directory import directory_of
from bot.app.people.regions import current_of
from bot.channels.telegram.token import token_of
from bot.faqfiles.file_names import faq_files
from bot.faqfiles.load_in_subprocess import read_in_subprocess
from bot.faqfiles.problem import FaqBroken, errors_of
from bot.files import unwritable
from bot.helpdesk.model.errors import OF_CONTACT, AlertGroup, Misconfigured, Trouble, grouped
from bot.helpdesk.model.people import Role
from bot.helpdesk.texts.alerts import StaffChat
from bot.helpdesk.texts.operator import why_not
from bot.logs import redact
from bot.settings import Settings, exposed_secrets, load_settings
from bot.settings.model import OfficerSettings
from bot.storage import queries
from bot.storage.backup.backup import NO_FOLDER, backups_in
from bot.storage.backup.restore import last_rehearsal
from bot.storage.database.url import parse
from bot.storage.queries.alerts import standing
from bot.storage.queries.ledger import oldest_waiting, touched
from bot.storage.store import beside

if TYPE_CHECKING:  # `check` asks Telegram nothing, and its library takes half a second to import
    from bot.channels.telegram.connect import TelegramStatus

REHEARSE_EVERY = timedelta(days=92)
ALIVE_WITHIN = timedelta(minutes=5)  # a running bot writes a mark every minute
SHOWN = 5


class Grade(StrEnum):
    """How bad a finding is. Only an error makes the status 1."""

    FINE = "baik"
    WARNING = "peringatan"
    ERROR = "salah"


class Diagnosis(NamedTuple):
    """What a probe found; `mend`: what to do about it, empty where all is well."""

    probe: str
    level: Grade
    text: str
    mend: str = ""


class Stored(Struct, frozen=True):
    """The database, or why it cannot be used. `seen`: when a running bot last wrote its mark; `at_work`: one holds it.

    `alone`: the publishers for whom there is no second person; `alarms`: what a bot at work has found to be wrong.
    """

    trouble: str = ""
    joined: frozenset[str] = frozenset()
    seen: datetime | None = None
    waiting: datetime | None = None
    officers: tuple[OfficerSettings, ...] = ()
    at_work: bool = False
    alone: tuple[str, ...] = ()
    alarms: tuple[AlertGroup, ...] = ()


class Look(Struct, frozen=True):
    """What the probes look at. What only `doctor` asks for is None in a `check`.

    `answers`: the number of entries of the FAQ, or its errors. `newest`: of the backups, or why there is none to see.
    """

    now: datetime
    config: str | None
    settings: Settings
    answers: int | tuple[str, ...] | None = None
    stored: Stored | None = None
    newest: datetime | str | None = None
    rehearsed: datetime | None = None
    telegram: TelegramStatus | None = None

    def moment(self, at: datetime | None, words: str, never: str) -> str:
        """Write a moment by the first office's clock behind the words; where there was none, that."""
        return f"{words} {directory_of(self.settings).first_office.hours.moment(at, self.now)}" if at else never


async def examine(config: str | None, now: datetime, *, everything: bool) -> list[Diagnosis]:
    """Look at settings and files; with `everything` also at database, backups, the FAQ's content and Telegram."""
    try:
        look = Look(now, config, load_settings(config))
        return judged(await _servers(look) if everything else look)
    except Trouble as error:
        mend = "Perbaiki baris itu; config.example.yaml menunjukkan semua pengaturan."
        return [Diagnosis("pengaturan", Grade.ERROR, redact(line), mend) for line in str(error).splitlines()]


def judged(look: Look) -> list[Diagnosis]:
    """Run every probe; secrets are masked."""
    found = [(name, result) for name, probe in PROBES.items() for result in probe(look)]
    if stored := look.stored:
        found += [(name, result) for name, of_store in OF_STORE.items() for result in of_store(look, stored)]
    return [Diagnosis(name, level, redact(text), redact(mend)) for name, (level, text, mend) in found]


def sound(findings: list[Diagnosis]) -> bool:
    """Return whether nothing has to be mended before the bot can work."""
    return not any(finding.level is Grade.ERROR for finding in findings)


async def _servers(look: Look) -> Look:
    """Read also the database, the backups and the FAQ's content, and ask Telegram."""
    from bot.channels.telegram.connect import examine as ask_telegram

    settings = look.settings
    if not any(level is Grade.ERROR for level, *_ in _faq(look)):
        try:
            current = published_sets(settings).current()
            faq = await asyncio.to_thread(read_in_subprocess, current.faq if current else settings.faq)
            look = replace(look, answers=len(faq.entries))
        except FaqBroken as error:
            look = replace(look, answers=tuple(str(problem) for problem in errors_of(error.problems)))
    if not refused(settings):
        look = replace(look, telegram=await ask_telegram(settings.telegram, token_of(settings.telegram)))
    if folder := settings.backup.folder:
        try:
            look = replace(look, newest=max(backups_in(folder), default=None), rehearsed=last_rehearsal(folder))
        except OSError as error:
            look = replace(look, newest=f"Folder itu tidak bisa dibaca ({why_not(error)}).")
    try:
        async with beside(settings.database.get_secret_value()) as store:
            at_work = await store.database.at_work()
            _, people = await current_of(store, settings)
            async with store.look() as unit:
                joined = frozenset(chat.officer for chat in await unit.run(queries.officers.all_chats))
                members = await unit.run(queries.staff.members)
                publishers = [one.id for one in members if one.address and one.may(Role.PUBLISHER)]
                alone = tuple([id_ for id_ in publishers if not await seconds(unit, directory_of(people), id_)])
                seen, oldest = await unit.run(touched), await unit.run_long(oldest_waiting, look.now)
                alarms = grouped(await unit.run(standing)) if at_work else ()
            return replace(look, stored=Stored("", joined, seen, oldest, people.officers, at_work, alone, alarms))
    except Trouble as error:
        return replace(look, stored=Stored(str(error)))


Result = tuple[Grade, str, str]  # level, text and mend of a finding, before `judged` adds the probe's name
FINE, WARNING, ERROR = Grade.FINE, Grade.WARNING, Grade.ERROR


def _of_trouble(level: Grade, sentence: str) -> Result:
    """Split an error's text into what is wrong and what to do, which always come in this order."""
    what, _, mend = sentence.partition(". ")
    return level, what.removesuffix(".") + ".", mend or "Perbaiki yang disebut itu."


def _settings(look: Look) -> Iterable[Result]:
    settings, place = look.settings, look.config or "pengaturan bawaan"
    counts = f"{len(settings.offices)} kantor, {len(settings.officers)} petugas, {len(settings.villages)} desa"
    yield FINE, f"{place}: {counts}.", ""
    if look.config is None:
        yield WARNING, "config.yaml belum ada, jadi nilai bawaan dipakai.", "Buat dengan: python -m bot init"
    elif "offices" not in settings.model_fields_set:
        mend = "Tulis kantor, petugas, dan desa Anda di situ, atau hapus berkas itu, lalu: python -m bot init"
        yield WARNING, f"{place} tidak menyebut kantor, jadi kantor contoh dipakai.", mend
    yield from (_of_trouble(WARNING, line) for line in settings.doubts())


def _despair_texts(look: Look, _: Stored) -> Iterable[Result]:
    unread = ", ".join(office.id for office in look.settings.offices if office.despair_texts_read is None)
    if unread and "offices" in look.settings.model_fields_set:
        mend = "Minta psikolog, dokter, atau perawat membacanya, lalu isi despair_texts_read: docs/pasang.md"
        yield WARNING, f"Teks bagi orang yang putus asa belum dibaca tenaga kesehatan: {unread}.", mend
    elif not unread:
        yield FINE, "Teks bagi orang yang putus asa sudah dibaca tenaga kesehatan.", ""


def _permissions(look: Look) -> Iterable[Result]:
    """Name the bot's files that others may read; that a group reads the token's is how containers get at it."""
    settings = look.settings
    if wide := exposed_secrets(look.config):
        yield _of_trouble(ERROR, wide)
    private = dict.fromkeys((settings.sqlite_file, settings.cache, settings.backup.folder), 0o077)
    for path, bits in {**private, settings.telegram.token_file: 0o007}.items():
        if path and os.access(path, os.F_OK) and path.stat().st_mode & bits:
            wide = str(path)
            yield WARNING, f"{path} bisa dibaca pengguna lain.", f"Tutup dengan: chmod -R go= {path}"
    if not wide:
        yield FINE, "Berkas bot hanya bisa dibaca pengguna bot.", ""


def _faq(look: Look) -> Iterable[Result]:
    settings, count, why = look.settings, 0, "kosong"
    try:
        count = len(faq_files(settings.faq))
    except OSError as error:
        why = f"{settings.faq}: {why_not(error)}"
        if awaits_first_start(settings):
            return [(FINE, "FAQ bawaan disalin saat bot pertama kali dijalankan.", "")]
    if not count:
        mend = "Periksa setelan 'faq'; tanpa FAQ semua pertanyaan masuk ke petugas."
        return [(ERROR, f"Folder FAQ tidak bisa dipakai: {why}.", mend)]
    if isinstance(look.answers, tuple):
        return [(ERROR, line, "Lihat semuanya: python -m bot faq check") for line in look.answers[:SHOWN]]
    unread = f"{count} berkas (isinya diperiksa oleh doctor dan faq check)"
    return [(FINE, f"FAQ: {unread if look.answers is None else f'{look.answers} jawaban, tanpa galat'}.", "")]


def _telegram(look: Look) -> Iterable[Result]:
    found = look.telegram
    if found and found.trouble:
        yield _of_trouble(ERROR, found.trouble)
    elif found:
        yield FINE, f"Telegram mengenal bot ini: @{found.name}.", ""


def _database(look: Look, stored: Stored) -> Iterable[Result]:
    if stored.trouble:
        yield _of_trouble(ERROR, stored.trouble)
        return
    yield FINE, "Basis data terbuka, dan skemanya cocok dengan versi ini.", ""
    if stored.waiting and look.now - stored.waiting > timedelta(minutes=10):
        since = look.moment(stored.waiting, "sejak", "")
        yield WARNING, f"Ada pesan yang menunggu {since}.", "Jalankan bot, dan periksa log serta internet."


def _running(look: Look, stored: Stored) -> Iterable[Result]:
    if stored.trouble:
        return
    if not stored.at_work:
        since = look.moment(stored.seen, "terakhir hidup", "belum pernah")
        mend = "Jalankan: python -m bot run; bila dipasang sebagai layanan: sudo systemctl start tanya-pimpasa"
        yield WARNING, f"Bot tidak sedang berjalan ({since}).", mend
    elif stored.seen and look.now - stored.seen < ALIVE_WITHIN:
        yield FINE, "Bot sedang berjalan.", ""
    else:
        since = look.moment(stored.seen, "tanda terakhir", "belum ada tanda")
        mend = "Tunggu sampai tertulis ready; yang pertama perlu sekitar semenit. Bila tetap begini, baca log bot."
        yield WARNING, f"Bot sedang menyala, tetapi belum siap, atau tidak bisa menulis ({since}).", mend


def _alarms(look: Look, stored: Stored) -> Iterable[Result]:
    staff = StaffChat(None, (known := directory_of(look.settings)).first_office.hours, known.officers)
    for group in stored.alarms:
        yield _of_trouble(ERROR if group[0].alert.kind in OF_CONTACT else WARNING, staff.sentence(group))


def _officers(look: Look, stored: Stored) -> Iterable[Result]:
    officers = stored.officers or look.settings.officers
    if stored.trouble:
        return
    if not officers:
        mend = "Tulis officers dan villages di config.yaml, atau: python -m bot region import BERKAS"
        yield ERROR, "Belum ada petugas, jadi pertanyaan warga tidak sampai kepada siapa pun.", mend
        return
    absent = [row.id for row in officers if row.telegram_id is None and row.id not in stored.joined]
    for name in absent[:SHOWN]:
        mend = f"Kirim tautan dari: python -m bot officer invite {name}"
        yield WARNING, f"Petugas {name} belum bergabung; pertanyaan warganya tidak sampai kepadanya.", mend
    if len(absent) > SHOWN:
        yield WARNING, f"… dan {len(absent) - SHOWN} petugas lagi.", "Lihat: python -m bot officer list"
    if not absent:
        yield FINE, "Semua petugas sudah bergabung.", ""


def _second_person(_: Look, stored: Stored) -> Iterable[Result]:
    mend = (
        "Undang satu penerbit lagi: python -m bot staff invite ID --nama NAMA; atau isi supervisor pada kantor "
        "pertama di offices, lalu undang dia: python -m bot officer invite ID"
    )
    for name in stored.alone:
        yield WARNING, f"Penerbit {name} belum punya orang kedua, jadi perubahan jawaban menunggu.", mend


def _backups(look: Look, _: Stored) -> Iterable[Result]:
    folder, newest, rehearsed = look.settings.backup.folder, look.newest, look.rehearsed
    if folder is None:
        mend = "Isi backup.folder dengan folder di disk lain; lihat docs/cadangan.md."
        yield WARNING, "Tidak ada cadangan tiap malam.", mend
        return
    if not isinstance(newest, datetime):
        yield ERROR, f"Belum ada cadangan di {folder}. {newest or ''}".strip(), "Buat: python -m bot backup"
        return
    age = look.now - newest
    if age > TOO_OLD:
        yield ERROR, f"Cadangan terbaru berumur {age.days} hari.", "Buat: python -m bot backup"
    else:
        yield FINE, f"{look.moment(newest, 'Cadangan terbaru:', '')}.", ""
    if rehearsed is None or look.now - rehearsed > REHEARSE_EVERY:
        since = f"terakhir {rehearsed:%Y-%m-%d}" if rehearsed else "belum pernah"
        yield WARNING, f"Cadangan lama tidak dicoba ({since}).", "Coba: python -m bot backup verify"


def _watchers(look: Look, _: Stored) -> Iterable[Result]:
    if not look.settings.health.heartbeat_url.get_secret_value():
        mend = "Isi health.heartbeat_url; lihat docs/alarm.md."
        yield WARNING, "Tidak ada pengawas luar yang tahu bila bot atau komputernya mati.", mend
    if look.settings.staff.telegram_chat is None:
        mend = "Tulis /nomor kepada bot di chat itu, lalu isi staff.telegram_chat; lihat docs/alarm.md."
        yield WARNING, "Tidak ada chat pengelola, jadi alarm hanya ada di log.", mend


def _places(settings: Settings) -> None:
    """Raise Misconfigured where no database or backup can be, or the bot could not write what it keeps."""
    file, backups = parse(settings.database.get_secret_value()).file, settings.backup.folder
    if backups and not backups.is_dir():
        raise Misconfigured(NO_FOLDER.format(folder=backups))
    if file and file.is_dir():
        raise Misconfigured(f"{file} sebuah folder, padahal harus berkas basis data. Hapus folder kosong itu.")
    kept = (file, file and file.parent, published_sets(settings).folder, settings.cache, backups)
    if there := next(filter(None, (unwritable(path) for path in kept if path)), None):
        raise Misconfigured(f"{there} tidak bisa ditulis bot. Beri pengguna bot izin menulis di situ.")


def refused(settings: Settings) -> list[str]:
    """Return what keeps `run` from starting until a person has mended it; `run` asks this first."""
    found = []
    for ask in (_places, lambda settings: token_of(settings.telegram), address_of):
        try:
            ask(settings)
        except Misconfigured as error:
            found.append(str(error))
    return found


def _start(look: Look) -> Iterable[Result]:
    fine = FINE, "Token ada dan benar bentuknya; tempat data bisa ditulis.", ""
    return [_of_trouble(ERROR, line) for line in refused(look.settings)] or [fine]


PROBES: Mapping[str, Callable[[Look], Iterable[Result]]] = {
    "pengaturan": _settings,
    "izin": _permissions,
    "faq": _faq,
    "mulai": _start,
    "telegram": _telegram,
}
OF_STORE: Mapping[str, Callable[[Look, Stored], Iterable[Result]]] = {
    "basis-data": _database,
    "berjalan": _running,
    "alarm": _alarms,
    "petugas": _officers,
    "orang-kedua": _second_person,
    "cadangan": _backups,
    "putus-asa": _despair_texts,
    "pengawas": _watchers,
}
"""Every probe, in the order in which its findings are shown; those of the store are `doctor`'s alone."""

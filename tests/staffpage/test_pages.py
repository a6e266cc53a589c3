"""What staff do on the page: an entry changed beside its preview, a fee, a publication, taking it back."""

from __future__ import annotations

import difflib
import re

import pytest

from bot.faqfiles.difference import difference
from bot.faqfiles.load import load_faq
from bot.faqfiles.working_files import state_of
from bot.staffpage import answers
from bot.storage import queries
from telegram_simulator.phone import Phone
from tests.staffpage.conftest import SCREENS, Office, with_fields
from tests.stories.test_kelola import asked_by

pytestmark = pytest.mark.asyncio(loop_scope="module")


def changed_lines(before: str, after: str) -> list[str]:
    """Return the lines that went and came."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


FEE = "/tarif/paspor-elektronik-5"
BASIS = {"dasar": "PP 1/2026", "sejak": "2026-12-01", "sumber": "Kantor Imigrasi Banjarmasin"}


async def reads(warga: Phone, amount: str) -> None:
    """Ask as a resident until the answer names the amount."""
    answer = ""
    while amount not in answer:
        await warga.sends("brp biaya bikin paspor")
        answer = (await warga.hears(contains="Paspor elektronik berlaku")).text


async def test_saving_changes_only_what_was_typed_and_says_by_whom(office: Office) -> None:
    answers, asked = office.faq / "paspor.yaml", office.faq / "paspor.kalimat.yaml"
    answers.write_bytes(answers.read_bytes().replace(b"\n", b"\r\n"))
    before = [path.read_bytes().decode() for path in (answers, asked)]
    async with office.at_the_page(office.rini) as rini:
        fields = await rini.opens("paspor-hilang")
        same = await rini.sends("/entri/paspor-hilang", fields)
        standing = [path.read_bytes().decode() for path in (answers, asked)]
        assert (same.status, standing) == (200, before)
        typed = with_fields(fields, tanya="Bagaimana kalau paspor saya hilang?")
        typed = [
            (name, value + "\r\nbuku paspor hanyut di sungai" if name == "kalimat" else value) for name, value in typed
        ]
        saved = await rini.sends("/entri/paspor-hilang", typed)
        assert (saved.status, saved.url) == (200, "/entri/paspor-hilang?tersimpan")
        assert "Terakhir diubah oleh Anda sendiri hari ini" in saved.words
        assert "Naskah sudah diubah" in (await rini.gets("/")).words
    after = [path.read_bytes().decode() for path in (answers, asked)]
    assert [line[0] for line in changed_lines(before[0], after[0])] == ["-", "+"]
    assert after[0].count("\r\n") == after[0].count("\n")
    assert changed_lines(before[1], after[1]) == ["+      - buku paspor hanyut di sungai"]


ARGUMENTS = {
    "/terbitkan": ("kabar", "tersimpan"),
    "/tarif": ("tersimpan",),
    "/riwayat": ("undo", "kabar"),
    "/tanda-tangan": ("tersimpan",),
    "/celah": ("selesai",),
    "/usulan": ("selesai",),
    "/lembar": ("tersimpan",),
    "/entri/paspor-hilang": ("tersimpan",),
    "/daftar": ("keadaan", "tersimpan"),
    "/baru": ("tanya", "usulan", "dari"),
}


async def test_no_words_of_a_link_stand_on_a_page(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini:
        for path, names in ARGUMENTS.items():
            for name in names:
                page = await rini.gets(f"{path}?{name}=Transfer+dulu+ke+budi_paspor")
                assert "budi_paspor" not in page.text, (path, name)


async def test_a_second_editor_sees_both_texts_and_loses_nothing(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini, office.at_the_page(office.tono) as tono:
        hers, his = await rini.opens("paspor-rusak"), await tono.opens("paspor-rusak")
        assert (await rini.sends("/entri/paspor-rusak", with_fields(hers, tombol="Paspor rusak (Rini)"))).status == 200
        late = await tono.sends("/entri/paspor-rusak", with_fields(his, tombol="Paspor rusak (Tono)"))
        assert late.status == 409
        assert "Entri ini diubah oleh Bu Rini" in late.words
        twice = await rini.sends("/entri/paspor-rusak", with_fields(hers, tombol="Paspor rusak (Rini)"))
        assert (twice.status, twice.url) == (200, "/entri/paspor-rusak?tersimpan")
        assert late.words.index("Paspor rusak (Rini)") < late.words.index("Paspor rusak (Tono)")
        assert late.value("tombol") == "Paspor rusak (Tono)"
        merged = with_fields(his, tombol="Paspor rusak (dua)", dilihat=late.value("dilihat"))
        assert (await tono.sends("/entri/paspor-rusak", merged)).status == 200
    assert "tombol: Paspor rusak (dua)" in (office.faq / "paspor.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kalimat": "biaya paspor\r\nsatu\r\ndua\r\ntiga\r\nempat"}, "sudah milik jawaban lain"),
        ({"inti": "Bayar Rp650.000 di loket."}, "Rp650.000"),
        ({"inti": ""}, "Belum diisi: Jawabannya sendiri, di kalimat pertama"),
        ({"tinjau_sebelum": "besok"}, "Tinjau sebelum harus tanggal yang ada"),
    ],
)
async def test_what_cannot_be_used_is_not_saved_and_not_lost(
    office: Office, changes: dict[str, str], told: str
) -> None:
    before = {path: path.read_bytes() for path in office.faq.rglob("*.yaml")}
    async with office.at_the_page(office.rini) as rini:
        fields = with_fields(await rini.opens("paspor-hilang"), **changes)
        refused = await rini.sends("/entri/paspor-hilang", fields)
        assert (refused.status, told in refused.words) == (409, True)
        for name in {"inti", "kalimat"} & set(changes):
            assert refused.area(name) == changes[name].replace("\r\n", "\n")
    assert {path: path.read_bytes() for path in office.faq.rglob("*.yaml")} == before


async def test_a_phrasing_is_moved_and_a_number_confirmed_where_they_are_typed(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini:
        fields = await rini.opens("paspor-rusak")
        mine = dict(fields)["kalimat"]
        fields = with_fields(fields, inti="Bawa 2 lembar fotokopi.", kalimat=f"{mine}\r\nbiaya paspor brp")
        refused = await rini.sends("/entri/paspor-rusak", fields)
        assert (refused.status, "2 lembar : benar?" in refused.words) == (409, True)
        assert "“biaya paspor brp” hari ini dijawab dengan “Berapa biaya membuat paspor?”" in refused.words
        to = refused.text.partition('name="pindah" value="')[2].partition('"')[0]
        assert to == "paspor-biaya biaya paspor brp"
        moved = await rini.sends("/entri/paspor-rusak/pindah", [*fields, ("pindah", to)])
        assert "Dipindahkan ke “Berapa biaya membuat paspor?” di naskah" in moved.words
        assert (moved.area("kalimat"), moved.area("inti")) == (mine, "Bawa 2 lembar fotokopi.")
        late = await rini.sends("/entri/paspor-rusak/pindah", [*with_fields(fields, dilihat="lama"), ("pindah", to)])
        assert late.value("dilihat") == "lama"  # who has saved meanwhile is named when this is saved
        fields = with_fields(fields, kalimat=mine, dilihat=moved.value("dilihat"))
        assert (await rini.sends("/entri/paspor-rusak", [*fields, ("benar", "2 lembar")])).status == 200
    assert '"2 lembar": staf-rini' in (office.faq / "paspor.yaml").read_text("utf-8")
    cost = (office.faq / "paspor.kalimat.yaml").read_text("utf-8").partition("paspor-biaya:")[2].partition("uji:")[0]
    assert "- biaya paspor brp\n" in cost


NEW = {
    **{"topik": "paspor", "tanya": "Bagaimana kalau paspor basah?", "inti": "Bawa 9 lembar fotonya ke kantor."},
    "kalimat": "paspor tenggelam\npaspor kehujanan\npaspor kelelep\npaspor hanyut\npaspor kacabur",
    **{"uji": "buku kena air\npaspor lembab\nhalaman luntur", "judul": "Kantor Imigrasi Karawang"},
    **{"alamat": "", "tanggal": "", "benar": "9 lembar"},
}


async def test_a_new_answer_is_whole_before_it_is_made(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini:
        wrong = {"tanya": "Bagaimana kalau paspor rusak?", "benar": "", "uji": "satu", "judul": "", "rincian": "[nama]"}
        refused = await rini.sends("/entri-baru", NEW | wrong | {"kalimat": "biaya paspor\nsatu\ndua"})
        assert (refused.status, NEW["inti"] in refused.text) == (409, True)
        told = dict(re.findall(r'<div id="masalah-(\w+)-">(.*?)</div>', refused.text, re.DOTALL))
        for field, *sentences in (
            ("tanya", "Pertanyaan itu sudah ada"),
            ("inti", "<b>9 lembar</b>: benar?"),
            ("rincian", "Masih ada bagian yang disamarkan: [nama]"),
            ("kalimat", "“biaya paspor” sudah milik jawaban lain", "baru punya 3 kalimat"),
            ("uji", "paling sedikit 3 pertanyaan"),
            ("sumber", "Sumbernya belum ada"),
        ):
            assert [one for one in sentences if one not in told[field]] == [], field
        assert "Buka jawaban yang sudah ada" in refused.words
        made = await rini.sends("/entri-baru", NEW)
        assert (made.status, made.url) == (200, "/entri/paspor-basah?tersimpan")
        assert made.area("uji") == NEW["uji"]


async def test_the_preview_shows_each_village_what_is_typed(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini:
        fields = with_fields(await rini.opens("paspor-hilang"), inti="**Lapor** kepada {petugas.nama}. <b>x</b>")
        fields += [("desa", "mandurian"), ("csrf", (await rini.gets("/tarif")).value("csrf"))]
        shown = await rini.sends("/entri/paspor-hilang/lihat", fields, csrf=False)
        assert "<b>Lapor</b> kepada Pak Budi" in shown.text.replace("\\u003c", "<").replace("\\u003e", ">")
        assert "&lt;b&gt;x" in shown.text


async def test_a_fee_is_published_by_two_and_taken_back(office: Office) -> None:
    warga = office.village.warga
    await warga.starts("mandurian")
    await warga.hears()
    async with office.at_the_page(office.rini) as rini, office.at_the_page(office.tono) as tono:
        page = await rini.sends(FEE, BASIS | {"lama": "650000", "baru": "700 ribu"})
        while "Sedang diperiksa" in page.words:
            page = await rini.gets(page.url)
        assert "Rp650.000 → Rp700.000" in page.words
        assert "Perlu satu orang lagi" in page.words
        publish = {"usul": page.value("usul"), "alasan": "tarif baru"}
        short = await rini.sends("/terbitkan", publish)
        assert (short.status, "tiga kata" in short.words, short.value("alasan")) == (409, True, "tarif baru")
        asked = await rini.sends("/terbitkan", publish | {"alasan": "tarif baru sesuai PP"})
        assert "Menunggu orang kedua: Pak Tono" in asked.words
        waits = await tono.gets("/")
        assert re.search("tarif baru sesuai PP .* sebelum: .*Rp650.000.* sesudah: .*Rp700.000", waits.words)
        done = await tono.sends("/terbitkan/setuju", {"nomor": waits.value("nomor"), "putusan": "setuju"})
        assert "Sudah terbit" in done.words
        await reads(warga, "Rp700.000")
        history = await tono.gets("/riwayat")
        assert "Bu Rini, disetujui Pak Tono" in history.words
        assert history.words.index("Rp700.000 → Rp650.000") < history.words.index("Kembalikan ke terbitan 1")
        back = await tono.sends("/riwayat", {"terbitan": history.value("terbitan")})
        assert "Sudah dibatalkan" in back.words
        await reads(warga, "Rp650.000")
    assert "rupiah: 650000" in (office.faq / "biaya.yaml").read_text("utf-8")


async def test_who_is_late_with_a_fee_is_told_by_whom_and_when(office: Office) -> None:
    chat = office.rini
    await chat.sends("/kelola")
    await chat.presses(await chat.hears(contains="Pilih yang mau dikerjakan"), "Ubah tarif")
    await chat.presses(await chat.hears(contains="Tarif mana"), "Paspor elektronik 5 tahun")
    await chat.hears(contains="Tulis tarif yang baru")
    async with office.at_the_page(office.tono) as tono:
        fee = BASIS | {"lama": "650000", "baru": "660000"}
        assert (await tono.sends(FEE, fee)).status == 200
        assert (await tono.sends(FEE, fee)).status == 200  # pressed twice
        await chat.asks("670000", "Menurut apa?")
        await chat.sends("\n".join(BASIS.values()))
        told = (await chat.hears(contains="Ini sudah diubah")).text
        assert re.search(r"oleh Pak Tono hari ini pukul \d\d\.\d\d WITA", told)
        late = await tono.sends(FEE, fee | {"baru": "640000"})
        assert (late.status, "Ini sudah diubah oleh Anda sendiri hari ini" in late.words) == (409, True)
        assert (await tono.sends(FEE, fee | {"lama": "660000", "baru": "650000"})).status == 200


async def test_a_fee_is_set_with_its_law_day_and_source_and_typed_twice_when_far(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini:
        fee = BASIS | {"lama": "650000", "baru": "6500000"}
        assert "lebih dari 30 persen" in (await rini.sends(FEE, fee)).words
        assert "Warga akan membaca Rp0. Betul gratis?" in (await rini.sends(FEE, fee | {"baru": "Rp0"})).words
        for changes, told in (
            ({"lagi": "650000"}, "Angkanya tidak sama"),
            ({"baru": "murah"}, "bukan jumlah rupiah"),
            ({"dasar": ""}, "Dasar, tanggal mulai berlaku, atau sumbernya"),
            ({"sejak": "besok"}, "Dasar, tanggal mulai berlaku, atau sumbernya"),
        ):
            refused = await rini.sends(FEE, fee | changes)
            assert (refused.status, told in refused.words, refused.value("sumber")) == (409, True, fee["sumber"])
        ahead = fee | {"sejak": "2099-01-01", "lagi": "6,5 juta"}
        assert (await rini.sends(FEE, ahead)).url == "/terbitkan?tersimpan"
        cards = (await rini.gets("/tarif")).words
        assert "Rp650.000 menurut PP 45/2024, berlaku sejak 17 Desember 2024" in cards
        assert "Berikutnya Rp6.500.000, menurut PP 1/2026, berlaku sejak 1 Januari 2099" in cards


async def test_a_fee_of_a_later_day_is_told_with_that_day_wherever_it_is_told(office: Office) -> None:
    ahead = "Rp700.000, menurut PP 1/2026, mulai 1 Januari 2099; sampai hari itu warga tetap membaca Rp650.000"
    async with office.at_the_page(office.rini) as rini, office.at_the_page(office.tono) as tono:
        lama = (await rini.gets(FEE)).value("lama")
        typed = {"lama": lama, "baru": "700000", "lagi": "700000", "sejak": "2099-01-01"}
        page = await rini.sends(FEE, BASIS | typed)
        while "Sedang diperiksa" in page.words:
            page = await rini.gets(page.url)
        assert f"Rp650.000 → {ahead}" in page.words
        assert "Rp700.000 (mulai 1 Januari 2099)" in page.words
        await rini.sends("/terbitkan", {"usul": page.value("usul"), "alasan": "tarif baru sesuai PP"})
        waits = await tono.gets("/")
        card = await office.tono.hears(contains="minta persetujuan")
        done = await tono.sends("/terbitkan/setuju", {"nomor": waits.value("nomor"), "putusan": "setuju"})
        told = await office.rini.hears(contains="Pak Tono setuju")
        for words in (waits.words, card.text):
            assert f"Rp650.000 → {ahead}" in words
        for words in (done.words, told.text):
            assert f"kecuali tarif ini: • Paspor elektronik 5 tahun {ahead}" in " ".join(words.split())
        assert "Rp700.000 (mulai 1 Januari 2099) → Rp650.000" in (await tono.gets("/riwayat")).words


async def test_an_answer_is_signed_as_it_was_read(office: Office) -> None:
    async with office.at_the_page(office.rini) as rini, office.at_the_page(office.tono) as tono:
        shown = await rini.gets("/tanda-tangan/paspor-hilang")
        signed = await rini.sends("/tanda-tangan/paspor-hilang", {"dilihat": shown.value("dilihat")})
        assert "Ditandatangani di naskah" in signed.words
        assert "1 baru ditandatangani kantor: “Bagaimana kalau paspor" in (await rini.gets("/terbitkan")).words
        again = await rini.sends("/tanda-tangan/paspor-hilang", {"dilihat": "lama"})
        assert again.status == 409
        assert "belum diberi hak" in (await tono.gets("/tanda-tangan")).words
        assert (await tono.sends("/tanda-tangan/paspor-rusak", {"dilihat": "x"})).status == 409


async def test_an_answer_is_archived_and_used_again_and_a_draft_thrown_away(office: Office) -> None:
    before, served = state_of(office.faq), load_faq(office.faq)
    async with office.at_the_page(office.rini) as rini:
        kept = await rini.sends("/arsip", {"entri": "paspor-hilang", "arsip": "ya"})
        assert "masih dipakai di" in kept.words
        gone = await rini.sends("/arsip", {"entri": "paspor-rusak", "arsip": "ya"})
        assert "Bagaimana kalau paspor rusak?" in gone.words
        draft = load_faq(office.faq)
        assert [*draft.archive] == ["paspor-rusak"]
        assert "paspor-rusak" not in str((draft.entries, draft.topics, draft.referrals))  # nothing leads to it
        assert [one.id for one in difference(served, draft).answers if not one.after] == ["paspor-rusak"]
        await rini.sends("/arsip", {"entri": "paspor-rusak"})
        assert state_of(office.faq) == before
        await rini.sends("/entri/paspor-hilang", with_fields(await rini.opens("paspor-hilang"), tombol="Hilang, ya"))
        usul = (await rini.gets("/terbitkan")).value("usul")
        assert "naskahnya berubah lagi" in (await rini.sends("/terbitkan", {"buang": "1", "usul": "lain"})).words
        thrown = await rini.sends("/terbitkan", {"buang": "1", "usul": usul})
        assert "Naskahnya sama lagi dengan yang dibaca warga" in thrown.words
        assert "Hilang, ya" not in (office.faq / "paspor.yaml").read_text("utf-8")


async def test_what_use_suggests_is_accepted_or_declined_where_it_stands(office: Office) -> None:
    await asked_by(office.village, 5010, text="bebek tetangga lapar", answer="Tanya di pasar.")
    await asked_by(office.village, 5020, 5021, 5022, text="paspor ulun rusak digigit tikus")
    await asked_by(office.village, 5030, 5031, 5032, 5033, text="(mengirim foto)")
    async with office.at_the_page(office.rini) as rini:
        drafts = await rini.gets("/usulan")
        assert '<option value="">(pilih jawabannya)</option>' in drafts.text  # nothing fits, so none is chosen
        assert "Usulan ditolak" in (await rini.sends("/usul/tolak", {"asal": drafts.value("asal")})).words
        gap = {"asal": (await rini.gets("/celah")).value("asal"), "entri": "paspor-rusak"}
        assert "paspor ulun rusak digigit tikus" in (await rini.sends("/usul/terima", gap)).area("kalimat")
        assert "digigit tikus" not in (await rini.gets("/celah")).words


async def test_every_view_and_deed_is_noted(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LISTED", 2)
    async with office.at_the_page(office.rini) as rini:
        for path in ("", *SCREENS):
            assert (await rini.gets(f"/{path}")).status == 200
        for page in (1, 2):
            listed = (await rini.gets(f"/daftar?hal={page}")).words
            assert re.search(f"Jawaban Tarif Menunggu Terbitkan .*, halaman {page} dari 2", listed)
    events = await office.village.app.store.read(queries.staff.events, None)
    noted = {one.what for one in events if one.member == "rini"}
    assert {"buka-halaman", "lihat-hari-ini", "cari-jawaban", "lihat-jawaban", "lihat-tarif", "lihat-beda"} <= noted

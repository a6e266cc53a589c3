"""Messages that were once answered wrongly, each on its right path; and one cry among a hundred questions."""

from __future__ import annotations

import pytest

from bot.matching.danger.detector import DOUBTFUL, FAMILY, UNLIKELY, VICTIM, assess
from bot.matching.danger.gentle import worth_asking
from bot.matching.decision import DecisionKind
from bot.matching.index import FaqIndex

QUESTIONS = (
    "biaya paspor berapa", "syarat paspor anak apa", "jam buka kantor imigrasi", "umrah butuh vaksin apa",
    "cara daftar haji", "kerja ke taiwan lewat mana", "paspor hilang denda berapa", "nama satu kata boleh umrah",
)  # fmt: skip
BY_ATM = (
    "gajinya ada pak tapi masuk atm yang dipegang mandor, pin nya dia juga, terus kami ga boleh naik truk ke kota. "
    "udah setaun begini. apa emang aturannya gitu?"
)
BY_STRANGER = (
    "pak imigrasi yang di bandara tadi kok gak curiga, saya udah kedip kedip. saya dibawa bapak baju kotak kotak ke "
    "gate 6, tiket bukan nama saya"
)


@pytest.mark.parametrize(
    ("turns", "outcome", "entry"),
    [
        (["biniku handak bulik matan arab, hp nya diambil"], DecisionKind.EMERGENCY, FAMILY),
        (["tetangga kena pukul majikan di riyadh"], DecisionKind.EMERGENCY, FAMILY),
        (["tetangga dipukul majikan di Riyadh"], DecisionKind.EMERGENCY, FAMILY),
        (["uang saya 12 juta dibawa kabur sponsor"], DecisionKind.ANSWER, "tppo-sponsor-lari"),
        (["dipaksa nikah sama orang cina, takut"], DecisionKind.EMERGENCY, VICTIM),
        (["dipaksa nikah sama orang cina, takut", "tolong"], DecisionKind.EMERGENCY, VICTIM),
        (["saya dipaksa menikah dengan laki-laki taiwan"], DecisionKind.EMERGENCY, VICTIM),
        (["saya sudah dipulangkan dari kamboja tapi perekrutnya mengancam saya"], DecisionKind.EMERGENCY, VICTIM),
        (["saya sudah di bandara mau diberangkatkan ke saudi, saya tidak mau"], DecisionKind.EMERGENCY, VICTIM),
        (["saya di penampungan, mau keluar tidak boleh"], DecisionKind.EMERGENCY, VICTIM),
        (
            ["org yg jual ginjal udh jemput sy di hotel india, sy brubah pikiran tp ga boleh plg"],
            DecisionKind.EMERGENCY,
            VICTIM,
        ),
        (["sekarang di bandara sama agen, disuruh bilang liburan, saya mau batal"], DecisionKind.EMERGENCY, VICTIM),
        (["saya takut"], DecisionKind.EMERGENCY, VICTIM),
        (["tolong adik saya"], DecisionKind.EMERGENCY, FAMILY),
        (["Tolong. Myawaddy."], DecisionKind.EMERGENCY, VICTIM),
        (["help pak, dari poipet"], DecisionKind.EMERGENCY, VICTIM),
        (["mereka kirim video anak saya dipukul biar kami transfer"], DecisionKind.EMERGENCY, FAMILY),
        (["hp disita tadi, ini pinjam teman. kami dipaksa kerja"], DecisionKind.EMERGENCY, VICTIM),
        (["kontrak selesai tapi gak boleh pulang sama majikan"], DecisionKind.ANSWER, "pmi-kontrak-habis"),
        (
            ["kakak ipar dijemput agen bulan lalu, nomornya tidak aktif, agennya juga hilang"],
            DecisionKind.EMERGENCY,
            FAMILY,
        ),
        (["anak saya umur 15 mau kerja di malaysia", "tolong"], DecisionKind.EMERGENCY, FAMILY),
        (["anak saya umur 15 mau kerja di malaysia", "bagaimana?"], DecisionKind.ANSWER, "pmi-anak-bawah-18"),
        (["calo bilang jangan mengaku kerja, bilang jalan-jalan, nanti ada yang jemput"], DecisionKind.WARN, None),
        (["anak saya kelas 2 smp mau dibawa kerja ke malaysia"], DecisionKind.WARN, None),
        (["anak saya kelas 2 smp mau dibawa orang kerja ke malaysia"], DecisionKind.WARN, None),
        (["tolong, malam ini anak saya 15 tahun dibawa agen kerja ke malaysia"], DecisionKind.EMERGENCY, FAMILY),
    ],
)
def test_messages_that_were_answered_wrongly_take_the_right_path(
    index: FaqIndex, turns: list[str], outcome: DecisionKind, entry: str | None
) -> None:
    decision = index.decide(turns)
    assert decision.outcome is outcome
    assert entry is None or decision.answers == (entry,)


@pytest.mark.parametrize(
    ("turns", "entry"),
    [
        (["gaji ga dibayar 4 bln", "paspor dipegang bos"], VICTIM),
        (["paspor dipegang bos", "ga berani keluar"], VICTIM),
        (["sy kerja di kebun malaysia", "belum digaji 3 bln", "hp disita mandor"], VICTIM),
        (["sy di malaysia, gaji ga dibayar 4 bln, paspor dipegang bos, ga berani keluar"], VICTIM),
        (["suami saya belum digaji 5 bulan", "paspornya dipegang agen"], FAMILY),
        (["gaji ga dibayar 4 bln"], None),
        (["gaji ga dibayar 4 bln", "lapornya kemana"], None),
        (["gaji ga dibayar 4 bln", "sudah 4 bln tidak digaji"], None),
        (["paspor saya disimpan kantor", "takut telat diambil"], None),
        (["paspor dipegang bos", "saya berani pulang sendiri"], None),
        (["gaji ga dibayar", "apa hukumnya majikan menahan paspor menurut undang-undang"], None),
        (["saya disekap di kamboja, paspor dipegang bos", "gaji juga ga dibayar"], None),
    ],
)
def test_hardships_told_one_after_another_are_asked_about(turns: list[str], entry: str | None) -> None:
    assert worth_asking(turns) == entry


@pytest.mark.parametrize(
    "turns",
    [
        ["saya takut naik pesawat"],
        ["takut salah isi form mpaspor"],
        ["tolong"],
        ["biaya paspor berapa", "tolong"],
        ["istri mau pulang dari arab, tiketnya bagaimana"],
        ["hp saya diambil jambret di arab, mau pulang umrah"],
        ["agen mengancam akan melapor kalau tidak bayar, itu di film"],
        ["tolong pak"],
        ["adik"],
        ["adik saya"],
        ["adik", "adik saya"],
        ["biaya paspor berapa", "bagaimana?"],
        ["anak saya umur 15 mau kerja di malaysia", "bagaimana?"],
        ["saya disekap di kamboja", "terus saya harus bagaimana"],
        [],
    ],
)
def test_nobody_is_asked_about_danger_for_a_common_word(turns: list[str]) -> None:
    assert worth_asking(turns) is None


@pytest.mark.parametrize(
    ("turns", "outcome", "offered"),
    [
        ([BY_ATM], DecisionKind.EMERGENCY, True),
        ([BY_STRANGER], DecisionKind.EMERGENCY, True),
        (["Dijaga orang bertato 24 jam"], DecisionKind.EMERGENCY, False),
        (["assalamualaikum", BY_ATM], DecisionKind.EMERGENCY, True),
        (["gaji dibayar lewat atm apa tunai", BY_ATM], DecisionKind.SUGGEST, True),
        (["saya ga mau sama mesin"], DecisionKind.SMALLTALK, False),
        (["hp hilang lapor polisi"], DecisionKind.REFER, False),
    ],
)
def test_an_unlikely_danger_is_asked_about_once_beside_what_else_is_meant(
    index: FaqIndex, turns: list[str], outcome: DecisionKind, offered: bool
) -> None:
    assert DOUBTFUL <= assess(turns[-1]).probability < UNLIKELY
    decision = index.decide(turns)
    assert (decision.outcome, bool(decision.suggestions)) == (outcome, offered)
    assert decision.doubtful is (outcome is DecisionKind.EMERGENCY)


@pytest.mark.parametrize(
    "text",
    ["hari Kamis", "titipan nomor 4", "budi menulis", "suami saya tukang listrik",
     "kunci balai desa dipegang siapa kalau malam"],
)  # fmt: skip
def test_a_scrap_that_tells_nothing_is_no_danger(text: str) -> None:
    assert assess(text).level == "none"


@pytest.mark.parametrize(
    ("text", "answer", "doubtful"),
    [
        ("majikan belum bayar gaji 4 bulan, ngadu kemana ya saya di arab", "pmi-gaji-tidak-dibayar", True),
        ("sodara gw di sana gada surat2nya, bs diurus apa mending plg", "pmi-sudah-nonprosedural", True),
        ("berapa biaya paspor", "paspor-biaya", False),
    ],
)
def test_a_sure_answer_keeps_the_way_to_help_where_danger_is_possible(
    index: FaqIndex, text: str, answer: str, doubtful: bool
) -> None:
    decision = index.decide([text])
    assert (decision.outcome, decision.answers, decision.doubtful) == (DecisionKind.ANSWER, (answer,), doubtful)


@pytest.mark.parametrize("between", ["\n", "? ", ", "])
@pytest.mark.parametrize(
    "cry",
    ["tolong saya disekap dan dipukuli majikan", "istri saya disiksa majikan di arab", "saya dikurung di kamboja"],
)
def test_a_cry_for_help_is_heard_among_110_questions(between: str, cry: str) -> None:
    asked = (QUESTIONS * 14)[:110]
    assert assess(between.join(asked)).level == "none"
    assert assess(between.join((*asked[:70], cry, *asked[70:]))).level == "danger"


@pytest.mark.parametrize(
    "text",
    [
        "siapa yg menang indonesia lawan vietnam tadi malam", "harga karet turun terus, sekilo sekarang berapa",
        "obat batuk anak alami", "anak demam 3 hari naik turun, kasih paracetamol berapa sendok",
        "kunci balai desa dipegang siapa kalau malam",
    ],
)  # fmt: skip
def test_who_tells_of_nobody_in_trouble_is_not_asked_about_danger(index: FaqIndex, text: str) -> None:
    decision = index.decide([text])
    assert decision.outcome is not DecisionKind.EMERGENCY
    assert not decision.doubtful

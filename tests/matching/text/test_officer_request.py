"""Asking for a person is heard in all its ways, also in a conversation, and nothing else is taken for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.matching.decision import DecisionKind
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.text.officer_request import asks_for_officer
from tests.tables import each_line

ASKS = """\
tanya petugas
mau tanya petugas
hubungi petugas
kirim ke petugas
tanya petugas aja
sy mau nanya ke petugas aja
tnya ptugas
mo tny ptgs dong
min, mau tanya petugas langsung bisa?
tolong hubungi petugas
hub petugas dong
tolong sambungkan ke petugas
bisa disambungkan dengan petugas?
teruskan ke petugas
tolong diteruskan ke petugas ya pak
kirim aja ke petugas
kirimkan pertanyaan saya ke petugas
kirim pertanyaan tadi ke petugas desa
sampaikan pertanyaan ini ke petugas
tolong tanyakan ke petugas
tanyain ke petugas dong
tanyakan langsung ke petugas imigrasi
tanya langsung ke imigrasi
mau bicara dengan petugas
bisa bicara sama orang?
mau ngobrol sama orang aslinya
saya mau chat admin
panggil petugas
minta petugas
mau konsultasi sama petugas pimpasa
kontak petugas
ulun handak batakun wan petugas
handak bapandir lawan petugas
takunakan ka petugas
kirimakan ka petugas ja
sampaiakan ka petugas lah
arep takon petugas
oper ke petugas
lanjutkan ke petugas saja
maaf, bisa tanya ke petugas desa?
saya mau dihubungi petugas
minta dihubungi petugas
tolong petugas hubungi saya""".splitlines()

SPEAKS_OF_ONE = """\
pak petugas mau tanya
petugas, saya mau tanya
admin mau tanya
mau tanya
siapa petugas desa saya
petugas buka jam berapa
tanya petugas biaya paspor berapa
petugas minta uang ke saya
orang dari imigrasi minta transfer
kirim uang ke orang imigrasi
petugas datang ke desa hari apa
kantor imigrasi di mana
saya sudah tanya petugas katanya harus ada akta
bagaimana cara jadi petugas imigrasi
petugas menanyakan surat apa saja
siapa yang bisa dihubungi di kantor desa""".splitlines()

CONTACTED = """\
saya dihubungi orang mengaku petugas imigrasi
ada yang menghubungi saya mengaku dari imigrasi
ditelepon orang imigrasi minta transfer
ulun dihubungi urang maaku petugas imigrasi
ada yang ngaku petugas imigrasi telepon saya
orang imigrasi hubungi saya minta uang
saya dichat orang ngaku imigrasi
sy ditelpon org ngaku petugas imigrasi, minta otp
didatangi orang mengaku petugas""".splitlines()

NAMES_SOMETHING = """\
hubungi petugas gimana caranya
kirim paspor ke petugas boleh
jangan kirim ke petugas
petugas tidak menghubungi saya
saya dihubungi orang mengaku petugas imigrasi""".splitlines()


@pytest.mark.parametrize("before", [(), ("syarat paspor anak apa saja",)], ids=["alone", "after a question"])
@each_line("text", ASKS)
def test_who_asks_for_a_person_gets_one(index: FaqIndex, text: str, before: tuple[str, ...]) -> None:
    decision = index.decide([*before, text])
    assert (decision.outcome, decision.act) == (DecisionKind.SMALLTALK, "minta-petugas")


@pytest.mark.slow
def test_what_the_faq_teaches_word_for_word_stays_its_entrys(corpus: Corpus, tmp_path: Path) -> None:
    from bot.matching.training.train import train  # scikit-learn takes seconds

    first, second = corpus.entries[:2]
    taught = replace(first, phrasings=(*first.phrasings, "hubungi petugas desa"))
    small_corpus = replace(corpus, entries=(taught, second), referrals=(), out_of_scope=())
    train(small_corpus, tmp_path)
    small = FaqIndex.load(small_corpus, tmp_path)
    assert small.decide(["hubungi petugas desa"]).act != "minta-petugas"
    assert small.decide(["mau hubungi petugas"]).act == "minta-petugas"


@pytest.mark.parametrize("text", SPEAKS_OF_ONE)
def test_what_only_speaks_of_an_officer_is_no_request(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).act != "minta-petugas"


@pytest.mark.parametrize("text", CONTACTED)
def test_who_was_called_by_a_stranger_reads_of_fraud(index: FaqIndex, text: str) -> None:
    decision = index.decide([text])
    assert decision.act != "minta-petugas"
    assert {"dasar-calo-pungli", "dasar-bot-asli"} & {*decision.answers, *decision.suggestions}


@pytest.mark.parametrize("text", [*SPEAKS_OF_ONE, *NAMES_SOMETHING])
def test_more_than_the_request_is_not_for_this_rule(text: str) -> None:
    assert not asks_for_officer(text.replace(",", "").split())

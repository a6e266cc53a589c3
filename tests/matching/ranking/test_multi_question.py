"""Several questions of one message are all answered; one long question gets one answer."""

from __future__ import annotations

import pytest

from bot.matching.index import FaqIndex

SEVERAL = {
    "syarat paspor anak apa, terus biayanya berapa": ("paspor-syarat-anak", "paspor-biaya"),
    "mau perpanjang paspor syaratnya apa dan bayar berapa": ("paspor-penggantian", "paspor-biaya"),
    "paspor hilang ngurusnya gimana, terus dendanya berapa": ("paspor-hilang", "paspor-denda"),
    "mau bikin paspor syaratnya apa, berapa duit, jadinya berapa hari": (
        "paspor-syarat-dewasa",
        "paspor-biaya",
        "paspor-lama-proses",
    ),
    "daftar haji caranya gimana terus antrenya berapa tahun": ("haji-cara-daftar", "haji-masa-tunggu"),
    "berapa lama paspor jadi dan boleh diambilkan istri ga": ("paspor-lama-proses", "paspor-ambil-diwakilkan"),
    "travel umrah itu resmi ga ya, kalau sudah terlanjur bayar dan ketipu gimana": (
        "umrah-cek-travel",
        "umrah-travel-menipu",
    ),
    "bayar paspornya di mana aja, kalau udah transfer tapi status ga berubah gimana": (
        "paspor-cara-bayar",
        "paspor-sudah-bayar",
    ),
    "Apa akibatnya kena deportasi, dan bantuan apa yang ada sesudah pulang ke desa?": ("pmi-deportasi", "pmi-purna"),
    "akta lahir saya tidak ada, ktp juga belum dicetak, bisa bikin paspor kah": (
        "paspor-tanpa-akta-lahir",
        "paspor-ktp-belum-jadi",
    ),
    "Apa itu perdagangan orang dan ke mana melaporkan jika melihatnya?": ("tppo-apa-itu", "tppo-lapor"),
}
ONE = {
    "jadwal foto saya bentrok panen, bisa diundur kah dan bagaimana caranya": "paspor-ubah-jadwal",
    "paspor saya sudah jadi, besok diambil, harus bawa apa dan buka jam berapa loketnya": "paspor-cara-ambil",
    "ditawari jadi operator di kamboja gaji besar, resmi kah, bahayanya apa": "tppo-scam-kamboja",
    "tetangga bikin paspor pakai akta palsu, kalau ketangkap dipenjara berapa tahun": "paspor-data-palsu",
    "Apakah orang yang pernah ditolak paspornya boleh mengajukan lagi?": "paspor-ditolak",
    "Bagaimana orang tua menjaga anak dari penculikan dan perdagangan orang?": "tppo-anak",
    "Bagaimana cara mengganti paspor bagi pekerja yang tinggal di Malaysia dan masih punya izin kerja?": (
        "pmi-paspor-habis-luar-negeri"
    ),
    "beda tppm sama tppo apa": "tppm-beda-tppo",
    "beda paspor elektronik sama yang biasa apa selain biaya": "paspor-jenis-elektronik",
    "teman ngajak lewat hutan perbatasan ke serawak, katanya cepat, kalo ketahuan apa akibatnya": "tppm-jalur-tikus",
}


@pytest.mark.parametrize("text", SEVERAL)
def test_every_question_is_answered(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).answers == SEVERAL[text]


@pytest.mark.parametrize("text", ONE)
def test_one_question_gets_one_answer(index: FaqIndex, text: str) -> None:
    assert index.decide([text]).answers == (ONE[text],)

"""The early warning: a child's work abroad and a recruiter's trap, and what only looks like them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.matching.danger.ages import OF_AGE, ages
from bot.matching.danger.features import normaliser
from bot.matching.danger.warnings import early_warning

TODAY = date(2026, 11, 27)


def below_eighteen(text: str, today: date | None = None) -> list[int]:
    return [one.age for one in ages(normaliser().read(text), today) if one.age < OF_AGE]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("umur saya 16", [16]),
        ("adik umurnya baru lima belas", [15]),
        ("ading ulun umur anam balas", [16]),
        ("ponakan 13 tahun", [13]),
        ("anak kelas 2 smp", [14]),
        ("anak kls XII", [17]),
        ("murid kelas 8", [14]),
        ("sma kelas 2", [17]),
        ("saya lahir 2010", [16]),
        ("kelahiran mei 2009", [17]),
        ("baru lulus smp", [15]),
        ("umurnya belum 18", [17]),
        ("sodara masih di bawah umur", [17]),
        ("temenku 16 mau berangkat", [16]),
        ("anak saya yang nomor dua, umurnya lima belas, sudah besar", [15]),
        ("umur kulo limolas", [15]),
        ("enam belasan tahun", [16]),
        ("usianya belum genap 18 tahun", [17]),
        ("saya belum 18", [17]),
        ("umurnya baru enam belas bulan depan", [16]),
        ("di ktp 21 padahal aslinya 16", [16]),
        ("dicari 16 - 20 tahun", [16]),
        ("tanggal lahir anak saya 12/08/2009", [17]),
        ("anak belum tamat sma", [17]),
        ("anak smp di kampung", [15]),
        ("lulusan smp 2026", [15]),
        ("kelas sebelas", [17]),
        ("tingkatan tiga", [15]),
        ("masih sekolah", [17]),
        ("anak usia belasan", [17]),
        ("masih pakai seragam putih biru", [15]),
        ("seragamnya masih seragam merah putih", [12]),
        ("seragam putih abu abu", [17]),
        ("saya lahir dua ribu sepuluh", [16]),
        ("anak perempuan kami yang 16 tahun", [16]),
        ("naik ke kelas dua SMA, umurnya dibuat 21", [17]),
        ("anak buah saya form 3", [15]),
        ("anak kami dua, yang besar enam belas, yang kecil empat belas", [16, 14]),
        ("kalahiran 2010", [16]),
        ("lima walas tahun", [15]),
        ("putri saya smp kelas tiga", [15]),
        ("gadis belasan tahun", [17]),
        ("keponakan tujuh walas balum ganap", [16]),
        ("dicari gadis 15 sampai 18 tahun", [15]),
        ("keponakan belum punya KTP", [17]),
        ("anak saya dua tahun lagi baru dapat KTP", [17]),
        ("lulus smp tahun ini", [15]),
        ("selesai smp kemarin", [15]),
        ("siswi kelas VIII", [14]),
        ("baru masuk sma", [17]),
        ("lagi sakulah kalas sabalas", [17]),
        ("kita semua 2009 kelahirannya", [17]),
        ("kurang setahun lagi 18", [17]),
        ("balum sampai 17", [16]),
        ("dicari cewek 15-20", [15]),
        ("si bungsu belum punya KTP", [17]),
        ("masih esde", [12]),
        ("lahir taun 09", [17]),
        ("kelahiran 10, mau ikut", [16]),
        ("pacarku 09 akhir", [16]),
        ("lahir desember 2008", [17]),
        ("gue 2010 bang", [16]),
        ("di akta 2004, aslinya 2010", [16]),
        ("adik saya beda 7 tahun sama saya, saya 23", [16]),
        ("tiga tahun lebih muda dari saya, saya 19", [16]),
        ("dia empat tahun di bawah saya, saya sekarang 20", [16]),
        ("dua bulan lagi 18", [17]),
        ("sebentar lagi 17", [16]),
        ("baru mau tujuh belas", [16]),
        ("17 kurang 3 bulan", [16]),
        ("umur saya 17 lebih dua bulan", [17]),
        ("ulang tahun ke-17 bulan depan", [17]),
        ("KTP belum jadi karena umur belum sampai", [17, 17]),
        ("belum punya KTP masih 16", [17, 16]),
        ("anak itu baru haid tahun ini", [17]),
        ("anak itu datang bulan saja baru tahun ini", [17]),
        ("paling empat belas", [14]),
        ("habis ujian smp", [15]),
        ("teman sebangku di mts", [15]),
        ("SMA-nya baru kelas satu", [16]),
        ("anak didik saya kelas 6", [12]),
        ("umurnya lima belas. orang pt bilang", [15]),
        ("umurku pitulas", [17]),
    ],
)
def test_an_age_is_read_from_figures_words_classes_and_years(text: str, told: list[int]) -> None:
    assert below_eighteen(text, TODAY) == [age for age in told if age < OF_AGE]


@pytest.mark.parametrize(
    "text",
    [
        "umur saya 18",
        "umur dua puluh dua",
        "umur saya 18 belum menikah",
        "paspor 10 tahun",
        "lima belas tahun silam saya di malaysia",
        "kontrak 12 bulan",
        "saya lahir 2008",
        "lulusan smp",
        "lulus sma",
        "kantor imigrasi kelas I",
        "ada 15 orang",
        "sudah 8 tahun kerja di sana",
        "berangkat 17 agustus",
        "saya sudah 15 tahun jadi tki di sabah",
        "cuma tamat sd, umur 31",
        "sekolah saya cuma sampai kelas 3 sd",
        "baru sampai di brunei",
        "baju saya putih biru",
        "lahir dua ribu lima",
        "paspor yang 10 tahun",
        "ditawari manjaga kakanakan di oman",
        "lulus smp tahun 2005",
        "saya tamat smp tahun 2005",
        "sudah belasan tahun di martapura",
        "saya belum punya KTP yang baru",
        "tunangan saya di taiwan sudah 12 tahun mau pulang",
        "paspor saya sudah 10 tahun belum diganti",
        "saya di hongkong 15 tahun",
        "pengalaman kerja 16 tahun",
        "suami saya 14 tahun di sabah",
        "lahir 08 maret 1999",
        "saya 2012 berangkat ke saudi",
        "adik saya beda 3 tahun sama saya, saya 30",
    ],
)
def test_an_adults_age_and_a_span_of_time_are_no_childs_age(text: str) -> None:
    assert below_eighteen(text, TODAY) == []


def test_a_year_of_birth_says_nothing_without_the_present_day() -> None:
    assert below_eighteen("saya lahir 2010") == []


@pytest.mark.parametrize(
    "text",
    [
        "anak saya kelas 2 smp mau dibawa kerja ke malaysia",
        "ading ulun umur anam balas handak umpat bagawi ka arab",
        "umur saya 17 mau kerja di hongkong",
        "saya lahir 2010 mau daftar tkw ke taiwan",
        "17 thn bs krja d malaysia?",
        "ponakan 14 tahun dibawa agen ke saudi, boleh tidak",
        "kakanakan dibawai agen bagawi ka malaysia",
        "anak perempuan 16 tahun dijodohkan sama orang taiwan",
        "umurku 15 pengen jadi tkw",
        "agen bilang anak saya 15 th bisa dituakan umurnya",
        "anak 15 tahun yang akan menyusul tantenya bekerja di brunei",
        "saya hendak mengurus dokumen kerja luar negeri untuk siswa kami yang baru lulus smp",
        "anak binian ulun umur ampat balas dipinang urang malaysia, handak dibawa ka sana",
        "murid saya kelas 9 mau dibawa kerja ke luar negeri setelah ujian, apa boleh",
        "saya ibunya, anak umur 13 mau diajak juragan jualan di malaysia",
        "anak saya umur 16 bikin paspor buat kerja",
        "adik saya baru enam belas tapi di paspor dibuat 22, mau ke hongkong",
        "anak saya 16 mau kerja di malaysia, apakah melanggar hukum",
        "adik saya umur 15 diajak kenalan ke dubai",
        "ponakan 14 tahun jaga bayi di johor, bolehkah",
        "murid smp saya mau berhenti sekolah dan ikut kerja di pabrik malaysia",
        "keponakan 15 tahun mau saya suruh ikut pamannya kerja kebun di serawak",
        "anak saya lulus smp kemarin, sekolahnya tidak saya lanjutkan, mau kerja sawit di sabah",
        "teman cari budak umur 15 16 untuk jaga bayi, adik saya cocok",
        "anak lelaki umur 14 mau bantu pamannya kerja bangunan di sabah",
        "anak tiri saya 16 tahun mau saya bawa ke sabah bantu-bantu di ladang",
        "anak kami yang besar enam belas yang kecil empat belas mau kerja di kebun malaysia",
        "anak saya baru 16 mau saya panggil ke taiwan untuk kerja",
        "adik umur 15 mau menyusul saya kerja di sabah",
        "anak kelas satu sma berhenti sekolah mau ke taiwan",
        "anak usia 14 sampai 16 didaftarkan menjadi awak kapal ikan asing",
        "istri menyuruh anak gadis kami yang 16 tahun menyusul kerja ke taiwan",
        "adik saya lahir 2011, ada saudara jauh yang mengajaknya ke malaysia untuk jaga bayi",
        "saya bantu carikan kerja anak-anak di sini ke malaysia, umurnya 15 sama 16, surat apa saja",
        "anak kami umurnya 13 disuruh bapaknya menyusul ke sabah membantu menebas sawit",
        "pacarku masih kelas 2 sma, kami mau kerja bareng ke johor",
        "anakku mau kerja di malaysia. cewek. 16 tahun. paspornya berapa hari jadi",
    ],
)
def test_a_child_that_is_to_work_or_be_taken_abroad_is_warned_of(text: str) -> None:
    assert early_warning(text, TODAY) == "anak"


@pytest.mark.parametrize(
    "text",
    [
        "ada sponsor kasih panjar 7 juta, minggu ini berangkat ke saudi, visanya ziarah",
        "saya disuruh agen bilang mau umrah padahal kerja di arab",
        "ditawari jadi admin di kamboja, tiket dibayari, besok berangkat",
        "agen minta ktp dan kk asli, katanya langsung berangkat ke taiwan",
        "calo mau ubah umur saya di ktp supaya bisa ke saudi",
        "ditawari nikah sama orang cina mahar 60 juta",
        "sponsor bilang jangan lapor desa",
        "kerja admin judi online di kamboja, bagus tidak",
        "masuk sabah lewat jalan tikus, kerja sawit",
        "naik kapal dari nunukan ke tawau tanpa paspor, kerja sawit",
        "disuruh bilang mau ketemu pacar kalau ditanya petugas, padahal mau kerja di jepang",
        "agen kerja korea minta deposit 15 juta dulu, kontraknya menyusul",
        "ditawari kerja di klub di malaysia, disuruh berangkat diam-diam malam ini",
        "berangkat ke dubai pakai visa kunjungan dulu, di sana kerja di hotel",
        "pengantin pesanan taiwan, dibayar 50 juta",
        "ijazah dan ktp ditahan calo",
        "agen bilang tidak usah tes kesehatan dan kontrak, terbang minggu depan ke dubai",
        "ejen nak simpan paspor dan sijil saya sampai hutang habis, kerja kilang",
        "calo minta dp lima juta dulu, kontraknya belum ada, besok kuotanya habis",
        "agen suruh tukar nama di paspor biar bisa masuk kerja malaysia lagi",
    ],
)
def test_haste_debt_and_made_up_papers_are_warned_of(text: str) -> None:
    assert early_warning(text, TODAY) == "tawaran"


@pytest.mark.parametrize(
    "text",
    [
        "paspor anak umur 10 untuk umrah",
        "anak saya 15 tahun mau liburan ke malaysia",
        "keponakan 15 tahun mau sekolah di mesir",
        "saya umur 35 mau kerja ke taiwan",
        "saya mau kerja di taiwan, anak saya umur 10 ikut neneknya",
        "saya buruh pabrik, mau bikin paspor untuk anak umur 9 buat umrah",
        "anak umur 8 tahun ikut ibunya yang tkw pulang ke indonesia",
        "keponakan umur 16 mau main ke rumah saya di singapura, saya kerja di sini",
        "anak 14 tahun ikut orang tua dinas di belanda",
        "guru, murid 16 tahun pertukaran pelajar ke amerika",
        "buku nikah bisa mengganti akta lahir untuk paspor anak",
        "cara cek lowongan kerja luar negeri asli atau palsu",
        "pt minta saya tes kesehatan dulu sebelum kontrak, benar",
        "tki tanpa dokumen, boleh minta bantuan kedutaan",
        "ponakan kelas 3 sd diajak orang tuanya jalan-jalan ke johor, apa suratnya",
        "adik sepupu 11 tahun dibawa orangtua kandung ke brunei",
        "umur 31, anak tiga, lulusan sd, mau kerja di taiwan, apa syaratnya",
        "anak saya mengajak saya ke singapura, tanggal lahir di ijazah lain dengan di ktp",
        "cucu umur delapan ikut ibunya yang kerja di brunei untuk sekolah",
        "waktu umur 16 dulu saya kerja di sabah, sekarang mau bikin paspor lagi",
        "umur saya dinaikkan dua tahun di ktp",
        "berapa umur minimal kerja di luar negeri",
        "apa hukuman mempekerjakan anak di bawah umur di luar negeri",
        "tugas sekolah tentang anak umur 15 yang dibawa kerja ke malaysia",
        "saya ditawari kerja di taiwan lewat pt resmi",
        "apa bolehkah kerja pakai visa turis",
        "biaya paspor berapa",
        "calo minta dp 1 juta buat bikin paspor",
        "anak saya 16 tahun mau lanjut sekolah di malaysia",
        "",
        "saya ibu satu anak usia 5 tahun, mau kerja ke taiwan, anak dititipkan neneknya",
        "jaga anak umur 14 tahun di rumah majikan hongkong gajinya berapa, saya 34",
        "anak kami bawa liburan ke kuala lumpur, yang kecil umur 2 tahun, tidak bekerja",
    ],
)
def test_ordinary_questions_are_not_warned_of(text: str) -> None:
    assert early_warning(text, TODAY) is None

"""The rules of files: faults that keep a whole file from being read."""

from __future__ import annotations

from collections.abc import Sequence

from bot.faqfiles.problem import Level
from bot.faqfiles.syntax.fault import fault


@fault("berkas-tidak-terbaca")
def unreadable_file(reason: str) -> str:
    """Berkas atau folder FAQ tidak bisa dibuka.

    Tanpa berkasnya, bot tidak punya jawaban. Biasanya foldernya dipindah, salah nama, atau hak bacanya
    hilang. Masalah ini tidak punya contoh isi.
    """
    return f"tidak bisa dibaca: {reason}; periksa nama dan letaknya, serta hak bacanya"


@fault("berkas-terlalu-besar")
def too_large(largest: str) -> str:
    """Berkas FAQ paling besar 2 MB.

    Itu kira-kira 40.000 kalimat. Berkas yang lebih besar biasanya bukan berkas FAQ, dan bot akan lama membacanya.
    Masalah ini tidak punya contoh isi.
    """
    return f"berkas ini lebih dari {largest} dan tidak dibaca; bagi menjadi beberapa topik, atau hapus yang bukan FAQ"


@fault("berkas-salah-nama")
def wrong_name(right: str, move: str) -> str:
    """Nama atau letak berkas tidak cocok dengan isinya, jadi berkas itu tidak dibaca.

    Windows menambahkan ' (1)' dan ' - Salin', Notepad menambahkan .txt. Bot hanya membaca nama yang tepat: huruf kecil,
    angka, dan tanda hubung, lalu .yaml atau .kalimat.yaml. Selama namanya salah, semua isinya dianggap belum ada.
    """
    if not right:
        return "nama berkas FAQ hanya huruf kecil, angka, dan tanda hubung, seperti paspor.yaml; ganti namanya"
    if move:
        return f"berkas ini tidak dibaca karena salah folder; pindahkan {move}, namanya menjadi {right}"
    return f"berkas ini tidak dibaca karena namanya salah; ganti namanya menjadi {right}"


@fault("berkas-salinan")
def copied_file(right: str) -> str:
    """Dua berkas berisi topik yang sama: yang satu tampaknya salinan dari yang lain.

    Bot tidak tahu mana yang benar, jadi salinannya tidak dibaca. Simpan salinan di luar folder FAQ.
    """
    return (
        f"isi ini sudah ada di {right}, jadi berkas ini tidak dibaca; pastikan {right} yang benar, "
        "lalu pindahkan berkas ini dari folder FAQ"
    )


@fault("berkas-hilang")
def lost_file(right: str, others: Sequence[str]) -> str:
    """Berkas yang dibutuhkan berkas lain tidak ada.

    Setiap topik punya dua berkas: jawabannya dan kalimatnya. Tarif yang disebut jawaban ada di biaya.yaml. Kembalikan
    berkas yang terhapus atau dipindah, misalnya dari salinan kemarin.
    """
    if others:
        return f"{right} tidak ada, yang ada hanya {' dan '.join(others)}; kembalikan {right} dari isi yang benar"
    return f"{right} tidak ada, padahal dibutuhkan di sini; kembalikan berkas itu"


@fault("akhiran-berkas", Level.WARNING)
def wrong_ending(right: str) -> str:
    """Di samping berkas FAQ ada berkas bernama sama dengan akhiran lain, yang tidak dibaca.

    Orang mudah mengubah berkas yang keliru, lalu heran mengapa jawaban bot tetap sama.
    """
    return f"berkas ini tidak dibaca, yang dibaca adalah {right}; pindahkan berkas ini dari folder FAQ"


@fault("bukan-utf8")
def broken_utf8(reason: str) -> str:
    """Berkas harus disimpan sebagai teks biasa dengan pengodean UTF-8.

    Program lama menyimpan huruf khusus dengan cara lain, sehingga warga membaca tanda aneh. Excel dan Word
    menyimpan bentuk lain sama sekali. Di Notepad: Simpan Sebagai, lalu pilih Pengodean UTF-8.
    """
    return f"{reason}; di Notepad pilih Simpan Sebagai, lalu Pengodean: UTF-8"


@fault("tanda-konflik")
def conflict_marks() -> str:
    """Dua orang mengubah bagian yang sama, dan git menyimpan keduanya di antara tanda <<<<<<< dan >>>>>>>.

    Pilih isi yang benar dari keduanya, hapus yang lain, lalu hapus ketiga baris tandanya (<<<<<<<, =======, >>>>>>>).
    Kalau ragu mana yang benar, tanyakan kepada orang yang mengubahnya. Masalah ini tidak punya contoh isi.
    """
    return (
        "dua perubahan bertabrakan di sini (dari tanda <<<<<<< sampai >>>>>>>); "
        "pilih isi yang benar, hapus yang lain, lalu hapus ketiga baris tandanya"
    )

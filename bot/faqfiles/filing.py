"""The rules of files: faults that keep a whole file from being read."""

from __future__ import annotations

from bot.faqfiles.problem import Level
from bot.faqfiles.rules import fault


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


@fault("akhiran-berkas", Level.WARNING)
def wrong_ending(right_name: str) -> str:
    """Nama berkas FAQ berakhir dengan .yaml; berkas lain tidak dibaca.

    Notepad suka menambahkan .txt di belakang nama.

    Buruk:
        # haji.yml
        topik: haji
    Baik:
        # paspor.yaml
        topik: paspor
    """
    return f"berkas ini tidak dibaca; ganti namanya menjadi {right_name}"


@fault("bukan-utf8")
def broken_utf8(reason: str) -> str:
    """Berkas harus disimpan sebagai teks biasa dengan pengodean UTF-8.

    Program lama menyimpan huruf khusus dengan cara lain, sehingga warga membaca tanda aneh. Excel dan Word
    menyimpan bentuk lain sama sekali. Di Notepad: Simpan Sebagai, lalu pilih Pengodean UTF-8.

    Buruk:
        # disimpan sebagai ANSI
        judul: Paspor — baru
    Baik:
        judul: Paspor — baru
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

"""The rules of reading: faults that keep a field or a text from being understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from bot.faqfiles.problem import Level
from bot.faqfiles.syntax import amounts
from bot.faqfiles.syntax.fault import fault
from bot.faqfiles.syntax.suggest import hint
from bot.helpdesk.model.month import month_named

_FLAGS = {
    "true": ("true", "ya", "iya", "y", "yes", "benar", "on", "1"),
    "false": ("false", "tidak", "tdk", "bukan", "t", "n", "no", "off", "0"),
}


@fault("yaml-rusak")
def broken_yaml(sentence: str) -> str:
    """Susunan berkas tidak terbaca.

    Paling sering: titik dua di dalam teks tanpa kutip, kutip yang tidak ditutup, atau jarak spasi yang
    tidak sama. Satu kesalahan seperti ini menutupi sisa berkas; perbaiki, lalu periksa sekali lagi.
    """
    return sentence


@fault("tanda-khusus")
def special_sign(sign: str) -> str:
    """Teks yang mulai dengan tanda *, & atau ! punya arti khusus bagi YAML.

    Kata pertamanya akan hilang tanpa kabar. Apit seluruh teks dengan tanda kutip.
    """
    return f"tanda '{sign}' di awal punya arti khusus; apit seluruh teks dengan tanda kutip ganda"


@fault("kunci-ganda")
def duplicate_key(name: str, first: str, others: int = 0) -> str:
    """Nama isian yang sama ditulis dua kali.

    Yang kedua akan menimpa yang pertama, jadi jawaban bisa hilang tanpa ada yang tahu.
    """
    if others:
        # Two groups of fields became one.
        advice = "mungkin baris di atas isian ini terhapus (nama atau '- id: …'); kembalikan baris itu"
        return f"'{name}' dan {others} isian sesudahnya sudah ada di {first} dan seterusnya; {advice}"
    return f"'{name}' sudah ada di {first}; satukan isinya di sana, atau hapus yang tidak benar"


@fault("kunci-tidak-dikenal")
def unknown_key(name: str, known: Iterable[str], in_braces: bool = False) -> str:
    """Nama isian yang tidak ada di format.

    Biasanya salah ketik. Isinya tidak akan dipakai, maka bot menolak daripada diam saja.
    """
    names = sorted(known)
    guess = hint(name, names) or f"; yang ada: {', '.join(names)}"
    comma = '; bila teksnya memuat koma, apit teks itu dengan tanda kutip lurus (")' if in_braces else ""
    return f"isian '{name}' tidak dikenal{guess}{comma}"


@fault("kunci-kurang")
def missing_key(name: str, content: str) -> str:
    """Isian wajib belum ditulis atau masih kosong."""
    return f"isian '{name}' belum ada isinya; tulis '{name}: …' dengan {content}"


@fault("jenis-salah")
def wrong_kind(name: str, wanted: str, advice: str) -> str:
    """Isian berisi bentuk yang salah: daftar di tempat teks, atau teks di tempat daftar.

    Titik dua di dalam kalimat warga adalah sebab yang paling sering: YAML membacanya sebagai nama isian.
    """
    return f"'{name}' harus {wanted}; {advice}"


@fault("tanggal-salah")
def bad_date(name: str, typed: str) -> str:
    """Tanggal ditulis tahun-bulan-hari, misalnya 2027-05-24.

    Hanya bentuk ini yang tidak bisa disalahpahami: 04-05-2027 bisa berarti 4 Mei atau 5 April.
    """
    return f"'{name}' harus tanggal yang ada, bukan '{typed}'; tulis {_guess_date(typed)}"


@fault("biaya-bukan-angka")
def bad_rupiah(name: str, typed: str) -> str:
    """Rupiah ditulis dengan angka saja, tanpa titik, koma, atau Rp.

    Titik ribuan mudah salah hitung. Bot sendiri yang menuliskannya untuk warga: 650000 menjadi Rp650.000.
    '650 ribu', '1,5 juta', dan 'enam ratus ribu' pun ditulis lengkap dengan angka.
    """
    if name == "yakin":
        return f"'yakin' berisi angka, bukan '{typed}'; tulis sekali lagi angka yang ada di 'rupiah'"
    amount = amounts.meant(typed)
    advice = (
        f"tulis {amount}" if amount else "tulis seluruh angkanya (paling besar satu miliar) tanpa tanda atau satuan"
    )
    return f"'{name}' harus angka rupiah tanpa titik, bukan '{typed}'; {advice}"


@fault("ya-tidak-salah")
def bad_flag(name: str, typed: str) -> str:
    """Isian ya/tidak ditulis true (ya) atau false (tidak), dengan huruf kecil.

    Kalau yang ditulis tidak jelas ya atau tidak, bot tidak menebak: 'darurat' yang keliru membuat panggilan darurat
    tidak terdengar.
    """
    word = typed.casefold().strip(".! ")
    right = next((right for right, words in _FLAGS.items() if word in words), "true (ya) atau false (tidak)")
    return f"'{name}' harus true atau false, bukan '{typed}'; tulis {right}"


@fault("teks-terpotong", Level.WARNING)
def cut_text(lost: str) -> str:
    """Tanda # setelah spasi memotong teks: sisanya dianggap catatan dan tidak dibaca.

    Catatan yang memang catatan diberi jarak dua spasi atau lebih, lalu #.
    """
    return f"'{lost}' tidak ikut terbaca karena tanda #; apit seluruh teks dengan tanda kutip ganda"


@fault("jawaban-menyambung")
def joined_steps(name: str, sign: str) -> str:
    """Langkah bernomor di jawaban terbaca sebagai satu baris panjang.

    Tanda '>' menyambung baris-baris di bawahnya. Hanya setelah tanda '|' setiap baris tetap menjadi baris sendiri.
    """
    if sign:
        return f"tanda '{sign}' menyambung langkah-langkah di bawahnya menjadi satu baris; tulis |"
    return f"langkah-langkah di teks ini tersambung menjadi satu baris; tulis '{name}: |', lalu isinya di baris berikut"


@fault("kalimat-menyambung", Level.WARNING)
def joined_text(second_line: str) -> str:
    """Dua baris di daftar kalimat terbaca sebagai satu kalimat.

    Biasanya tanda '-' di baris kedua lupa ditulis, sehingga dua cara bertanya menjadi satu kalimat panjang.
    """
    return f"baris '{second_line}' menyambung ke baris di atasnya; tulis '- ' di depannya"


def _guess_date(typed: str) -> str:
    """Return the date that was meant, or the pattern to follow where it could be two dates."""
    parts = re.findall(r"\d+|[a-z]{3,}", typed.casefold())
    if len(parts) == 3:
        in_words = month_named(parts[1])
        if in_words:
            parts[1] = str(in_words)
        year_first = len(parts[0]) == 4
        year, month, day = parts if year_first else reversed(parts)
        try:
            meant = date(int(year), int(month), int(day))
        except ValueError:
            pass
        else:
            # 04-05-2027: a spreadsheet set to another country writes the month first.
            sure = year_first or in_words or int(day) > 12 or day == month
            if sure and len(year) == 4:
                return meant.isoformat()
    return "tahun-bulan-hari, dengan empat, dua, dan dua angka"

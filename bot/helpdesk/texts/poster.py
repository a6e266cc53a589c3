"""What hangs on a village's wall: what the bot is for, that it is free, who answers, and what is never asked."""

from __future__ import annotations

TITLE = "Tanya Imigrasi"
SUBTITLE = "lewat Telegram di HP, kapan saja"
ASKING, FREE = "Bertanya", "GRATIS"
STEPS = ("Pindai kode ini", "Tekan Mulai", "Tulis pertanyaan")
HOW = "Pindai, lalu tulis pertanyaan. Atau cari di Telegram:"
SEARCH = "Atau cari nama ini di Telegram:"
ASK = "Tanyakan, misalnya:"
QUESTIONS = ("Berapa biaya paspor?", "Apakah travel umrah ini resmi?", "Lowongan ke luar negeri ini asli?")
ANSWERED = "Paspor, umrah, kerja di luar negeri, dan tawaran yang meragukan. Langsung dijawab, siang dan malam."
UNKNOWN = "Yang belum diketahui bot dijawab petugas desa:"
NEVER = "Tidak pernah meminta uang, PIN, OTP, atau foto KTP."
BEWARE = "Yang memintanya bukan kami. Cocokkan nama bot huruf demi huruf."


def place(district: str, regency: str) -> str:
    """Where the village is: "Kecamatan Tapin Tengah, Kabupaten Tapin"."""
    kota = regency.lower().startswith(("kota ", "kabupaten "))
    parts = [f"Kecamatan {district}" if district else "", regency if kota or not regency else f"Kabupaten {regency}"]
    return ", ".join(part for part in parts if part)


# officers' invitations
INVITATION = "Undangan petugas Tanya PIMPASA"
INVITATION_HOW = "Pindai dengan HP sendiri, lalu tekan Mulai di Telegram. Pertanyaan warga lalu datang ke sana."
INVITATION_UNTIL = "Berlaku sampai {day}, satu kali pakai."
INVITATION_CARE = "Rahasia: siapa pun yang memindainya menjadi petugas ini. Jangan difoto atau diteruskan."
VILLAGES = "{count} desa"

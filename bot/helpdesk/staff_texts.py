"""What the staff's chat reads: the day's books, alarms, and what has happened to the bot itself."""

from __future__ import annotations

RESTORED = (
    "ℹ️ Bot dipulihkan dari cadangan {moment}.\n\n"
    "Kasus, jawaban, dan pesan SESUDAH waktu itu tidak lagi diketahui bot, walaupun masih terlihat di chat. "
    "Kartu kasus dari waktu itu tidak bisa dibalas lagi. Bila ada yang belum selesai, hubungi warganya dengan cara "
    "lain, atau tunggu ia bertanya lagi. Yang saat itu masih menunggu dikirim lagi dengan tanda (kiriman ulang).\n\n"
    "Periksa kasus yang terbuka: /antrean"
)
"""To officers and staff after a restore; `moment` as in "hari ini pukul 02.30 WITA"."""

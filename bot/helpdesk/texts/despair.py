"""Every sentence for somebody who is tired of life, for who writes of such a person, and for the officer who answers.

Nothing here promises, blames or lectures. A means is named to nobody who has not named one. An office has these
sentences read by a health worker before people read them (`offices[].despair_texts_read`; `doctor` reports it).
"""

from __future__ import annotations

from bot.helpdesk.model.markup import bold

GENTLE = (
    "Anda tidak sendiri, dan petugas sudah diberi tahu. Terima kasih sudah bercerita.\n\n"
    "Kalau bisa, temui sekarang orang yang Anda percaya. {call}\n\n"
    "Makin berat? Tekan Ya, butuh bantuan. Ceritanya boleh diteruskan di sini."
)
NOW = f"{bold('Jangan sendirian sekarang.')} Panggil orang terdekat, dan minta diantar ke {{clinic}}."
POISON = (
    f"{bold('Ke {clinic} sekarang juga,')} bersama orang terdekat. Bawa bungkus racun atau obatnya. "
    "Jangan dipaksa muntah. Belum diminum? Minta orang terdekat menjauhkannya."
)
FOR_ANOTHER = (
    f"{bold('Temani dia sekarang, jangan ditinggal sendiri.')} Jauhkan tali, racun, obat, dan benda tajam. "
    "Dengarkan, jangan dimarahi. Ajak dia ke {clinic}, pergi bersama. "
    "Dia jauh? Telepon dia, dan minta orang di dekatnya menemani."
)
ALERTED = "Petugas sudah diberi tahu. Anda tidak sendiri."
CLINIC, CLINIC_ABROAD = "puskesmas atau IGD", "rumah sakit terdekat"
TALK = "Bisa juga bicara di Healing119.id: gratis, tanpa nama."
NO_NUMBER_ABROAD = "Nomor darurat Indonesia tidak berlaku di sana."
_MISSION = "KBRI atau KJRI (kantor Indonesia di sana), atau nomor darurat setempat."
CALL_ABROAD = f"Hubungi {_MISSION} {NO_NUMBER_ABROAD}"
CALL_MISSION = (
    f"Hubungi {{name}} (kantor Indonesia di sana): {bold('{phone}')}, atau nomor darurat setempat. {NO_NUMBER_ABROAD}"
)
CALL_EITHER = f"{TALK} Atau telepon 119, lalu tekan 8. Di luar negeri: hubungi {_MISSION}"
WHERE = "Tulis di sini: Anda di mana, dan siapa yang di dekat Anda?"
WHERE_IS_WHO = "Tulis di sini: sekarang di mana, dan siapa yang menemani?"
WHERE_IS_SHE = "Tulis di sini: dia di mana, dan siapa yang bersamanya?"
JOINED_PLEA = "Saya teruskan ke petugas. Anda tidak sendiri. Panggil orang terdekat, dan minta diantar ke {clinic}."
CLOSED = (
    "{officer} mencatat bahwa ini sudah selesai. Masih berat? Tekan Belum, atau tulis saja di sini. "
    "Anda tidak sendiri. {call}"
)
GROUP = f"Anda tidak sendiri. {TALK} Atau ke {CLINIC}, bersama orang terdekat."

MARK = (
    "⚠ Mungkin putus asa. Dengarkan, jangan menghakimi, jangan menasihati panjang, jangan berjanji. "
    "Tanyakan apakah ia aman dan siapa yang menemaninya."
)
STEPS_HEAD = "Menemani yang putus asa (kasus #{number})"
STEPS = (
    "{head}\n\n"
    "1. Tekan Saya tangani, lalu kirim satu balasan di bawah ini.\n"
    "2. Dengarkan. Jangan menghakimi, jangan menasihati panjang, jangan berjanji.\n"
    "3. Tanyakan: di mana, siapa yang menemani, apakah sedang aman.\n"
    "4. Minta keluarga, RT, atau puskesmas desanya menemani. Minum racun: segera ke IGD, bawa bungkusnya, "
    "jangan dipaksa muntah.\n"
    "5. Boleh disebut: Healing119.id (gratis, tanpa nama), atau telepon 119 lalu tekan 8. "
    "Di luar negeri: KBRI atau KJRI, atau nomor darurat setempat.\n"
    "6. Jangan menutup percakapan. Beri tahu atasan."
)
READY_REPLIES = {
    "1": (
        "Balas: saya mendengarkan",
        "Terima kasih sudah bercerita. Saya membaca pesan Anda. Anda di mana sekarang, dan siapa yang di dekat Anda?",
    ),
    "2": (
        "Balas: jangan sendirian",
        "Boleh panggil orang terdekat sekarang, supaya Anda tidak sendirian? Minta diantar ke puskesmas atau IGD.",
    ),
    "3": (
        "Balas: tetap di sini",
        "Saya masih di sini. Tetap di dekat orang yang Anda percaya, dan tulis apa saja yang Anda rasakan.",
    ),
}
"""By its number, the label of a ready reply and what the resident reads."""

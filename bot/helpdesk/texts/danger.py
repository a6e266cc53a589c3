"""What is read in danger and in despair, by residents and by the officer who answers: one thing to do, whom to call.

Nothing about despair promises, blames or lectures. A means is named to nobody who has not named one. An office has
these sentences read by a health worker before people read them (`offices[].despair_texts_read`; `doctor` reports it).
"""

from __future__ import annotations

from bot.helpdesk.model.markup import bold

WHO_IN_DANGER = "Siapa yang dalam bahaya? Kalau gawat, telepon polisi sekarang: 110 (dari Indonesia)."
ALERTED = "Petugas sudah diberi tahu. Anda tidak sendiri."
NOT_ALONE = "Anda tidak sendiri."
PASSED_ON = "Saya teruskan ke petugas."
JOINED = f"{PASSED_ON} Anda tidak sendiri."
THANKED, AUTOMATIC = "Sama-sama. Anda tidak sendiri.", f"{PASSED_ON} (Jawaban otomatis)"
CALLED_OFF = f"{PASSED_ON} Salah kirim, tidak ada bahaya? Tekan tombol ini."
JOINED_PLEA = (
    "Petugas sudah diberi tahu dan akan membalas di chat ini. Anda tidak sendiri. "
    "Kalau makin gawat, jangan menunggu. {call}"
)
STILL_HELPING = (
    "Pesan Anda sudah sampai ke petugas, tetapi belum dibalas. Kalau makin gawat, tulis lagi di sini. "
    "Anda tidak sendiri."
)
SAPA = "08111-129-129"
_POLICE_AT_HOME = f"Di Indonesia, telepon polisi: {bold('110')}."
CALL_ABROAD = (
    f"Di luar negeri, hubungi KBRI atau KJRI (kantor Indonesia di sana), atau WA {bold(SAPA)} "
    f"(SAPA, layanan perempuan dan anak). {_POLICE_AT_HOME}"
)
CALL_FOR_ANOTHER = f"Dari Indonesia, telepon {bold('110')} sekarang. Yang menjawab polisi."
ASKED_FOR_MONEY = "Diminta uang? Jangan kirim dulu. Tanya polisi."
B_SAPA = f"WA SAPA: {SAPA}"
_NAMED_MISSION = f"hubungi {{name}} (kantor Indonesia di sana): {bold('{phone}')}"
CALL_MISSION = f"Di luar negeri, {_NAMED_MISSION}. {_POLICE_AT_HOME}"
CALL_EITHER = f"{_POLICE_AT_HOME} Di luar negeri, hubungi KBRI atau KJRI (kantor Indonesia di sana)."
SAPA_AT_HOME = f"Diancam, disakiti? Telepon juga {bold('129')} (SAPA, layanan perempuan dan anak) atau WA {bold(SAPA)}."
WOUNDED = f"{bold('Terluka? Ke {clinic} sekarang.')} Minta diantar orang terdekat."
PICTURES = f"{bold('Foto atau video mau disebar? Jangan bayar, jangan kirim lagi.')} Simpan pesan dan nomornya."
IF_SAFE = "Kalau aman, lakukan ini. {call}"
FOR_RELATIVE = "{call} Simpan semua pesan, foto, dan nomornya."
RELATIVE_ASK = "Tulis di sini: dia sekarang di mana, siapa yang membawa atau memaksa, dan kapan kabar terakhirnya?"
SAFE_ASK = "Apakah Anda bisa membalas dengan aman?"
SAFE_YES = "Baik. Petugas sudah diberi tahu dan membalas lewat chat ini. Tulis pelan-pelan: Anda sekarang di mana?"
SAFE_NO = "Baik, kami tidak akan mengirim pesan dulu. Tulis kapan saja Anda aman."
SAFE_MISTAKE = "Baik, terima kasih. Petugas tetap melihat pesan tadi. Ada lagi yang bisa dibantu?"
IF_IN_DANGER = "Kalau ada yang sedang dalam bahaya, tekan tombol ini. Petugas diberi tahu saat itu juga."
NOT_HEARD = "Bot tidak bisa mendengar rekaman. Dalam bahaya? Tulis: saya dalam bahaya. Atau tekan tombol ini."
WHAT_IS_IT = "Ada apa, Bapak/Ibu? Ceritakan saja di sini, pelan-pelan. Apakah ada yang sedang dalam bahaya?"
CHECK_DANGER = "Saya ingin memastikan: apakah ada yang sedang dalam bahaya?"
_GIVE_NOTHING = "Jangan serahkan uang, KTP, KK, atau paspor, dan jangan tanda tangan apa pun."
_CHECK_FIRST = f"{_GIVE_NOTHING} Periksa dulu tawarannya, atau kirim ke petugas. Gratis."
WARN_MINOR = f"{bold('Jangan berangkat dulu.')} Di bawah 18 tahun tidak boleh bekerja di sana.\n\n{_CHECK_FIRST}"
WARN_MARRIAGE = (
    f"{bold('Jangan menikah dan jangan berangkat dulu.')} Anak yang dibawa menikah ke luar negeri sering dijebak.\n\n"
    f"{_GIVE_NOTHING} Ceritakan ke orang yang dipercaya, atau kirim ke petugas. Gratis."
)
_TELL_THE_PARENTS = (
    "Sampaikan ke orang tuanya: jangan serahkan uang, KTP, KK, atau paspor kepada siapa pun. "
    "Simpan nama dan nomor orang yang mengajak."
)
WARN_MINOR_OF_ANOTHER = (
    f"{bold('Anak itu jangan berangkat dulu.')} Di bawah 18 tahun tidak boleh bekerja di sana.\n\n{_TELL_THE_PARENTS}"
)
WARN_MARRIAGE_OF_ANOTHER = (
    f"{bold('Anak itu jangan dinikahkan dan jangan berangkat dulu.')} "
    f"Anak yang dibawa menikah ke luar negeri sering dijebak.\n\n{_TELL_THE_PARENTS}"
)
EARLY_WARNING = "⚠️ PERINGATAN DINI"
"""Above what an officer reads of an early warning."""
WARN_SCAM = (
    f"{bold('Jangan bayar. Ini tanda penipuan.')}\n\n"
    "Jangan kirim uang, OTP, PIN, atau foto KTP, dan jangan buka tautannya. Simpan pesan dan nomornya. "
    "Sudah telanjur bayar? Hubungi bank, lalu kirim ke petugas. Gratis."
)
PROGRAM = (
    "Jangan dibuka, jangan dipasang. Ini berkas program, bukan foto atau surat. "
    "Program dari orang yang tidak dikenal bisa mencuri isi HP dan uang di bank."
)
"""What resident and officer read of a file that would install something; the officer right under it."""
_TRUE_ONES = "Tawaran seperti ini sering menjadi jebakan. Yang benar bisa dicek di siskop2mi.go.id (situs pemerintah)."
WARN_OFFER = f"{bold('Jangan berangkat dulu.')} {_TRUE_ONES}\n\n{_CHECK_FIRST}"
STILL_WARNED = (
    f"Petugas bisa memeriksa ini dan menjelaskan sebabnya, gratis. Sebelum itu, {bold('jangan berangkat dulu')}. "
    f"Dipaksa, atau mau dijemput? Telepon polisi: {bold('110')}. Mau saya kirim ke petugas?"
)
GLAD = "Syukurlah."
STILL_WARNED_OF_SCAM = (
    f"Petugas bisa memeriksa ini, gratis. Sebelum itu, {bold('jangan bayar dulu')}. "
    "Sudah telanjur bayar? Hubungi bank sekarang, simpan buktinya, dan lapor polisi (110). Mau saya kirim ke petugas?"
)
CHECK_NO = f"{GLAD} Mau ditanyakan ke petugas, atau tulis pertanyaan lain?"
EMERGENCY_GROUP = "Kalau ada yang dalam bahaya, jangan menunggu. {call}"
B_DANGER = "🆘 Saya/keluarga dalam bahaya"
B_MYSELF, B_FAMILY, B_NOBODY = "Saya", "Keluarga saya", "Tidak ada"
B_SAFE = {"ya": "Ya", "tidak": "Tidak", "salah": "Salah paham"}
B_DANGER_YES, B_DANGER_NO = "Ya, butuh bantuan", "Tidak"
B_CHECK_THIS, B_SEND_TO_OFFICER = "Cek tawaran", "Kirim ke petugas"
B_ALL_STEPS = "Langkah lengkap"

DESPAIR_GENTLE = (
    "Anda tidak sendiri, dan petugas sudah diberi tahu. Terima kasih sudah bercerita.\n\n"
    "Kalau bisa, temui sekarang orang yang Anda percaya. {call}\n\n"
    "Makin berat? Tekan Ya, butuh bantuan. Ceritanya boleh diteruskan di sini."
)
DESPAIR_NOW = f"{bold('Jangan sendirian sekarang.')} Panggil orang terdekat, dan minta diantar ke {{clinic}}."
DESPAIR_POISON = (
    f"{bold('Ke {clinic} sekarang juga,')} bersama orang terdekat. Bawa bungkus racun atau obatnya. "
    "Jangan dipaksa muntah. Belum diminum? Minta orang terdekat menjauhkannya."
)
DESPAIR_FOR_ANOTHER = (
    f"{bold('Temani dia sekarang, jangan ditinggal sendiri.')} Jauhkan tali, racun, obat, dan benda tajam. "
    "Dengarkan, jangan dimarahi. Ajak dia ke {clinic}, pergi bersama. "
    "Dia jauh? Telepon dia, dan minta orang di dekatnya menemani."
)
CLINIC, CLINIC_OR_HOSPITAL = "puskesmas atau IGD", "puskesmas atau rumah sakit terdekat"
TALK = "Bisa juga bicara di Healing119.id: gratis, tanpa nama."
TALK_AT_HOME = f"{TALK} Atau telepon 119, lalu tekan 8."
DESPAIR_CALL = (
    f"{TALK_AT_HOME} Di luar negeri: hubungi KBRI atau KJRI (kantor Indonesia di sana), atau nomor darurat setempat."
)
DESPAIR_CALL_MISSION = f"{TALK_AT_HOME} Di luar negeri: {_NAMED_MISSION}, atau nomor darurat setempat."
DESPAIR_WHERE = "Tulis di sini: Anda di mana, dan siapa yang di dekat Anda?"
WHERE_IS_WHO = "Tulis di sini: sekarang di mana, dan siapa yang menemani?"
WHERE_IS_SHE = "Tulis di sini: dia di mana, dan siapa yang bersamanya?"
DESPAIR_THANKED = (
    "Terima kasih mau bercerita, petugas ikut membacanya. Anda tidak sendiri. Berat lagi? Tulis di sini saja."
)
DESPAIR_JOINED = (
    "Terima kasih mau bercerita. Ini juga sudah sampai ke petugas. Panggil satu orang yang dekat, sekarang. {talk}",
    f"{JOINED} Kalau sendirian, panggil orang terdekat, atau minta diantar ke {{clinic}}. {{call}}",
)
DESPAIR_CLOSED = (
    "Kata {officer}, ini sudah selesai. Masih berat? Tekan Belum, atau tulis saja di sini. Anda tidak sendiri. {call}"
)
DESPAIR_GROUP = f"Anda tidak sendiri. {TALK} Atau ke {CLINIC}, bersama orang terdekat."

DESPAIR_MARK = (
    "⚠ Mungkin putus asa. Dengarkan, jangan menghakimi, jangan menasihati panjang, jangan berjanji. "
    "Tanyakan apakah ia aman dan siapa yang menemaninya."
)
DESPAIR_STEPS = (
    f"{bold('Menemani yang putus asa (kasus #{number})')}\n\n"
    "1. Tekan Saya tangani, lalu kirim satu balasan di bawah ini.\n"
    "2. Dengarkan. Jangan menghakimi, jangan menasihati panjang, jangan berjanji.\n"
    "3. Tanyakan: di mana, siapa yang menemani, apakah sedang aman.\n"
    "4. Minta keluarga, RT, atau puskesmas desanya menemani. Minum racun: segera ke IGD, bawa bungkusnya, "
    "jangan dipaksa muntah.\n"
    "5. Boleh disebut: Healing119.id (gratis, tanpa nama), atau telepon 119 lalu tekan 8. "
    "Di luar negeri: KBRI atau KJRI, atau nomor darurat setempat.\n"
    "6. Jangan menutup percakapan. Beri tahu atasan."
)
DESPAIR_READY_REPLIES = {
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

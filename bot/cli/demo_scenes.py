"""The scenes of the demo's page: what a resident and an officer do, step by step, with the running bot.

`who` acts or is looked at; `do` is start, write, press, reply (to the newest message that holds `to`) or look.
{warga} in a caption is the resident's name; each play takes a resident who has not written yet.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Step(TypedDict):
    """One act with its caption."""

    who: str
    do: str
    says: str
    text: NotRequired[str]
    to: NotRequired[str]


class Scene(TypedDict):
    """One scene as its button and its steps."""

    title: str
    words: str
    sign: str
    steps: list[Step]


QUESTIONS = ("Biaya paspor berapa?", "Syarat umrah apa saja?", "Saya ditawari kerja di Kamboja, amankah?")
"""What an empty phone suggests."""
NAMES = ("Aminah", "Rahmah", "Hasan", "Jamilah", "Anang", "Fitri")
"""Made-up residents who come when everybody has written already."""

_ARRIVES: Step = {
    "who": "warga",
    "do": "start",
    "text": "mandurian",
    "says": "{warga} memindai QR di kantor desa. Bot langsung tahu desanya.",
}
_EMERGENCY = "tolong, saya disekap majikan di Riyadh, paspor saya diambil"
_OPEN_QUESTION = "pak, berkas abah saya kemarin masih kurang apa?"

SCENES: tuple[Scene, ...] = (
    {
        "title": "Tanya biaya",
        "words": "Warga bertanya, angkanya ada di kalimat pertama.",
        "sign": "💬",
        "steps": [
            _ARRIVES,
            {
                "who": "warga",
                "do": "write",
                "text": "assalamualaikum, brp ya biaya bikin paspor skrg",
                "says": "{warga} bertanya dengan bahasa sehari-hari.",
            },
            {
                "who": "warga",
                "do": "look",
                "says": "Angkanya ada di kalimat pertama. Rincian dan sumbernya di bawah.",
            },
        ],
    },
    {
        "title": "Tawaran Kamboja",
        "words": "Gaji besar, berangkat cepat: bot memperingatkan.",
        "sign": "✈️",
        "steps": [
            _ARRIVES,
            {
                "who": "warga",
                "do": "write",
                "text": "ada yang menawari saya kerja admin di Kamboja, gaji 15 juta, minggu depan berangkat",
                "says": "{warga} mendapat tawaran kerja.",
            },
            {"who": "warga", "do": "look", "says": "Bot memberi peringatan dan jalan untuk memeriksa tawarannya."},
        ],
    },
    {
        "title": "Darurat",
        "words": "Orang minta tolong: petugas tahu seketika.",
        "sign": "🆘",
        "steps": [
            _ARRIVES,
            {"who": "warga", "do": "write", "text": _EMERGENCY, "says": "{warga} minta tolong."},
            {"who": "warga", "do": "look", "says": "Bot menjawab pendek: petugas tahu, dan siapa yang bisa ditelepon."},
            {
                "who": "petugas",
                "do": "press",
                "text": "Saya tangani",
                "says": "Petugas mendapat kartu merah. Satu tekanan: Saya tangani.",
            },
            {
                "who": "petugas",
                "do": "reply",
                "to": _EMERGENCY,
                "text": "Saya petugas desa. Saya di sini dan sedang menghubungi KBRI. Apakah Anda terluka?",
                "says": "Petugas membalas kartu itu seperti pesan biasa.",
            },
            {"who": "warga", "do": "look", "says": "Balasan petugas sampai di obrolan yang sama."},
        ],
    },
    {
        "title": "Petugas menjawab",
        "words": "Bot tidak tahu; petugas membalas dari HP-nya.",
        "sign": "👤",
        "steps": [
            _ARRIVES,
            {
                "who": "warga",
                "do": "press",
                "text": "👤 Tanya petugas",
                "says": "{warga} ingin bertanya kepada petugas.",
            },
            {
                "who": "warga",
                "do": "write",
                "text": _OPEN_QUESTION,
                "says": "Pertanyaan ini hanya petugas yang tahu jawabannya.",
            },
            {
                "who": "petugas",
                "do": "reply",
                "to": _OPEN_QUESTION,
                "text": "Tinggal fotokopi akta lahir. Boleh dititip di kantor desa sampai Jumat.",
                "says": "Petugas membalas kartu pertanyaan.",
            },
            {"who": "warga", "do": "look", "says": "Jawaban petugas sampai kepada {warga}."},
        ],
    },
    {
        "title": "Kabar",
        "words": "Satu kabar untuk warga yang mau menerimanya.",
        "sign": "📢",
        "steps": [
            _ARRIVES,
            {"who": "warga", "do": "write", "text": "syarat umrah apa saja", "says": "{warga} bertanya sesuatu."},
            {
                "who": "warga",
                "do": "press",
                "text": "Ya, mau",
                "says": "Sesudah jawaban pertama, bot menawarkan kabar desa.",
            },
            {
                "who": "petugas",
                "do": "write",
                "text": "/siaran Besok pukul 09.00 ada layanan paspor di balai desa. Bawa KTP dan KK.",
                "says": "Petugas menulis satu kabar.",
            },
            {"who": "petugas", "do": "press", "text": "Kirim", "says": "Petugas melihat dulu, lalu mengirim."},
            {
                "who": "warga",
                "do": "look",
                "says": "Kabar sampai kepada warga yang mau. Pada malam hari bot menunggu sampai pagi.",
            },
        ],
    },
)

"""Recognises who asks for a person and says nothing else: "mau tanya petugas", "kirim ke petugas aja"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_ASK = _words(
    "tanya bertanya tanyakan tanyain ditanyakan menanyakan nanya batakun takun takon takunakan takunkan takokno",
    "hubungi menghubungi dihubungi hubungkan dihubungkan kontak sambungkan disambungkan sambungin kirim kirimkan",
    "kirimin kirimakan dikirim dikirimkan teruskan diteruskan terusin tarusakan lanjutkan dilanjutkan sampaikan",
    "disampaikan sampaiakan disampaiakan bicara berbicara bapandir pandir ngomong ngobrol omong chat telepon panggil",
    "panggilkan kiyau kiyauakan konsultasi minta beri kasih oper alihkan",
)
_PERSON = _words("petugas petugasnya operator manusia pimpasa pembina")
_SOMEBODY = _words("orang orangnya admin imigrasi")
"""A person only behind a word like "ke" or "dengan": "admin, mau tanya" calls the bot so."""
_TO = _words("ke ka kepada sama dengan wan lawan lewat hubungi panggil chat")
_BESIDE = _words(
    "saya aku ulun kami kita mau ingin handak pengen bisa bisakah boleh bolehkah tolong mohon coba izin dong ya saja",
    "ja aja langsung ini itu nih nya pertanyaan pertanyaannya pesan pesannya obrolan tadi barusan yang nang lagi dulu",
    "bapak ibu kakak admin desa kampung imigrasi asli aslinya sebenarnya sungguhan beneran biar oleh untuk gasan",
    "kantor sekarang oke jadi kalau begitu lah pang kah deh sih di sini terus maaf",
)
"""What may stand beside it without being what it is about; a denial may not."""
_LONGEST = 12
_CONTACTED = _words("dihubungi ditelepon ditelpon dikontak dichat didatangi disms dikabari")
_CONTACTS = _words(
    "menghubungi hubungi telepon menelepon nelepon telpon chat ngechat kontak mengontak datangi mendatangi",
)
_ME = _words("saya aku ulun kami kita kulo")
_CLAIMS = _words("mengaku ngaku maaku mangaku mengatasnamakan ngakunya mengakunya")
_WISHES = _words(
    "mau ingin handak pengen minta tolong mohon coba bisa bisakah boleh bolehkah harus perlu izin biar supaya agar",
    "kapan bagaimana",
)


def asks_for_officer(words: Sequence[str]) -> bool:
    """Whether the words ask for a person, and name nothing that he is to be asked about."""
    if not 2 <= len(words) <= _LONGEST or was_contacted(words):
        return False
    asked = person = False
    for place, word in enumerate(words):
        if word in _PERSON or (word in _SOMEBODY and not _TO.isdisjoint(words[max(0, place - 2) : place])):
            # "petugas, mau tanya" calls somebody; "tanya petugas" wants him
            person |= asked
        elif word in _ASK:
            asked = True
        elif word not in _BESIDE and word not in _TO:
            return False
    return person


def was_contacted(words: Sequence[str]) -> bool:
    """Whether an officer, or somebody who says so, has got in touch with the writer: "ditelepon orang imigrasi"."""
    persons = [place for place, word in enumerate(words) if word in _PERSON | _SOMEBODY]
    if not persons:
        return False
    if not _CLAIMS.isdisjoint(words[: persons[-1]]):
        return True
    if not _WISHES.isdisjoint(words[: persons[0]]):
        return False
    passive = not _CONTACTED.isdisjoint(words[: persons[0]])
    active = any(one in _CONTACTS and other in _ME for one, other in pairwise(words[persons[0] :]))
    return passive or active

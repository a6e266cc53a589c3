"""Indonesian sentences stand in the text modules and in the few other places that have a reason."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.tables import each_line

ROOT = Path(__file__).parents[1]
WORDS = """yang tidak untuk dari dengan akan sudah belum ini itu anda saya kami pada bisa silakan kasus warga petugas
jawaban dan kirim pesan pertanyaan semua berkas baris desa orang atau harus karena oleh lagi hanya nomor kabar jadwal
kantor halaman tulis periksa lalu jalankan kata jam hari catatan dikirim dibuka ditutup diperiksa"""
INDONESIAN = frozenset(WORDS.split())
"""Words that nearly every Indonesian sentence of the bot has one of, and no English one."""
WORD = re.compile(r"(?<![/\w])[a-z]+")
"""A word that is no command: "(/kasus)" in a log line is none."""

ALLOWED = {
    "bot/helpdesk/texts/*": "what residents, officers and staff read",
    "bot/faqfiles/**/*": "what staff read about a file of the FAQ, beside the rule that finds it",
    "bot/cli/*": "what the operator who runs a command reads",
    "bot/settings/*": "what a setting means, and errors of settings",
    "bot/channels/telegram/connect.py": "errors of a token, beside what finds them",
    "bot/app/runtime/health.py": "errors of an address in the settings",
    "bot/app/doctor.py": "what `doctor` says, beside the probe that finds it",
    "bot/app/people/first_settings.py": "questions of `init`, and the head of the file that it writes",
    "bot/channels/telegram/token.py": "errors of a token, beside what finds them",
    "bot/app/faq/follow.py": "errors of the FAQ that end a start",
    "bot/channels/telegram/receive.py": "errors of a setting of the webhook",
    "bot/storage/backup/*": "errors of a backup, beside what finds them",
    "bot/storage/database/*": "errors of a database, beside what finds them",
    "bot/matching/explain.py": "what the command `ask` prints; matching imports no text module",
    "bot/matching/index.py": "errors of the cache in the settings",
    "bot/matching/learn/*": "errors of the FAQ that end a training, and sentences that it learns from",
    "bot/matching/lexicon.py": "errors of the word list",
    "bot/matching/read.py": "headings that residents write",
    "bot/matching/danger.py": "what was heard, in a sentence",
    "bot/matching/learn/danger.py": "errors of the lessons",
    "bot/helpdesk/model/hours.py": "names of days and moments, which every text module uses",
    "bot/helpdesk/privacy/*": "words that residents write, and what a masked number is replaced by",
    "bot/helpdesk/model/guided_checks.py": "answers that residents type",
    "bot/helpdesk/outreach/visits.py": "dates and places that officers type",
    "bot/helpdesk/officer/leave.py": "spans of days that officers type",
}
PLACES = {pattern: frozenset(ROOT.glob(pattern)) for pattern in ALLOWED}


def sentences(code: str) -> list[tuple[int, str]]:
    """Line and text of each Indonesian string of several words; documentation strings do not count."""
    tree = ast.parse(code)
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]
    return [(line, text) for line, text in strings if " " in text and INDONESIAN & set(WORD.findall(text.lower()))]


@each_line(
    ("code", "found"),
    [
        ('say("Kasus itu tidak ada.")', ["Kasus itu tidak ada."]),
        ('say(f"Kirim jawaban {n}")', ["Kirim jawaban "]),
        ('"""Say "tidak ada kasus" to an officer."""', []),
        ('ID = "minta-petugas"', []),
        ('log.info("the FAQ was taken up")', []),
    ],
)
def test_sentences_are_distinguished_from_docs_and_english(code: str, found: list[str]) -> None:
    assert [text for _, text in sentences(code)] == found


def test_indonesian_stands_only_where_it_may_and_each_place_needs_it() -> None:
    elsewhere, needed = [], set()
    for path in sorted((ROOT / "bot").rglob("*.py")):
        found = sentences(path.read_text("utf-8"))
        places = {pattern for pattern, files in PLACES.items() if path in files}
        if found:
            needed |= places
        if not places:
            elsewhere += [f"{path.relative_to(ROOT)}:{line}: {text}" for line, text in found]
    assert elsewhere == []
    assert set(ALLOWED) - needed == set()

"""Finds the two questions of one message that asks both, each sure by itself; a single question stays whole."""

from __future__ import annotations

from bot.matching.follow_up import Conversation, Said, Utterance
from bot.matching.gate import EVEN, SURE, Candidates, Ranker, WordRun
from bot.matching.read import Message

_TIES = frozenset(("terus", "dan", "serta", "kemudian", "lantas", "sekalian", "plus", "sama", "dengan", "juga"))
_OPENERS = _TIES | {"bisa", "kalau"}
"""Words that tie a second question to the first, and those that a second one may begin with."""
_ASKING = frozenset((
    "apa", "berapa", "bagaimana", "kapan", "mana", "siapa", "kenapa", "cara", "syarat", "biaya", "bisa", "boleh",
    "perlu", "harus", "wajib", "minta", "beda", "aman", "jelas", "ada", "betul", "benar", "prosedur", "lapor",
    "gratis", "harga", "tanya", "alamat", "nomor", "jam", "lama", "larang", "wajar", "sah", "resmi", "denda", "ongkos",
    "tarif",
))  # fmt: skip
"""Roots of words that ask. Without them 4.8 % more single questions get a second answer that nobody asked for."""
_TAGS = frozenset(("tidak", "belum"))
"""Words that make a question of what they end: "nama saya dirahasiakan ga"."""
MOST_PLACES = 5


def questions(ranker: Ranker, conversation: Conversation, turn: Utterance, whole: Candidates) -> list[Candidates]:
    """Return both questions of one message where each is sure by itself; else nothing.

    Each must be likelier than not, or SURE where the first part asks nothing, but says what is wrong ("akta ga punya,
    ktp juga masih dicetak, bisa ga"). What a message really asks for is foremost in `whole`, the candidates of all its
    words, too, unless both parts are SURE.
    """
    best: list[Candidates] = []
    sure = 0.0
    foremost = {place for place, _ in whole.foremost}
    for place in _places(turn.message, turn.run):
        first, second = turn.run.part(0, place), _without_tie(turn.run.part(place))
        # one mark at the end of a clause cannot say that both of its halves ask
        marks = frozenset() if first.words[-1].clause == second.words[0].clause else turn.message.asked
        if len(second.words) < 2 or not _asks(second, marks):
            continue
        needed = max(sure, EVEN if _asks(first, marks) else SURE)
        left = ranker.rank(first)
        if left.confidence < needed or (left.confidence < SURE and left.best not in foremost):
            continue
        right = conversation.rank(second, Said(first, first.scores))
        lower = min(left.confidence, right.confidence)
        supported = lower >= SURE or (left.best in foremost and right.best in foremost)
        if supported and right.best != left.best and right.confidence >= needed:
            best, sure = [left, right], lower
    return best


def _places(message: Message, run: WordRun) -> list[int]:
    """Return positions before which the words may be split in two, the likeliest first."""
    found: list[tuple[int, int]] = []
    for position in range(2, len(run.words) - 1):
        before, here = run.words[position - 1], run.words[position]
        if here.clause != before.clause:
            found.append((0 if before.clause in message.asked else 1, position))
        elif here.reading in _OPENERS:
            found.append((2, position))
    return [position for _, position in sorted(found)[:MOST_PLACES]]


def _asks(run: WordRun, marks: frozenset[int]) -> bool:
    """Return whether part of a message sounds like a question, or ends in a question mark."""
    last = run.words[-1]
    return last.clause in marks or last.reading in _TAGS or any(word.root in _ASKING for word in run.words)


def _without_tie(run: WordRun) -> WordRun:
    """Return the second question without the "dan", "terus" or "sama" that tied it to the first."""
    start = 0
    while start < len(run.words) - 1 and run.words[start].reading in _TIES:
        start += 1
    return run.part(start) if start else run

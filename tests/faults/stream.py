"""A stream of updates whose every answer is known beforehand, and the proof that each was given once and in order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from bot.helpdesk.model.buttons import Verb
from bot.helpdesk.texts import (
    danger as danger_texts,
    officer as officer_texts,
    outreach as outreach_texts,
    resident as texts,
)
from bot.matching.entry import DecisionKind
from tests.faults.harness import Scene, faq, index
from tests.faults.processes import DEPUTY, OFFICER

MARK = texts.REPEATED
NOTICE = texts.STORED
ALIKE = officer_texts.ALIKE.partition("{")[0]
OFFER = re.compile(rf"{Verb.SEND_ALSO}:\d+")
MORNING = "menunggu jawaban Bapak/Ibu."
BURST = officer_texts.BURST.partition("{count}")[2].partition("{")[0]
TOPICS = ("paspor", "umrah-haji", "pekerja-migran")
PLEA = "tolong pak saya dikurung majikan ga boleh keluar"
RING = officer_texts.RING.partition("{")[0]
TAKEN_UP = officer_texts.TAKEN_UP.rpartition("}")[2]
UNKNOWN = "sapi tetangga saya masuk kebun jagung nomor {}"
FURTHER = "tambahan {} sapi itu berwarna putih"
VILLAGE = "mandurian"
NAMED = texts.SETTLED.partition("{")[0]
GREETING = "Saya bot Imigrasi"
NEWS = outreach_texts.ASK.partition("{")[0]
SEVERAL = 4
RECEIVED = [texts.VILLAGE_FIRST, NAMED, "✓ Diterima"]
"""What a resident hears of a question for the officer: it waits until he has named his village."""
LONGEST = 3000
"""Characters of an answer that surely fits into one message."""


@dataclass(frozen=True)
class Known:
    """A question that is answered at once, and how its answer begins."""

    text: str
    heading: str


@cache
def known_questions(limit: int = 60) -> tuple[Known, ...]:
    """Phrasings of different entries that the bot answers at once with that entry alone."""
    found = []
    for entry in faq().entries.values():
        if entry.topic not in TOPICS or entry.emergency or len(f"{entry.lead}\n{entry.details}") >= LONGEST:
            continue
        if text := next((text for text in entry.phrasings if _answers_alone(text, entry.id)), None):
            found.append(Known(text, entry.question))
    assert len(found) > 15
    return tuple(found)[:limit]


def _answers_alone(text: str, entry: str) -> bool:
    decision = index().decide([text])
    return decision.outcome is DecisionKind.ANSWER and decision.answers == (entry,) and not decision.greeting


def unknown_questions() -> Iterator[str]:
    """Questions for the officer, each different, that never end."""
    for number in count(1001):
        text = UNKNOWN.format(number)
        outcomes = {index().decide([words]).outcome for words in (text, FURTHER.format(number))}
        if outcomes <= {DecisionKind.ESCALATE, DecisionKind.SUGGEST}:
            yield text


@dataclass
class Findings:
    """What the proof found. Everything but `marked` has to be empty."""

    offered: int = 0
    sent: int = 0
    marked: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    disorder: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    books: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Nothing lost, nothing twice without a mark, nothing out of order, and the books balance."""
        return not (self.lost or self.twice or self.disorder or self.strange or self.books)

    def __str__(self) -> str:
        faults = (self.lost, self.twice, self.disorder, self.strange, self.books)
        names = ("lost", "twice unmarked", "out of order", "strange", "books")
        counts = ", ".join(f"{name} {len(group)}" for name, group in zip(names, faults, strict=True))
        shown = [line for group in faults for line in group[:5]]
        return "\n".join([f"updates {self.offered}, sent {self.sent}, marked repeats {self.marked}: {counts}", *shown])


Threads = dict[int, list[list[str]]]
"""By chat: lists of what its messages contain; each list in its order, the lists beside each other."""


@dataclass
class Stream:
    """Residents who ask what is known, residents who need the officer, and an officer who answers.

    Of every ten residents six ask, two open a ticket and write again, one asks several things after the village's QR
    code, gives thanks and is asked whether he wants its news, and one sends a place on the map. A resident who needs
    the officer names his village first.
    """

    scene: Scene
    expected: Threads = field(default_factory=lambda: defaultdict(list))
    tickets: dict[int, str] = field(default_factory=dict)
    offered: int = 0

    def __post_init__(self) -> None:
        people = self.scene.residents
        self._askers = [person for person in people if person % 10 < 6]
        self._seekers = [person for person in people if 6 <= person % 10 < 8]
        self._villagers = [person for person in people if person % 10 == 8]
        self._senders = [person for person in people if person % 10 == 9]
        self._known = known_questions()
        self._unknown = unknown_questions()
        self._asked = 0
        for asker in self._askers:
            self.expected[asker] = [[]]

    async def questions(self, count: int) -> None:
        """About that many updates of residents; everybody but the askers writes only once."""
        messages: list[tuple[int, str]] = []
        for number in range(count):
            if number % 10 == 6 and self._seekers:
                messages += self._seek(self._seekers.pop())
            elif number % 10 == 8 and self._villagers:
                messages += self._ask_in_a_village(self._villagers.pop())
            elif number % 10 == 9 and self._senders:
                messages.append(await self._send_place(self._senders.pop()))
            else:
                messages.append(self._ask())
        await self.scene.telegram.write(messages)
        self.offered += len(messages)

    def _ask(self) -> tuple[int, str]:
        round_, place = divmod(self._asked, len(self._askers))
        self._asked += 1
        # everybody begins elsewhere, and nobody hears the same answer twice running
        question = self._known[(round_ + place) % len(self._known)]
        self.expected[self._askers[place]][0].append(question.heading)
        return self._askers[place], question.text

    async def call_for_help(self) -> None:
        """Somebody in a village is in danger; officer and deputy get the words."""
        person = self._villagers.pop()
        # first aid goes ahead of all else in its chat
        self.expected[person] = [[GREETING], [danger_texts.ALERTED, danger_texts.SAFE_ASK]]
        for officer in (OFFICER, DEPUTY):
            self.expected[officer].append([PLEA])
        await self.scene.telegram.write([(person, f"/start {VILLAGE}"), (person, PLEA)])
        self.offered += 2

    def _ask_in_a_village(self, person: int) -> list[tuple[int, str]]:
        asked = self._known[:SEVERAL]
        self.expected[person] = [[GREETING, *(question.heading for question in asked), NEWS]]
        return [(person, text) for text in (f"/start {VILLAGE}", *(question.text for question in asked), "makasih")]

    def _seek(self, person: int) -> list[tuple[int, str]]:
        question = next(self._unknown)
        token = question.rpartition(" ")[2]
        self.tickets[person] = f"nomor {token}"
        self.expected[person] = [["Tulis pertanyaan", *RECEIVED, "Sudah saya tambahkan"], []]
        self.expected[OFFICER].append([f"nomor {token}", f"tambahan {token}"])
        return [(person, "/petugas"), (person, question), (person, VILLAGE), (person, FURTHER.format(token))]

    async def _send_place(self, person: int) -> tuple[int, str]:
        place = {"chat_id": person, "as": person, "latitude": -2.95, "longitude": 115.05}
        message = (await self.scene.telegram.tell("act/send_location", place))["message"]["id"]
        name = f"Warga {person - self.scene.residents[0] + 1}"
        self.tickets[person] = f"– {name}\n"
        self.expected[person] = [[*RECEIVED], []]
        self.expected[OFFICER].append([f"– {name}\n", f"copy {person}/{message}"])
        self.offered += 1
        return person, VILLAGE

    async def _cards(self) -> dict[int, tuple[int, dict[str, Any]]]:
        """By resident: the number of his ticket and its card in the officer's chat.

        Only cards that the bot knows to have arrived: a reply to another copy is asked "untuk kasus yang mana?".
        """
        known = {row[0] for row in await self.scene.rows("SELECT message FROM outbox WHERE purpose = 'card'")}
        found: dict[int, tuple[int, dict[str, Any]]] = {}
        for message in await self.scene.telegram.messages(OFFICER):
            if str(message["message_id"]) not in known:
                continue
            words = message.get("text", "")
            number = re.search(r"Kasus #(\d+)", words)
            for person, sign in self.tickets.items():
                if number and sign in words and "tambahan" not in words:
                    found[person] = int(number[1]), message
        return found

    async def claims(self, share: float = 0.5) -> None:
        """Let the officer press "Ambil" on some of the cards that he has."""
        for person, (number, card) in (await self._cards()).items():
            if self.scene.random.random() > share or self.expected[person][1]:
                continue
            await self._press(OFFICER, card, f"ambil:{number}")
            self.expected[person][1].append(f"sedang menangani pertanyaan #{number}")

    async def replies(self) -> None:
        """Let the officer reply to every card that he has; each resident hears it once, he that it arrived."""
        for person, (number, card) in (await self._cards()).items():
            answer = f"Jawaban untuk kasus nomor {number}, silakan datang hari Senin."
            if answer in self.expected[person][1]:
                continue
            reply = {"chat_id": OFFICER, "as": OFFICER, "text": answer, "reply_to": card["message_id"]}
            await self.scene.telegram.tell("act/send_text", reply)
            self.expected[person][1].append(answer)
            self.expected[OFFICER].append([f"Sampai ke warga (kasus #{number})"])
            self.offered += 1

    async def thumbs(self, count: int) -> None:
        """Askers press 👍 under an answer."""
        for asker in self._askers[:count]:
            for message in await self.scene.telegram.messages(asker):
                if await self._press(asker, message, "suka:"):
                    break

    async def _press(self, person: int, message: dict[str, Any], data: str) -> bool:
        for row, buttons in enumerate(message.get("reply_markup", {}).get("inline_keyboard", [])):
            for column, button in enumerate(buttons):
                if button.get("callback_data", "").startswith(data):
                    press = {"chat_id": person, "as": person, "message_id": message["message_id"]}
                    await self.scene.telegram.tell("act/press", {**press, "row": row, "column": column})
                    self.offered += 1
                    return True
        return False


async def proof(stream: Stream) -> Findings:
    """Compare what the server offered and accepted with what had to be said, with the database and the ledger."""
    scene, found = stream.scene, Findings(offered=stream.offered)
    said: dict[int, list[str]] = defaultdict(list)
    offers: list[tuple[str, list[str]]] = []
    for call in await scene.telegram.calls("sendMessage", "copyMessage"):
        params = call["params"]
        # whatever comes between, a repeated copy quotes the mark that was sent for it
        mark = f"{MARK}\n" if params.get("reply_parameters") else ""
        copied = f"{mark}copy {params.get('from_chat_id')}/{params.get('message_id')}"
        words = str(params.get("text") or copied)
        if ALIKE in words:
            offers.append((words, OFFER.findall(str(params.get("reply_markup")))))
        else:
            said[call["chat_id"]].append(words)
        found.sent += 1
    for chat in sorted({*stream.expected, *said}):
        _compare(chat, stream.expected[chat], said[chat], found)
    _once_for_each_answer(offers, found)
    await _books(stream, found)
    return found


def _once_for_each_answer(offers: list[tuple[str, list[str]]], found: Findings) -> None:
    """After an answer the officer may be asked once whether it goes to those who ask the same; the button tells which.

    Whether anybody still waits for the same then depends on the moment; that nothing stays unsent is in the books.
    """
    known: set[str] = set()
    for text, buttons in offers:
        if len(buttons) != 1:
            found.strange.append(f"{text[:80]!r} with {buttons}")
        elif buttons[0] not in known:
            known.add(buttons[0])
        elif text.startswith(MARK):
            found.marked += 1
        else:
            found.twice.append(f"{text[:80]!r} with {buttons}")


def _compare(chat: int, threads: list[list[str]], said: list[str], found: Findings) -> None:
    """Walk through a chat's messages: each is the next of some thread, or a marked repeat of the one before it."""
    reached = [0] * len(threads)
    missing: set[tuple[int, int]] = set()
    informed = greeted = False
    for text in said:
        if text == MARK or text.removeprefix(f"{MARK}\n").startswith(RING):
            # an emergency that nobody has taken up rings on, with its words
            continue
        marked = text.startswith(MARK)
        shown = f"chat {chat}: {text[:80]!r}"
        places = [(t, p) for t, parts in enumerate(threads) for p, part in enumerate(parts) if part in text]
        following = [(thread, place) for thread, place in places if place >= reached[thread]]
        if following and not (marked and any(place == reached[thread] - 1 for thread, place in places)):
            thread, place = min(following, key=lambda one: one[1] - reached[one[0]])
            missing |= {(thread, skipped) for skipped in range(reached[thread], place)}
            reached[thread] = place + 1
        elif late := missing.intersection(places):
            missing -= late
            found.disorder.append(shown)
        elif not places and NOTICE in text and not informed:
            # a resident whose first message became a ticket gets the notice of what is stored by itself
            informed = True
        elif not places and MORNING in text and not greeted:
            # an officer for whom tickets wait is greeted once a day, here at any hour: these offices never close
            greeted = True
        elif not places and TAKEN_UP in text:
            # an emergency that nobody has taken up goes up, sooner where its card has reached nobody
            continue
        elif not places and BURST in text:
            # an officer whose cards came without a sound gets one summary of how many wait, at any time
            continue
        elif not places and NOTICE not in text:
            found.strange.append(shown)
        elif marked:
            found.marked += 1
        else:
            found.twice.append(shown)
    missing |= {(t, p) for t, parts in enumerate(threads) for p in range(reached[t], len(parts))}
    found.lost += [f"chat {chat}: {threads[thread][place]!r}" for thread, place in sorted(missing)]


async def _books(stream: Stream, found: Findings) -> None:
    scene = stream.scene
    received, sent = await scene.ledger()
    waiting = await scene.rows("SELECT state, count(*) FROM inbox GROUP BY state")
    unsent = await scene.rows(
        "SELECT state, reason, count(*) FROM outbox WHERE state <> 'sent' AND NOT fleeting GROUP BY state, reason"
    )
    presses = Counter(call["params"]["callback_query_id"] for call in await scene.telegram.calls("answerCallbackQuery"))
    wrong = {
        "the ledger does not balance": not received["balanced"],
        f"received {received['received']} of {stream.offered}": received["received"] != stream.offered,
        f"failed or ignored: {received}": received["failed"] or received["ignored"],
        f"inbox: {waiting}": [state for state, _ in waiting] != ["done"],
        f"outbox: {unsent}": bool(unsent),
        f"queued: {sent}": sent["queued"] or sent["uncertain"],
        "a press was answered twice": any(number > 1 for number in presses.values()),
    }
    found.books += [sentence for sentence, holds in wrong.items() if holds]

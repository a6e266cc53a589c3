"""What an officer reads of a ticket: its card, its line in a list, its label on a button, the name of its topic."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.helpdesk.detection.person_names import says_minor
from bot.helpdesk.model.conversation_memory import DOUBTED, retractions
from bot.helpdesk.model.directory import Directory, Officer
from bot.helpdesk.model.entities import Attachment, Resident, Ticket, TicketState
from bot.helpdesk.model.markup import bold, paragraphs, quoted
from bot.helpdesk.texts import despair as despair_texts
from bot.helpdesk.texts import resident as texts
from bot.helpdesk.texts.officer import CANCELLED

QUEUE_ANSWERED, QUEUE_WORDS = "dijawab", 60
MINOR = "⚠ Penulis mungkin belum 18 tahun (menyebut umur atau sekolah). Libatkan orang tua atau wali, kecuali darurat."
HUSHED = "⚠ Warga tidak bisa membalas dengan aman. Jangan mengirim pesan dulu."
DISCREET = "⚠ HP warga mungkin dilihat orang lain: jawaban sampai tertutup dan tanpa bunyi. Tulis singkat."

CALLED_A_MISTAKE = "⚠ Warga menekan “Salah paham”. Mohon tetap dipastikan."
QUEUE_RETRACTED, QUEUE_DESPAIR = "“Salah paham” ditekan", "mungkin putus asa"
RETRACTED = (
    "⚠ “Salah paham” sudah {count} kali ditekan dalam sehari. Yang menekan mungkin orang lain; mohon tetap dipastikan."
)


def kind(attachment: Attachment) -> str:
    """Return in a word what a resident sent."""
    return texts.KINDS.get(attachment.kind, "kiriman")


def card(
    ticket: Ticket,
    resident: Resident,
    directory: Directory,
    attempted: tuple[str, ...],
    now: datetime,
) -> str:
    """Return the card: number, place, person, question, what the bot would have said, and how to answer."""
    village = directory.village_of(ticket)
    office = directory.offices[ticket.office]
    place = (
        f"{village.name}, {village.district}"
        if village and village.district
        else village.name
        if village
        else "luar desa binaan"
    )
    moment = office.hours.moment(ticket.opened_at, now)
    if ticket.emergency:
        # who and where comes first: it is all that a locked phone shows
        parts = [f"{bold(f'🔴🔴🔴 DARURAT: {resident.name}, {place}')}\nKasus #{ticket.id}, {moment}"]
    else:
        parts = [f"{bold(f'Kasus #{ticket.id}')}\n{place} – {resident.name}\n{moment}"]
    parts.append(quoted(ticket.question))
    if attempted:
        guesses = "\n".join(f"{number}. {question}" for number, question in enumerate(attempted, 1))
        parts.append(f"{bold('Tebakan bot:')}\n{guesses}")
    if ticket.despair:
        parts.append(despair_texts.MARK)
    if says_minor(ticket.question):
        parts.append(MINOR)
    if ticket.retracted_at and ticket.emergency:
        parts.append(CALLED_A_MISTAKE)
    if resident.memory.hush:
        parts.append(HUSHED)
    elif resident.memory.discreet:
        parts.append(DISCREET)
    if ticket.emergency and (doubted := doubt(resident, now)):
        parts.append(doubted)
    parts.append(state_line(ticket, directory))
    return paragraphs(*parts)


def doubt(resident: Resident, now: datetime) -> str:
    """Return the mark of a call for help after others were taken back; "" while that may have been a slip."""
    count = retractions(resident.memory, now)
    return RETRACTED.format(count=count) if count >= DOUBTED else ""


def topic_name(ticket: Ticket, directory: Directory) -> str:
    """Return the name of a ticket's topic; without the resident's words, since everybody in the group sees the list."""
    village = directory.village_of(ticket)
    return f"{'🔴 ' if ticket.emergency else ''}Kasus #{ticket.id} – {village.name if village else 'luar desa binaan'}"


def state_line(ticket: Ticket, directory: Directory) -> str:
    """Say where the ticket stands, as the card's last line."""
    if ticket.state is TicketState.CANCELLED:
        return CANCELLED
    if ticket.state is TicketState.CLOSED:
        return "✓ Ditutup."
    holder = directory.holder(ticket)
    if ticket.first_reply_at and ticket.waiting_since is None:
        return f"✓ Dijawab{f' oleh {holder.name}' if holder else ''}."
    if holder:
        return f"Ditangani {holder.name}. Balas pesan ini untuk menjawab warga."
    return "Balas pesan ini untuk menjawab warga."


def follow_up(ticket: Ticket, resident: Resident, text: str) -> str:
    """Return a further message of the resident in an open ticket."""
    return f"{bold(f'#{ticket.id} {resident.name}:')}\n{quoted(text)}"


def media_head(ticket: Ticket, resident: Resident, attachment: Attachment) -> str:
    """Announce a copied photo, voice note…"""
    return f"{bold(f'#{ticket.id} {resident.name}')} mengirim {kind(attachment)}:"


def queue_line(ticket: Ticket, name: str, directory: Directory, now: datetime) -> str:
    """Write one open ticket in /antrean: who, since when, what it is about, and who has it."""
    since = ticket.waiting_since or ticket.opened_at
    asked = " ".join(ticket.question.split())
    question = asked if len(asked) <= QUEUE_WORDS else f"{asked[: QUEUE_WORDS - 1].rstrip()}…"
    holder = directory.holder(ticket)
    marks = {
        QUEUE_ANSWERED: ticket.waiting_since is None,
        QUEUE_RETRACTED: ticket.at_risk and ticket.retracted_at is not None,
        QUEUE_DESPAIR: ticket.despair,
    }
    state = tuple(mark for mark, holds in marks.items() if holds)
    sign = "⚪ " if ticket.retracted_at else "🔴 " if ticket.emergency else "🟡 " if ticket.despair else ""
    parts = (name, age(now - since), *state, question, *((holder.name,) if holder else ()))
    return f"{sign}{bold(f'#{ticket.id}')} {' · '.join(part for part in parts if part)}"


def age(waited: timedelta) -> str:
    """Say how long somebody has waited, in the greatest unit."""
    minutes = max(0, int(waited.total_seconds()) // 60)
    if minutes < 1:
        return "baru saja"
    if minutes < 60:
        return f"{minutes} menit"
    return f"{minutes // 60} jam" if minutes < 24 * 60 else f"{minutes // (24 * 60)} hari"


def colleague(person: Officer, tickets: int, *, away: bool) -> str:
    """Return a colleague's label on a button, with how many tickets he has already."""
    return f"{person.name} ({'cuti, ' if away else ''}{tickets} kasus terbuka)"


def names(officers: tuple[Officer, ...]) -> str:
    """Write officers' names in a row."""
    return ", ".join(officer.name for officer in officers)


def ticket_label(ticket: Ticket) -> str:
    """Return a ticket's label on a button."""
    question = " ".join(ticket.question.split())
    return f"#{ticket.id} {question if len(question) <= 40 else f'{question[:37]}…'}"

"""What members have asked for in the chat, carried out on the desk beside the turns, and what they read of it.

A task stays in the store until its result is stored with it: after a kill it is taken up again, and every task finds
out by itself whether it was done already.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from bot.app.editing.desk import Desk, typed_tariff
from bot.app.editing.office import EditConflict, free, gets_now, owned
from bot.app.editing.proposal import basis, summary
from bot.app.editing.publish import Say, unsaid
from bot.app.editing.suggestions import WRITTEN, plain_phrasings, preview, tag
from bot.faqfiles.lint.letters import fold
from bot.helpdesk.model.actions import Outcome, Rows, Send
from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.model.hours import long_date
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import NEW, Form, FormKept, Member, Task
from bot.helpdesk.staff import BACK, FEWEST_PHRASINGS, FEWEST_TESTS, asked_next, button, card, listed, to, unfinished
from bot.helpdesk.texts import staff as texts
from bot.helpdesk.texts.resident import rupiah

SHOWN_CHANGES = 3
LISTED = 8
"""Entries offered as buttons at once."""


@dataclass(frozen=True)
class TaskContext:
    """A task with all that carrying it out needs. `say`: tells the member at once what takes long."""

    desk: Desk
    member: Member
    task: Task
    say: Say = unsaid

    def says(self, text: str, rows: Rows = (), keep: tuple[str, ...] = (), more: tuple[Send, ...] = ()) -> Outcome:
        """Tell the member; `keep`: what his next message is for, and what was chosen before."""
        left = self.left if keep and keep[0] != NEW else ()
        kept = (FormKept(self.member.id, Form(keep[0], self.desk.office.now(), keep[1:], left)),) if keep else ()
        menu = (BACK,) if self.member.roles or self.member.signs else ()
        return Outcome(actions=(*to(self.member, text, (*rows, *menu)), *more), staff=kept)

    @property
    def left(self) -> tuple[str, ...]:
        """What the member has given of a new answer."""
        return self.member.form.unfinished if self.member.form else ()

    def saved(self, told: tuple[str, ...], said: str = texts.SAVED) -> Outcome:
        """Say that the draft has changed; testing it takes a minute, so that is done once somebody wants to publish."""
        return self.says("\n\n".join([said, *told]), ((button(texts.B_LOOK, "beda"),),))


async def carry_out(asking: TaskContext) -> Outcome:
    """Do what was asked for, and return what the member reads: a sentence where it cannot be done."""
    run = TASKS.get(asking.task.kind)
    try:
        return await run(asking, *asking.task.args) if run else asking.says(texts.OLD_BUTTON)
    except Trouble as error:
        return asking.says(str(error))


async def _today(ask: TaskContext) -> Outcome:
    found = await ask.desk.today(ask.member)
    parts = [
        (len(found.requests), texts.TODAY_REQUESTS, ""),
        (found.gaps, texts.TODAY_GAPS, ""),
        (found.drafts, texts.TODAY_DRAFTS, ""),
        (len(found.due), texts.TODAY_DUE, texts.names(one.question for one in found.due)),
        (len(found.unsigned), texts.TODAY_UNSIGNED, ""),
        (len(found.unpublished), texts.TODAY_UNPUBLISHED, ""),
        (len(found.thin), texts.TODAY_THIN, texts.names(one.question for one in found.thin)),
    ]
    lines = [text.format(count=count, names=named) for count, text, named in parts if count]
    lines += [f"• {unfinished(ask.left)[0]}"] if ask.left else []
    shown = "\n".join([bold(texts.TODAY_HEAD), "", *(lines or [texts.TODAY_NOTHING])])
    cards = tuple(send for one, maker in found.requests for send in card(one, maker, ask.member))
    return ask.says(shown, more=cards)


async def _fees(ask: TaskContext) -> Outcome:
    fees = await ask.desk.fees(ask.member)
    rows = tuple((button(f"{rupiah(one.fee.rupiah)} · {one.fee.name}", "biaya", one.fee.id),) for one in fees)
    return ask.says(texts.FEES, rows)


async def _ask_fee(ask: TaskContext, id: str) -> Outcome:
    one = await ask.desk.fee(ask.member, id)
    draft, served = one.fee.rupiah, one.now.rupiah
    quoted = f": {texts.names(entry.question for entry in one.quoted)}" if one.quoted else ""
    values = {"amount": rupiah(served), "basis": basis(one.now)}
    text = texts.FEE.format(name=bold(one.fee.name), count=len(one.quoted), names=quoted, **values)
    if draft != served:
        text += f"\n\n{texts.FEE_DRAFTED.format(draft=rupiah(draft), served=rupiah(served))}"
    return ask.says(text, keep=("tarif", id, str(draft), str(served)))


async def _save_fee(ask: TaskContext, fee: str, before: str, *said: str) -> Outcome:
    served, after, confirmed, basis = said if len(said) > 3 else (*said, "")
    law, since, source = (*basis.splitlines(), "", "", "")[:3]
    try:
        new = typed_tariff(int(after), law, since, source)
        told = await ask.desk.change_fee(ask.member, fee, int(before), new, bool(confirmed))
    except EditConflict:
        raise
    except Trouble as error:  # what was typed before stays
        return ask.says(str(error), keep=("tarif", fee, before, served, after, confirmed))
    return await _propose(ask, told)


async def _propose(ask: TaskContext, told: tuple[str, ...] | None = ()) -> Outcome:
    """Show what publishing would change, with the button that does it. `told`: what was said of a change before."""
    found = await ask.desk.propose(ask.member, ask.say)
    if found is None:
        return ask.says(texts.NOTHING_NEW)
    first, every = (*found.changes, *found.by_fees[:1])[:SHOWN_CHANGES], (*found.changes, *found.by_fees)
    shown = listed(texts.PROPOSED, (*summary(found), *found.told(first)))
    shown += f"\n{texts.REST.format(count=len(every) - len(first))}" if len(every) > len(first) else ""
    rows: Rows = ((button(texts.B_PUBLISH, "terbit", found.id), button(texts.B_NO, "tidak")),)
    return ask.says("\n\n".join([shown, *([texts.NEEDS_SECOND] if found.second else []), *(told or ())]), rows)


async def _publish(ask: TaskContext, proposal: str, why: str) -> Outcome:
    return ask.says(await ask.desk.publish(ask.member, proposal, why))


async def _decide(ask: TaskContext, request: str) -> Outcome:
    """Agree or refuse, as the pressed button says."""
    return ask.says(await ask.desk.decide(ask.member, int(request), agreed=ask.task.kind == "setuju"))


async def _whole(ask: TaskContext, request: str) -> Outcome:
    """Show a second person all of what he is asked about, above the buttons."""
    for one, maker in await ask.desk.waiting(ask.member):
        if str(one.id) == request:
            return Outcome(actions=card(one, maker, ask.member, whole=True))
    return ask.says(texts.DECIDED)


async def _undo_first(ask: TaskContext) -> Outcome:
    """Show the last publication, and ask whether it shall go."""
    found, older, lines = await ask.desk.history(ask.member)
    if older is None:
        return ask.says(texts.UNDO_NONE)
    last, said, office = found[0], found[0].said, ask.desk.office
    moment = office.directory.first_office.hours.moment(last.at, office.now())
    text = texts.UNDO.format(number=last.number, moment=moment, by=said.by, why=said.why, older=older)
    return ask.says(listed(text, lines), ((button(texts.B_YES_UNDO, "balik", last.id), button(texts.B_NO, "tidak")),))


async def _undo(ask: TaskContext, edition: str) -> Outcome:
    return ask.says(await ask.desk.undo(ask.member, edition))


async def _find(ask: TaskContext, words: str) -> Outcome:
    found = await ask.desk.entries(ask.member, words)
    rows = tuple((button(one.question, "kal", one.id),) for one in found)
    return ask.says(texts.SEARCH_FOUND if rows else texts.SEARCH_NONE, rows)


async def _ask_phrasing(ask: TaskContext, id: str) -> Outcome:
    entry, *_ = await ask.desk.entry(ask.member, id)
    return ask.says(texts.PHRASING.format(question=bold(entry.question)), keep=("kalimat", id))


async def _save_phrasing(ask: TaskContext, id: str, text: str, chosen: str = "") -> Outcome:
    """Save a phrasing; where another entry surely gets it today, it is asked first which of the two shall have it."""
    office = ask.desk.office
    said, to = ("", "") if chosen else gets_now(office.knowledge, text, id)
    if to and fold(text) not in owned(draft := await office.draft()):
        rows: Rows = tuple(
            (button(label.format(question=draft.entries[one].question), "topik", one),)
            for label, one in ((texts.B_MOVE, to), (texts.B_STAY, id))
            if one in draft.entries
        )
        return ask.says(f"{said}\n\n{texts.WHERE_TO}", rows, ("tempat", id, text))
    entry, *_ = await ask.desk.entry(ask.member, chosen or id)
    told = await ask.desk.add_phrasing(ask.member, entry.id, text)
    return ask.saved(told or (), texts.PHRASING_SAVED.format(text=text, question=entry.question))


async def _to_sign(ask: TaskContext) -> Outcome:
    every = await ask.desk.entries(ask.member)
    mine = [one for one in every if one.verified_on is None and one.owner in ask.member.signs]
    if not mine:
        return ask.says(texts.SIGN_NONE)
    mine.sort(key=lambda one: (not one.emergency, one.review_by))
    rows = tuple((button(one.question, "baca", one.id),) for one in mine[:LISTED])
    return ask.says(texts.SIGN_LIST.format(count=len(mine)), rows)


async def _read_to_sign(ask: TaskContext, id: str) -> Outcome:
    entry, seen, answer = await ask.desk.entry(ask.member, id)
    text = "\n\n".join([texts.SIGN_PREVIEW, answer, texts.REVIEW.format(day=long_date(entry.review_by))])
    rows: Rows = ((button(texts.B_SIGN_THIS, "teken"), button(texts.B_MORE, "tanda")),)
    return ask.says(text, rows, ("teken", id, seen))


async def _sign(ask: TaskContext, id: str, seen: str) -> Outcome:
    entry, *_ = await ask.desk.entry(ask.member, id)
    await ask.desk.sign(ask.member, id, seen)
    rows: Rows = ((button(texts.B_NEXT, "tanda"), button(texts.B_LOOK, "beda")),)
    return ask.says(texts.SIGNED.format(question=entry.question), rows)


async def _page(ask: TaskContext) -> Outcome:
    return ask.says(texts.PAGE_LINK.format(link=await ask.desk.page(ask.member)))


async def _suggest(ask: TaskContext, after: str = "") -> Outcome:
    """Show the next officer's answer, or the next gap, after the one that is named, with what can be done with it."""
    suggestions, of_officers = ask.desk.suggestions, ask.task.kind.startswith("usul")
    every = await (suggestions.drafts if of_officers else suggestions.gaps)(ask.member)
    ids = [one.name.partition(":")[2] for one in every]
    place = ids.index(after) + 1 if after in ids else 0
    if place >= len(every):
        return ask.says(texts.DRAFTS_NONE if of_officers else texts.GAPS_NONE)
    one = every[place]
    if draft := one.draft:
        parts = [bold(texts.DRAFT_HEAD.format(number=draft.id, officer=suggestions.officer_of(draft)))]
        parts += [texts.ASKED_BY_RESIDENT.format(text=draft.question), texts.DRAFT_PREVIEW, preview(one)]
    else:
        villages = ", ".join(f"{name} ({count})" for name, count in one.villages.items())
        parts = [bold(texts.GAP_HEAD.format(count=one.people)), "\n".join(f"• {text}" for text in one.phrasings)]
        parts += [texts.GAP_VILLAGES.format(villages=villages)] if villages else []
        parts += [texts.GAP_ANSWER.format(answer=one.answer)] if one.answer else []
    source = one.name.replace(":", "-")
    rows: Rows = ((button(texts.B_NEW, "baru", source), button(texts.B_DROP, "sisih", source)),)
    if one.best:
        rows = ((button(texts.B_INTO.format(question=one.best.question), "masuk", source, tag(one.best.id)),), *rows)
    if place + 1 < len(every):
        rows = (*rows, (button(texts.B_NEXT, "usul" if of_officers else "sesudah", ids[place]),))
    return ask.says("\n\n".join(parts), rows)


async def _into(ask: TaskContext, source: str, entry: str) -> Outcome:
    every = await ask.desk.entries(ask.member)
    id = next((one.id for one in every if tag(one.id) == entry), "")
    return ask.saved(await ask.desk.suggestions.accept_into(ask.member, source.replace("-", ":"), id))


async def _drop(ask: TaskContext, source: str) -> Outcome:
    await ask.desk.suggestions.drop(ask.member, source.replace("-", ":"))
    return ask.says(texts.SET_ASIDE)


async def _begin_new(ask: TaskContext, source: str) -> Outcome:
    """Begin a new answer with what a suggestion proposes, and ask for its topic; the one that is begun comes first."""
    if ask.left:
        return ask.says(*unfinished(ask.left))
    one = await ask.desk.suggestions.named(source.replace("-", ":"))
    rows = tuple((button(topic.title, "topik", topic.id),) for topic in (await ask.desk.office.draft()).topics)
    return ask.says(texts.ASK_TOPIC, rows, (NEW, one.name, one.heading, one.answer, "\n".join(one.phrasings)))


async def _look_through(ask: TaskContext, *given: str) -> Outcome:
    """Say what is wrong with what was just given of a new answer, or ask for what follows."""
    new, suggestions = _new_of(given), ask.desk.suggestions
    found = await suggestions.looked_through(new, await suggestions.found(given[0]))
    mine = [one for one in found if one.field in WRITTEN[: 3 if new["inti"] else 1]]
    wrong, numbers = [one.message for one in mine if not one.number], [one.number for one in mine if one.number]
    if wrong:
        return ask.says("\n".join([texts.WRITE_AGAIN, *(f"• {one}" for one in wrong)]))
    if numbers:
        return ask.says(texts.NUMBERS_RIGHT.format(numbers=", ".join(numbers)), ((button(texts.B_RIGHT, "benar"),),))
    step = asked_next(NEW, given)
    return ask.says(step.text, step.rows[:-1], (step.asks, *step.kept))


async def _save_new(ask: TaskContext, *given: str) -> Outcome:
    """Make the new answer; what cannot be its phrasing is named, and what is left is kept until there are enough."""
    suggestions, new = ask.desk.suggestions, _new_of(given)
    faq = await ask.desk.office.draft()
    phrasings, owned = free(faq, plain_phrasings(given[-1].splitlines()))
    tests, taken = free(faq, new["uji"])
    phrasings = [one for one in phrasings if one not in tests]
    kept = (NEW, *given[:3], "\n".join(phrasings), *given[4:8])
    if len(tests) < FEWEST_TESTS:
        return ask.says("\n\n".join([*taken, texts.ASK_TESTS]), keep=kept)
    if len(phrasings) < FEWEST_PHRASINGS:
        said = texts.FEW_PHRASINGS.format(count=len(phrasings))
        return ask.says("\n\n".join([*owned, said]), keep=(*kept, given[8]))
    try:
        new |= {"kalimat": phrasings}
        new |= {"angka": [one.number for one in await suggestions.looked_through(new, None)]}
        _, told = await suggestions.accept_new(ask.member, given[0], new)
    except Trouble as error:  # what was typed before stays
        return ask.says(str(error), keep=(NEW, *given[:-1]))
    return replace(ask.saved((*owned, *told)), staff=(FormKept(ask.member.id, None),))


def _new_of(given: tuple[str, ...]) -> dict[str, Any]:
    """Return a new entry as far as it is given: suggestion, three proposals, topic, heading, answer, source, tests."""
    topic, heading, answer, source, tests = (*given[4:9], *[""] * 5)[:5]
    lead, _, details = answer.partition("\n\n")
    new = {"topik": topic, "tanya": heading, "inti": lead, "rincian": details, "kalimat": given[3].splitlines()}
    return new | {"sumber": [{"judul": source}] if source else [], "uji": tests.splitlines()}


TASKS: Mapping[str, Callable[..., Awaitable[Outcome]]] = {
    "hari": _today,
    "tarif": _fees,
    "biaya": _ask_fee,
    "simpan-tarif": _save_fee,
    "beda": _propose,
    "terbitkan": _publish,
    **dict.fromkeys(("setuju", "tolak"), _decide),
    "semua": _whole,
    "batal": _undo_first,
    "balik": _undo,
    "cari": _find,
    "kal": _ask_phrasing,
    "simpan-kalimat": _save_phrasing,
    "tanda": _to_sign,
    "baca": _read_to_sign,
    "teken": _sign,
    "halaman": _page,
    **dict.fromkeys(("usulan", "usul", "celah", "sesudah"), _suggest),
    "masuk": _into,
    "sisih": _drop,
    "baru": _begin_new,
    "periksa-baru": _look_through,
    "simpan-baru": _save_new,
}
"""What can be asked for, by the word that buttons carry and `helpdesk/staff.py` knows."""

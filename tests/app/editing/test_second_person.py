"""Which publications need a second person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app.editing.proposal import Proposal, for_second
from bot.faqfiles.difference import difference
from bot.faqfiles.load import load_faq
from bot.faqfiles.model import CheckEntry, Faq, FaqEntry, Fee, Referral, SeasonWarning, Source, Topic
from bot.faqfiles.published_sets import Publication, PublishedSet
from bot.helpdesk.model.guided_checks import Choice, Finding, GuidedCheck, Question
from bot.helpdesk.model.markup import bold
from bot.helpdesk.model.people import Address, Member, Request
from bot.helpdesk.staff import card
from tests.shipped import SMALL
from tests.tables import each_line

BEFORE = PublishedSet("a", 1, None, datetime(2026, 11, 24, tzinfo=UTC), Publication("ani", "uji", ""), {}, Path("faq"))
WARNING = SeasonWarning("Awas", "Tawaran kerja.", "paspor-biaya")


def warning(faq: Faq, *warnings: SeasonWarning) -> Faq:
    """Return the FAQ with these warnings of the season."""
    first, *others = faq.topics
    return replace(faq, topics=(replace(first, season=warnings), *others))


SAMPLE = load_faq(SMALL)
FEES = {id: replace(fee, earlier=(fee,)) for id, fee in SAMPLE.fees.items()}
OLD = warning(replace(SAMPLE, fees=FEES), WARNING)
COST = OLD.entries["paspor-biaya"]
SWINDLE = "Bayar dulu separuhnya tunai kepada Pak Budi di pasar."

Change = Callable[[Faq], Faq]


def second_for(new: Faq, old: Faq = OLD) -> bool:
    return Proposal("", Path("faq"), new, BEFORE, old, difference(old, new), None, ()).second


def entry(id: str, **changes: Any) -> Change:
    return lambda faq: replace(faq, entries={**faq.entries, id: replace(faq.entries[id], **changes)})


@each_line(
    ("change", "second"),
    [
        (lambda faq: faq, False),
        (entry("paspor-biaya", phrasings=("ongkos",), tests=("ongkos brp",)), False),
        (entry("paspor-hilang", review_by=date(2027, 12, 1), verified_on=None, related=()), False),
        (entry("paspor-biaya", lead=f"{COST.lead} {SWINDLE}"), True),
        (entry("paspor-biaya", details=f"{COST.details}\nhubungi lewat telegram budi_paspor"), True),
        # nothing that a list of words would find
        (entry("paspor-rusak", lead="titipkan separuhnya ke lapak ijo di pojok"), True),
        (entry("paspor-biaya", label="titip ke lapak ijo"), True),
        (entry("paspor-biaya", asks="nama ibu kandung"), True),
        (entry("paspor-biaya", sources=(Source("Tarif resmi", "https://tarif-paspor.example"),)), True),
        (entry("paspor-biaya", lead="", details=f"{COST.lead}\n{COST.details}"), True),
        (entry("paspor-hilang", emergency=True), True),
        (lambda faq: replace(faq, entries={"paspor-biaya": faq.entries["paspor-biaya"]}), True),
        (lambda faq: replace(faq, entries={**faq.entries, "paspor-cepat": replace(COST, id="paspor-cepat")}), True),
        # under the very same heading
        (lambda faq: warning(faq, replace(WARNING, text=SWINDLE), WARNING), True),
    ],
)
def test_what_residents_read_otherwise_needs_a_second_person(change: Change, second: bool) -> None:
    assert second_for(change(OLD)) is second


ALONE = {
    Faq: {"archive", "out_of_scope", "content_hash", "problems", "referral_numbers"},
    FaqEntry: {
        "id",
        "archived",
        "phrasings",
        "hard_negatives",
        "tests",
        "related",
        "facts",
        "verified_on",
        "review_by",
    },
    Referral: {"phrasings", "hard_negatives", "tests", "review_by", "owner"},
    CheckEntry: {"facts", "verified_on", "review_by", "numbers", "order"},
    GuidedCheck: {"version", "closing"},
    Fee: {"id", "name", "confirmed", "fact"},
    Topic: {"numbers", "order"},
    Question: {"typed"},
}
"""What one person may change alone, by kind; `closing` and `version` are made of the rest, ids are the keys."""


GUARDED = (FaqEntry, Referral, Topic, SeasonWarning, CheckEntry, GuidedCheck, Question, Choice, Finding, Fee, Source)


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield everything that is like this value but for one field somewhere in it, and where that is."""
    match value:
        case bool():
            yield "", not value
        case int():
            yield "", value + 1
        case str():
            yield "", f"{value}x"
        case None:
            yield "", "x"
        case date():
            yield "", value + timedelta(days=1)
        case tuple():
            yield from (("[:-1]", value[:-1]) for _ in value[:1])
            for place, one in enumerate(value):
                yield from ((where, (*value[:place], new, *value[place + 1 :])) for where, new in changed(one))
        case Mapping():
            for key, one in value.items():
                yield from ((f"{key} {where}", {**value, key: new}) for where, new in changed(one))
        case _ if hasattr(value, "__dataclass_fields__"):
            for name in sorted({one.name for one in fields(value)} - ALONE.get(type(value), set())):
                for where, new in changed(getattr(value, name)):
                    yield f"{type(value).__name__}.{name} {where}", replace(value, **{name: new})
        case _:
            raise AssertionError(f"no other value is known for {value!r}")


def test_no_field_but_the_named_ones_changes_alone() -> None:
    tried = list(changed(OLD))
    assert [where for where, new in tried if not second_for(new)] == []
    guarded = {f"{kind.__name__}.{one.name}" for kind in GUARDED for one in fields(kind)}
    guarded -= {f"{kind.__name__}.{name}" for kind, names in ALONE.items() for name in names}
    assert guarded <= {part for where, _ in tried for part in where.split()}


TONO = Member("tono", "Pak Tono", address=Address("telegram", "1"))
MANY = {f"paspor-{n}": replace(COST, id=f"paspor-{n}", question=f"Tanya {n}?") for n in range(200)}


def cards(old: Faq, new: Faq, *, whole: bool = False) -> tuple[list[str], list[str]]:
    """Return what a second person is shown: texts, and the buttons below the last one."""
    lines = for_second(Proposal("", Path("faq"), new, BEFORE, old, difference(old, new), None, ()))
    sent = card(Request(BEFORE.at, "rini", "p", "tarif baru saja", lines, 1), "Bu Rini", TONO, whole=whole)
    return [one.text for one in sent], [button.label for row in sent[-1].buttons for button in row]


def test_a_card_of_a_fee_is_one_message_that_names_no_answer_twice() -> None:
    old = replace(SAMPLE, entries=MANY)
    fees = {id: replace(fee, rupiah=700_000, source="Pak Budi di pasar") for id, fee in SAMPLE.fees.items()}
    (text,), buttons = cards(old, replace(old, fees=fees))
    assert buttons == ["Setujui", "Tolak", "Baca semuanya"]
    assert "Paspor elektronik 5 tahun: Rp650.000 → Rp700.000" in text
    assert "200 tulisan ikut berubah, hanya tarifnya" in text
    # whose word a fee is stands in its line: residents read it below each answer
    assert text.count("dikutip Pak Budi di pasar, ada di ") == len(fees)
    assert (text.count("Tanya "), bold("“Tanya 0?”") in text, "sesudah: Paspor" in text) == (1, True, True)
    texts, buttons = cards(old, replace(old, fees=fees), whole=True)
    assert ([text.count("“Tanya 199?”") for text in texts][-1], buttons) == (1, ["Setujui", "Tolak"])


def test_what_does_not_fit_is_read_before_it_is_agreed_to() -> None:
    old = replace(OLD, entries=MANY)
    new = replace(old, entries={id: replace(one, lead=f"{one.lead} {SWINDLE}") for id, one in MANY.items()})
    assert [len(cards(old, new)[0]), *cards(old, new)[1]] == [1, "Baca semuanya", "Tolak"]
    texts, buttons = cards(old, new, whole=True)
    assert " ".join(" ".join(texts).split()).count(SWINDLE) == len(MANY)
    assert buttons == ["Setujui", "Tolak"]

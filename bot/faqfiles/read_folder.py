"""Reads a FAQ folder into a draft: all files, all faults of reading, and whose phrasings are whose.

<topik>.yaml                a topic's page and its entries
<topik>.kalimat.yaml        how people ask for them
bukan-layanan.yaml          what other offices do, with its own .kalimat.yaml
luar-topik.kalimat.yaml     messages that are nobody's
alur/<id>.yaml              the guided checks
biaya.yaml                  the fee table
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.faqfiles.classify_files import ClassifiedFiles, sort_out
from bot.faqfiles.draft import Draft, GuidedCheckDraft
from bot.faqfiles.file_names import FEES, GUIDED_CHECKS, OUT_OF_SCOPE, PHRASINGS, REFERRALS
from bot.faqfiles.fill_draft import Reader
from bot.faqfiles.problem import Place
from bot.faqfiles.render import FEE
from bot.faqfiles.schema import is_proper_id
from bot.faqfiles.seals import read_seals
from bot.faqfiles.syntax import file_faults
from bot.faqfiles.syntax.open_file import open_document


def read_draft(folder: Path, today: date | None, last_good: Path | None = None) -> Draft:
    """Read everything in `folder` that can be read; nothing is raised, all faults stand in the draft.

    `last_good`: the folder with the state that the bot took up last; its fees are what new ones are compared with.
    """
    return draft_of(sort_out(folder), folder, today, last_good)


def draft_of(files: ClassifiedFiles, folder: Path, today: date | None, last_good: Path | None = None) -> Draft:
    """Return what these files of the folder hold; otherwise as `read_draft`."""
    reader = Reader([*files.unread, *files.warnings], not files.left_out, files.left_out)
    checks: list[GuidedCheckDraft] = []
    documents = dict(files.documents)
    for name, document in files.documents.items():
        reader.take_faults(document, files.faults[name])
        if name.startswith(GUIDED_CHECKS):
            checks.extend(reader.check(documents.pop(name)))
    fees = reader.fees(documents.pop(FEES, None))
    out_of_scope = reader.out_of_scope(documents.pop(OUT_OF_SCOPE, None))
    referral_document = documents.pop(REFERRALS, None)
    for name in [name for name in documents if name.endswith(PHRASINGS)]:
        reader.take_phrasings(documents.pop(name))
    referral_file, referrals = reader.referrals(referral_document)
    topics = [topic for name, document in documents.items() if (topic := reader.topic(name, document))]
    topics.sort(key=lambda topic: (topic.fields.order, topic.id))
    given = [*(entry.fields.id for topic in topics for entry in topic.entries), *(one.fields.id for one in referrals)]
    if len(set(given)) < len(given) or not all(map(is_proper_id, given)):
        reader.whole = False  # one of them is meant to be another
    ids = {id for topic in topics for id in topic.entry_ids} | {one.fields.id for one in referrals}
    orphans = [one for one in reader.phrasings.values() if one.id not in ids] if reader.whole else []
    silent = list(reader.silent(topics, referrals))
    places = [*(one.spot.key("") for one in orphans), *(place for _, place in silent)]
    alone = reader.without_partner(files.names, places)
    draft = Draft(
        folder=folder,
        documents=tuple(files.documents.values()),
        files=frozenset(files.names),
        topics=tuple(topics),
        guided_checks=tuple(sorted(checks, key=lambda check: (check.fields.order, check.fields.id))),
        fees=fees,
        last_fees=_last_fees(last_good) if last_good else {},
        seals=read_seals(folder),
        referrals=referrals,
        referral_numbers=tuple(referral_file.numbers) if referral_file else (),
        out_of_scope=out_of_scope,
        orphan_phrasings=tuple(one for one in orphans if one.spot.document.path not in alone),
        silent=tuple((id, place) for id, place in silent if place.path not in alone),
        ids=frozenset(ids),
        whole=reader.whole,
        faults=tuple(reader.faults),
        today=today,
    )
    if FEES in files.names or not any(f"{{{FEE}" in shown.text for shown in draft.shown_texts):
        return draft
    return replace(draft, faults=(*draft.faults, file_faults.lost_file(Place(str(folder)), FEES, [])))


def _last_fees(folder: Path) -> dict[str, int]:
    """Return the fees of the last good state; where none is kept, nothing is compared."""
    document, problems = open_document(folder / FEES)
    reader = Reader([], True, set())
    if document:
        reader.take_faults(document, problems)
    return {id: fee.rupiah for id, (fee, _) in reader.fees(document).items()}

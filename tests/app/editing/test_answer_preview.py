"""What staff are told of a phrasing when they add it."""

from __future__ import annotations

from bot.app.editing.office import gets_now
from bot.app.faq.knowledge import FaqKnowledge
from bot.faqfiles.load import load_faq
from tests.helpdesk.desk import small_policy
from tests.shipped import SMALL, small_index
from tests.tables import each_line


@each_line(
    ("text", "besides", "told"),
    [
        (
            "biaya paspor brp",
            "",
            "hari ini dijawab dengan “Berapa biaya membuat paspor?” (yakin 100%).",
        ),
        ("biaya paspor brp", "paspor-rusak", "hari ini dijawab dengan “Berapa biaya"),
        ("biaya paspor brp", "paspor-biaya", ""),
        ("pasporku tabuang ka sungai", "", "hari ini ditawari “Bagaimana kalau paspor rusak?”"),
        ("qqq", "", "“qqq” hari ini belum dijawab bot."),
        ("qqq", "paspor-biaya", ""),
    ],
)
def test_whoever_adds_a_phrasing_reads_what_it_gets_today(text: str, besides: str, told: str) -> None:
    directory = small_policy().directory
    knowledge = FaqKnowledge(load_faq(SMALL), small_index(), directory)
    said = gets_now(knowledge, text, besides)
    assert told in said
    assert bool(said) is bool(told)

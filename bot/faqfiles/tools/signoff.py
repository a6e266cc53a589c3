"""Makes the sheet that a staff member carries to an office, to have its answers read, corrected and signed."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from bot.faqfiles.guided_checks import check_as_read
from bot.faqfiles.model import OWNERS, CheckEntry, Faq, FaqEntry
from bot.faqfiles.render import OfficeFacts, render_answer
from bot.faqfiles.seals import seal_of
from bot.helpdesk.model.office_hours import long_date

# Heading and width in characters; together they fill an A4 page across at a readable size.
COLUMNS = (
    ("No.", 4),
    ("Id", 16),
    ("Pertanyaan warga", 20),
    ("Jawaban bot", 58),
    ("Sumber", 24),
    ("Benar (✓)", 8),
    ("Perbaiki menjadi", 30),
    ("Nama dan tanda tangan", 18),
    ("Tanggal", 10),
    ("Asal", 17),
)
HEADING_ROW = 3
INSTRUCTION = "Beri tanda ✓ bila benar, atau tulis perbaikannya. Tanda tangani setiap baris."

# The number of the paper size in the file format.
A4 = 9


def signoff_sheet(faq: Faq, owner: str, facts: OfficeFacts, today: date) -> bytes:
    """Return the workbook (xlsx) with the entries and guided checks of `owner`, one a row, in the order of the FAQ."""
    import xlsxwriter  # slow to import, and no start of the bot shall wait for it

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Pemeriksaan")
    title = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#DDEBF7"})
    cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@", "quote_prefix": True})
    sheet.write_string(0, 0, f"Pemeriksaan jawaban bot Tanya PIMPASA: {OWNERS[owner]}", title)
    sheet.write_string(1, 0, f"Dicetak {long_date(today)}. {INSTRUCTION}")
    for column, (heading, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADING_ROW, column, heading, head)
    rows = [
        (entry.id, entry.question, _answer(faq, entry, facts), _sources(entry), seal_of(faq, entry))
        for entry in faq.entries.values()
        if entry.owner == owner
    ]
    rows += [
        (one.check.id, one.check.title, check_as_read(faq, one.check, facts), _sources(one), seal_of(faq, one))
        for one in faq.checks
        if one.owner == owner
    ]
    for number, cells in enumerate(rows, start=1):
        *shown, seal = cells
        row = (str(number), *shown, "", "", "", "", seal)
        for column, text in enumerate(row):
            # write_string and a text's format: what begins with "=" is never a formula, also when it is edited
            sheet.write_string(HEADING_ROW + number, column, text, cell)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)
    sheet.freeze_panes(HEADING_ROW + 1, 2)
    sheet.set_footer("&L&F&RHalaman &P dari &N")
    book.close()
    return buffer.getvalue()


def _answer(faq: Faq, entry: FaqEntry, facts: OfficeFacts) -> str:
    return render_answer(faq, entry, facts).whole.replace("**", "")


def _sources(entry: FaqEntry | CheckEntry) -> str:
    lines = []
    for source in entry.sources:
        day = f" ({long_date(source.date)})" if source.date else ""
        lines.append(f"{source.title}{day}" + (f"\n{source.url}" if source.url else ""))
    review = f"Tinjau sebelum {long_date(entry.review_by)}"
    return "\n".join([*lines, f"Fakta: {', '.join(entry.facts) or '-'}", review])

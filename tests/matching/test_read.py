"""A message as it arrives becomes plain text, and residents' spelling Indonesian words."""

from __future__ import annotations

from bot.matching.read import HEAD_CHARACTERS, MOST_WORDS, TAIL_CHARACTERS, clean, read, stem
from tests.tables import each_line

UNREADABLE = ("", "\u0301" * 5000, "\ud800\udfff", "\x00\n\r\t", "🙏")
CLEANED = {
    "bold and full-width letters": ("𝐛𝐢𝐚𝐲𝐚 ｐａｓｐｏｒ", "biaya paspor"),
    "cyrillic look-alikes": ("раѕроr rusak", "paspor rusak"),
    "zero-width characters": ("pas\u200bpor\u2060 hilang", "paspor hilang"),
    "combining marks": ("z̷͍a̸l̴go paspor", "zalgo paspor"),
    "html": ("<b>syarat</b> paspor &amp; <i>biaya</i>", "syarat paspor & biaya"),
    "markdown": ("*biaya* _paspor_ ~berapa~", "biaya paspor berapa"),
    "links and addresses": ("cek https://contoh.id/x?y=1 atau a@b.id ya", "cek atau ya"),
    "a forwarded message": ("Diteruskan dari Grup RT 2:\nloker taiwan", "loker taiwan"),
    "a chat export": ("[24/11/26 08.30] Siti: paspor hilang", "paspor hilang"),
    "a command": ("/start paspor anak", "paspor anak"),
    "emoji": ("💰 paspor brp 🙏🙏", "paspor brp"),
    "spaced-out letters": ("b i a y a paspor", "biaya paspor"),
    "an identity number": ("nik 6305010101900001 paspor hilang", "nik paspor hilang"),
    "an arabic greeting": ("السلام عليكم mau tanya", "assalamualaikum mau tanya"),
    "curly quotes": ("jum\u2019at buka?", "jum'at buka?"),
}
READ = {
    "abbreviations": ("brp biaya bkn yg anak", "berapa biaya bkn yang anak"),
    "stretched letters": ("haaloooo brapaaa lamaaaa", "halo berapa lama"),
    "a number with its unit": ("paspor 10th", "paspor 10 tahun"),
    "numbers and words by turns": ("5tahun2bulan", "5 tahun 2 bulan"),
    "variants": ("umroh pasport", "umrah paspor"),
    "doubling": ("anak-anak apa2 oleh2", "anak apa oleh"),
    "banjar": ("ulun handak maulah paspor gasan kuitan", "saya mau membuat paspor untuk orang tua"),
    "minangkabau": ("ambo indak buliah baliak", "saya tidak boleh kembali"),
    "javanese": ("kulo badhe tanglet paspor ical pripun", "saya mau tanya paspor hilang bagaimana"),
    "regional tails": ("pitihnyo ambo", "uang saya"),
    "a real word is not changed": ("tinggal murah jahit", "tinggal murah jahit"),
    "digits for letters": ("p4sp0r h1l4ng", "paspor hilang"),
    "words without a space": ("syaratbikinpasporbaruapaaja", "syarat bikin paspor baru apa saja"),
    "particles are dropped": ("min, paspor hilang dong kak", "paspor hilang"),
    "a slip stays as typed": ("hilamg dijln", "hilamg dijln"),
}


@each_line(("typed", "plain"), [*CLEANED.values(), *((text, "") for text in UNREADABLE)])
def test_plain_text_remains(typed: str, plain: str) -> None:
    assert clean(typed) == plain


def test_a_very_long_message_keeps_its_beginning_and_its_end() -> None:
    kept = clean("awal " + "isi " * 50_000 + "akhir")
    assert kept.startswith("awal")
    assert kept.endswith("akhir")
    assert len(kept) <= HEAD_CHARACTERS + TAIL_CHARACTERS + 1


@each_line(("typed", "words"), READ.values())
def test_words_are_read(typed: str, words: str) -> None:
    assert " ".join(read(typed).readings) == words


def test_question_marks_and_sentences_are_kept() -> None:
    message = read("paspor hilang. gimana? terus biayanya")
    assert [word.clause for word in message.words] == [0, 0, 1, 2, 2]
    assert message.asked == {1}
    assert message.stops == {0, 1}


def test_no_more_than_the_limit_is_read() -> None:
    assert len(read("satu dua " * 5000).words) <= MOST_WORDS


@each_line(
    ("word", "root"),
    [
        ("dibikinin", "bikin"), ("mengurusnya", "urus"), ("memperpanjang", "panjang"), ("nyari", "cari"),
        ("ngambil", "ambil"), ("penipuan", "tipu"), ("kehilangan", "hilang"), ("penyelundupan", "selundup"),
        ("paspornya", "paspor"), ("keberangkatan", "berangkat"), ("imigrasi", "imigrasi"), ("xqzt", "xqzt"),
    ],
)  # fmt: skip
def test_stems(word: str, root: str) -> None:
    assert stem(word) == root

"""The model of the FAQ that comes with the program: learnt when a release is made, so that a first start need not.

python -m bot.app.shipped_model learns it into the program's own folder, from which the wheel takes it.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import structlog

import bot
from bot.app.first_faq import SHIPPED as SHIPPED_FAQ
from bot.matching import stored
from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex

SHIPPED = Path(bot.__file__).parent / "shipped_model"
"""Not under version control; named by what it was learnt from, so one of another FAQ or program is never used."""

log = structlog.get_logger()


def take_shipped(corpus: Corpus, cache: Path) -> None:
    """Put the model that comes with the program into the cache, if it is this corpus's and the cache has none."""
    wanted = stored.model_folder(corpus, cache)
    shipped = SHIPPED / wanted.name
    if stored.is_complete(wanted) or not stored.is_complete(shipped):
        return
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="building-", dir=cache) as building:
            # with the rights of the bot's own files, not with those that everybody has to the program's
            copy = Path(building) / wanted.name
            copy.mkdir()
            for path in shipped.iterdir():
                shutil.copyfile(path, copy / path.name)
            copy.rename(wanted)
    except OSError as error:
        # another process was faster, or the cache cannot be written: then it is learnt elsewhere
        log.info("the model that comes with the program was not taken", cause=str(error))


def learn() -> None:
    """Learn the shipped FAQ, and nothing but that is kept."""
    from bot.faqfiles.load import load_faq  # slow to import, and no start of the bot reads files itself

    shutil.rmtree(SHIPPED, ignore_errors=True)
    FaqIndex.load(load_faq(next(one for one in SHIPPED_FAQ if one.is_dir())).corpus(), SHIPPED)


if __name__ == "__main__":
    learn()

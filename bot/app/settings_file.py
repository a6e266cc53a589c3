"""The settings, and in an operator's words why YAML cannot read their file."""

from __future__ import annotations

import re

from bot.helpdesk.model.errors import Misconfigured
from bot.settings import Settings, load_settings
from bot.settings.load import UnreadableFile

QUOTED, HIDDEN = re.compile(r"('[\w.]+:\s*)[^']*"), r"\1…"
"""What a sentence quotes of a line, and the same without the value: it may be secret."""


def read_settings(path: str | None = None) -> Settings:
    """Do as `load_settings`; a slip in the file is named with what to type there. Raises Misconfigured."""
    try:
        return load_settings(path)
    except UnreadableFile as error:
        from bot.faqfiles.syntax.syntax_errors import explain  # a bot whose settings are well starts without it

        place, sentence = explain(str(error.path), error.text, error.said)
        raise Misconfigured(f"{place}: {QUOTED.sub(HIDDEN, sentence)}.", error.said) from error

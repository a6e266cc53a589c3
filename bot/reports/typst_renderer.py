"""Pages and pictures by typst: template, fonts and values in, PDF or PNG out."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from bot.helpdesk.model.errors import Trouble
from bot.helpdesk.texts.report import UNINSTALLED

FONTS = Path(__file__).parent / "fonts"

Form = Literal["pdf", "png"]


class TypstRenderer:
    """Makes pages of one template, one after the other; template and fonts are read once.

    Raises Trouble where typst is not installed.
    """

    def __init__(self, template: Path) -> None:
        try:
            from typst import Compiler, Fonts
        except ImportError as error:
            raise Trouble(UNINSTALLED.format(python=sys.executable), error) from error
        # the same letters on every machine, whatever is installed there
        fonts = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self._compiler = Compiler(template, root=template.parent, font_paths=fonts)

    def fits(self, said: Mapping[str, object]) -> bool:
        """Return whether this needs one page only."""
        return isinstance(self._compiled(said, "png", 1), bytes)

    def printed(self, said: Mapping[str, object], form: Form, dpi: int) -> bytes:
        """Return the page that says this; `dpi`: a picture's pixels an inch. The template reads `sys.inputs.said`."""
        made = self._compiled(said, form, dpi)
        assert isinstance(made, bytes)  # a list where there are several pages
        return made

    def _compiled(self, said: Mapping[str, object], form: Form, dpi: int) -> object:
        inputs = {"said": json.dumps(said, ensure_ascii=False)}
        return self._compiler.compile(format=form, ppi=dpi, sys_inputs=inputs)

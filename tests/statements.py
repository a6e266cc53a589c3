"""SQL that is compiled once per test process, where SQLAlchemy would compile it once per engine.

Every test opens databases of its own, and compiling took half of their processor time.
"""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect

_first: dict[type, Engine] = {}


def share_compiled_statements() -> None:
    """Let every engine that is created from now on use what the first of its kind has compiled."""

    def engine_created(cls: type[DefaultDialect], engine: Engine) -> None:
        first = _first.setdefault(type(engine.dialect), engine)
        if first.dialect.server_version_info is None:
            # it has never been connected: its dialect does not know yet what the server can
            _first[type(engine.dialect)] = engine
            return
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache

    DefaultDialect.engine_created = classmethod(engine_created)  # type: ignore[method-assign, assignment]

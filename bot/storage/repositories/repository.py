"""What the repositories share."""

from __future__ import annotations

from bot.storage.database.engine import Transaction


class Repository:
    """One subject of the store, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._run = transaction.run
        self._run_long = transaction.run_long

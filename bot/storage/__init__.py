"""The store of record: everything that came in, was decided and has to go out, in SQLite or PostgreSQL."""

from bot.storage.retention.erasure import ErasureCounts
from bot.storage.store import SqlStore, open_store

__all__ = ["ErasureCounts", "SqlStore", "open_store"]

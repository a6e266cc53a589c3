"""Observers: a regional office (kanwil) or the ministry (pusat), who read figures and no conversation."""

from __future__ import annotations

from dataclasses import dataclass

from bot.helpdesk.model.entities import Address


@dataclass(frozen=True, slots=True)
class Observer:
    """Who reads figures. `kanwil`: whose offices he reads of, "" for all; `address`: None until he has joined."""

    id: str
    name: str
    kanwil: str = ""
    address: Address | None = None

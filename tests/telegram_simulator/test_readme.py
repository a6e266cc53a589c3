"""What the README lists is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import telegram_simulator
from telegram_simulator.faults import KINDS
from telegram_simulator.http_acts import NamedActs
from telegram_simulator.methods import METHODS
from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer

README = (Path(telegram_simulator.__file__).parent / "README.md").read_text(encoding="utf-8")
WAITING = {"getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"}


def section(title: str) -> str:
    return README.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_method_fault_act_and_word_of_the_phone_is_listed(server: BotApiServer) -> None:
    assert set(re.findall(r"[a-z]+[A-Z]\w+", section("Methods"))) == {*METHODS, *WAITING}
    python = section("In Python")
    assert [kind for kind in KINDS if f"`{kind}` (" not in python] == []
    assert {name for name in vars(Phone) if not name.startswith("_")} - {"id", "within"} <= set(
        re.findall(r"\w+", python)
    )
    table = section("Page API").partition("| act |")[2]
    listed = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.partition(" | ")[0])}
    assert listed == set(NamedActs(server.world, server.acts, server.faults).names)

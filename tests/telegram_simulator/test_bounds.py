"""Places, polls and effects within the bounds that Telegram's documents give, and what is refused outside."""

from __future__ import annotations

from typing import Any

import pytest

from telegram_simulator.phone import Phone
from telegram_simulator.server import BotApiServer
from tests.telegram_simulator.conftest import Api

SITI, GROUP = 5001, -1001
FIRE = "5104841245755180586"
AT = {"latitude": -2.9, "longitude": 115.1}
POLL = {"question": "Hari apa?", "options": ["Senin", "Selasa"]}
OFF_THE_MAP = "Bad Request: invalid location specified"
TAKEN: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "the corner": (
        "sendLocation", {"latitude": 90, "longitude": -180}, {"location": {"latitude": 90, "longitude": -180}},
    ),
    "an accuracy": (
        "sendLocation", AT | {"horizontal_accuracy": 12.2}, {"location": AT | {"horizontal_accuracy": 13}},
    ),
    "an accuracy beyond the bound": (
        "sendLocation", AT | {"horizontal_accuracy": 9999}, {"location": AT | {"horizontal_accuracy": 1500}},
    ),
    "a live place": (
        "sendLocation", AT | {"live_period": 60, "heading": 360, "proximity_alert_radius": 100000},
        {"location": AT | {"live_period": 60, "heading": 360, "proximity_alert_radius": 100000}},
    ),
    "a day": ("sendLocation", AT | {"live_period": 86400}, {"location": AT | {"live_period": 86400}}),
    "for ever": ("sendLocation", AT | {"live_period": 0x7FFFFFFF}, {"location": AT | {"live_period": 0x7FFFFFFF}}),
    "an effect": ("sendMessage", {"text": "a", "message_effect_id": FIRE}, {"effect_id": FIRE}),
    "no effect": ("sendMessage", {"text": "a", "message_effect_id": ""}, {"text": "a"}),
    "a place with an effect": ("sendLocation", AT | {"message_effect_id": FIRE}, {"effect_id": FIRE}),
}  # fmt: skip
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "north of the pole": ("sendLocation", AT | {"latitude": 90.1}, OFF_THE_MAP),
    "beyond the date line": ("sendLocation", AT | {"longitude": -180.1}, OFF_THE_MAP),
    "nowhere": ("sendLocation", AT | {"latitude": "nan"}, OFF_THE_MAP),
    "infinitely far": ("sendLocation", AT | {"latitude": "inf"}, OFF_THE_MAP),
    "live and off the map": (
        "sendLocation", AT | {"latitude": 91, "live_period": 60}, "Bad Request: invalid live location specified",
    ),
    "live too short": ("sendLocation", AT | {"live_period": 59}, "Bad Request: wrong live location period specified"),
    "live too long": ("sendLocation", AT | {"live_period": 86401}, "Bad Request: wrong live location period specified"),
    "turned too far": (
        "sendLocation", AT | {"live_period": 60, "heading": 361}, "Bad Request: wrong live location heading specified",
    ),
    "an alarm too far": (
        "sendLocation", AT | {"live_period": 60, "proximity_alert_radius": 100001},
        "Bad Request: wrong live location proximity alert radius specified",
    ),
    "a venue off the map": (
        "sendVenue", AT | {"latitude": 91, "title": "a", "address": "b"}, "Bad Request: wrong venue location specified",
    ),
    "no question": ("sendPoll", POLL | {"question": " "}, "Bad Request: text must be non-empty"),
    "a long question": (
        "sendPoll", POLL | {"question": "a" * 301}, "Bad Request: poll question length must not exceed 300",
    ),
    "no options": ("sendPoll", POLL | {"options": []}, "Bad Request: poll must have at least one answer option"),
    "thirteen options": (
        "sendPoll", POLL | {"options": list("abcdefghijklm")}, "Bad Request: poll can't have more than 12 options",
    ),
    "an empty option": ("sendPoll", POLL | {"options": ["a", " "]}, "Bad Request: text must be non-empty"),
    "a long option": (
        "sendPoll", POLL | {"options": ["a", "b" * 101]}, "Bad Request: poll options length must not exceed 100",
    ),
    "an unknown kind": ("sendPoll", POLL | {"type": "survei"}, "Bad Request: unsupported poll type specified"),
    "a long explanation": (
        "sendPoll", POLL | {"type": "quiz", "explanation": "a" * 201}, "Bad Request: poll explanation is too long",
    ),
    "an explanation of four lines": (
        "sendPoll", POLL | {"type": "quiz", "explanation": "a\nb\nc\nd"}, "Bad Request: poll explanation is too long",
    ),
    "open too short": (
        "sendPoll", POLL | {"open_period": 4}, "Bad Request: poll open period must be at least 5 seconds",
    ),
    "an unknown effect": (
        "sendMessage", {"text": "a", "message_effect_id": "12"}, "Bad Request: EFFECT_ID_INVALID",
    ),
    "an effect in a group": (
        "sendMessage", {"chat_id": GROUP, "text": "a", "message_effect_id": FIRE},
        "Bad Request: can't use message effects in the chat",
    ),
}  # fmt: skip


@pytest.fixture
async def siti(server: BotApiServer) -> Phone:
    phone = server.phone(SITI, "Siti")
    await phone.sends("halo")
    server.group("RT 04", phone, [], group_id=GROUP)
    return phone


@pytest.mark.parametrize(("method", "params", "part"), TAKEN.values(), ids=TAKEN)
async def test_what_is_within_the_bounds_is_sent(
    api: Api, siti: Phone, method: str, params: dict[str, Any], part: dict[str, Any]
) -> None:
    sent = await api.ask(method, chat_id=SITI, **params)
    assert part.items() <= sent.items()


async def test_a_poll_at_its_bounds_is_sent(api: Api, siti: Phone) -> None:
    poll = {
        "question": "a" * 300, "options": ["b" * 100, *({"text": one} for one in "cdefghijklm")], "type": "quiz",
        "explanation": "a\nb\nc", "open_period": 9_999_999,
    }  # fmt: skip
    sent = (await api.ask("sendPoll", chat_id=SITI, **poll))["poll"]
    assert len(sent["options"]) == 12
    assert (sent["explanation"], sent["open_period"]) == ("a\nb\nc", 2_628_000)


@pytest.mark.parametrize(("method", "params", "refusal"), REFUSED.values(), ids=REFUSED)
async def test_what_is_outside_the_bounds_is_refused(
    api: Api, siti: Phone, method: str, params: dict[str, Any], refusal: str
) -> None:
    assert await api.refused(method, **({"chat_id": SITI} | params)) == refusal

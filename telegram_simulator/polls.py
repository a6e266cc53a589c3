"""Polls as the bot sends them, within the bounds of Bot API 10.0."""

from __future__ import annotations

from typing import Any

from telegram_simulator.errors import bad_request
from telegram_simulator.params import Call
from telegram_simulator.people import Json
from telegram_simulator.wording import format_text
from telegram_simulator.world import World

LONGEST_QUESTION, LONGEST_OPTION, MOST_OPTIONS = 300, 100, 12
LONGEST_EXPLANATION, MOST_EXPLANATION_BREAKS = 200, 2
SHORTEST_OPEN, LONGEST_OPEN = 5, 2_628_000
"""Seconds; a longer time is taken for the longest."""


def read_poll(world: World, call: Call) -> Json:
    """Read the poll of a call. Raises ApiError in Telegram's words, or in ours where it documents only a limit."""
    question = _text(world, call.required("question"), call.text("question_parse_mode"))
    if len(question) > LONGEST_QUESTION:
        raise bad_request(f"poll question length must not exceed {LONGEST_QUESTION}")
    options = _options(world, call)
    kind = call.text("type") or "regular"
    if kind not in {"regular", "quiz"}:
        raise bad_request("unsupported poll type specified")
    poll = {
        "id": world.number(),
        "question": question,
        "options": [{"text": text, "voter_count": 0, "persistent_id": str(i)} for i, text in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": call.flag("is_closed"),
        "is_anonymous": not call.has("is_anonymous") or call.flag("is_anonymous"),
        "type": kind,
        "allows_multiple_answers": call.flag("allows_multiple_answers"),
        "allows_revoting": kind != "quiz",
        "members_only": call.flag("members_only"),
    }
    if kind == "quiz" and call.has("explanation"):
        poll["explanation"] = _explanation(world, call)
    if period := call.integer("open_period", 0, 0, LONGEST_OPEN):
        if period < SHORTEST_OPEN:
            raise bad_request(f"poll open period must be at least {SHORTEST_OPEN} seconds")
        poll["open_period"] = period
    return poll


def _options(world: World, call: Call) -> list[str]:
    given: Any = call.json("options", "options")
    if not isinstance(given, list) or not given:
        raise bad_request("poll must have at least one answer option")
    if len(given) > MOST_OPTIONS:
        raise bad_request(f"poll can't have more than {MOST_OPTIONS} options")
    texts = []
    for option in given:
        fields = option if isinstance(option, dict) else {"text": option}
        text = _text(world, str(fields.get("text") or ""), str(fields.get("text_parse_mode") or ""))
        if len(text) > LONGEST_OPTION:
            raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
        texts.append(text)
    return texts


def _text(world: World, source: str, mode: str) -> str:
    text = format_text(world, source, mode, None)[0]
    if not text:
        raise bad_request("text must be non-empty")
    return text


def _explanation(world: World, call: Call) -> str:
    text = format_text(world, call.text("explanation"), call.text("explanation_parse_mode"), None)[0]
    if len(text) > LONGEST_EXPLANATION or text.count("\n") > MOST_EXPLANATION_BREAKS:
        raise bad_request("poll explanation is too long")
    return text

"""Divides the answers of an older FAQ file into lead and details; everything else stays byte for byte."""

from __future__ import annotations

import re
from typing import Any

import yaml

from bot.faqfiles.answer_length import LONGEST_LEAD, seen_length
from bot.faqfiles.draft import ANSWER_FIELDS
from bot.faqfiles.edit.yaml_edit import READER, Unchangeable
from bot.faqfiles.schema import OLD_ANSWER

SHORT_LEAD = 160
"""Whole lines are added to a lead up to this length: a list of prices is one answer."""

_STEP = re.compile(r"\s*(?:\d+[.)]|[-•]) ")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def divided(answer: str) -> tuple[str, str]:
    """Return the first sentences of an answer as its lead, and the rest as its details."""
    first, _, rest = answer.strip().partition("\n")
    lead, *sentences = _SENTENCE_END.split(first.rstrip())
    while sentences and seen_length(f"{lead} {sentences[0]}", {}) <= LONGEST_LEAD:
        lead = f"{lead} {sentences.pop(0)}"
    left = " ".join(sentences)
    while not left and rest:
        line, _, after = rest.partition("\n")
        if not line.strip() or _STEP.match(line) or seen_length(f"{lead}\n{line}", {}) > SHORT_LEAD:
            break
        lead, rest = f"{lead}\n{line}", after
    return lead, f"{left}\n{rest}".strip("\n")


def with_divided_answers(source: str) -> str:
    """Return the topic file with every old answer divided. Raises Unchangeable."""
    try:
        root = yaml.compose(source, Loader=READER)
    except yaml.YAMLError as error:
        raise Unchangeable("susunannya tidak terbaca") from error
    answers = _old_answers(root)
    if not answers:
        return source
    ending = "\r\n" if "\r\n" in source else "\n"
    new = source
    for key, value in reversed(answers):
        start, end, comment = _span(source, key, value)
        indent = " " * key.start_mark.column
        lead, details = divided(value.value)
        blocks = [("inti", lead, comment), ("rincian", details, "")] if details else [("inti", lead, comment)]
        lines = [line for name, text, beside in blocks for line in _block(indent, name, text, beside)]
        new = new[:start] + ending.join(lines).removeprefix(indent) + new[end:]
    wanted, read = (_divided_data(yaml.load(text, Loader=READER)) for text in (source, new))  # noqa: S506 (texts only)
    if read != wanted:
        raise Unchangeable("susunannya tidak biasa, sehingga jawabannya tidak bisa dibagi dengan aman")
    return new


def _old_answers(root: yaml.Node | None) -> list[tuple[yaml.Node, yaml.ScalarNode]]:
    """Return the fields of the entries that hold a whole answer."""
    fields = root.value if isinstance(root, yaml.MappingNode) else []
    listed = [value for key, value in fields if key.value == "entri" and isinstance(value, yaml.SequenceNode)]
    return [
        (key, value)
        for entries in listed
        for entry in entries.value
        if isinstance(entry, yaml.MappingNode) and not any(key.value == "inti" for key, _ in entry.value)
        for key, value in entry.value
        if key.value == OLD_ANSWER and isinstance(value, yaml.ScalarNode) and value.value.strip()
    ]


def _span(source: str, key: yaml.Node, value: yaml.ScalarNode) -> tuple[int, int, str]:
    """Return where a field begins and ends, and the comment behind its name or its text."""
    start = key.start_mark.index
    end = len(source[: value.end_mark.index].rstrip())
    line_end = source.find("\n", start if value.style in ("|", ">") else end)
    line_end = len(source) if line_end < 0 else line_end
    beside = source[value.start_mark.index if value.style in ("|", ">") else end : line_end]
    comment = re.search(r"\s#.*", beside)
    if value.style not in ("|", ">") and comment:
        end = len(source[:line_end].rstrip())
    return start, end, f" {comment[0].strip()}" if comment else ""


def _block(indent: str, name: str, text: str, beside: str) -> list[str]:
    return [f"{indent}{name}: |{beside}", *(f"{indent}  {line}" if line.strip() else "" for line in text.split("\n"))]


def _divided_data(data: Any) -> Any:
    """Return what a file holds, its old answers divided."""
    for entry in data["entri"]:
        if isinstance(entry, dict) and "inti" not in entry and str(entry.get(OLD_ANSWER, "")).strip():
            lead, details = divided(entry.pop(OLD_ANSWER))
            entry |= {"inti": lead} | ({"rincian": details} if details else {})
        elif isinstance(entry, dict):
            entry |= {name: str(entry[name]).strip() for name in ANSWER_FIELDS if name in entry}
    return data

"""What buttons and messages are for: the strings that stand in callback data and in a message's purpose."""

from __future__ import annotations

CARD, RECEIPT, REPLY, FOLLOW_UP, TOPIC = "card", "receipt", "reply", "follow-up", "topic"


CORRECTION, WITHDRAWAL = "correction", "withdrawal"


DRAFT = "faq"
"""The button's verb; its arguments name the case and the officer's message (without it: his longest answer)."""


BEGIN, ANSWER, BACK, STOP, CONTINUE, SEND = "cek", "cekjawab", "cekmundur", "cekberhenti", "ceklanjut", "cekkirim"
"""The buttons' verbs. Their arguments: the check's id, its version, the question's place, the choice's number."""


NOTE = "//"
"""What an internal note begins with; everything else that replies to a case goes to the resident."""


CLEARING = "clear"
"""The purpose of these deletions: one that was refused is told."""

"""Errors that carry a sentence for a person and a cause for us."""

from __future__ import annotations


class Trouble(Exception):
    """Something a person can mend. `str()` is an Indonesian sentence: what, where, what to do next.

    `cause` is for the log. The sentence never holds a secret.
    """

    def __init__(self, sentence: str, cause: object = None) -> None:
        super().__init__(sentence)
        self.cause = cause


class Misconfigured(Trouble):
    """What is set is wrong: trying again changes nothing until a person has mended it."""

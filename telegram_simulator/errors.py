"""Refusals in Telegram's words: the answer `{"ok": false, …}` as an exception, and a person's act that cannot
be done."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A Bot API method that is refused.

    `code` is both the HTTP status and `error_code`; `description` is Telegram's sentence with its prefix;
    `parameters` become `ResponseParameters` (`retry_after`, `migrate_to_chat_id`).
    """

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON object of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class ActError(Exception):
    """Something that a person cannot do in Telegram; its text is an Indonesian sentence for the page."""


def bad_request(description: str) -> ApiError:
    """400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> ApiError:
    """403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {description}")


def conflict(description: str) -> ApiError:
    """409 with Telegram's prefix."""
    return ApiError(409, f"Conflict: {description}")


def too_many_requests(seconds: int) -> ApiError:
    """429: the same call may come again after `seconds`."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)

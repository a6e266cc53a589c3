"""Places as the bot sends them, within the bounds that Telegram documents."""

from __future__ import annotations

from math import ceil

from telegram_simulator.errors import bad_request
from telegram_simulator.params import Call
from telegram_simulator.people import Json

LEAST_ACCURATE = 1500
"""Metres of `horizontal_accuracy`; more is taken for this."""
SHORTEST_LIVE, LONGEST_LIVE, FOR_EVER = 60, 86_400, 0x7FFFFFFF
FARTHEST_ALERT = 100_000


def read_point(call: Call, refusal: str) -> Json:
    """Latitude and longitude. Raises ApiError with this refusal when they are not on the map."""
    latitude, longitude = call.number("latitude"), call.number("longitude")
    # written so that a "nan" is refused, too
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise bad_request(refusal)
    return {"latitude": latitude, "longitude": longitude}


def read_location(call: Call) -> Json:
    """Read a location, live or not. Raises ApiError in Telegram's words."""
    period = call.integer("live_period")
    location = read_point(call, f"invalid {'live ' if period else ''}location specified")
    if call.has("horizontal_accuracy"):
        accuracy = ceil(max(0.0, min(call.number("horizontal_accuracy"), LEAST_ACCURATE)))
        location |= {"horizontal_accuracy": accuracy} if accuracy else {}
    return location | _live(call, period) if period else location


def _live(call: Call, period: int) -> Json:
    heading, radius = call.integer("heading"), call.integer("proximity_alert_radius")
    if period != FOR_EVER and not SHORTEST_LIVE <= period <= LONGEST_LIVE:
        raise bad_request("wrong live location period specified")
    if not 0 <= heading <= 360:
        raise bad_request("wrong live location heading specified")
    if not 0 <= radius <= FARTHEST_ALERT:
        raise bad_request("wrong live location proximity alert radius specified")
    optional = {"heading": heading, "proximity_alert_radius": radius}
    return {"live_period": period} | {name: value for name, value in optional.items() if value}

"""What the address of a search means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import get_args

from lib.adapters import kafka
from lib.charts.playtime import Playtime
from lib.errors import Refused
from lib.live.history import Located
from lib.live.streams.searches import Ask, Limits, Origin
from lib.sport.actions import EventDeclared, Lineup

MOST_MESSAGES = 500
LARGEST = Limits()

Actions = Callable[[str], Sequence[Located]]


def of(query: Mapping[str, str]) -> Ask:
    """The search that *query* asks for. Raise Refused with what is allowed. A ``clock`` is left to ``from_clock``."""
    origin = query.get("from", "newest")
    if origin not in {*get_args(Origin), "clock"}:
        raise Refused(f"from is {origin!r}: it may be {', '.join([*get_args(Origin), 'clock'])}.")
    partition = query.get("partition", "")
    return Ask(
        topic=query.get("topic", kafka.ACTIONS),
        origin="oldest" if origin == "clock" else origin,
        partition=_number(query, "partition") if partition else None,
        offset=_number(query, "offset"),
        time=_moment(query) if origin == "time" else 0,
        places=places(query.get("places", "")),
        filter=query.get("filter", ""),
        limit=max(1, min(_number(query, "limit", 50), MOST_MESSAGES)),
        limits=Limits(
            records=min(_number(query, "records", LARGEST.records), LARGEST.records),
            bytes=min(_number(query, "bytes", LARGEST.bytes), LARGEST.bytes),
            seconds=min(_number(query, "seconds", round(LARGEST.seconds)), LARGEST.seconds),
        ),
    )


def from_clock(query: Mapping[str, str], actions: Actions) -> Ask:
    """Like ``of``; and where it is asked from the clock of an event, the place of its first action from then on.

    *actions* gives those of an event; it may wait for Kafka. Raise Refused.
    """
    ask = of(query)
    if query.get("from") != "clock" or ask.places:
        return ask
    event, (minute, added) = query.get("event", ""), _clock(query.get("clock", "0"))
    located = actions(event)
    if not located:
        raise Refused(f"There is no event {event!r}, or nothing has happened in it.")
    playtime = Playtime(one.action for one in located)
    wanted = playtime.meant(minute, added)
    later = [one for one in located if playtime.place(one.action) >= wanted and _is_play(one)]
    first = min(later or located[-1:], key=lambda one: one.offset)
    if ask.topic != kafka.ACTIONS:
        return _replaced(ask, origin="time", time=first.appended)
    return _replaced(ask, origin="offset", places={first.partition: first.offset})


def places(text: str) -> dict[int, int]:
    """Offsets by partition, such as ``0:17,1:4``. Raise Refused."""
    try:
        return {int(one): int(offset) for one, _, offset in (part.partition(":") for part in text.split(",") if part)}
    except ValueError:
        raise Refused(f"places is {text!r}: it should be such as 0:17,1:4.") from None


def _replaced(ask: Ask, **fields: object) -> Ask:
    return Ask(**{name: getattr(ask, name) for name in ask.__struct_fields__} | fields)


def _number(query: Mapping[str, str], name: str, default: int = 0) -> int:
    text = query.get(name) or str(default)
    if not text.isdecimal():
        raise Refused(f"{name} is {text!r}, but it should be a number.")
    return int(text)


def _moment(query: Mapping[str, str]) -> int:
    """In ms: a number is one already, anything else a moment with its zone."""
    text = query.get("time", "")
    if text.isdecimal():
        return int(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(f"time is {text!r}: it should be a moment such as 2026-05-02T14:23:11Z, or milliseconds.")
    return round(found.timestamp() * 1000)


def _clock(text: str) -> tuple[float, float]:
    """A minute as people say it, and the added time: ``63``, ``63:30`` or ``45+2``."""
    found = re.fullmatch(r"(\d{1,3})(?::(\d\d))?(?:\+(\d{1,2}))?'?", text.strip())
    if found is None:
        raise Refused(f"clock is {text!r}: it should be the minute, such as 63, 63:30 or 45+2.")
    return int(found[1]) + int(found[2] or 0) / 60, float(found[3] or 0)


def _is_play(one: Located) -> bool:
    return not isinstance(one.action.data, EventDeclared | Lineup)

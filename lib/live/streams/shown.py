"""Messages as JSON for a browser: bytes become text, and what is long is cut."""

from __future__ import annotations

from msgspec import Struct

from lib.adapters.reader import Message

MOST_CHARACTERS = 8_000


class Shown(Struct, frozen=True):
    """A message. *binary* says that its value is no UTF-8, *cut* that there is more of it; *size* is in bytes."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: str | None
    value: str | None
    headers: list[tuple[str, str]]
    size: int
    binary: bool = False
    cut: bool = False


def shown(one: Message, most: int = MOST_CHARACTERS) -> Shown:
    """*one* for a browser, with at most so many characters of its value."""
    value, binary = _text(one.value)
    return Shown(
        topic=one.topic,
        partition=one.partition,
        offset=one.offset,
        timestamp=one.timestamp,
        key=_text(one.key)[0],
        value=value[:most] if value else value,
        headers=[(name, _text(header)[0] or "") for name, header in one.headers],
        size=one.size,
        binary=binary,
        cut=bool(value) and len(value) > most,
    )


def _text(raw: bytes | None) -> tuple[str | None, bool]:
    """The text, and whether some of it is none: then bytes are shown as ``\\xNN``."""
    if raw is None:
        return None, False
    try:
        return raw.decode(), False
    except UnicodeDecodeError:
        return raw.decode(errors="backslashreplace"), True

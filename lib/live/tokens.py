"""Tokens of devices: a file with their hashes, one entry each. An entry that is taken out is revoked at once."""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
from datetime import UTC, date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from lib import log
from lib.content.access import Role
from lib.content.documents import Document
from lib.errors import BadContent

PREFIX = "tl_"

_log = log.get(__name__)


class Token(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A device's token: the *sha256* of it, never itself. Without *competitions* it is for all of them. With a role
    that does not record, it gives the word of its *sides* where a competition asks for it."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    role: Role
    competitions: list[str] = []
    sides: list[str] = []
    expires: str = ""

    @property
    def expired(self) -> bool:
        """Whether its last day is over, in UTC."""
        return bool(self.expires) and date.fromisoformat(self.expires) < datetime.now(UTC).date()


class File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    tokens: list[Token] = []


class Tokens:
    """The tokens of *path*, read again when it changes. A file with a mistake gives none, and the log says why."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._by_hash: dict[str, Token] = {}
        self._lock = threading.Lock()

    def find(self, given: str) -> Token | None:
        """The entry of a token that somebody showed."""
        if not self._path or not given:
            return None
        with self._lock:
            self._refresh()
        token = self._by_hash.get(digest(given))
        return None if token is None or token.expired else token

    def _refresh(self) -> None:
        try:
            stat = os.stat(self._path)
            if (stat.st_mtime_ns, stat.st_size) == self._seen:
                return
            self._seen = (stat.st_mtime_ns, stat.st_size)
            with open(self._path, "rb") as file:
                self._by_hash = {one.sha256: one for one in read(self._path, file.read())}
        except (OSError, BadContent) as error:
            self._by_hash = {}
            _log.warning("tokens_unreadable", error=str(error))


def read(path: str, raw: bytes) -> list[Token]:
    """The tokens of a file. Raise BadContent with the line."""
    document = Document(path, raw)
    tokens = document.convert(File).tokens
    for number, token in enumerate(tokens):
        try:
            date.fromisoformat(token.expires or "2000-01-01")
        except ValueError:
            raise document.bad(f"$.tokens[{number}].expires", "this is no day such as 2027-01-31.") from None
    return tokens


def digest(token: str) -> str:
    """What the file keeps of a token. It has 256 random bits: a plain hash of it cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def make() -> str:
    """A new token."""
    return PREFIX + secrets.token_urlsafe(32)

"""Webhooks, as competitions declare them: who is told what. The secret is named here, and kept elsewhere."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from msgspec import Meta, field

from lib.content.documents import Document
from lib.content.fixtures import Declaration
from lib.sport.news import KINDS, Kind

SecretName = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,39}$", description="The name of a secret: team-chat")]


class Webhook(Declaration, kw_only=True):
    """An address that is told of a competition's events: when one starts, when its score or a record changes, when it
    ends. *secret* is the name of what messages are signed with, as ``WEBHOOK_SECRETS`` has it."""

    url: Annotated[str, Meta(max_length=2000)]
    secret: SecretName
    tells: Annotated[list[Kind], Meta(min_length=1)] = field(default_factory=lambda: [*KINDS])


def check(document: Document, webhooks: list[Webhook]) -> None:
    """Raise BadContent for an address that is none, has a password in it, or is there twice."""
    for number, one in enumerate(webhooks):
        place = f"$.webhooks[{number}].url"
        if (wrong := _wrong(one.url)) is not None:
            raise document.bad(place, wrong)
        if one.url in {other.url for other in webhooks[:number]}:
            raise document.bad(place, "this address is here twice.")


def _wrong(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"this is not an address: {error}."
    if parts.scheme not in {"https", "http"} or not host:
        return "this has to be an address that begins with https://, or inside of your own network with http://."
    if "@" in parts.netloc:
        return "an address with a password in it would be in Git for ever: messages are signed with the secret instead."
    return None

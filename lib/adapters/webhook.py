"""Posting to webhooks, signed as Standard Webhooks 1.0 says (standardwebhooks.com), and to nowhere else.

Whoever may write to the content repository names the addresses. So that nobody reaches what only our machines can, the
name is looked up once, each of its addresses has to be a public one, and the connection goes to the one that was looked
at. Redirects are not followed, and no proxy of the environment is used.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from standardwebhooks import Webhook
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import HTTPError

from lib.errors import Refused, Unavailable

TIMEOUT = Timeout(connect=5, read=10)
AGAIN = {408, 425, 429}  # of the answers that say that the message is wrong, those that do not
METADATA = ipaddress.ip_network("169.254.0.0/16")
PREFIX = "whsec_"


class Forbidden(Refused):
    """An address that we do not post to."""


class Message(NamedTuple):
    """What is posted: *id* is the same each time, *body* is JSON."""

    id: str
    body: str


Answer = Literal["delivered", "refused"]


def post(url: str, message: Message, secret: str, inside: Collection[str] = ()) -> Answer:
    """Post *message* to *url*, signed with *secret*, which begins with ``whsec_`` and goes on in base64.

    refused: the receiver says that the message is wrong. *inside* are hosts that may have an address of our own
    network. Raise Forbidden, and Unavailable when trying again may help.
    """
    parts = urlsplit(url)
    address = _address(parts, inside)
    try:
        with _pool(parts, address) as pool:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            answer = pool.urlopen("POST", target, message.body.encode(), _headers(parts, message, secret),
                                  retries=False, redirect=False, preload_content=False)  # fmt: skip
            answer.release_conn()
    except HTTPError as error:
        raise Unavailable(f"{parts.hostname} does not answer ({type(error).__name__}).") from error
    if 200 <= answer.status < 300:
        return "delivered"
    if 400 <= answer.status < 500 and answer.status not in AGAIN:
        return "refused"
    raise Unavailable(f"{parts.hostname} answered {answer.status}.")


def _headers(parts: SplitResult, message: Message, secret: str) -> Mapping[str, str]:
    now = datetime.now(UTC)
    return {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "Touchline",
        "webhook-id": message.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(message.id, now, message.body),
    }


def _pool(parts: SplitResult, address: str) -> HTTPConnectionPool:
    """A connection to the *address* that was looked at; a certificate has to be that of the name."""
    if parts.scheme == "http":
        return HTTPConnectionPool(address, parts.port or 80, timeout=TIMEOUT)
    names = {"server_hostname": parts.hostname, "assert_hostname": parts.hostname}
    return HTTPSConnectionPool(address, parts.port or 443, timeout=TIMEOUT, **names)


def _address(parts: SplitResult, inside: Collection[str]) -> str:
    """Where *parts* lead. Raise Forbidden unless all of its addresses may be posted to; raise Unavailable."""
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or parts.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unavailable(f"The name {host} is not known ({error}).") from error
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    for address in addresses:
        if not _may(address, host in inside):
            raise Forbidden(f"{host} is at {address}, inside of our own network: WEBHOOK_INSIDE has to name the host.")
    return addresses[0]


def _may(address: str, is_inside: bool) -> bool:
    """Whether an address may be posted to. Where clouds keep what machines may know is never one."""
    known = ipaddress.ip_address(address)
    known = getattr(known, "ipv4_mapped", None) or known
    if known.is_link_local or known.is_multicast or known.is_unspecified or known in METADATA:
        return False
    return known.is_global or is_inside

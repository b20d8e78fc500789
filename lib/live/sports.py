"""What pages need to know of the sports: what things are called, and what can be recorded."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from lib.content.sports import KNOWN, Recording, Sport, Words
from lib.live import node
from lib.live.node import Node


class Told(Struct):
    """A sport, without what each event says for itself."""

    title: str
    icon: str
    words: Words
    recording: Recording


def known(here: Node) -> Mapping[str, Sport]:
    """The sports by their id, as the files of the revision that is served say."""
    revision = here.library.current
    return revision.sports if revision else KNOWN


async def listing(request: Request) -> Response:
    """All that are known."""
    found = known(node.current()).items()
    told = {id: Told(one.title, one.icon, one.words, one.recording) for id, one in found}
    return Response(msgspec.json.encode(told), media_type="application/json", headers={"Cache-Control": "no-cache"})

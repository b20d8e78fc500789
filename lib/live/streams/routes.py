"""The HTTP routes of the streams page. Plain functions wait for Kafka in a thread of their own."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib.adapters import kafka, reader
from lib.adapters.cluster import Group, TopicFacts
from lib.errors import Refused, Unavailable
from lib.live import node
from lib.live.streams import asking, returns
from lib.live.streams.events import Searches, Stream, Tails
from lib.live.streams.parts import Streams
from lib.live.streams.shown import shown

LARGEST_SHOWN = 2_000_000
WIKI_FOLDER = "topics"


def routes() -> list[Route]:
    """All routes below ``/api/streams``."""
    return [
        Route("/api/streams/topics", _topics),
        Route("/api/streams/messages", Stream(Searches(_streams, _ask))),
        Route("/api/streams/messages/{topic}/{partition:int}/{offset:int}", _message),
        Route("/api/streams/tail", Stream(Tails(_streams))),
        Route("/api/streams/groups", _groups),
        Route("/api/streams/rejected", returns.listed),
        Route("/api/streams/rejected/try", returns.tried, methods=["POST"]),
        Route("/api/streams/rejected/redrive", returns.redriven, methods=["POST"]),
    ]


def _streams() -> Streams:
    return node.current().streams


def _ask(query):
    return asking.from_clock(query, node.current().feed.actions)


def _topics(request: Request) -> Response:
    """Topics with partitions, sizes, settings, and the wiki's page about each where there is one."""
    try:
        found = _streams().cluster.topics()
    except Unavailable as away:
        return _error(503, away)
    revision = node.current().library.current
    pages = revision.pages if revision else {}
    return _json({"topics": [_topic(one, pages) for one in found]})


def _message(request: Request) -> Response:
    place = request.path_params
    try:
        with reader.reading(_streams().settings, place["topic"]) as source:
            found = source.one(place["partition"], place["offset"])
    except Refused as refused:
        return _error(404, refused)
    except Unavailable as away:
        return _error(503, away)
    if found is None:
        there = f"{place['topic']}, partition {place['partition']}, offset {place['offset']}"
        return _error(404, f"There is no message at {there}: it was never there, or is not kept any more.")
    return _json(shown(found, LARGEST_SHOWN))


def _groups(request: Request) -> Response:
    lags = _streams().lags
    if lags.problem and not lags.groups:
        return _error(503, lags.problem)
    groups = [_group(one) | {"trend": lags.trend(one.name)} for one in lags.groups]
    return _json({"groups": groups, "problem": lags.problem})


def _topic(one: TopicFacts, pages) -> dict[str, object]:
    page = f"{WIKI_FOLDER}/{one.name}"
    return {
        "name": one.name,
        "help": one.help,
        "page": page if page in pages else None,
        "size": one.size,
        "offsets": one.offsets,
        "partitions": one.partitions,
        "settings": [
            {"name": setting.name, "value": setting.value, "wanted": setting.wanted, "differs": setting.differs}
            for setting in one.settings
        ],
    }


def _group(one: Group) -> dict[str, object]:
    return {
        "name": one.name,
        "ours": one.name.startswith(kafka.GROUPS),
        "state": one.state,
        "members": len(one.members),
        "lag": one.lag,
        "reached": [
            {
                "topic": place.topic,
                "partition": place.partition,
                "committed": place.committed,
                "latest": place.latest,
                "lag": place.lag,
            }
            for place in one.reached
        ],
    }


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _error(status: int, sentence: object) -> Response:
    return JSONResponse({"error": str(sentence)}, status)

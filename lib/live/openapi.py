"""The description of the HTTP API, made from the types that it speaks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from lib.live.streams.redriving import Wish
from lib.sport.actions import TYPES
from lib.sport.state import EventRecord, Summary

REF = "#/components/schemas/{name}"

# path: (method, what it does, query parameters, success)
PATHS: dict[str, tuple[str, str, dict[str, str], str]] = {
    "/api/actions": (
        "post",
        "Append one action (CloudEvents structured or binary mode) or a batch. 202 once the broker has it.",
        {},
        "202",
    ),
    "/api/live": (
        "get",
        "Server-sent events: hello, state, missing, beat. Resumes from Last-Event-ID.",
        {"event": "Whole states of this event; may be repeated.", "competition": "Short states of its events."},
        "200",
    ),
    "/api/events": (
        "get",
        "Short states of events, the newest first.",
        {"status": "Only these.", "competition": "Only of this competition.", "limit": "At most so many (100)."},
        "200",
    ),
    "/api/events/{id}": ("get", "The whole state of an event, and which records made it.", {}, "200"),
    "/api/events/{id}/actions": ("get", "The actions of an event with their places in Kafka.", {}, "200"),
    "/api/streams/topics": ("get", "The topics of Kafka: partitions, sizes, settings, documentation.", {}, "200"),
    "/api/streams/messages": (
        "get",
        "Search a topic. Server-sent events: begun, progress, found, ended or failed. To go away is to stop it.",
        {
            "topic": "Which (sport.actions).",
            "from": "newest, oldest, offset, time, or clock.",
            "partition": "Only this one.",
            "offset": "Where to begin, for from=offset.",
            "time": "Where to begin, for from=time: a moment with its zone, or milliseconds.",
            "event": "Whose clock, for from=clock.",
            "clock": "The minute, such as 63, 63:30 or 45+2, for from=clock.",
            "places": "Where to go on, as `ended` said: offsets by partition, such as 0:17,1:4.",
            "filter": 'Only messages that pass, such as data.participant == "sales".',
            "limit": "At most so many messages (50, at most 500).",
            "records": "Look at so many at most.",
            "bytes": "Read so many at most.",
            "seconds": "Take so long at most (60).",
        },
        "200",
    ),
    "/api/streams/messages/{topic}/{partition}/{offset}": ("get", "One message.", {}, "200"),
    "/api/streams/tail": (
        "get",
        "Server-sent events: messages as they come, and beat.",
        {"topic": "Which; may be repeated.", "filter": "Only messages that pass."},
        "200",
    ),
    "/api/streams/groups": ("get", "Consumer groups: how far each is, its lag by partition, and its trend.", {}, "200"),
    "/api/streams/rejected": (
        "get",
        "Rejected actions, the newest first, and what was done about each.",
        {
            "reason": "Only for this reason.",
            "event": "Only of this event.",
            "fate": "Only open, waiting, taken or rejected (again).",
            "text": "Only those that have this in id, event, type or error.",
            "limit": "At most so many (100, at most 1000).",
        },
        "200",
    ),
    "/api/streams/rejected/try": ("post", "What would happen if they were sent again, with these changes.", {}, "200"),
    "/api/streams/rejected/redrive": ("post", "Send rejected actions again, each once. For operators.", {}, "200"),
    "/api/config": ("get", "Which revision of the content is served, and what is wrong with a newer one.", {}, "200"),
    "/api/openapi.json": ("get", "This description.", {}, "200"),
}


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    wanted = [*TYPES.values(), EventRecord, Summary, Wish]
    _, schemas = msgspec.json.schema_components(wanted, ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Touchline", "version": "1", "description": "Actions in, states out."},
        "paths": {path: _operation(path, *row) for path, row in PATHS.items()},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(path: str, method: str, text: str, query: dict[str, str], success: str) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "query", "description": help_, "schema": {"type": "string"}}
        for name, help_ in query.items()
    ]
    parameters += [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
    operation: dict[str, Any] = {
        "summary": text,
        "parameters": parameters,
        "responses": {success: {"description": "Done."}, "default": {"description": "An error, as a sentence."}},
    }
    if method == "post":
        operation["security"] = [{"bearer": []}, {}]
        operation["requestBody"] = {"required": True, "content": _content(path)}
    return {method: operation}


def _content(path: str) -> dict[str, Any]:
    """What may be posted to *path*."""
    if path != "/api/actions":
        return {"application/json": {"schema": {"$ref": REF.format(name=Wish.__name__)}}}
    one = {"oneOf": [{"$ref": REF.format(name=kind.__name__)} for kind in TYPES.values()]}
    return {
        "application/cloudevents+json": {"schema": one},
        "application/cloudevents-batch+json": {"schema": {"type": "array", "items": one}},
    }

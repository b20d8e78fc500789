"""The description of the HTTP API, made from the types that it speaks."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from lib.sport.actions import TYPES
from lib.sport.state import EventRecord, Summary

FILES = "/api/activities"
REF = "#/components/schemas/{name}"

# path: (method, what it does, query parameters, success)
PATHS: dict[str, tuple[str, str, dict[str, str], str]] = {
    "/api/actions": (
        "post",
        "Append one action (CloudEvents structured or binary mode) or a batch. 202 once the broker has it.",
        {},
        "202",
    ),
    FILES: (
        "post",
        "A GPX or FIT file: positions in a race, an activity in a challenge. 422 says what is wrong, and where.",
        {
            "event": "The race or the challenge.",
            "participant": "The bib, or the member.",
            "sport": "What the file does not say.",
            "zone": "The time zone of its days, such as Europe/Berlin, where the file has none.",
        },
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
    "/api/events/{id}/field": (
        "get",
        "Lines of the field of a race or a challenge, in order.",
        {
            "q": "Only those whose bib, name or team holds this.",
            "team": "Only of this team.",
            "category": "Only of this category.",
            "offset": "Leave out so many.",
            "limit": "At most so many (50, up to 500).",
        },
        "200",
    ),
    "/api/config": ("get", "Which revision of the content is served, and what is wrong with a newer one.", {}, "200"),
    "/api/openapi.json": ("get", "This description.", {}, "200"),
}


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    wanted = [*TYPES.values(), EventRecord, Summary]
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
    if "{id}" in path:
        parameters.append({"name": "id", "in": "path", "required": True, "schema": {"type": "string"}})
    operation: dict[str, Any] = {
        "summary": text,
        "parameters": parameters,
        "responses": {success: {"description": "Done."}, "default": {"description": "An error, as a sentence."}},
    }
    if method == "post":
        operation["security"] = [{"bearer": []}, {}]
        operation["requestBody"] = {"required": True, "content": _file() if path == FILES else _actions()}
    return {method: operation}


def _file() -> dict[str, Any]:
    return {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def _actions() -> dict[str, Any]:
    one = {"oneOf": [{"$ref": REF.format(name=kind.__name__)} for kind in TYPES.values()]}
    return {
        "application/cloudevents+json": {"schema": one},
        "application/cloudevents-batch+json": {"schema": {"type": "array", "items": one}},
    }

"""The description of the HTTP API, made from the types that it speaks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from lib.content.progress import Progress
from lib.sport.actions import TYPES
from lib.sport.state import EventRecord, Summary

REF = "#/components/schemas/{name}"

VIEW = {
    "at": "As it was at this moment, with its zone: 2026-06-20T12:00Z.",
    "live": "1: as it stands, with results that are not final; otherwise the official one.",
}

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
    "/api/competitions": ("get", "The competitions that are declared, and when the next event of each is.", {}, "200"),
    "/api/competitions/{id}": (
        "get",
        "How far a competition has come: stages with tables, fixtures, results and bracket (the schema Progress).",
        VIEW,
        "200",
    ),
    "/api/competitions/{id}/table": (
        "get",
        "The tables of a stage, each place with its reason.",
        {
            "stage": "The first stage with a table, unless another is named.",
            "group": "One table of it: a group's id or short name, or best-3 for those at the third place.",
            "format": "json, or csv: the tables one after the other.",
        }
        | VIEW,
        "200",
    ),
    "/calendar/{competition}.ics": (
        "get",
        "iCalendar: the fixtures of a competition; each keeps its UID.",
        {"competitor": "Only those of this one."},
        "200",
    ),
    "/api/config": ("get", "Which revision of the content is served, and what is wrong with a newer one.", {}, "200"),
    "/api/openapi.json": ("get", "This description.", {}, "200"),
}


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    wanted = [*TYPES.values(), EventRecord, Summary, Progress]
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
        one = {"oneOf": [{"$ref": REF.format(name=kind.__name__)} for kind in TYPES.values()]}
        operation["security"] = [{"bearer": []}, {}]
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/cloudevents+json": {"schema": one},
                "application/cloudevents-batch+json": {"schema": {"type": "array", "items": one}},
            },
        }
    return {method: operation}

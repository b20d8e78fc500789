"""The description of the HTTP API, made from the types that it speaks."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, get_args

import msgspec

from lib.content.progress import Expected, Progress
from lib.live.audience_routes import Taps
from lib.live.audience_routes import Wish as Prediction
from lib.live.desk import Delete, Move, Restore, Save
from lib.live.operations.reverts import Revert
from lib.live.streams.redriving import Wish
from lib.live.writing import Preview
from lib.sport.actions import TYPES
from lib.sport.leaders import What
from lib.sport.state import EventRecord, Summary

FILES = "/api/activities"
REF = "#/components/schemas/{name}"

RANGE = {
    "range": "Up to now, such as 6h.",
    "from": "The beginning, as an ISO moment.",
    "to": "The end.",
    "resolution": "low, medium, high, or a step such as 30s.",
}
AT = (
    "As it was at this moment, with its zone: 2026-06-20T12:00Z. Or, by the facts of now, as this branch, tag or "
    "commit declares it."
)
ROUND = "The tables after this round, such as Round 3, whenever its games were played."
VIEW = {
    "at": AT,
    "live": "1: as it stands, with results that are not final; otherwise the official one.",
}

EXPORT = {"format": "json, or as a table: csv or parquet."}

# path: (method, what it does, query parameters, success)
PATHS: dict[str, tuple[str, str, dict[str, str], str]] = {
    "/api/actions": (
        "post",
        "Append one action (CloudEvents structured or binary mode) or a batch, which is answered for part by "
        "part, with 207 where the parts differ. 202 once the broker has it.",
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
        "Server-sent events: hello, state, cheers (nothing else is new), missing, beat. Resumes from Last-Event-ID.",
        {"event": "Whole states of this event; may be repeated.", "competition": "Short states of its events."},
        "200",
    ),
    "/api/events": (
        "get",
        "Short states of events, the newest first.",
        {"status": "Only these.", "competition": "Only of this competition.", "limit": "At most so many (100)."},
        "200",
    ),
    "/api/events/{id}": ("get", "The whole state of an event, and which records made it.", {"at": AT}, "200"),
    "/api/events/{id}/actions": ("get", "The actions that an event took, with their places in Kafka.", EXPORT, "200"),
    "/api/competitions/{id}/actions": ("get", "The actions of all events of a competition.", EXPORT, "200"),
    "/api/competitions": ("get", "The competitions that are declared, and when the next event of each is.", {}, "200"),
    "/api/competitions/{id}": (
        "get",
        "How far a competition has come: stages with tables, fixtures, results and bracket (the schema Progress).",
        VIEW | {"round": ROUND},
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
        | {"round": ROUND}
        | VIEW,
        "200",
    ),
    "/api/competitions/{id}/leaders": (
        "get",
        "Who scored most in a competition, or did most of what else is counted.",
        {"what": f"One of {', '.join(get_args(What))} (goals).", "format": "json, or csv.", "at": AT},
        "200",
    ),
    "/api/competitions/{id}/medals": (
        "get",
        "Who has which medals, by the first three of each race and challenge that gives some.",
        {"format": "json, or csv.", "at": AT},
        "200",
    ),
    "/api/events/{id}/expected": (
        "get",
        "What ratings let expect of an event that is not over: `expected` (the schema Expected), or null.",
        {},
        "200",
    ),
    "/api/competitions/{id}/contests": (
        "get",
        "The races and challenges of a competition, each with those who lead.",
        {
            "stage": "Only those of this stage.",
            "format": "json, or csv: a row for each who leads.",
            "at": AT,
        },
        "200",
    ),
    "/api/competitions/{id}/predictors": (
        "get",
        "Who foretells the scores of a competition best; `own` is the line of the viewer.",
        {"limit": "At most so many (100).", "format": "json, or csv.", "live": VIEW["live"]},
        "200",
    ),
    "/api/competitions/{id}/meetings": (
        "get",
        "Two competitors against each other, by the competition's rules: games won, drawn, lost, and their scores.",
        {"one": "A competitor's id.", "other": "Another one's.", "at": AT},
        "200",
    ),
    "/api/sports": (
        "get",
        "The sports that are known, with their words, their icon, and what the record page offers.",
        {},
        "200",
    ),
    "/calendar/{competition}.ics": (
        "get",
        "iCalendar: the fixtures of a competition; each keeps its UID.",
        {"competitor": "Only those of this one.", "at": AT},
        "200",
    ),
    "/api/events/{id}/field": (
        "get",
        "Lines of the field of a race or a challenge, in order.",
        {
            "q": "Only those whose bib, name or team holds this.",
            "team": "Only of this team.",
            "category": "Only of this category.",
            "offset": "Leave out so many.",
            "limit": "At most so many (50, up to 500).",
            "at": AT,
        },
        "200",
    ),
    "/api/events/{id}/field/{who}": ("get", "What was recorded of one participant, each with its action.", {}, "200"),
    "/api/wiki/{path}": (
        "get",
        "A page of the wiki: HTML, headings, what is around it. 404 with the pages that may have been meant.",
        {"at": "As it was at this moment, with its zone, or in this branch, tag or commit."},
        "200",
    ),
    "/api/blocks/{path}": ("get", "What a block of a page shows that asks Prometheus.", {"block": "Its name."}, "200"),
    "/api/tree/{revision}": ("get", "A folder of the tree of pages.", {"folder": "Its path; empty: the wiki."}, "200"),
    "/api/operations": (
        "get",
        "Which revision each process runs with, how the parts are, who reads what. For operators, as all below it.",
        {},
        "200",
    ),
    "/api/operations/errors": ("get", "The newest warnings and errors of the logs.", {}, "200"),
    "/api/operations/steps": (
        "get",
        "What the steps of the branch changed, by kind and title, the newest first.",
        {"before": "The last step of an earlier answer."},
        "200",
    ),
    "/api/operations/steps/{revision}": (
        "get",
        "A step: fields and lines that it changed, and what taking it back would do.",
        {},
        "200",
    ),
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
    "/api/config": (
        "get",
        "Which revision this process serves, which one it should (Synced, OutOfSync, Stalled), and why.",
        {},
        "200",
    ),
    "/api/dashboards": ("get", "The dashboards that the content declares.", {}, "200"),
    "/api/dashboards/{id}": (
        "get",
        "A dashboard answered: a line of JSON for its variables, and for each panel as soon as it is there.",
        {"panel": "Only this panel; may be repeated.", "var-NAME": "A value of a variable; may be repeated.", **RANGE},
        "200",
    ),
    "/api/dashboards/{id}/panels/{panel}": (
        "get",
        "One panel: what to draw, and what there is to say.",
        {"format": "`csv`: its samples as a table.", "var-NAME": "A value of a variable.", **RANGE},
        "200",
    ),
    "/api/query": (
        "get",
        "Queries in PromQL, as a chart or a table.",
        {
            "query": "A query; may be repeated.",
            "view": "`table`: the values at the end of the range.",
            "compare": "The same so much earlier, such as 7d.",
            "event": "With `other`: compare this event with another one, period by period.",
            "other": "The other event.",
            "threshold": "A line at this value; may be repeated.",
            "format": "`csv` or `json`: the samples as a table.",
            **RANGE,
        },
        "200",
    ),
    "/api/metrics": ("get", "Metrics with type, unit and help.", {"q": "Words to look for, roughly."}, "200"),
    "/api/labels": (
        "get",
        "The labels of a metric, or the values of one label.",
        {"metric": "The metric.", "label": "The label whose values are wanted.", "with-LABEL": "Only with this value."},
        "200",
    ),
    "/api/promql/complete": (
        "get",
        "What may come next in a query that is being written.",
        {"query": "The query so far.", "at": "The place in it, in characters."},
        "200",
    ),
    "/api/promql/format": ("get", "A query, laid out.", {"query": "The query."}, "200"),
    "/api/rules": ("get", "Alerts and rules with their state.", {}, "200"),
    "/api/marks": (
        "get",
        "Goals, cards and periods of events, to mark on a chart.",
        {"event": "Of this event; may be repeated.", **RANGE},
        "200",
    ),
    "/api/search": (
        "get",
        "Pages of the wiki that fit a question, the best first, with the place in each and the words marked.",
        {"q": 'Words, "phrases", -without, tag:name, in:folder.', "limit": "At most so many (10, up to 50)."},
        "200",
    ),
    "/api/wiki-health": (
        "get",
        "How many findings each rule of the wiki's health has, and those of one rule, with page and line.",
        {"rule": "Only the findings of this rule are listed."},
        "200",
    ),
    "/api/plan": (
        "get",
        "What merging a revision does to what is served: its effects on standings, fixtures, pages and all else.",
        {
            "revision": "A branch, a tag or a commit; or two of them, BASE..HEAD.",
            "format": "json, or markdown for a merge request.",
        },
        "200",
    ),
    "/api/hooks/git": ("post", "Look for a new commit now: for the push hook of a Git host.", {}, "202"),
    "/api/openapi.json": ("get", "This description.", {}, "200"),
}

# (path, method): what it does, what is sent, query parameters, success
WRITING: dict[tuple[str, str], tuple[str, type | None, dict[str, str], str]] = {
    ("/api/wiki/{path}", "put"): (
        "Save a page, or a section of it, as a commit on the newest revision; merged with what others have changed "
        "since `base`. 202 when a remote did not take it yet: this process alone holds it, as `held`, so keep the text "
        "until `GET /api/wiki-saves/{held}` says that it is out. 409 holds both versions and the parts to decide.",
        Save, {}, "200",
    ),
    ("/api/wiki/{path}", "delete"): ("Delete a page as it was in `base`.", Delete, {}, "200"),
    ("/api/wiki/{path}/move", "post"): ("Move a page; links in all pages go on leading to it.", Move, {}, "200"),
    ("/api/wiki/{path}/restore", "post"): ("Make an older version the newest one.", Restore, {}, "200"),
    ("/api/wiki/{path}/attachments", "post"): (
        "Put the file that is the body beside a page.", None,
        {"file": "Its name.", "name": "Who does this.", "email": "Their e-mail.", "message": "Of the commit."}, "200",
    ),
    ("/api/events/{id}/prediction", "get"): (
        "What the viewer predicts, and how many do. How others predict is told to whoever has, and from the start on. "
        "Viewers are known by a session, or by a key of their own in the header `X-Touchline-Viewer`.", None, {}, "200",
    ),
    ("/api/events/{id}/prediction", "put"): (
        "Predict the score, until the event starts; another prediction replaces it. For all who may read.",
        Prediction, {}, "202",
    ),
    ("/api/events/{id}/prediction", "delete"): ("Take the prediction back.", None, {}, "202"),
    ("/api/events/{id}/cheers", "post"): (
        "Cheer while an event goes on. Taps of all viewers are gathered into one action a second; 202 once the broker "
        "has it.",
        Taps, {}, "202",
    ),
    ("/api/streams/rejected/try", "post"): ("What would happen if rejected actions were sent again.", Wish, {}, "200"),
    ("/api/streams/rejected/redrive", "post"): (
        "Send rejected actions again, each once. For operators.", Wish, {}, "200",
    ),
    ("/api/operations/reverts", "post"): (
        "Take a step back by a commit, on a new branch or on the one that is served. 409 where a later commit is in "
        "the way. For operators.", Revert, {}, "200",
    ),
    ("/api/wiki-preview", "post"): ("Markdown as it will look.", Preview, {}, "200"),
    ("/api/wiki-names", "get"): ("Pages that somebody may mean.", None, {"like": "What was typed."}, "200"),
    ("/api/wiki-saves/{name}", "get"): ("Whether a save is still held, and why.", None, {}, "200"),
}  # fmt: skip


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1."""
    wanted = [
        *TYPES.values(),
        EventRecord,
        Summary,
        Progress,
        Expected,
        *filter(None, (row[1] for row in WRITING.values())),
    ]
    _, schemas = msgspec.json.schema_components(wanted, ref_template=REF)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Touchline", "version": "1", "description": "Actions in, states out."},
        "paths": _paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    paths = {path: _operation(path, *row) for path, row in PATHS.items()}
    for (path, method), (text, sent, query, success) in WRITING.items():
        operation = _operation(path, method, text, query, success)[method] | {"security": [{"bearer": []}, {}]}
        operation.pop("requestBody", None)
        if sent:
            content = {"application/json": {"schema": {"$ref": REF.format(name=sent.__name__)}}}
            operation["requestBody"] = {"required": True, "content": content}
        paths.setdefault(path, {})[method] = operation
    return paths


def _operation(path: str, method: str, text: str, query: dict[str, str], success: str) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "query", "description": help_, "schema": {"type": "string"}}
        for name, help_ in query.items()
    ]
    parameters += [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", path)
    ]
    operation: dict[str, Any] = {
        "summary": text,
        "parameters": parameters,
        "responses": {success: {"description": "Done."}, "default": {"description": "An error, as a sentence."}},
    }
    if path in {"/api/actions", FILES}:
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

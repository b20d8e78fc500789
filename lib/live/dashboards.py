"""``/api/dashboards``: dashboards and their panels, answered as they come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
from msgspec import Struct
from starlette.datastructures import QueryParams
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lib.adapters.prometheus_sharing import Question, Shared, waited
from lib.charts import windows
from lib.charts.drawings import Spoken
from lib.charts.windows import Window
from lib.content import variables
from lib.content.dashboards import Dashboard
from lib.content.panels import Panel
from lib.content.variables import LabelValues, ListVariable, PromQL, Variable
from lib.errors import Refused, TouchlineError
from lib.live import called, marks, node, panels, tables
from lib.live.access import NotAllowed
from lib.live.feed import Feed
from lib.live.marks import Mark
from lib.live.node import Node
from lib.live.panels import Asking
from lib.wiki import markdown

MOST_CHOICES = 1000
LONG_STEP = timedelta(seconds=10)  # with shorter ones, the page will ask for another moment
STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Choice(Struct, omit_defaults=True):
    """A value of a variable, and what people call it."""

    value: str
    name: str = ""


class Chosen(Struct, omit_defaults=True):
    """A variable as a reader sees it: what there is to choose, what is chosen, and why there may be nothing."""

    name: str
    title: str
    values: list[str]
    choices: list[Choice] = []
    text: bool = False
    several: bool = False
    all: bool = False
    hidden: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A dashboard as an address asks for it."""

    board: Dashboard
    window: Window
    chosen: list[Chosen]
    asking: Asking


def listing(request: Request) -> Response:
    """Which dashboards there are."""
    revision = node.current().library.current
    boards = revision.dashboards.values() if revision else ()
    rows = [{"id": one.id, "title": one.display.name, "help": one.display.description} for one in boards]
    return JSONResponse({"dashboards": rows})


def stream(request: Request) -> Response:
    """The variables of a dashboard, then its panels, each as soon as it is answered: a line of JSON each.

    A plain function: it waits for Prometheus, in a thread.
    """
    here, query = node.current(), request.query_params
    try:
        view = viewed(here, request.path_params["id"], query)
        wanted = _wanted(view.board, query.getlist("panel"))
    except TouchlineError as error:
        return _sentence(error)
    lines = _lines(here, view, wanted, query)
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=STREAM)


def panel(request: Request) -> Response:
    """One panel, as JSON or, with ``format=csv``, as a table of its samples."""
    here, query = node.current(), request.query_params
    try:
        view = viewed(here, request.path_params["id"], query)
        wanted = _wanted(view.board, [request.path_params["panel"]])
        (name, one) = next(iter(wanted.items()))
        if query.get("format") == "csv":
            return tables.csv(panels.tidy(here.queries, one, view.asking), f"{view.board.id}-{name}")
        (answer,) = panels.answers(here.queries, wanted, view.asking)
    except TouchlineError as error:
        return _sentence(error)
    return Response(msgspec.json.encode(answer), media_type="application/json")


def viewed(here: Node, id: str, query: QueryParams) -> View:
    """The dashboard *id* as *query* asks for it. Raise Refused."""
    revision = here.library.current
    board = revision.dashboards.get(id) if revision else None
    if board is None:
        raise Unknown(f"There is no dashboard {id!r}.")
    range_ = query.get("range") or board.duration
    window = windows.window(
        range_, query.get("from", ""), query.get("to", ""), query.get("resolution", "medium"), datetime.now(UTC)
    )
    spoken = called.names(here)
    chosen = choose(here.queries, board.variables, query, window, spoken)
    selection = {one.name: one.values for one in chosen}
    choices = {one.name: [choice.value for choice in one.choices] for one in chosen}

    def fill(text: str, window: Window) -> str:
        return variables.interpolated(text, board.variables, selection, choices, window.times)

    html = partial(_html, here)
    return View(board, window, chosen, Asking(window, fill, spoken, html=html))


class Ahead:
    """Has the questions of a dashboard on their way as soon as a browser asks for its page, long before it can ask."""

    PATH = "/dashboard"

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"] == self.PATH and b"id=" in scope["query_string"]:
            with suppress(NotAllowed):
                here, query = node.current(), QueryParams(scope["query_string"])
                here.gate.check(HTTPConnection(scope), "read")
                here.queries.later(lambda: _begin(here, query))
        await self._app(scope, receive, send)


def choose(
    shared: Shared, declared: Sequence[Variable], query: QueryParams, window: Window, spoken: Spoken
) -> list[Chosen]:
    """The variables with their choices; each may depend on those before it."""
    found: list[Chosen] = []
    for number, variable in enumerate(declared):
        selection = {one.name: one.values for one in found}
        choices = {one.name: [choice.value for choice in one.choices] for one in found}
        fill = partial(
            variables.interpolated,
            declared=declared[:number],
            selection=selection,
            choices=choices,
            times=window.times,
        )
        found.append(_chosen(shared, variable, query.getlist(f"var-{variable.spec.name}"), fill, window, spoken))
    return found


class Unknown(Refused):
    """There is no such dashboard or panel."""


def _chosen(shared: Shared, variable: Variable, wanted: list[str], fill, window: Window, spoken: Spoken) -> Chosen:
    spec = variable.spec
    title = spec.display.name if spec.display else spec.name
    hidden = bool(spec.display and spec.display.hidden)
    if not isinstance(variable, ListVariable):
        values = variables.chosen(variable, wanted, ())
        return Chosen(spec.name, title, values, text=True, hidden=hidden or variable.spec.constant)
    values, problem = [], ""
    try:
        values = variables.captured(variable, _values(shared, variable, fill, window))[:MOST_CHOICES]
    except TouchlineError as error:
        problem = str(error)
    label = getattr(spec.plugin.spec, "label_name", "")
    choices = [Choice(value, spoken.get(label, {}).get(value, "")) for value in called.ordered(spoken, label, values)]
    held = variables.chosen(variable, wanted, [one.value for one in choices])
    return Chosen(spec.name, title, held, choices, False, spec.allow_multiple, spec.allow_all_value, hidden, problem)


def _values(shared: Shared, variable: ListVariable, fill, window: Window) -> list[str]:
    spec = variable.spec.plugin.spec
    aligned = window.aligned()
    if isinstance(spec, LabelValues):
        matchers = [fill(one) for one in spec.matchers] or [""]
        listings = [
            shared.listing("values", spec.label_name, one, aligned.start, aligned.end, MOST_CHOICES) for one in matchers
        ]
        return [value for listing in listings for value in listing.names]
    if isinstance(spec, PromQL):
        (future,) = shared.begin([Question(fill(spec.expr), aligned, instant=True)])
        labels = waited(future).labels
        return list(labels[spec.label_name]) if spec.label_name in labels.columns else []
    return list(spec.values)


def _lines(here: Node, view: View, wanted: Mapping[str, Panel], query: QueryParams) -> Iterator[bytes]:
    yield _line({"variables": view.chosen, "start": view.window.start, "end": view.window.end})
    try:
        for answer in panels.answers(here.queries, wanted, view.asking):
            yield _line({"answer": answer})
        if query.get("marks"):
            found, left_out = marked(here.feed, view, query)
            yield _line({"marks": found, "left_out": left_out})
        yield _line({"done": True})
    except TouchlineError as error:
        yield _line({"error": str(error)})


def marked(feed: Feed, view: View, query: QueryParams) -> tuple[list[Mark], int]:
    """What happened in the view's range: in the events that its variables choose, if there is one for events."""
    events = [value for one in view.chosen if one.name == "event" for value in one.values if value != variables.ALL]
    return marks.marks(feed, view.window.start, view.window.end, events)


def _wanted(board: Dashboard, names: Sequence[str]) -> dict[str, Panel]:
    for name in names:
        if name not in board.panels:
            raise Unknown(f"The dashboard {board.id!r} has no panel {name!r}.")
    return {name: one for name, one in board.panels.items() if not names or name in names}


def _begin(here: Node, query: QueryParams) -> None:
    view = viewed(here, query.get("id", ""), query)
    if view.window.step >= LONG_STEP:
        panels.begin(here.queries, view.board.panels, view.asking)


def _html(here: Node, text: str) -> str:
    revision = here.library.current
    return markdown.render(text, "dashboard", revision.context if revision else None).html


def _line(value: Mapping[str, object]) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _sentence(error: TouchlineError) -> Response:
    status = 404 if isinstance(error, Unknown) else 400 if isinstance(error, Refused) else 503
    return JSONResponse({"error": str(error)}, status, headers={"Cache-Control": "no-store"})

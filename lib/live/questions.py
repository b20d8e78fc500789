"""``/api/query``, ``/api/metrics`` and the rest of what the explore page asks: queries, names, completion, alerts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
from msgspec import Struct
from rapidfuzz import fuzz, process
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib import sheets
from lib.adapters.prometheus import selector as series_of
from lib.charts import windows
from lib.charts.windows import Shift, Window
from lib.content import promql, variables
from lib.content.catalogue import Catalogue
from lib.content.panels import (
    Display,
    Panel,
    PanelSpec,
    Query,
    QueryBody,
    QueryPlugin,
    QuerySpec,
    Step,
    Table,
    Thresholds,
    TimeSeriesChart,
    TimeSeriesSpec,
    Visual,
)
from lib.errors import Refused, TouchlineError, Unavailable
from lib.live import called, completion, marks, node, panels, tables
from lib.live.node import Node
from lib.live.panels import Asking, Compared

MOST_QUERIES = 10
MOST_LISTED = 200
LIKE = 66  # of 100: "yelow" is like "yellow", and "card" like "cards"
FAR_BACK = timedelta(days=30)
NO_STORE = {"Cache-Control": "no-store"}


class MetricRow(Struct):
    """A metric in the browser: *where* says who knows of it: the catalogue, Prometheus or both."""

    name: str
    type: str
    unit: str
    help: str
    labels: list[str]
    live: bool
    score: float = 0.0


def query(request: Request) -> Response:
    """Ad-hoc queries as a chart or a table, or their samples as ``format=csv`` or ``json``.

    A plain function, as all here: it waits for Prometheus, in a thread.
    """
    here, asked = node.current(), request.query_params
    try:
        panel, asking = _asked(here, asked)
        if asked.get("format") == "csv":
            return tables.csv(panels.tidy(here.queries, panel, asking), _file_name(asking.window))
        if asked.get("format") == "json":
            return tables.json(panels.tidy(here.queries, panel, asking), _file_name(asking.window))
        (answer,) = panels.answers(here.queries, {"query": panel}, asking)
    except (TouchlineError, msgspec.ValidationError) as error:
        return _sentence(error)
    return _json(answer)


def metrics(request: Request) -> Response:
    """The metrics that the catalogue and Prometheus know, the best match for ``q`` first."""
    here, asked = node.current(), request.query_params
    try:
        rows = _known(here)
    except TouchlineError as error:
        return _sentence(error)
    found = list(_matching(rows, asked.get("q", ""), _catalogue(here).labels))
    return _json({"metrics": found[:MOST_LISTED], "total": len(found)})


def labels(request: Request) -> Response:
    """The labels of a metric with their values, as far as they are few; or the values of one label."""
    here, asked = node.current(), request.query_params
    now = _now()
    try:
        metric, label = asked.get("metric", ""), asked.get("label", "")
        chosen = {key.removeprefix("with-"): value for key, value in asked.multi_items() if key.startswith("with-")}
        selector = series_of(metric, **{k: v for k, v in chosen.items() if k != label}) if metric else ""
        if label:
            listed = here.queries.listing("values", label, selector, now - FAR_BACK, now, MOST_LISTED)
            spoken = called.names(here)
            names = called.ordered(spoken, label, listed.names)
            rows = [{"value": one, "name": spoken.get(label, {}).get(one, "")} for one in names]
            return _json({"values": rows, "cut": listed.cut})
        listed = here.queries.listing("labels", selector, now - FAR_BACK, now, MOST_LISTED)
        meanings = _catalogue(here).labels
        rows = [{"name": one, "help": meanings.get(one, "")} for one in listed.names if one != "__name__"]
        return _json({"labels": rows, "cut": listed.cut})
    except TouchlineError as error:
        return _sentence(error)


def complete(request: Request) -> Response:
    """What may come next at the place ``at`` of a ``query``."""
    here, asked = node.current(), request.query_params
    text = asked.get("query", "")[:10_000]
    try:
        at = min(len(text), int(asked.get("at", len(text))))
    except ValueError:
        return _sentence(Refused("at is a number."))
    try:
        known = [(row.name, row.help, row.type) for row in _known(here)]
    except TouchlineError:  # the box is of use without Prometheus, too
        known = [(one.name, one.help, one.type) for one in _catalogue(here).metrics]
    return _json(completion.complete(text, at, known, lambda *words: _listed(here, *words)))


def layout(request: Request) -> Response:
    """A query, laid out by Prometheus."""
    here = node.current()
    try:
        return _json({"query": here.metrics.formatted(request.query_params.get("query", ""))})
    except TouchlineError as error:
        return _sentence(error)


def rules(request: Request) -> Response:
    """Alerts that are pending or fire, and all rules with their state."""
    here = node.current()
    try:
        groups = here.queries.listing("rules")
        alerts = here.queries.listing("alerts")
    except TouchlineError as error:
        return _sentence(error)
    return _json({"alerts": alerts, "groups": groups, "version": here.queries.listing("version")})


def happened(request: Request) -> Response:
    """Goals, cards and periods in a range, of some events or of all."""
    here, asked = node.current(), request.query_params
    try:
        window = _window(asked)
    except TouchlineError as error:
        return _sentence(error)
    found, left_out = marks.marks(here.feed, window.start, window.end, asked.getlist("event"))
    return _json({"marks": found, "left_out": left_out})


def _asked(here: Node, asked: QueryParams) -> tuple[Panel, Asking]:
    queries = [text for text in asked.getlist("query") if text.strip()][:MOST_QUERIES]
    if not queries:
        raise Refused("There is no query: write one, or choose a metric.")
    window = _window(asked)
    return _panel(asked, queries), Asking(window, _filled, called.names(here), _compared(here, asked))


def _filled(text: str, window: Window) -> str:
    return variables.interpolated(text, (), {}, {}, window.times)


def _panel(asked: QueryParams, queries: Sequence[str]) -> Panel:
    steps = [Step(value=float(one)) for one in asked.getlist("threshold")[:5] if sheets.is_number(one)]
    visual = Visual(
        stack="all" if asked.get("stack") else "none",
        area_opacity=0.35 if asked.get("stack") else 0,
        interpolation="linear" if asked.get("linear") else "step",
    )
    plugin = (
        Table()
        if asked.get("view") == "table"
        else TimeSeriesChart(spec=TimeSeriesSpec(visual=visual, thresholds=Thresholds(steps=steps)))
    )
    return Panel(
        kind="Panel",
        spec=PanelSpec(
            display=Display(name="Query"),
            plugin=plugin,
            queries=[_query(text) for text in queries],
        ),
    )


def _query(text: str) -> Query:
    spec = QuerySpec(query=text)
    return Query(
        kind="TimeSeriesQuery", spec=QueryBody(plugin=QueryPlugin(kind="PrometheusTimeSeriesQuery", spec=spec))
    )


def _compared(here: Node, asked: QueryParams) -> list[Compared]:
    """What the range is compared with: so much earlier, or another event, period by period."""
    found = []
    if asked.get("compare"):
        found.append(Compared(f" · {asked['compare']} earlier", Shift.by(windows.duration(asked["compare"]))))
    if asked.get("event") and asked.get("other"):
        event, other = asked["event"], asked["other"]
        name = called.names(here)["event"].get(other, other)
        ours, theirs = _began(here, event), _began(here, other)
        both = sorted(ours.keys() & theirs.keys())
        if not both:
            raise Refused(f"The events {event!r} and {other!r} have no period in common: there is nothing to align.")
        shift = Shift(tuple(ours[one] for one in both), tuple(theirs[one] for one in both))
        found.append(Compared(f" · {name}", shift, partial(_of_event, event=event, other=other)))
    return found


def _began(here: Node, event: str) -> dict[int, float]:
    record = here.feed.record(event)
    began = marks.began(record.state) if record else {}
    if not began:
        raise Refused(f"The event {event!r} has not begun, or is not known: there is nothing to align by its clock.")
    return began


def _of_event(text: str, event: str, other: str) -> str:
    """*text*, asked of the *other* event: in strings that name the first one."""
    return "".join(
        token.text.replace(event, other) if token.kind == "string" else token.text for token in promql.tokens(text)
    )


def _window(asked: QueryParams) -> Window:
    return windows.window(
        asked.get("range") or "1h",
        asked.get("from", ""),
        asked.get("to", ""),
        asked.get("resolution") or "medium",
        _now(),
    )


def _known(here: Node) -> list[MetricRow]:
    """All metrics: those of the catalogue, and those that Prometheus has samples of."""
    now = _now().replace(microsecond=0, second=0)
    live = set(here.queries.listing("values", "__name__", "", now - FAR_BACK, now, 10_000).names)
    described = here.queries.listing("described")
    catalogue = _catalogue(here)
    rows = {
        one.name: MetricRow(one.name, one.type, one.unit, one.help, list(one.labels), _is_live(one.name, live))
        for one in catalogue.metrics
    }
    for name in sorted(live):
        entry = catalogue.find(name)
        own = described.get(name) or described.get(name.rpartition("_")[0])
        if entry and entry.name != name:
            rows[name] = MetricRow(name, entry.type, entry.unit, entry.help, [*entry.labels, "le"], True)
        elif entry is None:
            known = own and (own.type, own.unit, own.help)
            rows[name] = MetricRow(name, *(known or ("", "", "")), [], True)
    return list(rows.values())


def _is_live(name: str, live: set[str]) -> bool:
    return name in live or f"{name}_bucket" in live


def _matching(rows: list[MetricRow], wanted: str, meanings: Mapping[str, str]) -> Iterator[MetricRow]:
    """Those that fit, the best first: two in three words have to be like one of the name, the help, the labels."""
    words = _words(wanted)
    if not words:
        yield from sorted(rows, key=lambda row: (not row.help, not row.live, row.name))
        return
    names = [_words(row.name) for row in rows]
    helps = [
        _words(" ".join([row.help, row.unit, *row.labels, *(meanings.get(one, "") for one in row.labels)]))
        for row in rows
    ]
    known = sorted({word for several in (*names, *helps) for word in several})
    likeness = process.cdist(words, known, scorer=_like)
    scores = [dict(zip(known, row, strict=True)) for row in likeness]
    for row, name, help_ in zip(rows, names, helps, strict=True):
        each = [
            max([*(one[word] for word in name), *(0.9 * one[word] for word in help_)], default=0.0) for one in scores
        ]
        fitting = [one for one in each if one >= LIKE]
        row.score = round(float(sum(fitting)) / len(each), 1) if len(fitting) * 3 >= len(each) * 2 else 0.0
    yield from sorted((row for row in rows if row.score), key=lambda row: (-row.score, not row.live, row.name))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def _like(wanted: str, word: str, **_: object) -> float:
    """How much a word is like the one that is wanted: the beginning of it is enough, a wrong letter does no harm."""
    return 100.0 if word.startswith(wanted) else fuzz.ratio(wanted, word)


def _listed(here: Node, what: str, metric: str = "", label: str = "") -> list[str]:
    now = _now().replace(microsecond=0, second=0)
    arguments = (metric, now - FAR_BACK, now, MOST_LISTED)
    try:
        if what == "labels":
            return here.queries.listing("labels", *arguments).names
        return here.queries.listing("values", label, *arguments).names
    except TouchlineError:
        return []


def _catalogue(here: Node) -> Catalogue:
    revision = here.library.current
    return revision.catalogue if revision else Catalogue(labels={}, metrics=[])


def _file_name(window: Window) -> str:
    return f"query-{window.end:%Y%m%d-%H%M%S}"


def _now() -> datetime:
    return datetime.now(UTC)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json", headers=NO_STORE)


def _sentence(error: Exception) -> Response:
    status = 503 if isinstance(error, Unavailable) else 400
    return JSONResponse({"error": str(error)}, status, headers=NO_STORE)

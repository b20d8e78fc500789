"""Actions to take away: those of an event, or of a whole competition, as JSON, CSV or Parquet."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

import msgspec
import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lib.charts import frames
from lib.errors import Refused, Unavailable
from lib.live import node, tables
from lib.live.history import Located

MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """A form in which a table is handed out."""

    ending: str
    media: str
    write: Callable[[pd.DataFrame], bytes]


def _parquet(frame: pd.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.to_parquet(buffer, index=False)
    return buffer.getvalue()


FORMATS = {
    "csv": Format("csv", "text/csv; charset=utf-8", lambda frame: tables.text(frame).encode()),
    "parquet": Format("parquet", "application/vnd.apache.parquet", _parquet),
}


def of_event(request: Request) -> Response:
    """The event's actions with their places in Kafka. A plain function: it waits for Kafka, in a thread."""
    event = request.path_params["id"]
    if node.current().feed.held(event) is None:
        return _error(404, f"There is no event {event!r}.")
    return _answered(request, event, lambda: {event: node.current().feed.actions(event)})


def of_competition(request: Request) -> Response:
    """The actions of all events of a competition, as far as they have begun to exist."""
    competition, feed = request.path_params["id"], node.current().feed
    events = sorted(
        one.state.id for one in feed.summaries() if one.state.declared and one.state.declared.competition == competition
    )
    if not events:
        return _error(404, f"There is no event of a competition {competition!r}.")
    return _answered(request, competition, lambda: _all(events, feed.actions))


def table(located: dict[str, list[Located]]) -> pd.DataFrame:
    """A row for each action, as ``frames.actions_frame`` has them, with its ``event``."""
    parts = []
    for event, its_own in located.items():
        frame = frames.actions_frame(its_own)
        frame.insert(0, "event", event)
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def _all(events: Iterable[str], actions: Callable[[str], list[Located]]) -> dict[str, list[Located]]:
    found, rows = {}, 0
    for event in events:
        found[event] = actions(event)
        rows += len(found[event])
        if rows > MOST_ROWS:
            raise Refused(f"There are more than {MOST_ROWS} actions: ask for single events.")
    return found


def _answered(request: Request, name: str, read: Callable[[], dict[str, list[Located]]]) -> Response:
    asked = request.query_params.get("format", "json")
    if asked not in {"json", *FORMATS}:
        return _error(400, f"format is {asked!r}: it may be json, csv or parquet.")
    try:
        located = read()
    except Unavailable as away:
        return _error(503, str(away))
    except Refused as refused:
        return _error(413, str(refused))
    if asked == "json":
        return Response(msgspec.json.encode({"actions": _places(located)}), media_type="application/json")
    form = FORMATS[asked]
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.{form.ending}"}
    return Response(form.write(table(located)), media_type=form.media, headers=headers)


def _places(located: dict[str, list[Located]]) -> list[dict[str, object]]:
    return [
        {"partition": one.partition, "offset": one.offset, "appended": one.appended, "action": one.action}
        for its_own in located.values()
        for one in its_own
    ]


def _error(status: int, sentence: str) -> Response:
    return JSONResponse({"error": sentence}, status)

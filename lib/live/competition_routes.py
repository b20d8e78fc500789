"""The HTTP routes of competitions: how far they have come, their tables, and their calendars."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import get_args

import msgspec
import pandas as pd
from msgspec import structs
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lib import sheets
from lib.adapters import calendar
from lib.adapters.git import Missing
from lib.content.progress import Contest, Progress, Stage, Table
from lib.errors import Refused, Unavailable
from lib.live import node, tables
from lib.sport import leaders, medals
from lib.sport.standings import separated
from lib.sport.state import COMING, ONGOING, EventState

TRUE, FALSE = {"1", "true", "yes"}, {"", "0", "false", "no"}
CALENDAR = {"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "no-cache"}
CSV = "text/csv; charset=utf-8"
LEADING = (
    "event", "title", "round", "status", "start", "place", "id", "name", "team", "state", "time_s", "gap_s", "amount",
)  # fmt: skip


class NotHere(Refused):
    """What was asked for is not there."""


class NotNow(Refused):
    """What was asked for cannot be told at the moment."""


def routes() -> list[Route]:
    """The routes, for the app's list. They are plain functions: a view is computed in a thread."""
    return [
        Route("/api/competitions", _all),
        Route("/api/competitions/{id}", _one),
        Route("/api/competitions/{id}/table", _table),
        Route("/api/competitions/{id}/contests", _contests),
        Route("/api/competitions/{id}/leaders", _leaders),
        Route("/api/competitions/{id}/medals", _medals),
        Route("/api/events/{id}/expected", _expected),
        Route("/calendar/{competition}.ics", _calendar),
    ]


def _all(request: Request) -> Response:
    competitions = node.current().competitions
    return _json({"competitions": [_listed(competitions.progress(one.id)) for one in competitions.all()]})


def _one(request: Request) -> Response:
    try:
        return _tagged(request, _progress(request, request.path_params["id"]))
    except Refused as error:
        return _refusal(error)


def _table(request: Request) -> Response:
    """One table, or all of a stage; as CSV one after the other."""
    try:
        progress = _progress(request, request.path_params["id"])
        stage = _stage(progress, request.query_params.get("stage", ""))
        found = _tables(stage, request.query_params.get("group", ""))
        _known_round(stage, request.query_params.get("round", ""))
    except Refused as error:
        return _refusal(error)
    if request.query_params.get("format", "json") == "csv":
        return Response(_separated(stage, found), media_type=CSV)
    about = {"competition": progress.id, "stage": stage.id, "revision": progress.revision}
    return _json(about | {"rules": stage.rules, "tables": found, "rungs": stage.rungs})


def _contests(request: Request) -> Response:
    """Races and challenges with those who lead: of all stages, or of one."""
    try:
        progress, wanted = _progress(request, request.path_params["id"]), request.query_params.get("stage", "")
        with_contests = [one for one in progress.stages if one.contests]
        if wanted and wanted not in {one.id for one in with_contests}:
            there = ", ".join(one.id for one in with_contests) or "none"
            raise NotHere(f"There is no stage {wanted!r} with a race or a challenge. There is {there}.")
    except Refused as error:
        return _refusal(error)
    found = [contest for stage in with_contests if wanted in ("", stage.id) for contest in stage.contests]
    if request.query_params.get("format", "json") == "csv":
        names = {one.id: one.name for one in progress.competitors}
        rows = [row for contest in found for row in _leading(contest, names)]
        frame = pd.DataFrame(rows, columns=LEADING).astype({"place": "Int64"})
        return tables.csv(frame, f"{progress.id}-contests")
    return _json({"competition": progress.id, "revision": progress.revision, "contests": found})


def _leaders(request: Request) -> Response:
    """Who scored most, or did most of what else is counted."""
    what = request.query_params.get("what", "goals")
    try:
        if what not in get_args(leaders.What):
            raise Refused(f"what is {what!r}; it may be {', '.join(get_args(leaders.What))}.")
        progress = _progress(request, request.path_params["id"])
    except Refused as error:
        return _refusal(error)
    found = leaders.leaders(_states(progress, moment(request.query_params.get("at", ""))), what)
    if request.query_params.get("format", "json") == "csv":
        rows = [structs.astuple(one) for one in found]
        frame = pd.DataFrame(rows, columns=[*leaders.Leader.__struct_fields__])
        return tables.csv(frame, f"{progress.id}-{what}")
    return _json({"competition": progress.id, "what": what, "leaders": found})


def _medals(request: Request) -> Response:
    """Who has which medals."""
    try:
        progress = _progress(request, request.path_params["id"])
    except Refused as error:
        return _refusal(error)
    if request.query_params.get("format", "json") == "csv":
        frame = pd.DataFrame(map(structs.astuple, progress.medals), columns=[*medals.Row.__struct_fields__])
        return tables.csv(frame, f"{progress.id}-medals")
    return _json({"competition": progress.id, "medals": progress.medals})


def _states(progress: Progress, at: int | None) -> Iterator[EventState]:
    """The states of its matches, as they are or as they were."""
    here = node.current()
    for match in progress.matches():
        held = here.feed.held(match.event)
        if held:
            state = held.record.state
            yield state if at is None else here.fields.at(state, at)


def _expected(request: Request) -> Response:
    """What may be expected of an event before it is over."""
    here, event = node.current(), request.path_params["id"]
    held = here.feed.held(event)
    if held is None:
        return _refusal(NotHere(f"There is no event {event!r}."))
    declared = held.summary.state.declared
    competition = declared.competition if declared else ""
    return _json({"event": event, "competition": competition, "expected": here.competitions.expected(event)})


def _leading(contest: Contest, names: Mapping[str, str]) -> Iterator[tuple]:
    """A row for each who leads, as the page shows them: runners; or teams and, where there are none, members."""
    about = (contest.event, contest.title, contest.round, contest.status, contest.start)
    if contest.race:
        for line in contest.race.leaders:
            time, gap = (None if one is None else one / 1000 for one in (line.time, line.gap))
            yield (*about, line.rank, line.id, line.name, names.get(line.team, line.team), line.status, time, gap, None)
    elif contest.challenge and contest.challenge.teams:
        for team in contest.challenge.teams:
            yield (*about, team.rank, team.id, team.name, team.name, "", None, None, team.score)
    elif contest.challenge:
        for one in contest.challenge.leaders:
            team = names.get(one.team, one.team)
            yield (*about, one.rank, one.id, one.name, team, "", None, None, one.total)


def _calendar(request: Request) -> Response:
    here, competitor = node.current(), request.query_params.get("competitor", "")
    try:
        progress = _progress(request, request.path_params["competition"])
        if competitor and competitor not in {one.id for one in progress.competitors}:
            raise NotHere(f"There is no competitor {competitor!r} in {progress.id}.")
    except Refused as error:
        return _refusal(error)
    revision = here.library.declared(progress.revision) if "revision" in request.query_params else here.library.current
    declared = revision.competition(progress.id)
    text = calendar.feed(
        progress,
        revision.commit.time,
        declared.format or declared.profile.format,
        lambda event: str(request.base_url.replace(path="/event", query=f"id={event}")),
        competitor,
    )
    return Response(text, headers=CALENDAR)


def _progress(request: Request, id: str) -> Progress:
    """What is asked for, at the moment, after the round and by the revision that are asked for. Raise Refused."""
    query = request.query_params
    live = query.get("live", "").lower()
    if live not in TRUE | FALSE:
        raise Refused(f"live is {live!r}; it may be 1 or 0.")
    here, name = node.current(), query.get("revision", "")
    try:
        revision = here.library.declared(name) if name else None
    except Missing as error:
        raise NotHere(str(error)) from None
    except Unavailable as error:
        raise NotNow(str(error)) from None
    asked = {"at": moment(query.get("at", "")), "round": query.get("round", ""), "revision": revision}
    found = here.competitions.progress(id, as_it_stands=live in TRUE, **asked)
    if found is None:
        raise NotHere(f"There is no competition {id!r}.")
    return found


def moment(text: str) -> int | None:
    """The moment of an ``at=``, in milliseconds since the epoch; None without one. Raise Refused."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(f"at is {text!r}; it has to be a moment with its zone, such as 2026-06-20T12:00Z.")
    return round(found.timestamp() * 1000)


def _stage(progress: Progress, id: str) -> Stage:
    """The stage that is named, or the first one that has a table."""
    with_table = [one for one in progress.stages if one.tables or one.rungs]
    for one in with_table:
        if id in ("", one.id):
            return one
    there = ", ".join(one.id for one in with_table) or "none"
    raise NotHere(f"There is no stage {id!r} with a table. There is {there}.")


def _tables(stage: Stage, group: str) -> tuple[Table, ...]:
    if not group:
        return stage.tables
    try:
        return (stage.table(group),)
    except KeyError:
        there = ", ".join(one.id for one in (*stage.tables, *stage.best)) or "none"
        raise NotHere(f"There is no table {group!r} in {stage.id}. There is {there}.") from None


def _known_round(stage: Stage, name: str) -> None:
    if name and name not in stage.rounds:
        there = ", ".join(stage.rounds) or "none"
        raise NotHere(f"Nobody has played in a round {name!r} of {stage.id}. There is {there}.")


def _separated(stage: Stage, found: tuple[Table, ...]) -> str:
    if not stage.rungs:
        return separated(row for table in found for row in table.rows)
    rated = any(one.rating is not None for one in stage.rungs)
    head = ("rank", "competitor", "played", "won", *(["rating"] if rated else []))
    rows = (
        (one.place, one.name, one.played, one.won, *([f"{one.rating:.1f}"] if rated else [])) for one in stage.rungs
    )
    return sheets.separated(head, rows)


def _listed(progress: Progress) -> dict[str, object]:
    """A competition in a list: its stages, how many events it has, and when the next one is."""
    matches = [*progress.matches(), *(one for stage in progress.stages for one in stage.contests)]
    ahead = [one.start for one in matches if one.start and one.status in COMING]
    return {
        "id": progress.id,
        "title": progress.title,
        "sport": progress.sport,
        "season": progress.season,
        "stages": [
            {"id": one.id, "name": one.name, "kind": one.kind, "complete": one.complete} for one in progress.stages
        ],
        "events": len(matches),
        "live": sum(one.status in ONGOING for one in matches),
        "next": min(ahead, default=None),
    }


def _refusal(error: Refused) -> Response:
    return JSONResponse({"error": str(error)}, {NotHere: 404, NotNow: 503}.get(type(error), 400))


def _tagged(request: Request, value: object) -> Response:
    """*value* with a name for its content: who has it already is told so, in a few bytes."""
    body = msgspec.json.encode(value)
    tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")

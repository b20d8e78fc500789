"""The HTTP routes of competitions: how far they have come, their tables, and their calendars."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import get_args

import msgspec
import pandas as pd
from msgspec import structs
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lib import sheets
from lib.adapters import calendar
from lib.content.progress import Contest, Progress, Stage, Table
from lib.errors import Refused, TouchlineError
from lib.live import node, refusals, tables, viewpoint
from lib.live.refusals import NotHere
from lib.sport import leaders, medals
from lib.sport.standings import separated
from lib.sport.state import COMING, ONGOING, EventState

TRUE, FALSE = {"1", "true", "yes"}, {"", "0", "false", "no"}
CALENDAR = {"Content-Type": "text/calendar; charset=utf-8", "Cache-Control": "no-cache"}
CSV = "text/csv; charset=utf-8"
LEADING = (
    "event", "title", "round", "status", "start", "place", "id", "name", "team", "state", "time_s", "gap_s", "amount",
)  # fmt: skip


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
    except TouchlineError as error:
        return refusals.answer(error)


def _table(request: Request) -> Response:
    """One table, or all of a stage; as CSV one after the other."""
    try:
        progress = _progress(request, request.path_params["id"])
        stage = _stage(progress, request.query_params.get("stage", ""))
        found = _tables(stage, request.query_params.get("group", ""))
        _known_round(stage, request.query_params.get("round", ""))
    except TouchlineError as error:
        return refusals.answer(error)
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
    except TouchlineError as error:
        return refusals.answer(error)
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
    except TouchlineError as error:
        return refusals.answer(error)
    found = leaders.leaders(_states(progress, viewpoint.moment(request.query_params.get("at", ""))), what)
    if request.query_params.get("format", "json") == "csv":
        rows = [structs.astuple(one) for one in found]
        frame = pd.DataFrame(rows, columns=[*leaders.Leader.__struct_fields__])
        return tables.csv(frame, f"{progress.id}-{what}")
    return _json({"competition": progress.id, "what": what, "leaders": found})


def _medals(request: Request) -> Response:
    """Who has which medals."""
    try:
        progress = _progress(request, request.path_params["id"])
    except TouchlineError as error:
        return refusals.answer(error)
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
        return refusals.answer(NotHere(f"There is no event {event!r}."))
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
    except TouchlineError as error:
        return refusals.answer(error)
    served = here.library.current
    revision = served if progress.revision == served.sha else here.library.declared(progress.revision)
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
    """What is asked for, at the moment or by the revision, and after the round that are asked for.

    Raise Refused and Unavailable.
    """
    query = request.query_params
    live = query.get("live", "").lower()
    if live not in TRUE | FALSE:
        raise Refused(f"live is {live!r}; it may be 1 or 0.")
    here = node.current()
    view = viewpoint.asked(here.library, query.get("at", ""))
    found = here.competitions.progress(
        id, at=view.moment, revision=view.revision, as_it_stands=live in TRUE, round=query.get("round", "")
    )
    if found is None:
        raise NotHere(f"There is no competition {id!r}.")
    return found


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

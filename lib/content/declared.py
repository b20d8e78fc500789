"""What a competition says of its events: their declarations, by what Git declares and the facts so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from msgspec import Struct, structs

from lib.content.competitions import Competition
from lib.content.progress import Match, Progress, Stage
from lib.content.revision import Revision
from lib.content.stages import Contest, Ladder, League
from lib.sport.actions import Competitor, EventDeclared
from lib.sport.fold import format_of
from lib.sport.profiles import Format
from lib.sport.state import COMING, EventState


class Fixture(Struct, frozen=True):
    """An event that the competition has now. *late*: facts of other events say who plays."""

    event: str
    data: EventDeclared
    late: bool = False


class Meeting(Struct, frozen=True):
    """Two of *competitors* may meet; *about* has the other fields of their ``EventDeclared``, *title* is for people."""

    title: str
    competitors: list[Competitor]
    about: dict[str, object]


def about(competition: Competition, stage: str, round: str, shape: Format | None, revision: str) -> dict[str, object]:
    """The fields of an ``EventDeclared`` that follow from its competition, its *stage* and its *round*."""
    return {
        "sport": competition.sport,
        "competition": competition.id,
        "season": competition.season,
        "stage": stage,
        "round": round,
        "format": shape or competition.profile.format,
        "revision": revision,
        "credit": competition.credit,
    }


def ad_hoc(revision: Revision, today: date) -> Iterator[Meeting]:
    """What people may declare in competitions of *revision*: games of ladders, and of leagues that nobody draws."""
    for competition in revision.competitions:
        everybody = [one.at(today) for one in competition.competitors]
        for part in competition.plan:
            stage = part.stage
            if isinstance(stage, Ladder) or (isinstance(stage, League) and stage.draw is None):
                said = about(competition, stage.name, "", stage.format or competition.format, revision.sha)
                yield Meeting(f"{competition.title}: {stage.name}", everybody, said)


def fixtures(competition: Competition, view: Progress, revision: str) -> Iterator[Fixture]:
    """The events that a competition has as far as it has come; those that are not decided yet are not among them."""
    for listed, match in zip(competition.fixtures, view.loose, strict=True):
        yield _fixture(competition, match, listed.stage, competition.format, revision)
    for part, stage in zip(competition.plan, view.stages, strict=True):
        shape = part.stage.format or competition.format
        formats = {level.name: level.declared and level.declared.format for level in part.levels}
        for match in stage.matches:
            if match.event and match.decided and match.needed and _is_ours(competition, match, stage.kind):
                own = formats.get(match.round) or shape
                yield _fixture(competition, match, stage_name(stage, match), own, revision, late=_follows(stage, match))
        for contest in part.contests:
            yield _contest(competition, contest, stage.name, contest.format or shape, revision)


def kept(before: EventState, after: EventDeclared) -> EventDeclared:
    """*after*, with the format that an event had when it began: other rules do not change what was played."""
    if before.declared is None or before.status in COMING | {"cancelled"}:
        return after
    return structs.replace(after, format=format_of(before.declared))


def stage_name(stage: Stage, match: Match) -> str:
    """What an event says its stage is: of groups, the group."""
    return stage.table(match.table).name if stage.kind == "groups" else stage.name


def _follows(stage: Stage, match: Match) -> bool:
    """Whether who plays follows from facts of other events."""
    return bool(match.home.slot or match.away.slot) or (stage.kind == "swiss" and match.number > 1)


def _is_ours(competition: Competition, match: Match, kind: str) -> bool:
    """Whether a match is planned here; others were declared ad hoc."""
    return kind != "ladder" and match.uid != match.event


def _fixture(
    competition: Competition, match: Match, stage: str, shape: Format | None, revision: str, *, late: bool = False
) -> Fixture:
    """What a match says about its event."""
    day = _day(competition, match.start, match.day)
    both = [competition.competitor(side.id, day) for side in (match.home, match.away)]
    said = about(competition, stage, match.round, shape, revision)
    return Fixture(
        match.event, EventDeclared(competitors=both, start=match.start, venue=match.venue, **said), late=late
    )


def _contest(competition: Competition, contest: Contest, stage: str, shape: Format | None, revision: str) -> Fixture:
    """What a race or a challenge says about its event."""
    start = contest.start and contest.start.astimezone(UTC)
    day = _day(competition, start, contest.day)
    known = {one.id: one.at(day) for one in competition.competitors}
    return Fixture(
        f"{competition.id}-{contest.id}",
        EventDeclared(
            competitors=_entered(known, contest.entries or list(known)),
            title=contest.title,
            start=start,
            venue=contest.venue,
            **about(competition, stage, contest.round, shape, revision),
        ),
    )


def _entered(known: Mapping[str, Competitor], entries: Sequence[str]) -> list[Competitor]:
    """Those who are entered, and the teams that they run for: of these the name alone, nobody else of them runs."""
    teams = dict.fromkeys(known[one].team for one in entries)
    named = [structs.replace(known[one], members=[]) for one in teams if one in known and one not in entries]
    return [*(known[one] for one in entries), *named]


def _day(competition: Competition, start: datetime | None, day: date | None) -> date | None:
    """The day on which an event is, in the competition's time zone."""
    return start.astimezone(competition.time_zone).date() if start else day

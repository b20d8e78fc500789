"""The views of an event on its page, by discipline: live elements, and charts with their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib.charts import challenge, frames, match, race
from lib.live import tables
from lib.live.fields import Wanted
from lib.sport import entered, fold
from lib.sport.audience_facts import AUDIENCE
from lib.sport.field_state import Line
from lib.sport.state import COMING, EventRecord, EventState
from lib.sport.tracks import Spot
from lib.web import analysis, elements, figures, programme, resources, series

SHOWN = 8  # lines in a chart; more cannot be told apart
ON_THE_MAP = 2_000
IN_THE_BAND = 2_000
ALL = 200_000


@dataclass(frozen=True)
class View:
    """A tab. A live one follows the event by itself; another one is drawn when it is opened."""

    name: str
    draw: Callable[[str], None]
    is_live: bool = False


def views(record: EventRecord) -> list[View]:
    """What there is to see of an event of this discipline."""
    live = not programme.is_over(record.state)
    own = {"race": _race_views, "challenge": _challenge_views}.get(programme.discipline(record.state), _match_views)
    return [*own(live), View("Prometheus", series.event_series)]


def views_then(record: EventRecord, at: str) -> list[View]:
    """What there is to see of an event as it was; nothing in it moves."""
    state = record.state
    timeline = View("Timeline", lambda event: elements.timeline(event, initial=record, at=at), is_live=True)
    if state.race:
        return [View("Leaders", _frame(race.lines_frame(state.race.leaders, state.race.slots))), timeline]
    if state.challenge:
        return [View("Teams", _frame(challenge.teams_frame(state.challenge.teams))), timeline]
    lineups = View("Line-ups", lambda event: elements.lineups(event, initial=record, at=at), is_live=True)
    return [timeline, lineups, View("Charts", lambda event: _score_then(state))]


def show(event: str, views: Sequence[View]) -> None:
    """One view open at a time."""
    tabs = st.tabs([view.name for view in views], key="view", on_change="rerun", bind="query-params")
    for tab, view in zip(tabs, views, strict=True):
        if view.is_live or tab.open:
            with tab:
                view.draw(event)


def _frame(frame: pd.DataFrame) -> Callable[[str], None]:
    return lambda event: st.dataframe(frame, hide_index=True, key=f"{event}.then")


def _score_then(state: EventState) -> None:
    figures.chart("Score over time", match.score_over_time(state), key=f"then.score.{state.id}")
    figures.table("Scores", frames.scores_frame(state), key=f"then-{state.id}-scores")


def audience(record: EventRecord) -> None:
    """What those who watch may say: cheers, and what they predict, where the competition takes predictions."""
    elements.cheer(record.state.id, initial=record)
    if resources.node().predictions.rule(record.state):
        elements.predict(record.state.id, initial=record)


def expected(record: EventRecord) -> None:
    """What ratings let expect, before a contest of two sides begins."""
    if record.state.status in COMING and programme.discipline(record.state) not in programme.MANY:
        elements.expected(record.state.id, initial=record)


def asks_the_opponent(record: EventRecord) -> bool:
    """Whether a result counts only with the word of the side that did not enter it."""
    return entered.asks_the_opponent(fold.format_of(record.state.declared))


def _race_views(live: bool) -> list[View]:
    return [
        View("Leaderboard", leaderboard, is_live=True),
        View("Map", _refreshed(race_map, live)),
        View("Charts", _refreshed(race_charts, live)),
        View("Timeline", elements.timeline, is_live=True),
    ]


def _challenge_views(live: bool) -> list[View]:
    return [
        View("Leaderboard", leaderboard, is_live=True),
        View("Charts", _refreshed(challenge_charts, live)),
        View("Timeline", elements.timeline, is_live=True),
    ]


def _match_views(live: bool) -> list[View]:
    return [
        View("Timeline", elements.timeline, is_live=True),
        View("Line-ups", elements.lineups, is_live=True),
        View("Charts", _refreshed(match_charts, live)),
        View("Analysis", _refreshed(analysis.event_analysis, live)),
    ]


def _refreshed(draw: Callable[[str], None], live: bool) -> Callable[[str], None]:
    return lambda event: figures.refreshed(lambda: draw(event), live=live)


def match_charts(event: str) -> None:
    """What the stream says of a match, as figures."""
    state = _state(event)
    located = resources.node().feed.actions(event)
    actions = frames.actions_frame(one for one in located if not isinstance(one.action.data, AUDIENCE))
    figures.chart("Score over time", match.score_over_time(state), key=f"event.score.{event}")
    figures.table("Scores", frames.scores_frame(state), key=f"{event}-scores")
    figures.chart("Actions a minute", match.actions_a_minute(actions, state), key=f"event.minutes.{event}")
    if actions["x"].notna().any():
        figures.chart("On the pitch", match.pitch_map(actions, state), key=f"event.pitch.{event}")
    figures.table("All actions", actions, key=f"{event}-actions")


def leaderboard(event: str) -> None:
    """The order, with a search, and everybody's lines as a file."""
    elements.leaderboard(event)
    whole_field(event)


def race_charts(event: str) -> None:
    """Places, gaps and paces of the first ones."""
    state = _state(event)
    lines = [line for line in state.race.leaders if line.splits][:SHOWN]
    if not lines:
        st.info("Charts are drawn from the first crossing on.", icon=":material/timer:")
        return
    figures.chart("Places", race.places(lines, state.race, keep=event), key=f"race.places.{event}")
    figures.chart("Gaps", race.gaps(lines, state.race, keep=event), key=f"race.gaps.{event}")
    field = resources.node().fields.spread(state, IN_THE_BAND)
    figures.chart("Splits", race.splits(lines, field, state.race, keep=event), key=f"race.splits.{event}")
    figures.table("Leaders", race.lines_frame(state.race.leaders, state.race.slots), key=f"{event}-leaders")


def race_map(event: str) -> None:
    """The course, and where participants are."""
    state, shape = _state(event), fold.format_of(_state(event).declared)
    spots = resources.node().tracks.spots(event)
    lines = resources.node().fields.page(state, Wanted(), 0, 2 * ON_THE_MAP).lines if spots else []
    if not spots and not shape.course:
        st.info(
            "There is no map yet: no course is declared, and no position has come in the last quarter of an hour.",
            icon=":material/map:",
        )
        return
    shown = _on_the_map(lines, spots)
    figures.chart("Course", race.course(shape, state.race, shown, keep=event), key=f"race.map.{event}")
    if len(shown) < len(spots):
        st.caption(f"{len(shown):,} of {len(spots):,} participants are drawn: those in front.")
    figures.table(
        "Positions", race.positions_frame(shape, shown, race.passed(lines, state.race)), key=f"{event}-positions"
    )


def challenge_charts(event: str) -> None:
    """What came together, against the target."""
    state, shape = _state(event), fold.format_of(_state(event).declared)
    if not state.challenge.by_day:
        st.info("Charts are drawn from the first activity on.", icon=":material/directions_walk:")
        return
    figures.chart("Progress", challenge.progress(state.challenge, shape, keep=event), key=f"challenge.progress.{event}")
    figures.chart("By day", challenge.by_day(state.challenge, shape, keep=event), key=f"challenge.days.{event}")
    figures.table("Days", challenge.days_frame(state.challenge, shape), key=f"{event}-days")
    figures.table("Teams", challenge.teams_frame(state.challenge.teams), key=f"{event}-teams")


def whole_field(event: str) -> None:
    """Everybody's lines as a file: made when somebody asks, and never drawn."""
    name = f"{event}-field.csv"
    figures.file("Whole field as CSV", lambda: _field(event), name, "text/csv", key=f"{event}.field.csv")


def _field(event: str) -> str:
    state = _state(event)
    lines = resources.node().fields.page(state, Wanted(), 0, ALL).lines
    frame = race.lines_frame(lines, state.race.slots) if state.race else challenge.members_frame(lines)
    return tables.text(frame)


def _on_the_map(lines: Sequence[Line], spots: dict[str, Spot]) -> dict[str, Spot]:
    """The positions of those in front; of a field that is not known in order, of any."""
    if len(spots) <= ON_THE_MAP:
        return spots
    ids = [line.id for line in lines if line.id in spots][:ON_THE_MAP]
    return {who: spots[who] for who in ids or list(spots)[:ON_THE_MAP]}


def _state(event: str) -> EventState:
    return resources.node().feed.record(event).state

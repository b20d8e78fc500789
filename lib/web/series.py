"""What Prometheus holds of one event, on that event's page: its samples as they were written, and the query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

from lib.adapters.prometheus import BadQuery, Metrics, Result, selector
from lib.charts import series
from lib.errors import Unavailable
from lib.live import marks
from lib.sport.actions import EventDeclared
from lib.sport.state import EventRecord
from lib.web import figures, programme, resources

REFRESH_S = 5.0
GRACE = timedelta(seconds=10)  # between a state in the feed and its samples in Prometheus
PARTS = {"Whole event": None, "Last hour": timedelta(hours=1), "Last 10 minutes": timedelta(minutes=10)}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a query: values, or a sentence why there are none or why they are not the newest, or both."""

    query: str
    at: datetime
    result: Result | None = None
    sentence: str = ""


def event_series(event: str) -> None:
    """The event's score and actions, as Prometheus has them; drawn anew while the event goes on."""
    record = resources.node().feed.record(event)
    if record is not None:
        seconds = REFRESH_S if programme.is_ongoing(record.state) else None
        st.fragment(_draw, run_every=seconds)(event)


def questions(record: EventRecord) -> dict[str, str]:
    """What is asked of an event: a title, and the series in PromQL."""
    event = record.state.id
    own = {
        "race": {"Participants": "sport_race_participants", "Crossings": "sport_race_crossings"},
        "challenge": {"Teams": "sport_challenge_team_score", "Together": "sport_challenge_amount"},
    }.get(programme.discipline(record.state), {"Score": "sport_event_score"})
    asked = {title: selector(name, event=event) for title, name in own.items()}
    return asked | {"Actions": selector("sport_event_actions", event=event, status="accepted")}


def ask(metrics: Metrics, series: str, record: EventRecord, part: timedelta | None, now: datetime) -> Answer:
    """All samples of *series* in the last *part* of the event, or in the whole of it."""
    newest = _moment(record.provenance.sampled)
    end = now if programme.is_ongoing(record.state) else newest + timedelta(milliseconds=1)
    span = part or end - _beginning(record)
    query = f"{series}[{max(1, round(span.total_seconds()))}s]"
    try:
        result = metrics.instant(query, end)
        if result.empty:
            return Answer(query, end, None, _nothing(metrics, series, record, end - span, now))
        return Answer(query, end, result, _behind(result, newest, now))
    except BadQuery as error:
        return Answer(query, end, None, f"Prometheus does not take this query: {error}. Correct it and ask again.")
    except Unavailable as error:
        return Answer(query, end, None, f"{error} Scores and timeline do not need it; this comes back with it.")


def _draw(event: str) -> None:
    node = resources.node()
    record = node.feed.record(event)
    part = st.segmented_control("Time", PARTS, default="Whole event", key=f"series.part.{event}") or "Whole event"
    for title, asked in questions(record).items():
        answer = ask(node.metrics, asked, record, PARTS[part], datetime.now(UTC))
        if answer.result is not None:
            frame = answer.result.frame
            found, left_out = marks.marks(node.feed, frame["time"].min(), answer.at, [event])
            marked = [(datetime.fromtimestamp(one.at, UTC), one.text) for one in found]
            drawn = series.lines(frame, answer.result.labels, keep=event, marks=marked)
            figures.chart(f"{title} in Prometheus", drawn, key=f"series.{title}.{event}")
            figures.table(f"{title} in Prometheus", _rows(answer.result), key=f"{event}-prometheus-{title.lower()}")
            if left_out:
                st.caption(f"{left_out} earlier actions are not marked: choose a shorter time.")
        if answer.sentence:
            st.info(answer.sentence, icon=":material/monitoring:")
        st.code(answer.query, language="promql")
        st.caption(f"Asked at {answer.at:%Y-%m-%d %H:%M:%S} UTC.")


def _rows(result: Result) -> pd.DataFrame:
    return result.frame.join(result.labels, on="series").drop(columns="series")


def _beginning(record: EventRecord) -> datetime:
    """Some time before the first sample: an action may be sampled a minute before its own time, never earlier."""
    times = [entry.action.at for entry in record.state.timeline if not isinstance(entry.action.data, EventDeclared)]
    return _moment(min([*times, record.provenance.sampled])) - timedelta(minutes=1)


def _nothing(metrics: Metrics, series: str, record: EventRecord, start: datetime, now: datetime) -> str:
    """Why there is not one sample: never any, or none in this part."""
    if metrics.series(series, _beginning(record) - timedelta(days=1), now):
        return f"No samples since {start:%H:%M:%S} UTC: nothing happened. Choose a longer time to see earlier ones."
    return (
        "Prometheus has no such series. Samples come with the first action of an event; "
        "of an event that was recorded long after it took place there are none."
    )


def _behind(result: Result, newest: datetime, now: datetime) -> str:
    last = result.frame["time"].max()
    if last >= newest or now - newest < GRACE:
        return ""
    return (
        f"This is stale: the newest sample is of {last:%H:%M:%S} UTC, the event's state of {newest:%H:%M:%S} UTC. "
        "The processor writes what is missing as soon as it can."
    )


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)

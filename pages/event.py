"""One event: its score, what happened, who plays, and where every number comes from."""

import streamlit as st

from lib.charts import frames, match
from lib.sport.state import EventRecord
from lib.web import analysis, elements, figures, programme, resources, series

feed = resources.node().feed
event = st.query_params.get("id", "")


def charts() -> None:
    """What the stream says of the event, as figures."""
    state = feed.record(event).state
    actions = frames.actions_frame(feed.actions(event))
    figures.chart("Score over time", match.score_over_time(state), key=f"event.score.{event}")
    figures.table("Scores", frames.scores_frame(state), key=f"{event}-scores")
    figures.chart("Actions a minute", match.actions_a_minute(actions, state), key=f"event.minutes.{event}")
    if actions["x"].notna().any():
        figures.chart("On the pitch", match.pitch_map(actions, state), key=f"event.pitch.{event}")
    figures.table("All actions", actions, key=f"{event}-actions")


def show(record: EventRecord) -> None:
    """The event as it is, and as it changes."""
    elements.scoreboard(event, initial=record)
    views = ["Timeline", "Line-ups", "Charts", "Analysis", "Prometheus"]
    timeline, lineups, numbers, analyses, samples = st.tabs(views, key="view", on_change="rerun", bind="query-params")
    with timeline:
        elements.timeline(event)
    with lineups:
        elements.lineups(event)
    for tab, draw in ((numbers, charts), (analyses, lambda: analysis.event_analysis(event))):
        if tab.open:
            with tab:
                figures.refreshed(draw, live=not programme.is_over(record.state))
    if samples.open:
        with samples:
            series.event_series(event)


def choose() -> None:
    """Lead on to an event."""
    st.title("Events", anchor=False)
    if event:
        st.warning(f"There is no event `{event}`, or it was not declared yet. These are the ones that are known.")
    labels = {one.state.id: programme.label(one) for one in programme.shortlist(feed.summaries(), most=500)}
    chosen = st.selectbox("Find an event", labels, index=None, format_func=labels.get, placeholder="Name of a side")
    if chosen:
        st.query_params["id"] = chosen
        st.rerun()
    elements.events(programme.shortlist(feed.summaries()))


found = feed.record(event)
if found:
    show(found)
else:
    choose()

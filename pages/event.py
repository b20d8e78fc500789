"""One event: how it stands, what happened, who takes part, and where every number comes from."""

import streamlit as st

from lib.sport.state import EventRecord
from lib.web import contests, elements, past, programme, resources
from lib.web.contests import View

node = resources.node()
feed = node.feed
event = st.query_params.get("id", "")
at = past.asked()


def show(record: EventRecord) -> None:
    """The event as it is, and as it changes: live elements at once, the rest when its tab is opened."""
    elements.scoreboard(event, initial=record)
    if contests.asks_the_opponent(record):
        elements.confirm(event, initial=record)
    contests.expected(record)
    contests.audience(record)
    past.minute(record, at)
    show_views(contests.views(record))


def show_then(record: EventRecord) -> None:
    """The event as it was; nothing in it moves."""
    past.banner(past.on(at))
    elements.scoreboard(event, initial=record, at=at)
    past.minute(feed.record(event), at)
    show_views(contests.views_then(record, at))


def show_views(views: list[View]) -> None:
    """One view open at a time."""
    tabs = st.tabs([view.name for view in views], key="view", on_change="rerun", bind="query-params")
    for tab, view in zip(tabs, views, strict=True):
        if view.is_live or tab.open:
            with tab:
                view.draw(event)


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


found = past.record(node, event, at)
if found:
    (show_then if at else show)(found)
else:
    choose()

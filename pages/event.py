"""One event: how it stands, what happened, who takes part, and where every number comes from."""

import streamlit as st

from lib.live import then
from lib.sport.state import EventRecord
from lib.web import contests, elements, past, programme, resources

node = resources.node()
feed = node.feed
event = st.query_params.get("id", "")
view = past.asked(node)


def show(record: EventRecord) -> None:
    """The event as it is, and as it changes: live elements at once, the rest when its tab is opened."""
    elements.scoreboard(event, initial=record)
    if contests.asks_the_opponent(record):
        elements.confirm(event, initial=record)
    contests.expected(record)
    contests.audience(record)
    past.choice(view, record)
    contests.show(event, contests.views(record))


def show_then(now: EventRecord) -> None:
    """The event as it was, or as a revision declares it; nothing in it moves."""
    past.banner(view)
    found, at = then.seen(node, now, view), past.still(view)
    elements.scoreboard(event, initial=found.record, at=at)
    past.choice(view, now)
    past.said(found, now)
    contests.show(event, contests.views_then(found.record, at))


def choose() -> None:
    """Lead on to an event."""
    st.title("Events", anchor=False)
    if event:
        st.warning(f"There is no event `{event}`. These are the ones that are known.")
    labels = {one.state.id: programme.label(one) for one in programme.shortlist(feed.summaries(), most=500)}
    chosen = st.selectbox("Find an event", labels, index=None, format_func=labels.get, placeholder="Name of a side")
    if chosen:
        st.query_params["id"] = chosen
        st.rerun()
    elements.events(programme.shortlist(feed.summaries()))


found = feed.record(event)
if found:
    (show_then if view.at else show)(found)
else:
    choose()

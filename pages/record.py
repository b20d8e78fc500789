"""Recording: choose an event, or declare one, and tap what happens."""

from datetime import UTC, datetime

import streamlit as st

from lib.content import declared
from lib.web import contests, elements, programme, resources

feed = resources.node().feed
events = {one.state.id: one for one in programme.shortlist(feed.summaries(), most=100)}
wanted = st.query_params.get("event", "")

st.title("Record", anchor=False)
chosen = st.selectbox(
    "Event",
    events if wanted in events or not wanted else [wanted, *events],
    index=[*events].index(wanted) if wanted in events else (0 if wanted else None),
    format_func=lambda event: programme.label(events[event]) if event in events else event,
    placeholder="Choose what you record",
    key="record.event",
)

if chosen:
    st.query_params["event"] = chosen
    record, side = feed.record(chosen), st.query_params.get("for", "")
    if record and side and contests.asks_the_opponent(record):
        elements.confirm(chosen, side=side, initial=record)
    else:
        elements.recorder(chosen, initial=record)

with st.expander("Declare a new event", icon=":material/add_circle:", expanded=not chosen):
    revision = resources.node().library.current
    elements.declare(declared.ad_hoc(revision, datetime.now(UTC).date()) if revision else ())

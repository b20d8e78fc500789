"""Streams: what is in Kafka, found, followed live, counted, and put right where it was rejected."""

import streamlit as st

from lib.web import streams

VIEWS = {
    "Messages": streams.messages,
    "Live": streams.live,
    "Rejected": streams.rejected,
    "Topics": streams.topics,
    "Groups": streams.groups,
}

st.title("Streams", anchor=False)
for tab, draw in zip(
    st.tabs(list(VIEWS), key="view", on_change="rerun", bind="query-params"), VIEWS.values(), strict=True
):
    if tab.open:
        with tab:
            draw()

"""Operations: which revision runs where, how the parts are, what changed and how it is taken back, what to do."""

import streamlit as st

from lib.web import alerts, operations

VIEWS = {
    "State": operations.state,
    "History": operations.history,
    "Scale": operations.scale,
    "Errors": operations.errors,
    "Runbook": operations.runbook,
}

st.title("Operations", anchor=False)
alerts.section()
for tab, draw in zip(
    st.tabs(list(VIEWS), key="view", on_change="rerun", bind="query-params"), VIEWS.values(), strict=True
):
    if tab.open:
        with tab:
            draw()

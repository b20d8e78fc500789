"""What is on now, what comes next, what has just finished."""

import streamlit as st

from lib.web import alerts, elements, programme, resources, site

feed = resources.node().feed

with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    st.title("Today", anchor=False, width="content")
    with st.container(horizontal=True, width="content"):
        st.page_link(site.page("wiki"))
        st.page_link(site.page("record"))

if not feed.caught_up:
    st.info("The events are still being read from Kafka; they appear here as they come.", icon=":material/hourglass:")

alerts.section()
elements.events(programme.shortlist(feed.summaries()))

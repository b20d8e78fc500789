"""Writing: a page, a section of it, or a new page, beside what it will look like."""

import streamlit as st

from lib.web import editing, resources, wiki

node = resources.node()
revision = node.library.whole

if revision:
    page = editing.asked(node.library, revision)
    st.set_page_config(page_title=f"{editing.title(revision, page)} · Touchline", initial_sidebar_state="collapsed")
    editing.editor(revision, page)
else:
    wiki.wait(node.library, whole=True)

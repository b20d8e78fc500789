"""A page of the wiki: the newest good revision of the content, rendered."""

import streamlit as st

from lib.live import reading
from lib.web import past, resources, wiki

node = resources.node()
revision = node.library.current

if revision and wiki.asked_then():
    past.wiki_page(node, reading.find(node.library, revision, wiki.asked()), wiki.asked_then())
elif revision:
    path = reading.find(node.library, revision, wiki.asked())
    st.set_page_config(page_title=f"{revision.pages.get(path, 'No such page')} · Touchline")
    with st.sidebar:
        wiki.sidebar(revision, path)
    wiki.page(node, revision, path)
else:
    wiki.wait(node.library)

"""Who changed what, when and why: of a page, with any two versions side by side, or of the whole wiki."""

import streamlit as st

from lib.web import histories, resources, wiki

node = resources.node()
page = histories.asked(node.library)
st.set_page_config(page_title=f"{'History' if page else 'Changes'} · Touchline")

if not node.library.current:
    wiki.wait(node.library)
elif page:
    histories.of_page(node, page)
else:
    histories.of_wiki(node)

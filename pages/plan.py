"""What a branch would do to what is served, before it is merged: who passes whom, what moves, what breaks."""

import streamlit as st

from lib.web import planning, resources, wiki

node = resources.node()

st.title("Plan", anchor=False)
if node.library.whole:
    revision = planning.chosen(node)
    if revision:
        planning.show(node, revision)
else:
    wiki.wait(node.library, whole=True)

"""Who changed what, when and why: of a page, or of the whole wiki."""

import streamlit as st

from lib.web import resources

st.title("Changes", anchor=False)
node = resources.node()

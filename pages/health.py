"""The health of the wiki: broken links, orphans, old pages, what is missing and what is too large."""

import streamlit as st

from lib.web import health, resources, wiki

library = resources.node().library

st.title("Wiki health", anchor=False)
if library.whole:
    health.report(library)
else:
    wiki.wait(library, whole=True)

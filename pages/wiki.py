"""A page of the wiki: the newest good revision of the content, rendered."""

import streamlit as st

from lib.content.revision import Revision
from lib.web import resources, wiki

node = resources.node()


def show(revision: Revision) -> None:
    """The page that the address asks for, beside the tree of all pages."""
    path = wiki.asked(revision)
    with st.sidebar:
        wiki.tree(revision, path)
    rendered = node.library.page(path)
    if rendered is None:
        wiki.unknown(path, revision)
        return
    st.set_page_config(page_title=f"{rendered.title} · Touchline")
    wiki.page(path, rendered, node.feed.summaries())
    wiki.last_change(node.library, path)


if node.library.current:
    show(node.library.current)
else:
    wiki.wait(node.library)

"""Who looks at a page, and what that person may do in it."""

from __future__ import annotations

import streamlit as st

from lib.content.access import ALL, Right
from lib.live import signin
from lib.live.access import Caller
from lib.web import resources

# The right that a page needs where it is not just read. Routes check again: hiding a page protects nothing.
NEEDS: dict[str, Right] = {
    "record": "record",
    "edit": "write",
    "operations": "operate",
}


def current() -> Caller:
    """The visitor of this session. Where nobody can sign in, pages are for all, and the routes decide what is done."""
    node = resources.node()
    if not signin.configured(node.settings):
        return Caller("machine", "", ALL)
    claims = st.user.to_dict() if st.user.is_logged_in else None
    return node.gate.signed_in(claims if claims and signin.fresh(claims, node.settings) else None)


def may_open(page: str) -> bool:
    """Whether the visitor has the right that *page* needs."""
    return NEEDS.get(page, "read") in current().rights


def sign_in() -> None:
    """Ask a stranger to sign in."""
    st.title("Touchline", anchor=False)
    caller = current()
    if caller.how == "session":
        st.write(f"You are signed in as {caller.name}, but have no role here. Ask whoever keeps access.yaml.")
        st.button("Sign out", on_click=st.logout)
        return
    st.write("This wiki is for people of the company.")
    st.button("Sign in", on_click=st.login, type="primary", icon=":material/login:")


def corner() -> None:
    """In the sidebar: who is signed in, and the way out or in."""
    if not signin.configured(resources.node().settings):
        return
    caller = current()
    with st.sidebar:
        if caller.how == "session":
            st.caption(f"Signed in as {caller.name}")
            st.button("Sign out", on_click=st.logout, type="tertiary", icon=":material/logout:", key="visitor.out")
        else:
            st.button("Sign in", on_click=st.login, type="tertiary", icon=":material/login:", key="visitor.in")

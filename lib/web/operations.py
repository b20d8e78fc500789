"""The operations page's parts: elements of the browser (``components/operations.js``), and the runbook."""

from __future__ import annotations

import streamlit as st

from lib.live.operations import runbook as runbooks
from lib.live.routes import assets_digest
from lib.web import elements

_mount = elements.styled("operations", ("streams.css", "history.css", "operations.css"))


def state() -> None:
    """Revisions and parts."""
    _show("tl-op-state")


def history() -> None:
    """What changed, and taking it back."""
    _show("tl-op-steps")


def scale() -> None:
    """What is scaled where."""
    _show("tl-op-scale")


def errors() -> None:
    """The newest errors of the logs."""
    _show("tl-op-errors")


def runbook() -> None:
    """What to do: all of it, or the section that the address names."""
    known = runbooks.sections()
    chosen = st.selectbox("Section", list(known), key="section", bind="query-params")
    with st.container(width=860):
        st.markdown(known[chosen])


def _show(tag: str) -> None:
    _mount(key=tag, data={"module": f"/assets/{assets_digest()}/operations.js", "tag": tag})

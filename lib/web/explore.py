"""The explore page's element; what it does in the browser is in ``components/explore.js``."""

from __future__ import annotations

import streamlit as st

from lib.live.routes import assets_digest
from lib.web import dashboards, elements

_mount = st.components.v2.component(
    "touchline_explore",
    html='<div data-tl-coming aria-busy="true" style="min-height: 40rem"></div>',
    js=elements.LOADER,
    isolate_styles=False,
)


def page() -> None:
    """Queries, charts, metrics, alerts. All of its state is in the address, which the element keeps."""
    dashboards.room()
    _mount(key="explore", data={"module": f"/assets/{assets_digest()}/explore.js"})

"""The streams page's parts: elements of the browser (``components/streams.js``), and charts of what they show."""

from __future__ import annotations

import streamlit as st

from lib.charts import rates
from lib.live.routes import assets_digest
from lib.web import elements, figures, resources

REFRESH_S = 2.0

_mount = st.components.v2.component(
    "touchline_streams",
    html=elements.COMING.format(height=24),
    css=elements.COMING_CSS + elements.sheet("palette.css", "streams.css"),
    js=elements.LOADER,
    isolate_styles=False,
)


def messages() -> None:
    """Finding messages."""
    _show("tl-messages")


def live() -> None:
    """How many actions come, and messages as they come."""
    st.fragment(_rates, run_every=REFRESH_S)()
    _show("tl-tail")


def topics() -> None:
    """The topics of Kafka."""
    _show("tl-topics")


def groups() -> None:
    """Consumer groups and their lag."""
    st.fragment(_lags, run_every=5 * REFRESH_S)()
    _show("tl-groups")


def rejected() -> None:
    """What was rejected, and what was done about it."""
    st.fragment(_rejections, run_every=5 * REFRESH_S)()
    _show("tl-rejected")


def _rates() -> None:
    counted = resources.node().streams.tail.rates()
    counted = counted[counted["topic"] == "sport.actions"]
    figures.chart("Actions a second", rates.a_second(counted, keep="rates"), key="streams.rates")
    figures.table("Actions a second", counted, key="streams-rates")


def _lags() -> None:
    lags = resources.node().streams.lags.frame()
    if not lags.empty:
        figures.chart("Lag of the last hour", rates.lags(lags, keep="lags"), key="streams.lags")
        figures.table("Lag", lags, key="streams-lags")


def _rejections() -> None:
    rejected = resources.node().streams.rejected
    rejected.begin()
    frame = rejected.frame()
    if not frame.empty:
        figures.chart("Rejected by reason", rates.rejections(frame, keep="rejected"), key="streams.rejected")
        figures.table("Rejected by reason", rates.by_reason(frame).reset_index(), key="streams-rejected")


def _show(tag: str) -> None:
    _mount(key=tag, data={"module": f"/assets/{assets_digest()}/streams.js", "tag": tag})

"""Alerts on a page, for those who can act: nothing at all while none fires."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import streamlit as st

from lib.adapters.prometheus_answers import Alert
from lib.live.operations import runbook
from lib.web import resources, site, visitor

REFRESH_S = 15.0
ACTING = frozenset({"operate", "record"})
WEIGHTS = {"page": (":material/error:", st.error), "warn": (":material/warning:", st.warning)}


def section() -> None:
    """What fires, drawn anew now and then; nothing for somebody who may only read."""
    if ACTING & visitor.current().rights:
        st.fragment(_draw, run_every=REFRESH_S)()


def _draw() -> None:
    for one in resources.node().alerts.firing:
        icon, show = WEIGHTS.get(one.labels.get("severity"), WEIGHTS["warn"])
        with st.container(key=f"alert.{'.'.join(sorted(one.labels.values()))}"):
            show(sentence(one, datetime.now(UTC), linked=visitor.may_open("operations")), icon=icon)
            if event := one.labels.get("event"):
                st.page_link(site.page("record"), label="Record it", query_params={"event": event})


def sentence(one: Alert, now: datetime, *, linked: bool = False) -> str:
    """What is, since when, what may be behind it, and where is written what to do; *linked* for who may go there."""
    since = timedelta(seconds=round((now - (one.active_at or now)).total_seconds()))
    summary = one.annotations.get("summary") or one.labels.get("alertname", "An alert")
    parts = [f"**{_plain(summary)}**, for {since}.", _plain(one.annotations.get("description", ""))]
    if written := one.annotations.get("runbook"):
        parts.append(_what_to_do(written, linked=linked))
    return " ".join(filter(None, parts))


def _what_to_do(written: str, *, linked: bool) -> str:
    section = runbook.section(written)
    if linked and section:
        return f"[What to do](/operations?view=Runbook&section={quote(section)})"
    return f"What to do: `{written}`."


def _plain(text: str) -> str:
    """Text of others, so that Markdown leaves it as it is."""
    return "".join(f"\\{one}" if one in "\\`*_{}[]()#+!|<>$:~" else one for one in text)

"""The past on a page: which moment the address asks for, how that is said, and how another one is chosen."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lib.content.effects import markdown
from lib.live import then
from lib.live.node import Node
from lib.sport.state import EventRecord
from lib.web import elements

KEY = "at"
MINUTE_MS = 60_000

_show = elements.styled("then", ("wiki.css", "wiki-blocks.css", "history.css"))


def asked() -> str:
    """The moment that the address asks for, as the other parts take it; empty for the present."""
    given = st.query_params.get(KEY, "")
    found = then.moment(given) if given else None
    if given and found is None:
        st.warning(
            f"The address asks for `{given[:60]}`, which is no moment with its zone, such as 2026-06-20T12:00Z. "
            "This is how it is now.",
            icon=":material/history:",
        )
    return then.address(found) if found is not None else ""


def moment(at: str) -> int | None:
    """A moment as numbers take it: in milliseconds since the epoch; None for the present."""
    return then.moment(at) if at else None


def record(here: Node, event: str, at: str) -> EventRecord | None:
    """An event as it was, or without a moment as it is."""
    return then.record(here, event, then.moment(at)) if at else here.feed.record(event)


def banner(said: str) -> None:
    """Say that this is the past, and lead back to the present."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="past"):
        st.markdown(f":material/history: **As it was {said}**", width="content")
        st.button("Back to now", on_click=_back, icon=":material/update:", type="tertiary", key="past.back")


def _back() -> None:
    # Not a link: one to the page that is open leaves the address as it is.
    del st.query_params[KEY]


def on(at: str) -> str:
    """A moment in words, in the time of whoever looks."""
    return f"on {_local(then.moment(at)):%a %d %b %Y at %H:%M:%S} ({_zone().key})"


def minute(found: EventRecord, at: str) -> None:
    """Choose a minute of an event, from the first to the last thing that happened in it."""
    reach = then.bounds(found)
    if reach is None:
        return
    first, last = reach
    end = -(-(last - first) // MINUTE_MS) or 1
    now = max(0, min(end, round((then.moment(at) - first) / MINUTE_MS))) if at else end

    # Another event, or the way back to now, begins anew; from one minute to the next the slider keeps its focus.
    key = f"past.minute.{found.state.id}.{bool(at)}"

    def go() -> None:
        _go(first + st.session_state[key] * MINUTE_MS)

    with _room(at):
        st.slider("Minutes since the first action", 0, end, now, key=key, on_change=go)


def choice(at: str) -> None:
    """Choose a moment."""
    with _room(at):
        _any_moment(at)


def _any_moment(at: str) -> None:
    asked_for = then.moment(at) if at else round(datetime.now(UTC).timestamp() * 1000)
    shown = _local(asked_for).replace(tzinfo=None, second=0, microsecond=0)
    key = f"past.moment.{at}"

    def go() -> None:
        if st.session_state[key]:
            _go(round(st.session_state[key].replace(tzinfo=_zone()).timestamp() * 1000))

    st.datetime_input(f"At any moment ({_zone().key})", shown, key=key, on_change=go, step=60, width=260)


def wiki_page(here: Node, path: str, at: str) -> None:
    """A page of the wiki as it was; what is live in it is left out."""
    past = then.page(here, path, at)
    commit, made = past.commit, then.address(round(past.commit.time.timestamp() * 1000))
    st.set_page_config(page_title=f"{past.page.title}, as it was · Touchline")
    banner(f"{on(made)}, revision {commit.sha[:10]}")
    st.caption(markdown.plain(f"{commit.author}: {commit.subject}"))
    _show(key="then", data={"module": _module("wiki-then.js"), "html": past.page.html, "at": at})
    choice(made)


def _module(name: str) -> str:
    return elements.module_url().replace("elements.js", name)


def _room(at: str) -> st.delta_generator.DeltaGenerator:
    """Where the choice is: at hand in the past, put away in the present."""
    if at:
        return st.container()
    return st.popover("As it was", icon=":material/history:", type="tertiary")


def _go(at: int) -> None:
    st.query_params[KEY] = then.address(at)


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, _zone())


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

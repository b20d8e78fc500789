"""The viewpoint of a page: which moment or revision its address asks for, in words, and how another is chosen."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lib.content import declared
from lib.content.effects import markdown, meanings
from lib.content.revision import Commit
from lib.errors import TouchlineError
from lib.live import reading, then, viewpoint
from lib.live.node import Node
from lib.live.then import Seen
from lib.live.viewpoint import NOW, Viewpoint
from lib.sport.state import EventRecord
from lib.web import elements

KEY = "at"
MINUTE_MS = 60_000
SHORT = markdown.SHORT
OF_THE_PUBLISHER = frozenset({"revision", "lists"})  # of a declaration: who it is from, not what it says

_show = elements.styled("then", ("wiki.css", "wiki-blocks.css", "history.css"))


def asked(here: Node) -> Viewpoint:
    """The viewpoint that the address asks for; where there is no such one, that is said, and it is the present."""
    try:
        return viewpoint.asked(here.library, st.query_params.get(KEY, "").strip())
    except TouchlineError as error:
        st.warning(f"{markdown.plain(str(error))} This is how it is now.", icon=":material/history:")
        return NOW


def banner(view: Viewpoint) -> None:
    """Say from which viewpoint this is, and lead back to the present; of the present there is nothing to say."""
    if view.revision:
        commit = view.revision.commit
        _banner(f"By the rules of {commit.sha[:SHORT]}, of {_local(_made(commit)):%-d %B %Y}")
        st.caption(f"{_commit(commit)} · What happened is as it is known now.")
    elif view.moment is not None:
        _banner(f"As it was {_on(view.moment)}")


def there(view: Viewpoint) -> str:
    """Where something was looked for, as the end of a sentence."""
    return f" in the revision {view.revision.sha[:SHORT]}" if view.revision else ""


def _banner(said: str) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="past"):
        st.markdown(f":material/history: **{said}**", width="content")
        st.button("Back to now", on_click=_back, icon=":material/update:", type="tertiary", key="past.back")


def _back() -> None:
    # Not a link: one to the page that is open leaves the address as it is.
    del st.query_params[KEY]


def _on(moment: int) -> str:
    """A moment in words, in the time of whoever looks."""
    return f"on {_local(moment):%a %d %b %Y at %H:%M:%S} ({_zone().key})"


def still(view: Viewpoint) -> str:
    """The moment that elements show which do not go on from there: by a revision it is the present one."""
    return viewpoint.address(_now() if view.moment is None else view.moment)


def choice(view: Viewpoint, event: EventRecord | None = None) -> None:
    """Choose a moment, of an *event* a minute, or a revision."""
    with _room(view.at):
        if event:
            _minute(event, view)
        else:
            _any_moment(view)
        _any_revision(view.at)


def _minute(found: EventRecord, view: Viewpoint) -> None:
    """A minute of an event, from the first to the last thing that happened in it."""
    reach = then.bounds(found)
    if reach is None:
        return
    first, last = reach
    end = -(-(last - first) // MINUTE_MS) or 1
    now = end if view.moment is None else max(0, min(end, round((view.moment - first) / MINUTE_MS)))

    # Another event, or the way back to now, begins anew; from one minute to the next the slider keeps its focus.
    key = f"past.minute.{found.state.id}.{view.moment is not None}"

    def go() -> None:
        _go(viewpoint.address(first + st.session_state[key] * MINUTE_MS))

    st.slider("Minutes since the first action", 0, end, now, key=key, on_change=go)


def _any_moment(view: Viewpoint) -> None:
    shown = _local(_now() if view.moment is None else view.moment).replace(tzinfo=None, second=0, microsecond=0)
    key = f"past.moment.{view.at}"

    def go() -> None:
        if st.session_state[key]:
            _go(viewpoint.address(round(st.session_state[key].replace(tzinfo=_zone()).timestamp() * 1000)))

    st.datetime_input(f"At any moment ({_zone().key})", shown, key=key, on_change=go, step=60, width=260)


def _any_revision(at: str) -> None:
    key = f"past.revision.{at}"

    def go() -> None:
        if st.session_state[key].strip():
            _go(st.session_state[key].strip())

    st.text_input("Or of a revision: a branch, tag or commit", key=key, on_change=go, width=260)


def wiki_page(here: Node, path: str, at: str) -> None:
    """A page of the wiki as it was; what is live in it is left out."""
    past = reading.past(here.library, path, at)
    made = _made(past.commit)
    st.set_page_config(page_title=f"{past.page.title}, as it was · Touchline")
    _banner(f"As it was {_on(made)}, revision {past.commit.sha[:SHORT]}")
    st.caption(_commit(past.commit))
    _show(key="then", data={"module": _module("wiki-then.js"), "html": past.page.html, "at": at})
    choice(Viewpoint(made))


def said(found: Seen, now: EventRecord) -> None:
    """What a revision says of an event: where it declares something else than now, and the rules of its stage."""
    if found.revision is None:
        return
    here = declared.kept(now.state, now.state.declared)
    otherwise = meanings.told(here, found.record.state.declared, without=OF_THE_PUBLISHER)
    if otherwise:
        rows = [f"- {markdown.plain(one)}" for one in otherwise]
        st.markdown("\n".join(["What is declared now, and what this revision declares:", "", *rows]))
    else:
        st.markdown("This revision declares the event as it is declared now.")
    if found.rules:
        rows = [f"{number}. {markdown.plain(one)}" for number, one in enumerate(found.rules, 1)]
        st.markdown("\n".join(["Its rules:", "", *rows]))


def _module(name: str) -> str:
    return elements.module_url().replace("elements.js", name)


def _room(at: str) -> st.delta_generator.DeltaGenerator:
    """Where the choice is: at hand in the past, put away in the present."""
    if at:
        return st.container()
    return st.popover("As it was", icon=":material/history:", type="tertiary")


def _go(at: str) -> None:
    st.query_params[KEY] = at


def _now() -> int:
    return round(datetime.now(UTC).timestamp() * 1000)


def _made(commit: Commit) -> int:
    return round(commit.time.timestamp() * 1000)


def _commit(commit: Commit) -> str:
    return markdown.plain(f"{commit.author}: {commit.subject}")


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, _zone())


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")

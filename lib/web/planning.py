"""A plan on a page: which branch, what it does, and what a person should look at twice."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pandas as pd
import streamlit as st

from lib.content.effects import AREAS, Area, Effect, Plan, Standing, markdown
from lib.content.revision import Commit
from lib.live import planning, tables
from lib.live.node import Node
from lib.web import figures

COLOURS = {"added": "green", "removed": "red", "moved": "blue", "changed": "gray"}
MOST_OPEN = 40
MOST_WARNED = 4


def chosen(here: Node) -> str:
    """The branch, tag, commit or range that the address or the visitor asks for; it is kept in the address."""
    st.caption("What a change of the content does to what is served now, by the facts of this moment.")
    found = planning.branches(here)
    wanted = st.query_params.get("revision", "")
    known = [*found] if wanted in found or not wanted else [wanted, *found]
    picked = st.selectbox(
        "Branch, tag or commit",
        known,
        index=known.index(wanted) if wanted else None,
        format_func=lambda name: _label(name, found.get(name)),
        placeholder="Choose a branch, or write the id of a commit",
        accept_new_options=True,
        key="plan.revision",
    )
    if not picked:
        st.info(_nothing(found), icon=":material/difference:")
        return ""
    st.query_params["revision"] = picked
    return picked


def _nothing(found: dict[str, Commit]) -> str:
    if found:
        return "Choose the branch that you want to merge: its effects on standings, fixtures and pages appear here."
    return "There is no branch beside the one that is served. Push one, and its effects appear here before the merge."


def _label(name: str, commit: Commit | None) -> str:
    if commit is None:
        return name
    days = (datetime.now(UTC) - commit.time).days
    age = "today" if days <= 0 else f"{days} day{'' if days == 1 else 's'} ago"
    return f"{name} · {commit.subject} · {commit.author}, {age}"


def show(here: Node, revision: str) -> None:
    """The effects of a revision, those to look at twice first."""
    with st.spinner("The tables are being made by both revisions", show_time=True):
        plan = planning.plan(here, revision)
    if plan.errors:
        st.error("This revision would not be served: the one that is served now would stay.", icon=":material/block:")
        for error in plan.errors:
            st.markdown(markdown.plain(error))
        return
    _head(plan)
    _warnings(plan.warnings)
    for area in AREAS:
        _area(area, plan.of(area))


def _head(plan: Plan) -> None:
    events = f"{plan.events} event{'' if plan.events == 1 else 's'}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{markdown.summary(plan)}**", width="content")
        with st.container(horizontal=True, width="content"):
            name = f"plan-{plan.head[: markdown.SHORT]}"
            figures.file("Markdown", lambda: markdown.text(plan), f"{name}.md", "text/markdown", key="plan.md")
            figures.file("JSON", lambda: msgspec.json.encode(plan), f"{name}.json", "application/json", key="plan.json")
    base, head = (one[: markdown.SHORT] for one in (plan.base, plan.head))
    st.caption(f"`{base}` → `{head}`, by the facts of {events}. Standings that are not named stay as they are.")


def _warnings(found: list[Effect]) -> None:
    if not found:
        return
    rows = [f"- {markdown.line(one)}. {markdown.plain(one.warning)}" for one in found]
    more = [f"- and {len(rows) - MOST_WARNED} more, below"] if len(rows) > MOST_WARNED else []
    text = "\n".join(["**Look twice**", "", *rows[:MOST_WARNED], *more])
    st.warning(text, icon=":material/warning:")


def _area(area: Area, found: list[Effect]) -> None:
    if not found:
        return
    st.subheader(f"{markdown.TITLES[area]} · {len(found)}", anchor=False)
    rows = [row for one in found for row in _rows(one)]
    if len(rows) > MOST_OPEN:
        with st.expander(f"All {len(found)}", icon=":material/unfold_more:", expanded=False):
            st.markdown("\n".join(rows))
    else:
        st.markdown("\n".join(rows))
    for number, one in enumerate(found):
        if one.standing:
            _standing(one, one.standing, f"plan.{number}")


def _rows(one: Effect) -> list[str]:
    said = f". {markdown.plain(one.warning)}" if one.warning else ""
    return [f"- {_badge(one)}{markdown.line(one)}{said}", *(f"  - {markdown.plain(why)}" for why in one.why)]


def _standing(one: Effect, standing: Standing, key: str) -> None:
    with st.expander(f"{markdown.plain(one.subject)}: before and after", icon=":material/table_rows:"):
        frame = places(standing)
        st.dataframe(frame, hide_index=True, key=key)
        figures.file("CSV", lambda: tables.text(frame), f"{standing.table}.csv", "text/csv", key=f"{key}.csv")


def _badge(one: Effect) -> str:
    return f":{COLOURS[one.change]}-badge[{one.change}] "


def places(standing: Standing) -> pd.DataFrame:
    """Each competitor with its place, its points and what they mean, before and after."""
    before = {one.competitor: one for one in standing.before}
    after = {one.competitor: one for one in standing.after}
    rows = []
    for id in dict.fromkeys((*after, *before)):
        was, is_ = before.get(id), after.get(id)
        now = (is_.rank, is_.name, is_.points, is_.zone) if is_ else (None, was.name, None, "")
        rows.append((*now, *((was.rank, was.points) if was else (None, None))))
    return pd.DataFrame(rows, columns=["Place", "Competitor", "Points", "Means", "Place before", "Points before"])
